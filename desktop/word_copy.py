"""The Word copy of a report: written for circulation, and its edited wording taken back."""

from __future__ import annotations

from pathlib import Path

from desktop.desk import Desk


def export_word(desk: Desk, folder: Path) -> Path:
    """Write the Word copy into a folder (made where missing), whole or not at all.

    It is a draft by its mark and leaves no line in the log: what is handed in is the PDF.
    """
    from exporters.files import file_stem, write_all
    from exporters.word import render_word

    head = desk.head
    stem = file_stem(head.form, head.unit, head.period, head.revision)
    made = render_word(desk.document(draft=False))
    folder.mkdir(parents=True, exist_ok=True)
    return write_all(folder, {f"{stem}.docx": made})[0]
