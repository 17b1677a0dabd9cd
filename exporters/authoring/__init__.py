"""A pack in the notations of its authors, TOML and workbook, both ways.

Columns and keys come from the struct definitions of :mod:`forms.model` by reflection.
"""
