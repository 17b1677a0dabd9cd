"""Checks on one field: presence, lists, as-of dates, spans, tokens in narratives, the signature."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from forms.findings import Finding
from forms.model import Column, Field, RowSpec, Section
from tests.builders import (
    Typed,
    absent,
    count_column,
    form,
    grid,
    listing,
    only,
    percent,
    ratio,
    remarks,
    report,
    single,
    table,
    type_in,
    whole,
)

# --- presence ------------------------------------------------------------------------------------

RECORD = replace(single("bt", "record"), columns=(count_column("tslcd"), count_column("internet")))


@pytest.mark.parametrize(
    ("field", "typed", "missing"),
    [
        (whole("a"), {}, ["REQ@a"]),
        (whole("a"), {"a": 0}, []),
        (whole("a", required=False), {}, []),
        (whole("a", required_since="2024-07-21"), {}, []),
        (whole("a", required_since="2024-07-20"), {}, ["REQ@a"]),
        (whole("a", formula="1"), {}, []),
        (ratio("r"), {"r.n": 1}, ["REQ@r"]),
        (ratio("r"), {"r.d": 1}, ["REQ@r"]),
        (ratio("r", remainder=True), {"r.n": 1, "r.d": 1}, []),
        (single("f", "frac"), {"f.n": 1}, ["REQ@f"]),
        (single("f", "rank"), {"f.n": 1, "f.d": 2}, []),
        (single("c", "text"), {}, ["REQ-TEXT@c"]),
        (single("c", "rich"), {}, ["REQ-TEXT@c"]),
        (single("c", "date"), {}, ["REQ@c"]),
        (single("c", "daterange"), {"c.tu": "01/7/2024"}, ["REQ@c"]),
        (single("c", "documents"), {}, ["REQ-TEXT@c"]),
        (listing("c", "x"), {}, ["REQ@c"]),
        (listing("c", "x"), {"c.stated": 4}, []),
        (listing("c", "x"), {"c[1].x": 4}, []),
        (RECORD, {"bt.tslcd": 1}, ["REQ@bt"]),
        (RECORD, {"bt.tslcd": 1, "bt.internet": 2}, []),
        (table("t", ["x"], ["r1", "r2"]), {"t[1].x": 1}, ["REQ@t"]),
        (table("t", ["x"], ["r1", "r2"]), {"t[1].x": 1, "t[2].x": 2}, []),
        (table("t", ["x"], ["r1", RowSpec(id="r2", label="T", sums=("r1",))]), {"t[1].x": 1}, []),
    ],
)  # fmt: skip
def test_what_is_missing(field: Field, typed: Typed, missing: list[str]) -> None:
    assert absent(report(form(field), typed)) == missing


def test_a_base_need_not_be_typed() -> None:
    shape = form(whole("goc"), ratio("r", base="goc"))
    assert absent(report(shape, {"goc": 5, "r.n": 1})) == []
    assert absent(report(shape, {"r.n": 1})) == ["REQ@goc"]


def test_columns_marked_required_are_the_required_ones() -> None:
    note = Column(id="ghi_chu", label="Ghi chú")
    wanted = replace(count_column("x"), required=True)
    shape = form(table("t", [wanted, note], ["r1"]))
    assert absent(report(shape, {"t[1].x": 1})) == []
    unmarked = form(table("t", [count_column("x"), note], ["r1"]))
    assert absent(report(unmarked, {"t[1].x": 1})) == ["REQ@t"]


def test_a_missing_cell_is_where_the_cursor_goes() -> None:
    c = report(form(table("t", ["x", "y"], ["r1", "r2"])), {"t[1].x": 1, "t[1].y": 2, "t[2].y": 3})
    (finding,) = (f for f in c.findings() if f.place == "t")
    assert finding.key is not None
    assert finding.key.place() == "t[2].x"
    assert finding.message == "T, r2, x: chưa có số liệu."


def test_a_selection_and_a_state_need_no_figures() -> None:
    selection = replace(single("chon", "selection"), grid="g", condition="n = d")
    shape = form(ratio("r"), selection, grids=[grid("g", "r")])
    assert absent(report(shape, {"r.state": "theo_mua_vu"})) == []


def test_what_is_typed_is_no_longer_missing() -> None:
    c = report(form(whole("a"), ratio("r")), {"r.n": 1})
    assert absent(c) == ["REQ@a", "REQ@r"]
    type_in(c, {"r.d": 2, "a": 3})
    assert absent(c) == []
    type_in(c, {"a": None})
    assert absent(c) == ["REQ@a"]


# --- dates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "said"),
    [
        # July's report counts 21/6 to 20/7.
        ("21/6/2024", []),
        ("20/7/2024", []),
        ("21/7/2024", ["warning DATE-ASOF@moc"]),
        ("20/6/2024", ["warning STALE@moc"]),
    ],
)
def test_the_day_that_figures_stand_on(day: str, said: list[str]) -> None:
    assert remarks(report(form(single("moc", "date", behaviour="T")), {"moc": day})) == said
    assert remarks(report(form(single("moc", "date", behaviour="C")), {"moc": day})) == []


DATED = form(
    ratio("scan"),
    single("moc", "date", behaviour="T", settled_by="scan"),
    single("dukien", "month", settled_by="scan"),
)


@pytest.mark.parametrize(
    ("n", "d", "said"),
    [
        (9, 10, ["warning STALE@moc", "warning DEADLINE@dukien"]),
        (10, 10, []),
        (None, 10, ["warning STALE@moc"]),
    ],
)
def test_dates_that_speak_of_a_rate(n: int | None, d: int, said: list[str]) -> None:
    typed = {"scan.n": n, "scan.d": d, "moc": "28/5/2024", "dukien": "6/2024"}
    assert remarks(report(DATED, typed)) == said


def test_dates_follow_the_rate_they_speak_of() -> None:
    c = report(DATED, {"scan.n": 9, "scan.d": 10, "moc": "28/5/2024", "dukien": "6/2024"})
    assert len(remarks(c)) == 2
    type_in(c, {"scan.n": 10})
    assert remarks(c) == []
    type_in(c, {"scan.d": 11})
    assert len(remarks(c)) == 2
    type_in(c, {"dukien": "7/2024", "moc": "28/6/2024"})
    assert remarks(c) == []


def test_dates_follow_the_base_of_the_rate_they_speak_of() -> None:
    shape = form(
        whole("tong"),
        ratio("scan", base="tong"),
        single("moc", "date", behaviour="T", settled_by="scan"),
    )
    c = report(shape, {"tong": 10, "scan.n": 10, "moc": "28/5/2024"})
    assert remarks(c) == []
    type_in(c, {"tong": 11})
    assert remarks(c) == ["warning STALE@moc"]


def test_a_span_of_days_runs_forward() -> None:
    shape = form(single("dot", "daterange"))
    assert remarks(report(shape, {"dot.tu": "01/7/2024", "dot.den": "01/7/2024"})) == []
    c = report(shape, {"dot.tu": "02/7/2024", "dot.den": "01/7/2024"})
    finding = only(c)
    assert (finding.id, finding.severity) == ("DATE-ORDER@dot", "error")
    assert (finding.given, finding.expected) == ("02/7/2024", "01/7/2024")


# --- narratives ----------------------------------------------------------------------------------

NARRATED = form(
    single("loi", "rich"),
    whole("a", required=False),
    percent("p", required=False),
    ratio("r", required=False),
    table("t", ["x"], ["r1"]),
    grids=[grid("g", "r")],
    sections=[Section(id="i", heading="I", fields=("loi", "a", "p", "g", "t"))],
)


def tokens_told(text: str) -> list[Finding]:
    c = report(NARRATED, {"loi": text, "t[1].x": 1})
    return [finding for finding in c.findings() if finding.severity != "missing"]


@pytest.mark.parametrize(
    "text",
    [
        "Không có gì.",
        "Đạt {{r}}, {{r.p}}%, {{a}}, {{a.value}}, {{t[r1].x}}, {{period}}, {{g}}.",
        "Có {một} ngoặc và [chú thích] thường.",
        "Ghi chú[^Số {{a}}].",
    ],
)
def test_a_narrative_that_prints_as_meant(text: str) -> None:
    assert tokens_told(text) == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Đạt {{khong_co}}.", "{{khong_co}}"),
        ("Đạt {{r.q}}.", "{{r.q}}"),
        ("Đạt {{Sai}}.", "mã chỉ tiêu"),
        ("Đạt {{r}.", "{{"),
        ("Ghi chú[^không đóng.", "]"),
        ("{{x}} và {{y}}", "{{y}}"),
    ],
)
def test_a_narrative_that_does_not(text: str, named: str) -> None:
    (finding,) = tokens_told(text)
    assert (finding.id, finding.severity) == ("TOKEN@loi", "warning")
    assert named in finding.message
    assert "Struct" not in finding.message


# --- recipients and signature --------------------------------------------------------------------

SIGNED: Typed = {
    "signature.chuc_vu": "CHỦ TỊCH",
    "signature.ho_ten": "Lê Văn Phước",
    "recipients[1].ten": "Lưu: VT.",
}


def whole_report(typed: Typed) -> list[str]:
    c = report(form(whole("a")), {"a": 1, **typed})
    return [f"{f.severity} {f.id}" for f in c.findings()]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (SIGNED, []),
        ({}, ["missing REQ-TEXT@recipients", "missing SIGN@signature"]),
        ({**SIGNED, "signature.ho_ten": None}, ["missing SIGN@signature"]),
        ({**SIGNED, "signature.quyen_ky": "KT."}, ["warning SIGN@signature"]),
        ({**SIGNED, "signature.quyen_ky": "TM."}, []),
        (
            {**SIGNED, "signature.quyen_ky": "KT.", "signature.chuc_vu": "PHÓ CHỦ TỊCH"},
            [],
        ),
        (
            {**SIGNED, "recipients[2].ten": "Lưu: VT."},
            ["error COUNT@recipients[2].ten"],
        ),
    ],
)
def test_what_closes_a_report(typed: Typed, said: list[str]) -> None:
    assert whole_report(typed) == said


def test_the_missing_part_of_the_signature_is_named() -> None:
    c = report(form(whole("a")), {"a": 1, **SIGNED, "signature.ho_ten": None})
    (finding,) = (f for f in c.findings() if f.place == "signature")
    assert finding.message == "Khối ký: chưa ghi họ và tên người ký."
    assert finding.key is not None
    assert finding.key.part == "ho_ten"
    type_in(c, {"signature.ho_ten": "Lê Kỳ Quang"})
    assert [f for f in c.findings() if f.place == "signature"] == []
