"""What commands have in common: how they speak, ask and write."""
