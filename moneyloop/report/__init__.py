"""Saved reports: find them, read their headers, take their arguments, run them."""
