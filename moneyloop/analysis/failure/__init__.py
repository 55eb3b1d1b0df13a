"""Reports on defaults that need linear algebra."""
