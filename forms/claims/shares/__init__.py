"""Percentages of what the text prints: fractions, and shares whose base stands elsewhere."""
