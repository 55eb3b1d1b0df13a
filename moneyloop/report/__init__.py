"""Finds the saved reports, reads their headers, runs them, renders their rows."""
