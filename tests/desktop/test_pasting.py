"""Blocks from other programs: how they are read, and what each cell would take."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.desk import Desk
from desktop.problems import Trouble
from desktop.use_cases.old_fonts import suggestion, suggestions
from desktop.use_cases.paste_plan import PastePlan, Pasting, Target, told
from desktop.use_cases.paste_reading import (
    MOST_CHARACTERS,
    Block,
    read_clipboard,
    read_html,
    read_text,
)
from desktop.workspace import Workspace
from forms.cells import CellKey
from tests.desktop.driver import AUGUST, JULY, key

EXCEL = """<html xmlns:x="urn:schemas-microsoft-com:office:excel">
<head><style>
<!--table {mso-displayed-decimal-separator:"\\.";}
.xl65 {mso-number-format:"\\#\\,\\#\\#0"; font-family:".VnTime", serif;}
-->
</style></head><body><!--StartFragment-->
<table border=0><col width=64>
 <tr height=20><td class=xl65 align=right x:num="1254">1,254</td>
  <td align=right x:num="0.75539999999999996">75.54%</td></tr>
 <tr style='display:none'><td>9</td><td>9</td></tr>
 <tr><td rowspan=2 colspan=1>Đăng ký
   khai sinh<br>dòng&nbsp;hai</td><td></td></tr>
 <tr><td>5</td></tr>
