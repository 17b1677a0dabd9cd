"""The names that a workbook gives its cells, and the words that stand for a state in it.

A name finds its cell wherever people move it. `agreement.cell_name` names what is printed; here
are the others: what was stated beside a computed figure, the ids of a table's rows, and whose
report the workbook is.
"""

from __future__ import annotations

from typing import Final

from exporters.agreement import cell_name
from forms.cells import NO_OCCURRENCE, NOT_YET, SEASONAL

STATE_WORDS: Final = {
    NO_OCCURRENCE: "Không phát sinh",
    SEASONAL: "Thực hiện theo mùa vụ",
    NOT_YET: "Chưa có số liệu",
}
FORM: Final = "baocao.form"
UNIT: Final = "baocao.unit"
PERIOD: Final = "baocao.period"
"""Names that stand for a text: the report's form, unit and period."""


def stated_name(field: str, part: str) -> str:
    """Name the cell beside a computed one that holds what somebody stated: `_dvc12__p__stated`."""
    return f"{cell_name(field, part)}__stated"


def rows_name(field: str) -> str:
    """Name the cells with the ids of a table's rows, whatever its columns are called."""
    return f"_{field}__rows__id"
