"""What stands in a workbook's cell, as a report's cell takes it: a number, a text, or a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from exporters.agreement import EXACT_DIGITS
from exporters.excel_names import STATE_WORDS
from exporters.readers.workbook_reader import SheetCell
from forms.dates import format_date, format_month
from forms.layout import FIGURES
from forms.numbers import format_number, scaled

if TYPE_CHECKING:
    from forms.engine import Computation
    from forms.model import Column


class Typed(NamedTuple):
    """A number or a text in Vietnamese notation; `None` for a blank. `refusal` is a sentence."""

    value: Decimal | str | None
    refusal: str = ""


BLANK: Final = Typed(None)
_DAYS: Final = frozenset({"date", "month"})


def typed(cell: SheetCell | None, column: Column | None) -> Typed:
    """Take a cell that is no formula for a column; `None` for one without a kind (a count)."""
    kind = "int" if column is None else column.kind
    if cell is None:
        return BLANK
    if cell.kind == "error":
        return _refused(f"Ô đang báo lỗi {cell.text}. Hãy sửa công thức hoặc gõ số vào ô.")
    if cell.kind == "number":
        return _number(cell, kind)
    if cell.kind == "date":
        return _day(cell.text, kind)
    if kind in FIGURES | _DAYS and cell.kind in {"bool", "time"}:
        what = "ngày" if kind in _DAYS else "số"
        return _refused(f"Ô ghi “{cell.text}”, chỗ này cần {what}. Hãy gõ lại.")
    return Typed(cell.text)


def _number(cell: SheetCell, kind: str) -> Typed:
    number = Decimal(cell.text)
    if not number.is_finite():
        return _refused("Ô không ghi một số đọc được. Hãy gõ lại.")
    shown = format_number(number.normalize() if number else Decimal(0), grouped=False)
    if kind in _DAYS:
        example = "20/7/2024" if kind == "date" else "7/2024"
        return _refused(f"Ô ghi số {shown}, chỗ này cần ngày. Hãy gõ lại, ví dụ {example}.")
    if kind not in FIGURES:
        return Typed(shown + ("%" if cell.percent else ""))
    if cell.percent and kind != "pct":
        return _refused(f"Ô ghi {shown}%, chỗ này không nhận phần trăm. Hãy gõ lại số.")
    if len(str(abs(scaled(number)[0]))) > EXACT_DIGITS and number == number.to_integral_value():
        what = f"Số dài quá {EXACT_DIGITS} chữ số, bảng tính không giữ đúng."
        return _refused(f"{what} Hãy gõ số này dưới dạng chữ.")
    return Typed(number)


def _day(text: str, kind: str) -> Typed:
    day = date.fromisoformat(text[:10])
    if kind == "date":
        return Typed(day.isoformat())
    if kind == "month":
        return Typed(format_month(day.year, day.month))
    shown = format_date(day)
    if kind in FIGURES:
        return _refused(f"Ô ghi ngày {shown}, chỗ này cần số. Hãy gõ lại số.")
    return Typed(shown)


def state(cell: SheetCell | None, field: str, c: Computation) -> Typed:
    """Take the words that stand for a row's state: the usual ones, the form's, or the code."""
    if cell is None:
        return BLANK
    said = cell.text.strip().casefold()
    known = _state_words(field, c)
    for code, words in known.items():
        if said in words:
            return Typed(code)
    offered = ", ".join(f"“{words}”" for words in STATE_WORDS.values())
    return _refused(f"Ô này chỉ nhận: {offered}. Hãy chọn lại hoặc xóa trống.")


def _state_words(field: str, c: Computation) -> Mapping[str, set[str]]:
    own, form = c.engine.fields[field].state_sentences, c.engine.form.state_sentences
    return {
        code: {
            said.strip().casefold()
            for said in (code, words, own.get(code, words), form.get(code, words))
        }
        for code, words in STATE_WORDS.items()
    }


def _refused(sentence: str) -> Typed:
    return Typed(None, sentence)
