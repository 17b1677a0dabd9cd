"""What each unit gave to a total: laid out, added up, printed with who is missing."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from forms.composition import with_units
from forms.department.by_unit import unit_blocks, unit_table
from forms.department.receipts import Contribution
from forms.engine import Engine
from forms.printed.document import Paragraph, Table
from forms.printed.unit_table import UnitTable
from tests import builders as make
from tests.builders import key
from tests.forms.reports import BIRTHS, NEWS, form, made

ENGINE = Engine(
    make.form(
        make.whole("a", label="Số việc"),
        make.ratio("r", label="Khai sinh"),
        make.money("m", "tỷ đồng", label="Vốn"),
        replace(make.whole("mx"), gather="max"),
        make.percent("p"),
        make.table("t", ["x", "y"], ["r1", "r2"]),
        make.single("loi", "rich"),
    )
)
NAMES = {"b": "Xã B", "a": "Xã A", "c": "Xã C"}


def gave(place: str, unit: str, value: str, report: str = "") -> Contribution:
    figure = Decimal(value)
    return Contribution(
        key=key(place), unit=unit, report=report or unit, revision=1, sha256="", value=figure
    )


GIVEN = (
    gave("t[2].x", "a", "4"),
    gave("m", "a", "1.5"),
    gave("m", "b", "0.25"),
    gave("r.n", "a", "1"),
    gave("r.n", "b", "2"),
    gave("a", "a", "1000", "a-1"),
    gave("a", "a", "234", "a-2"),
    gave("mx", "a", "9"),
    gave("p", "a", "50"),
)


def table(typed: make.Typed) -> UnitTable:
    c = make.report(ENGINE, typed)
    return unit_table(c, GIVEN, NAMES, missing=("c",))


def test_what_is_added_up_stands_by_unit_in_the_order_of_the_form() -> None:
    made = table({})
    assert [one.place for one in made.columns] == ["a", "r.n", "m", "t[2].x"]
    assert [(row.name, [str(x or "") for x in row.figures]) for row in made.rows] == [
        ("Xã B", ["", "2", "0.25", ""]),
        ("Xã A", ["1234", "1", "1.5", "4"]),
    ]
    assert [str(one.sum) for one in made.columns] == ["1234", "3", "1.75", "4"]
    assert made.missing == ("Xã C",)


def test_the_printed_sums_are_the_totals_and_the_missing_are_named_below() -> None:
    printed, below = unit_blocks(table({"a": 1234, "r.n": 3, "m": "1,75", "t[2].x": 4}))
    assert isinstance(printed, Table)
    assert [column.title for column in printed.columns] == [
        "STT", "Đơn vị", "Số việc", "Số thực hiện", "Vốn (tỷ đồng)", "x"
    ]  # fmt: skip
    assert [column.group for column in printed.columns][3:] == ["Khai sinh", "", "t – r2"]
    assert printed.rows[-1].cells == ("", "Tổng cộng", "1.234", "3", "1,75", "4")
    assert printed.rows[0].cells == ("1", "Xã B", "", "2", "0,25", "")
    assert isinstance(below, Paragraph)
    assert below.text == "Chưa có số liệu của 1 đơn vị: Xã C."


def test_a_total_that_was_typed_over_is_told() -> None:
    *_, told = unit_blocks(table({"a": 2000}))
    assert isinstance(told, Paragraph)
    assert told.text == "Số việc: báo cáo ghi 2.000, cộng các đơn vị được 1.234."


def test_many_figures_are_cut_into_tables_of_a_few() -> None:
    columns = [f"x{number}" for number in range(10)]
    engine = Engine(make.form(make.table("t", columns, ["r1"])))
    given = [gave(f"t[1].{name}", "a", "1") for name in columns]
    blocks = list(unit_blocks(unit_table(make.report(engine, {}), given, NAMES)))
    tables = [block for block in blocks if isinstance(block, Table)]
    assert [len(block.columns) - 2 for block in tables] == [7, 3]
    assert [block.caption for block in tables] == ["Bảng 1/2", "Bảng 2/2"]
    assert len(blocks) == len(tables)


def test_a_document_without_units_stays_as_it_was() -> None:
    shown = made(form(fields=(BIRTHS, NEWS)), {})
    assert with_units(shown, UnitTable((), ())) is shown
    annexed = with_units(shown, table({}))
    (annex,) = annexed.annexes
    assert (annex.title, annex.landscape, annex.number) == ("SỐ LIỆU THEO ĐƠN VỊ", True, "")
    assert annex.reference.startswith("(Kèm theo Báo cáo số")
    assert annexed.units == table({})
