"""The workbook of a report, from its shape to its file; every total and rate in it is alive.

The door is :mod:`exporters.excel`. XlsxWriter writes; a formula stands in the cell's own unit.
"""
