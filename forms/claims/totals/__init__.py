"""Totals and their parts, what is left of a whole, sums, products and rows."""
