"""What commands have in common: messages, prompts and output."""
