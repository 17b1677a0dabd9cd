"""Rises and falls: what has changed, by how much, and from what."""
