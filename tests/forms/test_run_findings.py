"""Rows that several units hand in alike are each unit's own; one twice from one unit is told."""

from __future__ import annotations

from forms.cells import CellKey
from forms.department.receipts import Contribution
from forms.department.run_findings import without_twins
from forms.findings import Finding


def twin(row: int, first: int) -> Finding:
    return Finding(
        code="COUNT",
        severity="error",
        place=f"kn[{row}].noi_dung",
        key=CellKey("kn", row, "noi_dung"),
        given=str(row),
        expected=str(first),
    )


def gave(unit: str, row: int) -> Contribution:
    key = CellKey("kn", row, "noi_dung")
    return Contribution(key=key, unit=unit, report="", revision=1, sha256="", value="mất mạng")


GIVEN = (gave("30292", 1), gave("30295", 2), gave("30295", 3))


def test_a_row_of_another_unit_is_no_repetition() -> None:
    assert without_twins((twin(2, 1),), lambda: GIVEN) == ()


def test_a_row_of_the_same_unit_is_one() -> None:
    assert without_twins((twin(3, 2),), lambda: GIVEN) == (twin(3, 2),)


def test_a_row_that_somebody_typed_here_is_one() -> None:
    assert without_twins((twin(4, 1),), lambda: GIVEN) == (twin(4, 1),)


def test_nothing_is_asked_where_nothing_repeats() -> None:
    counted = Finding(code="COUNT", severity="error", place="kn", key=CellKey("kn", 0, "stated"))

    def never() -> tuple[Contribution, ...]:
        raise AssertionError("who gave what was read for nothing")

    assert without_twins((counted,), never) == (counted,)
