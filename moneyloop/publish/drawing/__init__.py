"""Draws who pays whom: where firms stand, how the arrows run between them, where amounts stand."""
