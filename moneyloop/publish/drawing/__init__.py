"""Draws who pays whom: which firms are shown, where they are placed, how arrows run."""
