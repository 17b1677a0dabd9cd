"""Files out and files in: the page to sign, the workbook, the package, and reading them back.

May import: `forms`, `resources`, and the file-format libraries (reportlab, XlsxWriter, openpyxl,
pikepdf, pypdfium2, pyHanko, python-docx, zipfile).  The only room that knows a file format.
Never: Qt, SQL, `db`.

Decisions:
- Every writer prints the same neutral Document made in `forms`, so the sentence, the table cell
  and the data file are three prints of one value and cannot disagree.
- The same report gives the same bytes: no clock, no random identifier, sorted entries.  A hash
  then proves that the file somebody holds is the report that was finalized.
- Files from outside are measured before they are parsed (size, count, depth) and turned into
  bounded plain values here; the domain decides what they mean.
"""
