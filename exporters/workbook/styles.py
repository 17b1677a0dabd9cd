"""How cells of a workbook look, and how their figures are shown."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from forms.numbers import MONEY_UNITS, scaled

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

    from forms.model import Column

FONT: Final = "Times New Roman"
SIZE: Final = 12
_BOLD_SCALE: Final = 0.9
WHOLE: Final = "#,##0"
DATE: Final = "dd/mm/yyyy"
MONTH: Final = "mm/yyyy"

_BORDER: Final = {"border": 1, "border_color": "#7F7F7F"}
_FLAT: Final = {"top": 1, "bottom": 1, "top_color": "#7F7F7F", "bottom_color": "#7F7F7F"}
_STYLES: Final[dict[str, dict[str, Any]]] = {
    "office": {"bold": True},
    "title": {"bold": True, "font_size": 14, "align": "center", "text_wrap": True},
    "period": {"italic": True, "align": "center"},
    "superior": {"align": "center", "text_wrap": True},
    "issuer": {"bold": True, "underline": 1, "align": "center", "text_wrap": True},
    "nation": {"bold": True, "align": "center", "shrink": True},
    "motto": {"bold": True, "underline": 1, "align": "center", "shrink": True},
    "middle": {"align": "center", "shrink": True},
    "dated": {"italic": True, "align": "center", "shrink": True},
    "recipients": {"bold": True, "italic": True},
    "recipient": {"font_size": 11, "text_wrap": True},
    "signature": {"bold": True, "align": "center", "text_wrap": True},
    "caption": {"bold": True},
    "head": {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#D9E1F2", **_BORDER},
    "group": {"bold": True, "bg_color": "#F2F2F2", **_FLAT},
    "center": {"align": "center", "text_wrap": True, **_BORDER},
    "code": {"font_size": 10, "text_wrap": True, "quote_prefix": True, **_BORDER},
    "choice": {
        "align": "center",
        "text_wrap": True,
        "quote_prefix": True,
        "locked": False,
        **_BORDER,
    },
    "count": {"align": "left", "bg_color": "#F2F2F2", **_BORDER},
    "count_input": {"align": "left", "locked": False, **_BORDER},
    "words": {"text_wrap": True, **_BORDER},
    "bold": {"bold": True, "text_wrap": True, **_BORDER},
    "free": {"text_wrap": True, "quote_prefix": True, **_BORDER},
    "free_input": {"text_wrap": True, "quote_prefix": True, "locked": False, **_BORDER},
    "input": {"align": "right", "locked": False, **_BORDER},
    "derived": {"align": "right", "bg_color": "#F2F2F2", **_BORDER},
    "total": {"align": "right", "bold": True, "bg_color": "#F2F2F2", **_BORDER},
    "date": {"align": "center", "locked": False, **_BORDER},
    "long": {"align": "right", "quote_prefix": True, **_BORDER},
    "check": {"align": "center", **_BORDER},
    "small": {"font_size": 10, "italic": True, "text_wrap": True},
}


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        """Take the workbook that the formats belong to."""
        self._workbook = workbook
        self._made: dict[tuple[str, str], Format] = {}

    @staticmethod
    def wraps(name: str) -> bool:
        """Tell whether words in this style go on in a next line."""
        return bool(_STYLES[name].get("text_wrap"))

    @staticmethod
    def scale(name: str) -> float:
        """Return how many more letters of this style a column takes than of the usual one."""
        narrower = _BOLD_SCALE if _STYLES[name].get("bold") else 1.0
        return narrower * SIZE / int(_STYLES[name].get("font_size", SIZE))

    def get(self, name: str, num_format: str = "") -> Format:
        """Return a named style, with a number format where one is given."""
        if (name, num_format) not in self._made:
            properties = {"font_name": FONT, "font_size": SIZE, "valign": "vcenter"}
            properties |= _STYLES[name]
            if num_format:
                properties["num_format"] = num_format
            self._made[name, num_format] = self._workbook.add_format(properties)
        return self._made[name, num_format]

    def wrong(self) -> Format:
        """Return the look of a check that fails."""
        return self._workbook.add_format({"bold": True, "font_color": "#C00000"})


def number_format(column: Column | None, value: Decimal | None) -> str:
    """Return the number format of a cell: the declared decimals, more if the value has them.

    Separators are those of the reader's computer. Counts have no `column`.
    """
    if column is None or column.kind in {"int", "speed"}:
        return WHOLE
    if column.kind in {"date", "month"}:
        return DATE if column.kind == "date" else MONTH
    decimals = 0 if value is None else scaled(value)[1]
    if column.kind == "pct":
        decimals = max(decimals, column.decimals)
    elif value is None and MONEY_UNITS.get(column.unit, 1) > 1:
        return "General"
    return f"{WHOLE}.{'0' * decimals}" if decimals else WHOLE
