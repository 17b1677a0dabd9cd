"""The Word copy of a report: written for circulation, and its corrected wording taken back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from desktop.desk import Desk, Refused
from desktop.problems import Trouble
from forms.cells import VALUE, CellKey
from forms.sources.rewording import Question, Reworded, Rewording, Why, compare

SUFFIX: Final = ".docx"


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
    return write_all(folder, {f"{stem}{SUFFIX}": made})[0]


def reworded(desk: Desk, path: Path) -> Rewording:
    """Return what a corrected Word copy says otherwise than the report; nothing is touched."""
    from exporters.reading import read_report

    if not desk.editable:
        message = f"Báo cáo {desk.head.id} đã chốt. Mở lại báo cáo rồi mới nhận lời văn sửa."
        raise Trouble(message, code="ReportNotDraft", place=desk.head.id)
    if path.suffix.lower() != SUFFIX:
        message = f"Chỉ nhận lời văn từ tệp {SUFFIX}. Hãy chọn bản Word đã xuất của báo cáo này."
        raise Trouble(message, code="FILE-KIND", place=str(path))
    document = desk.document(draft=False)
    return compare(desk.computation, document, read_report(path), unit=desk.office().name)


def chosen(found: Rewording, fields: Collection[str]) -> tuple[Reworded, ...]:
    """Return the blocks of these fields; of all where none is named."""
    strange = sorted(set(fields) - {block.field for block in found.blocks})
    if strange:
        message = f"Bản Word không có lời văn mới nhận được cho {', '.join(strange)}."
        raise Trouble(message, code="REWORD-FIELD", place=strange[0])
    return tuple(block for block in found.blocks if not fields or block.field in fields)


def take_wording(desk: Desk, blocks: Collection[Reworded]) -> tuple[str, ...]:
    """Take text blocks over, each as a step of its own; return the fields that changed."""
    taken = []
    for block in blocks:
        outcome = desk.enter(CellKey(block.field, 0, VALUE), block.stored)
        if isinstance(outcome, Refused):
            raise Trouble(outcome.message, code=outcome.code or "REWORD", place=block.field)
        if outcome.changed:
            taken.append(block.field)
    return tuple(taken)


_SHORT: Final = 120
_WHY: Final[Mapping[Why, str]] = {
    "figure": "Số liệu trong đoạn đã khác ({figures}). Nếu số mới đúng, hãy sửa ở ô số liệu",
    "fixed": "Câu này do biểu mẫu đặt lời, không nhận từ bản Word",
    "note": "Chú thích đã khác. Nếu cần, hãy sửa ở đoạn văn có chú thích",
    "removed": "Đoạn có số liệu đã bị bỏ. Nếu cần bỏ, hãy xóa trong chương trình",
    "added": "Đoạn thêm có số liệu. Nếu cần thêm, hãy gõ trong chương trình",
    "unclear": "Chỗ in số liệu trong đoạn không còn nguyên. Hãy sửa trong chương trình",
}


def question_text(question: Question) -> str:
    """Return what a person has to decide on, in words."""
    said = _WHY[question.why].format(figures=", ".join(question.figures))
    return f"{said}: {_shown(question)}."


def _shown(question: Question) -> str:
    before, after = _short(question.before), _short(question.after)
    return " → ".join(f"“{each}”" for each in (before, after) if each)


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[:_SHORT].rstrip()}…"


def wording_lines(found: Rewording) -> list[str]:
    """Return a comparison for people: what would be taken over, then what is asked."""
    told = []
    for block in found.blocks:
        told.append(f"{block.label}:")
        for before, after in block.lines:
            told += [f"  - {before}"] * bool(before) + [f"  + {after}"] * bool(after)
    told += [f"? {question_text(question)}" for question in found.questions]
    return told or ["Bản Word không sửa gì so với báo cáo."]
