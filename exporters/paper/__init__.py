"""The page to sign, from words to bytes: broken into lines, laid out, drawn, tagged, conforming.

The doors are :mod:`exporters.pdf` for a report and :mod:`exporters.booklet` for the manual. The
layout is our own (Nghị định 30/2020/NĐ-CP, Phụ lục I); reportlab draws and pikepdf finishes.
"""
