"""Knowledge folders: read, checked, loaded and exported."""
