"""Reports on round trips that need random graphs."""
