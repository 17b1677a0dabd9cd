"""Parsers fed with anything at all: targets, what was found with them, and a guided search."""
