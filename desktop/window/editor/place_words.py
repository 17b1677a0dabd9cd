"""What is said about the place where the cursor is: how it prints, what was there, what is wrong.

Qt-free, so that the strip under the form, the panel of a field and the tests say the same words.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from desktop.desk import Desk
from desktop.use_cases.old_fonts import NAMES, suggestion
from desktop.window.editor.marks import Marks, Position
from desktop.window.editor.open_report import OpenReport
from forms.cells import CellKey
from forms.findings import Finding
from forms.printed.phrases import GAP

WRITING_HINT: Final = (
    "Ctrl+I chèn số liệu của biểu, in ra đúng số đang có. Dòng bắt đầu bằng “-” hoặc “+” là gạch"
    " đầu dòng, [^…] là chú thích cuối trang, <<…>> chỉ in khi đủ số liệu."
)


def difference(desk: Desk, key: CellKey) -> str:
    """Return how much a figure is above (+) or below (−) the previous period's.

    Empty where either of the two is blank or no figure: blank is not zero.
    """
    previous = desk.computation.context.previous
    before = None if previous is None else previous.get(key)
    now = desk.computation.effective(key)
    if not isinstance(before, Decimal) or not isinstance(now, Decimal):
        return ""
    change = now - before
    if not change:
        return "0"
    return f"{'+' if change > 0 else '−'}{desk.printed(key, abs(change))}"


def previous_words(desk: Desk, key: CellKey) -> str:
    """Return the previous period's figure and how far this one is from it."""
    before, change = desk.previous_text(key), difference(desk, key)
    if not before or not change:
        return before
    return f"{before} (kỳ này {change})" if change != "0" else f"{before} (không đổi)"


def place_words(report: OpenReport, position: Position) -> str:
    """Return the line about a cell in order: its print, the period before, who supplies it."""
    if not position.field:
        return ""
    desk, key = report.desk, position.key
    field = desk.engine.fields.get(position.field)
    said = report.sentence(position.field)
    told = (
        ("Ô", "" if key is None else _crossing(desk, key)),
        ("Chữ", old_font_words(desk, key)),
        ("Ghi chú", desk.notes.of(key)),
        ("Kỳ trước", "" if key is None else previous_words(desk, key)),
        ("In ra", said if said.strip(f"{GAP} ") and "{{" not in said else ""),
        ("Cung cấp", "" if field is None else field.source),
    )
    return " · ".join(f"{name}: {text}" for name, text in told if text)


def _crossing(desk: Desk, key: CellKey) -> str:
    """Return row and column of a cell of a wide table, whose first column may be out of sight."""
    field = desk.engine.fields[key.field]
    if field.kind != "table" or not key.row or desk.column(key) is None:
        return ""
    return desk.computation.label(key).removeprefix(f"{desk.computation.word(field.label)}, ")


def old_font_words(desk: Desk, key: CellKey | None) -> str:
    """Return what is to be said of words in an old font; empty for all others."""
    old = None if key is None else suggestion(desk.text_of(key))
    return "" if old is None else f"kiểu {NAMES[old.encoding]}, Ctrl+K đổi sang Unicode"


def finding_at(marks: Marks, position: Position) -> Finding | None:
    """Return the worst open finding of a cell, else of its row, else of its field."""
    here = marks.at(position.key) if position.key is not None else ()
    row = 0 if position.key is None else position.key.row
    here = here or marks.loose(position.field, row) or marks.of_field(position.field, row)
    return here[0] if here else None


def told(finding: Finding | None) -> str:
    """Return a finding's sentence with its hint and the key that repairs it."""
    if finding is None:
        return ""
    hint = f" ({finding.hint})" if finding.hint else ""
    return f"{finding.message}{hint}{_way_out(finding)}"


def _way_out(finding: Finding) -> str:
    if finding.repair is None:
        return "" if finding.severity in ("missing", "note") else "  Ctrl+G: ghi lý do."
    if finding.repair.kind == "confirm":
        return "  F3: không đổi, đã xác nhận."
    return "  F9: sửa theo số tính được."
