"""Plain text files in any encoding that Vietnamese offices have left behind."""

from __future__ import annotations

from typing import Final

from exporters.problems import ExportProblem
from forms.claims.passages import Text, plain_text
from forms.legacy_fonts import modern

MAX_BYTES: Final = 10 << 20

_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SAMPLE: Final = 4_096
_DAMAGED: Final = 200
"""Among this many letters one that cannot be read is let pass."""


def read_plain(data: bytes) -> Text:
    """Read a text file: UTF-8, UTF-16, Windows-1258, or an old Vietnamese font's bytes.

    Raises:
        ExportProblem: Too large (``FILE-SIZE``), or no text in an encoding that can be told
            (``FILE-TEXT``).
    """
    if len(data) > MAX_BYTES:
        raise _too_large()
    return plain_text(decoded(data))


def pasted(words: str) -> Text:
    """Take text from the clipboard; letters of an old Vietnamese font are read as they look.

    Raises:
        ExportProblem: Too long (``FILE-SIZE``).
    """
    if len(words) > MAX_BYTES:
        raise _too_large()
    return plain_text("\n".join(modern(words.replace("\x00", "").split("\n")).texts))


def decoded(data: bytes) -> str:
    """Return the text of a plain file, in Unicode NFC.

    Raises:
        ExportProblem: ``FILE-TEXT``, when no encoding makes sense of the bytes.
    """
    text = _unicode(data)
    if text is None:
        text = _of_windows(data)
    if text is None or "\x00" in text:
        raise ExportProblem(
            "Tệp không phải chữ đọc được. Hãy mở tệp bằng Notepad hoặc Word rồi lưu lại"
            " dạng .txt với mã UTF-8.",
            code="FILE-TEXT",
        )
    return "\n".join(modern(text.split("\n")).texts)


def _unicode(data: bytes) -> str | None:
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _tried(data, name)
    found = _tried(data, "utf-8")
    if found is not None and "\x00" not in found:
        return found
    half = len(data[:_SAMPLE]) // 2
    for name, zeros in (("utf-16-le", data[1:_SAMPLE:2]), ("utf-16-be", data[:_SAMPLE:2])):
        # Blanks, digits and half of the letters of Vietnamese have a zero byte in UTF-16.
        if half and zeros.count(0) * 3 > half and not len(data) % 2:
            return _tried(data, name)
    lax = data.decode("utf-8", "replace")
    spoiled = lax.count("\ufffd")
    return lax if spoiled and spoiled * _DAMAGED < len(lax) and not lax.isascii() else None


def _of_windows(data: bytes) -> str | None:
    """Read bytes of one letter each: an old font's, or Windows-1258 with its combining tones."""
    plain = data.decode("latin-1")
    found = modern(plain.split("\n"))
    if found.encoding:
        return "\n".join(found.texts)
    combined = _tried(data, "cp1258")
    tones = sum(data.count(tone) for tone in b"\xcc\xd2\xde\xec\xf2")
    return combined if tones else None


def _tried(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _too_large() -> ExportProblem:
    return ExportProblem(
        f"Văn bản lớn quá {MAX_BYTES >> 20} MB nên không đọc. Hãy tách ra rồi soát từng phần.",
        code="FILE-SIZE",
    )
