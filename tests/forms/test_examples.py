"""Example figures: for every form the same each time, in the period, right by its own checks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache

import pytest

import resources
from forms import pack
from forms.cells import Cells
from forms.engine import Engine
from forms.findings import tally
from forms.model import Form
from forms.periods import fits, span
from forms.sources.carrying import start
from forms.sources.examples import MARK, example_period, examples

FORMS = sorted(path.parent.name for path in resources.path("packs").glob("*/form.json"))
SMALL = """
id = "VD01"
version = "1"
title = "Biểu"
document_kind = "BÁO CÁO"
symbol = "BC"
subject = ["Biểu"]
period = { cycle = "month", rule = "calendar" }
sections = [{ id = "muc", heading = "MỤC", fields = [
    "tong", "mot", "hai", "nho", "tl", "ngay", "ds", "loai", "chu"] }]
fields = [
    { id = "tong", kind = "int", label = "Tổng" },
    { id = "mot", kind = "int", label = "Một" },
    { id = "hai", kind = "int", label = "Hai" },
    { id = "nho", kind = "int", label = "Nhỏ" },
    { id = "tl", kind = "ratio", label = "Tỷ lệ", decimals = 2 },
    { id = "ngay", kind = "date", label = "Ngày" },
    { id = "ds", kind = "list", label = "Danh sách", columns = [
        { id = "ten", label = "Tên" }, { id = "so", label = "Số", kind = "int" } ] },
    { id = "loai", kind = "enum", label = "Loại", choices = [
        { code = "a", label = "A" }, { code = "b", label = "B" } ] },
    { id = "chu", kind = "text", label = "Lời" },
]
relations = [
    { kind = "sum", id = "cong", total = "tong", parts = ["mot", "hai"] },
    { kind = "at_most", id = "lon_hon", chain = ["nho", "tong"] },
    { kind = "equal", id = "bang", left = "hai", right = "nho - 7" },
]
"""


@cache
def engine(form_id: str) -> Engine:
    return pack.compiled(pack.read_json(resources.path(f"packs/{form_id}/form.json").read_bytes()))


@cache
def example(form_id: str) -> Cells:
    form = engine(form_id)
    return examples(form, example_period(form.form))


def small() -> Form:
    return pack.read_toml(SMALL.encode())


@pytest.mark.parametrize("form_id", FORMS)
def test_the_example_of_a_shipped_form_has_no_error_and_nothing_missing(form_id: str) -> None:
    form = engine(form_id)
    period = example_period(form.form)
    found = form.open(example(form_id), period).findings()
    counts = tally(found)
    assert (counts.error, counts.missing) == (0, 0), [one.id for one in found]


@pytest.mark.parametrize("form_id", FORMS)
def test_what_a_new_report_begins_with_stays(form_id: str) -> None:
    form = engine(form_id)
    period = example_period(form.form)
    given = start(form, period).cells
    cells = example(form_id)
    assert {key: cells.get(key) for key in given} == given


@pytest.mark.parametrize("form_id", ["F02", "F05", "F16"])
def test_the_example_is_the_same_each_time(form_id: str) -> None:
    form = engine(form_id)
    assert examples(form, example_period(form.form)) == example(form_id)


def test_every_cell_that_is_typed_has_a_plain_value() -> None:
    form = pack.compiled(small())
    period = example_period(form.form)
    cells = {key.place(): value for key, value in examples(form, period).items()}
    first, last = (day.isoformat() for day in span(period, form.form.period))
    assert "tong" not in cells
    assert (cells["tl.n"], cells["tl.d"]) == (Decimal(8), Decimal(10))
    assert first <= str(cells["ngay"]) <= last
    assert {"ds[1].ten", "ds[2].so"} <= cells.keys()
    assert "ds[3].ten" not in cells
    assert cells["loai"] == "a"
    assert cells["chu"] == f"Lời {MARK}"


def test_relations_that_plain_values_break_are_met() -> None:
    form = pack.compiled(small())
    period = example_period(form.form)
    report = form.open(examples(form, period), period)
    assert [one.id for one in report.findings() if one.severity == "error"] == []


def test_a_relation_that_nothing_meets_leaves_its_finding() -> None:
    text = SMALL.replace('right = "nho - 7"', 'right = "hai + 1"')
    form = pack.compiled(pack.read_toml(text.encode()))
    period = example_period(form.form)
    report = form.open(examples(form, period), period)
    assert [one.rule for one in report.findings() if one.severity == "error"] == ["bang"]


@pytest.mark.parametrize(
    ("since", "until"), [("", ""), ("2031-01-01", ""), ("", "2019-06-30"), ("2026-01-01", "")]
)
def test_the_example_period_is_one_in_which_the_form_is_valid(since: str, until: str) -> None:
    form = pack.read_toml(
        f'valid_from = "{since}"\nvalid_to = "{until}"\n{SMALL.strip()}\n'.encode()
    )
    period = example_period(form)
    assert fits(period, form.period)
    first, last = span(period, form.period)
    assert date.fromisoformat(since or "2000-01-01") <= last
    assert first <= date.fromisoformat(until or "2100-01-01")
