"""Any report somebody hands in, by kind of file, as text to be proofread or taken figures from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from exporters.files import read_limited
from exporters.problems import ExportProblem
from exporters.readers.text_files import read_plain
from forms.claims.passages import Text

MAX_BYTES: Final = 64 << 20


def _word(data: bytes) -> Text:
    from exporters.readers.word_reader import read_word

    return read_word(data)


def _pdf(data: bytes) -> Text:
    from exporters.readers.pdf_reader import read_pdf

    return read_pdf(data)


def _sheets(data: bytes) -> Text:
    from exporters.readers.workbook_text import read_sheets

    return read_sheets(data)


_READERS: Final[Mapping[str, Callable[[bytes], Text]]] = {
    ".txt": read_plain,
    ".docx": _word,
    ".pdf": _pdf,
    ".xlsx": _sheets,
}
KINDS: Final = tuple(_READERS)
"""The kinds of files that can be read, by suffix."""

_OLD: Final[Mapping[str, str]] = {
    ".doc": ".docx",
    ".xls": ".xlsx",
    ".rtf": ".docx",
    ".odt": ".docx",
}


def read_report(path: Path) -> Text:
    """Read the text of a file.

    Raises:
        ExportProblem: ``FILE-KIND`` for other kinds of files; else as the reader of its kind.
    """
    suffix = path.suffix.lower()
    reader = _READERS.get(suffix)
    if reader is None:
        better = _OLD.get(suffix)
        saved = f"Hãy mở tệp rồi lưu lại dạng {better}." if better else "Hãy chọn tệp khác."
        raise ExportProblem(
            f"Chỉ đọc được tệp {', '.join(KINDS)}. {saved}", code="FILE-KIND", place=str(path)
        )
    try:
        return reader(read_limited(path, MAX_BYTES))
    except ExportProblem as problem:
        problem.place = problem.place or str(path)
        raise
