"""The output of a scan: files.py writes loops and bad rows, summary.py counts loops by length."""
