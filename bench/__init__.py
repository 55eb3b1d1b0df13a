"""Benchmarks: reports.py compares reports and imports, scans.py compares scans. They never fail."""
