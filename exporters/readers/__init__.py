"""Files of other people, read with care: measured first, then handed to a library.

The doors are :mod:`exporters.reading` for texts and `workbook_filling` for figures. Nothing of a
file is believed: size, depth and count are bounded before a parser sees it.
"""
