"""Imports deals: lines of any file, compared with the graph, as one transaction."""
