"""What is printed of a report: its values as words, sentences, tables, charts, its foot.

The door is :mod:`forms.composition`, which puts the neutral document together.
"""
