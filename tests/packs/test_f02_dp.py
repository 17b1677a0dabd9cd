"""The localities' sheet F02-DP: figures of F16, sentences of the province's table, narrative."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from forms.cells import CellKey
from forms.engine import Context
from forms.model import Feed
from forms.sources.feeding import Gathered, Source, compared, gather
from forms.sources.pulling import pulled
from tests.packs.pack_reports import (
    Broken,
    Data,
    broken,
    changed,
    document,
    engine,
    filled,
    findings,
    sample,
)
from tests.packs.reports import lines, tables

MONTH = sample("F02-DP-2025-08")
SHEET = sample("F16-2025-08")
SERVICES = ("dvc12", "dvc13", "dvc14", "dvc16", "dvc17")
PROVINCE = engine("F02")
FEED = Feed(form="F16", fields={"tthc": "tthc"})


def _row(name: str, **figures: int | str | None) -> Data:
    return {"tthc": {name: figures}}


CASES = [
    Broken("SUM@tthc[1].truc_tuyen#truc_tuyen", _row("dvc12", truc_tuyen=101)),
    Broken("LE@tthc[2].truc_tuyen#phan_truc_tuyen", _row("dvc13", tn_tt=24)),
    Broken("CALC@tthc[1].ty_le", _row("dvc12", ty_le="90,90")),
    Broken("SUM@tthc[6].gq_tong", _row("tong", gq_tong=252)),
    Broken("XSEC@dvc12#khai_sinh_tt", {"dvc12": {"n": 99}}),
    Broken("XSEC@dvc12#khai_sinh_tong", {"dvc12": {"d": 111}}),
    Broken("XSEC@dvc13#khai_tu_tt", {"dvc13": {"n": 20}}),
    Broken("XSEC@dvc13#khai_tu_tong", {"dvc13": {"d": 26}}),
    Broken("XSEC@dvc14#ket_hon_tt", {"dvc14": {"n": 31}}),
    Broken("XSEC@dvc14#ket_hon_tong", {"dvc14": {"d": 47}}),
    Broken("XSEC@dvc16_tp_tn#lien_thong_khai_sinh", {"dvc16_tp_tn": 66}),
    Broken("XSEC@dvc17_tp_3#lien_thong_khai_tu", {"dvc17_tp_3": 17}),
    Broken("RATIO@dvc12", {"dvc12": {"p": "90,19"}}),
    Broken("LE@mh_xa#phan_mh_xa", {"mh_xa": {"n": 2}}),
    Broken("MONO@mh_xa#luy_ke", {"mh_xa": {"n": 0}}, MONTH),
    Broken("REQ@tthc[3].tn_tong", _row("dvc14", tn_tong=None)),
    Broken("REQ@mh_xa", {"mh_xa": {"n": None}}),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.finding)
def test_each_rule_speaks_at_its_place(case: Broken) -> None:
    assert case.finding not in broken(MONTH, Broken("", {}))
    assert case.finding in broken(MONTH, case)


def test_the_month_has_nothing_wrong() -> None:
    assert findings(filled(MONTH)) == []
    assert findings(filled(MONTH, previous=MONTH)) == []


def test_a_document_of_another_month_is_asked_about() -> None:
    (plan,) = MONTH["documents"]["vb_thang"]
    late = {"vb_thang": [{**plan, "ngay": "2025-08-21"}]}
    computation = filled({**MONTH, "documents": late})
    assert findings(computation) == ["warning DATE-PERIOD@vb_thang[1].ngay"]


# --- the unit's own sheet F16 ---------------------------------------------------------------------


def _sent() -> Gathered:
    return gather("F16", [Source("r", "30337", filled(SHEET))], 1)


def test_the_sheet_f16_fills_the_table_and_agrees_with_it() -> None:
    bare = filled(changed(MONTH, {"tthc": {name: _blank(name) for name in SERVICES}}))
    lines_ = pulled(bare, [(FEED, _sent())])
    given = {line.key: line.offer.value for line in lines_ if line.taken}
    full = filled(MONTH)
    for name, row in zip(SERVICES, range(1, 6), strict=True):
        for column, figure in MONTH["values"]["tthc"][name].items():
            assert given[CellKey("tthc", row, column)] == Decimal(figure)
    forms = {"F16": compared(full.engine, _sent())}
    assert findings(filled(MONTH, context=Context(forms=forms))) == []


def _blank(name: str) -> Data:
    return dict.fromkeys(MONTH["values"]["tthc"][name])


def _differing() -> Iterator[tuple[str, str, str]]:
    for row, service in enumerate(SERVICES, 1):
        yield service, "tn_tong", f"error XFORM@tthc[{row}].tn_tong#f16_tiep_nhan_{service}"
        yield service, "gq_tong", f"error XFORM@tthc[{row}].gq_tong#f16_giai_quyet_{service}"


@pytest.mark.parametrize(("service", "column", "told"), list(_differing()))
def test_figures_that_differ_from_f16_are_told(service: str, column: str, told: str) -> None:
    figure = MONTH["values"]["tthc"][service][column] + 1
    wrong = changed(MONTH, _row(service, **{column: figure}))
    forms = {"F16": compared(filled(MONTH).engine, _sent())}
    assert findings(filled(wrong, context=Context(forms=forms))) == [told]


# --- the province's report ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["dvc12", "dvc13", "dvc14", "dvc16_tp_tn", "dvc17_tp_3"])
def test_figures_with_an_id_of_the_province_are_the_province_s(name: str) -> None:
    mine, theirs = filled(MONTH).engine.fields[name], PROVINCE.fields[name]
    assert (mine.kind, mine.unit, mine.behaviour) == (theirs.kind, theirs.unit, theirs.behaviour)
    assert PROVINCE.form.period == filled(MONTH).engine.form.period


def test_the_services_bear_the_names_of_the_province_s_table() -> None:
    names = {row.id: row.label for row in filled(MONTH).engine.fields["tthc"].rows[:5]}
    rows = {
        row.id: row.label or PROVINCE.fields[row.id].label for row in PROVINCE.grids["dvc"].rows
    }
    assert names == {name: rows[name] for name in SERVICES}


def test_the_paper_says_the_sentences_of_the_province_s_report() -> None:
    paper = document(filled(MONTH))
    text = " ".join(lines(paper))
    assert "Đăng ký khai sinh: Tiếp nhận 100/110 hồ sơ, đạt tỷ lệ 90,91%." in text
    assert "đăng ký thường trú - Trợ cấp mai táng phí: Tiếp nhận 18 hồ sơ." in text
    assert "01/01 xã đăng ký" in text
    assert paper.annexes[0].landscape
    assert [column.group for column in tables(paper)[0].columns].count("Tiếp nhận") == 4


SHARED = {
    "dvc12.n": ("n", 100),
    "dvc12.d": ("d", 110),
    "dvc13.n": ("n", 21),
    "dvc13.d": ("d", 25),
    "dvc14.n": ("n", 32),
    "dvc14.d": ("d", 46),
    "dvc16_tp_tn": ("value", 67),
    "dvc17_tp_3": ("value", 18),
    "dvc17_tp_2": ("value", 4),
    "mh_xa.n": ("n", 1),
}
AUGUST: Data = {
    "form": "F02",
    "period": "2025-08",
    "values": {
        "dvc12": {"n": 100, "d": 110},
        "dvc13": {"n": 21, "d": 25},
        "dvc14": {"n": 32, "d": 46},
        "dvc16_tp_tn": 67,
        "dvc17_tp_3": 18,
        "dvc17_tp_2": 4,
        "mh_xa": {"n": 1, "d": 102},
    },
}


def _compared_with(sheet: Data, form_id: str = "F02") -> list[str]:
    """What a report of the figures of August says of the localities' sheets."""
    known = engine(form_id).fields
    values = {name: cells for name, cells in AUGUST["values"].items() if name in known}
    data = {**AUGUST, "form": form_id, "values": values}
    reports = [Source("a", "30337", filled(sheet))]
    forms = {"F02-DP": compared(engine(form_id), gather("F02-DP", reports, 1))}
    told = filled(data, context=Context(forms=forms)).findings()
    return [f"{f.severity} {f.code}@{f.rule}" for f in told if f.rule.startswith("xa_")]


@pytest.mark.parametrize("place", SHARED)
def test_the_province_is_told_of_a_sum_over_localities_that_differs(place: str) -> None:
    part, figure = SHARED[place]
    name = place.partition(".")[0]
    service = {"dvc16_tp_tn": "dvc16", "dvc17_tp_3": "dvc17"}.get(name, name)
    column = {"n": "tn_tt", "d": "tn_tong", "value": "tn_tong"}[part]
    wrong: Data = (
        {"tthc": {service: {column: MONTH["values"]["tthc"][service][column] - 1}}}
        if service in SERVICES
        else {name: 3 if part == "value" else {"n": figure - 1}}
    )
    assert _compared_with(MONTH) == []
    (told,) = _compared_with(changed(MONTH, wrong))
    assert told.startswith("note XFORM@xa_")


@pytest.mark.parametrize(("form_id", "notes"), [("F02-STP", 1), ("F02-CAT", 0)])
def test_the_sheet_of_a_department_is_compared_in_its_own_figures(form_id: str, notes: int) -> None:
    wrong = changed(MONTH, _row("dvc12", tn_tong=111))
    assert len(_compared_with(wrong, form_id)) == notes