</table><!--EndFragment--></body></html>"""

CALC = (
    '<!DOCTYPE html><table cellspacing="0"><colgroup width="85"></colgroup><tr>'
    '<td height="17" align="right" sdval="1234.5" sdnum="1033;0;#,##0.0">'
    '<font face="VNI-Times">1,234.5</font></td><td align="left">Sở Tư pháp; “ữ”</td>'
    "</tr></table>"
)

WEB = (
    "<p>trước</p><table><tbody><tr><th>A</th><th>B</th></tr><tr><td>1"
    "<table><tr><td>trong</td></tr></table></td><td><p>2</p></td></tr></table>"
    "<table><tr><td>bảng khác</td></tr></table>"
)


def texts(block: Block) -> list[list[str]]:
    return [[cell.text for cell in line] for line in block]


# --- reading --------------------------------------------------------------------------------------


def test_a_block_of_excel_keeps_figures_lines_and_merged_cells() -> None:
    block = read_html(EXCEL)
    words = "Đăng ký khai sinh\ndòng hai"
    assert texts(block) == [["1,254", "75.54%"], [words, ""], ["", "5"]]
    assert [cell.number for cell in block[0]] == ["1254", "0.75539999999999996"]
    assert (block[0][0].font, block[0][1].font) == (".VnTime", "")
    assert [line[0].covered for line in block] == [False, False, True]


def test_a_block_of_calc_tells_its_font_and_figure() -> None:
    first, second = read_html(CALC)[0]
    assert (first.text, first.number, first.font) == ("1,234.5", "1234.5", "VNI-Times")
    assert second.text == "Sở Tư pháp; “ữ”"


def test_of_a_page_the_first_table_is_taken_and_inner_ones_are_words() -> None:
    assert texts(read_html(WEB)) == [["A", "B"], ["1\ntrong", "2"]]
    assert read_html("<p>không có bảng</p>") == ()
    assert texts(read_clipboard("<p>không có bảng</p>", "1\t2")) == [["1", "2"]]


def test_lines_are_separated_by_tabs_or_by_semicolons_that_are_no_words() -> None:
    assert texts(read_text("1;2\n3;4\n")) == [["1", "2"], ["3", "4"]]
    assert texts(read_text("1.000;2,5")) == [["1.000", "2,5"]]
    assert texts(read_text("Sở Tư pháp; đơn vị")) == [["Sở Tư pháp; đơn vị"]]
    assert texts(read_text("a; b\tc")) == [["a; b", "c"]]


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><td>" + "<!--" * 50_000,
        "<table>" + "<" * 100_000,
        "<table>" + "<![" * 50_000,
        "<table><tr>" + "<td>" * 50_000,
        "<table><tr><td rowspan=2>" + "<td>" * 20_000 + "<tr>" + "<td>" * 20_000,
        "<table>" * 50_000,
        "<style>" + ".a{" * 50_000 + "</style><table><tr><td>1",
    ],
    ids=["comments", "brackets", "declarations", "cells", "merged", "tables", "style"],
)
def test_a_hostile_table_takes_no_longer_than_its_size(html: str) -> None:
    began = time.process_time()
    read_clipboard(html, "x")
    # Ten times the usual: what grows with the square would take minutes.
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", "x" * (MOST_CHARACTERS + 1)),
        ("", "\t" * 1_000_000 + "x"),
        ("<table><tr><td rowspan=1000 colspan=1000><td rowspan=1000 colspan=1000>", ""),
        ("<table>" + "<tr><td>1" * 1_100 + "<tr>" + "<td>1" * 1_000, ""),
    ],
    ids=["letters", "tabs", "spans", "square"],
)
def test_too_much_is_refused_with_a_sentence(html: str, text: str) -> None:
    with pytest.raises(Trouble) as told:
        read_clipboard(html, text)
    assert told.value.code == "PASTE-SIZE"
    with pytest.raises(Trouble) as other:
        read_text('"' + "a" * 200_000)
    assert other.value.code == "PASTE-TEXT"


@given(st.text(max_size=200), st.text(max_size=80))
def test_whatever_is_on_the_clipboard_is_read(html: str, text: str) -> None:
    block = read_clipboard(f"<table><tr><td>{html}", text)
    assert len({len(line) for line in block}) <= 1 or block == read_text(text)


# --- old fonts ------------------------------------------------------------------------------------

TCVN3 = "Tæng sè hå s¬ ®· tiÕp nhËn"
VNI = "Toång soá hoà sô tieáp nhaän trong kyø"
READ = "Tổng số hồ sơ đã tiếp nhận"


def test_words_in_old_fonts_are_read() -> None:
    assert suggestion(TCVN3) == (READ, "tcvn3")
    assert suggestion(VNI) == ("Tổng số hồ sơ tiếp nhận trong kỳ", "vni")
    assert suggestion(READ) is None
    assert suggestion("dvc 12") is None


def test_a_single_word_is_read_beside_others_of_its_block() -> None:
    alone, beside = "hå s¬", suggestions([TCVN3, "hå s¬", "949", "Sở"])
    assert suggestion(alone) is None
    assert [each and each.text for each in beside] == [READ, "hồ sơ", None, None]
    assert suggestion("®¨ng hå", ".VnTimeH") == ("ĐĂNG HỒ", "tcvn3")


# --- verdicts -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def desks(filled_folder: Path) -> Iterator[dict[str, Desk]]:
    with Workspace.open(filled_folder) as workspace:
        yield {name: workspace.desk(name) for name in (JULY, AUGUST)}


def plan_of(desk: Desk, text: str, *lines: list[CellKey | None]) -> Pasting:
    return Pasting(desk, read_text(text), [[Target(key) for key in line] for line in lines])


def services(parts: str, *names: str) -> list[list[CellKey | None]]:
    return [[key(name, part) for part in parts] for name in names]


def said(plan: PastePlan) -> list[tuple[str, str]]:
    return [(line.kind, line.new) for line in plan.lines]


def test_each_cell_has_its_verdict(desks: dict[str, Desk]) -> None:
    pasting = plan_of(desks[JULY], "949\t960\nbốn mươi\t828", *services("nd", "dvc12", "dvc13"))
    plan = pasting.plan()
    assert said(plan) == [("same", "949"), ("change", "960"), ("refuse", ""), ("same", "828")]
    assert "bốn mươi" in plan.lines[2].told
    assert pasting.taken() == ([key("dvc12", "d")], ["960"])
    taken = "Nhận 1 ô (trong đó 1 ô thay số, lời đang có), 1 ô không nhận được"
    assert told(plan).startswith(taken)


def test_one_figure_that_only_one_mark_can_read_settles_the_block(desks: dict[str, Desk]) -> None:
    pasting = plan_of(desks[AUGUST], "1,234\t5\n12\t2,000,000", *services("nd", "dvc01", "dvc02"))
    plan = pasting.plan()
    assert (plan.mark, plan.evidence, plan.is_marked) == ("point", "1,234", True)
    assert said(plan)[0] == ("read", "1.234")
    assert pasting.taken()[1] == ["1.234", "5", "12", "2.000.000"]
    plain = plan_of(desks[AUGUST], "1.234\t5", *services("nd", "dvc01")).plan()
    assert (plain.mark, plain.is_marked, plain.outside) == ("comma", False, 0)


def test_figures_with_two_readings_are_asked_for_once(desks: dict[str, Desk]) -> None:
    cells = services("p", "dvc12", "dvc13", "dvc14")
    pasting = plan_of(desks[AUGUST], "1,234\n2.345\n7", *cells)
    plan = pasting.plan()
    assert plan.mark is None
    assert [line.told for line in plan.lines] == ["1,234 hoặc 1.234?", "2.345 hoặc 2,345?", ""]
    pasting.mark = "point"
    assert pasting.taken()[1] == ["1.234", "2,345", "7"]
    pasting.mark = "comma"
    assert pasting.taken()[1] == ["1,234", "2.345", "7"]


def test_the_figure_behind_the_text_settles_it_without_asking(desks: dict[str, Desk]) -> None:
    html = '<table><tr><td x:num="1.234">1,234</td><td sdval="2345.00000000001">2.345</td></tr>'
    html = html.replace("1.234", "1234", 1)
    targets = [[Target(key("dvc12", "p")), Target(key("dvc13", "p"))]]
    plan = Pasting(desks[AUGUST], read_html(html), targets).plan()
    assert [line.new for line in plan.lines] == ["1.234", "2.345"]
    share = read_html('<table><tr><td x:num="0.75539999999999996">75.54%</td></tr></table>')
    plan = Pasting(desks[AUGUST], share, [[Target(key("dvc12", "p"))]]).plan()
    assert said(plan) == [("read", "75,54")]


def test_words_in_old_fonts_are_offered_in_unicode_and_kept_on_demand(
    desks: dict[str, Desk],
) -> None:
    cells: list[list[CellKey | None]] = [[CellKey("recipients", row, "ten")] for row in (1, 2)]
    pasting = plan_of(desks[AUGUST], f"{TCVN3}\nhå s¬ T\u00ad ph¸p", *cells)
    plan = pasting.plan()
    assert plan.encoding == "TCVN3"
    assert [line.new for line in plan.lines] == [READ, "hồ sơ Tư pháp"]
    pasting.converting = False
    assert pasting.plan().lines[0].new == TCVN3


def test_what_has_no_place_is_counted_and_what_is_computed_is_left(desks: dict[str, Desk]) -> None:
    block = read_text("1\t2\t3")
    targets = [[Target(key("dvc01", "n")), Target(key("dvc01", "p"), "ô tính được"), Target(None)]]
    plan = Pasting(desks[AUGUST], block, targets).plan()
    assert [line.kind for line in plan.lines] == ["take", "skip"]
    assert plan.outside == 1
