"""Rows that several units hand in alike are each unit's own; who is missing is told in one line."""

from __future__ import annotations

import pytest

from forms.department.receipts import Contribution
from forms.department.run_findings import outdated_findings, partial_findings, without_twins
from forms.department.runs import Run, RunPart, RunSource
from forms.engine import Computation, Engine
from forms.model import Column
from forms.relations import CountRule
from tests import builders as make

ENGINE = Engine(
    make.form(
        make.whole("so_vu"),
        make.listing("kn", Column(id="noi_dung", label="Nội dung")),
        make.table("bang", ["n"], ["a", "b", "c"]),
        rules=[CountRule(id="dem", total="bang[a].n", rows="kn")],
    )
)


def listed(*rows: str) -> Computation:
    typed = {f"kn[{number}].noi_dung": text for number, text in enumerate(rows, 1)}
    return make.report(ENGINE, typed)


def gave(unit: str, place: str) -> Contribution:
    at = make.key(place)
    return Contribution(key=at, unit=unit, report="", revision=1, sha256="", value="mất mạng")


GIVEN = (gave("30292", "kn[1].noi_dung"), gave("30295", "kn[2].noi_dung"))


def told(c: Computation, given: tuple[Contribution, ...] = GIVEN) -> list[str]:
    return [one.place for one in without_twins(c, lambda: given) if one.severity == "error"]


def test_a_row_of_another_unit_is_no_repetition() -> None:
    assert told(listed("mất mạng", "Mất  mạng")) == []


def test_a_row_of_the_same_unit_is_one() -> None:
    again = (*GIVEN, gave("30292", "kn[3].noi_dung"))
    assert told(listed("mất mạng", "treo máy", "mất mạng"), again) == ["kn[3].noi_dung"]


def test_a_row_that_somebody_typed_here_is_one() -> None:
    assert told(listed("mất mạng", "treo máy", "mất mạng")) == ["kn[3].noi_dung"]


def test_a_count_in_a_table_is_no_row_of_a_list() -> None:
    """Its place has a row and what was counted is a number, too; units gave those rows apart."""
    c = make.report(ENGINE, {"kn[1].noi_dung": "a", "kn[2].noi_dung": "b", "bang[1].n": 3})
    apart = (gave("30292", "bang[1].n"), gave("30295", "bang[2].n"))
    assert told(c, apart) == ["bang[1].n"]


def test_nothing_is_asked_where_nothing_repeats() -> None:
    c = make.report(ENGINE, {"kn[1].noi_dung": "mất mạng", "kn.stated": 4})

    def never() -> tuple[Contribution, ...]:
        raise AssertionError("who gave what was read for nothing")

    assert [one.place for one in without_twins(c, never) if one.code == "COUNT"] == ["kn"]


# --- who is missing, what came in since ----------------------------------------------------------

UNITS = tuple(f"U{number:02}" for number in range(1, 16))


def run(**part: object) -> Run:
    whole = {"form": "T01", "place": "so_vu", "expected": UNITS, **part}
    at = "2026-10-05T08:00:00+07:00"
    return Run(at=at, who="Bình", parts=(RunPart(**whole),), sources=())  # type: ignore[arg-type]


def named(code: str) -> str:
    return f"Xã {code[1:]}"


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"missing": UNITS[:1], "wanted": 15, "given": 14}, "mới có 14/15 đơn vị, còn thiếu Xã 01"),
        (
            {"short": UNITS[1:3], "wanted": 45, "given": 43},
            "mới có 15/15 đơn vị, 43/45 báo cáo, còn thiếu Xã 02, Xã 03",
        ),
        (
            {"missing": UNITS[:14], "wanted": 15, "given": 1},
            "Xã 12 và 2 đơn vị khác",
        ),
    ],
    ids=["a unit", "months of a quarter", "very many"],
)
def test_whoever_is_missing_is_named_with_how_much_is_there(
    part: dict[str, object], said: str
) -> None:
    (finding,) = partial_findings(listed(), run(**part), named)
    assert (finding.code, finding.severity, finding.place) == ("PARTIAL", "warning", "so_vu")
    assert said in finding.message


def test_nobody_missing_and_parts_that_fill_nothing_are_no_finding() -> None:
    assert list(partial_findings(listed(), run(wanted=15, given=15), named)) == []
    nowhere = run(place="", missing=UNITS[:1], wanted=15, given=14)
    assert list(partial_findings(listed(), nowhere, named)) == []


def test_what_came_in_since_is_counted_and_its_units_named_once() -> None:
    known = RunSource(unit="U01", report="T01-U01-2026-09", revision=1)
    before = run(wanted=15, given=15)
    made = Run(at=before.at, who=before.who, parts=before.parts, sources=(known,))
    now = (known, *(RunSource(unit="U02", report=f"T01-U02-2026-0{m}", revision=1) for m in (8, 9)))
    (finding,) = outdated_findings(listed(), made, [(made.parts[0], now)], named)
    assert (finding.code, finding.severity) == ("OUTDATED", "note")
    assert "ngày 05/10/2026 đã nhận thêm 2 báo cáo (Xã 02)" in finding.message
    assert list(outdated_findings(listed(), made, [(made.parts[0], (known,))], named)) == []
