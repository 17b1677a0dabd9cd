"""A pack in a workbook: every shipped form there and back, mistakes at their cells."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

import resources
from exporters.authoring.pack_notation import NotationProblem, Shape, read_text, written
from exporters.authoring.pack_sheets import plans, settings
from exporters.authoring.pack_workbook import read_pack_workbook
from exporters.authoring.pack_workbook_pages import render_pack_workbook
from exporters.problems import ExportProblem
from forms import pack
from forms.authoring.mistakes import MOST, examine
from forms.model import Form
from tests.exporters.calc import Judge, convert

FORMS = sorted(path.parent.name for path in resources.path("packs").glob("*/form.json"))
BASIC: dict[str, list[list[Any]]] = {
    "bieu": [
        ["Mục", "Nội dung"],
        ["Mã biểu", "VD01"],
        ["Phiên bản", 1],
        ["Tên biểu", "Biểu ví dụ"],
        ["Kỳ: chu kỳ", "month"],
        ["Kỳ: cách tính ngày", "nd09"],
        ["Tên loại văn bản", "BÁO CÁO"],
        ["Ký hiệu loại văn bản", "BC"],
        ["Trích yếu", "Hộ tịch\n{{period}}"],
    ],
    "chi_tieu": [
        ["Mã", "Loại", "Nhãn", "Số chữ số lẻ", "Từ ngày", "Bắt buộc"],
        ["khai_sinh", "int", "Khai sinh"],
        ["khai_tu", "int", "Khai tử"],
        ["tong", "int", "Tổng"],
    ],
    "muc": [
        ["Mã", "Loại", "Tiêu đề", "Chỉ tiêu", "Câu in"],
        ["muc_mot", None, "KẾT QUẢ", "khai_sinh\nkhai_tu\ntong"],
        [None, "text", None, None, "Khai sinh {{khai_sinh}}, khai tử {{khai_tu}}."],
    ],
    "quan_he": [
        ["Mã", "Loại", "Tổng", "Các phần"],
        ["cong", "sum", "tong", "khai_sinh\nkhai_tu"],
    ],
}


def shipped(form_id: str) -> Form:
    return pack.read_json(resources.path(f"packs/{form_id}/form.json").read_bytes())


def workbook(sheets: dict[str, list[list[Any]]]) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, lines in sheets.items():
        page = book.create_sheet(name)
        for line in lines:
            page.append(line)
    return book


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def basic() -> Workbook:
    return workbook(BASIC)


def told(book: Workbook) -> list[str]:
    """Give every mistake of a workbook as `place sentence`, of its sheets and of the pack."""
    found = read_pack_workbook(saved(book))
    return [f"{one.path} {one}" for one in found.placed(examine(found.tree).mistakes)]


# --- there and back -------------------------------------------------------------------------------


@pytest.mark.parametrize("form_id", FORMS)
def test_a_shipped_form_comes_back_from_its_workbook_unchanged(form_id: str) -> None:
    form = shipped(form_id)
    data = render_pack_workbook(form)
    assert data == render_pack_workbook(form)
    found = read_pack_workbook(data)
    assert found.mistakes == ()
    assert pack.canonical(pack.read_tree(found.tree)) == pack.canonical(form)


def test_a_workbook_saved_again_by_another_program_says_the_same() -> None:
    form = shipped("F07")
    again = saved(load_workbook(io.BytesIO(render_pack_workbook(form))))
    assert pack.canonical(pack.read_tree(read_pack_workbook(again).tree)) == pack.canonical(form)


def test_a_workbook_saved_by_libreoffice_says_the_same(judge: Judge, tmp_path: Path) -> None:
    forms = {form_id: shipped(form_id) for form_id in ("F02", "F05", "F12", "II06a")}
    books = {name: render_pack_workbook(form) for name, form in forms.items()}
    for name, file in convert(judge, tmp_path, books, "xlsx").items():
        found = read_pack_workbook(file.read_bytes())
        assert found.mistakes == ()
        assert pack.canonical(pack.read_tree(found.tree)) == pack.canonical(forms[name])


def test_the_empty_workbook_lacks_only_what_a_form_must_say() -> None:
    found = read_pack_workbook(render_pack_workbook(None))
    assert found.mistakes == ()
    assert found.tree == {"fields": [], "sections": []}
    places = {found.places.of(one.steps) for one in examine(found.tree).mistakes}
    required = [row for row, one in enumerate(settings(), 2) if one.required]
    assert {f"bieu!B{row}" for row in required} >= places - {"bieu"}


def test_every_key_of_the_vocabulary_has_a_vietnamese_heading_and_help() -> None:
    columns = [
        (one.heading, one.key, one.help) for plan in plans().values() for one in plan.columns
    ]
    columns += [(one.words.name, one.steps[-1], one.words.help) for one in settings()]
    bare = [key for heading, key, words in columns if heading == key or not words]
    assert bare == [], "forms/authoring/pack_guide.py names every key"


def test_headings_of_a_sheet_are_all_different() -> None:
    for plan in plans().values():
        headings = [column.heading.casefold() for column in plan.columns]
        assert len(set(headings)) == len(headings), plan.name
    names = [one.words.name for one in settings()]
    assert len(set(names)) == len(names)


def test_lists_to_choose_from_and_frozen_heads_are_there() -> None:
    book = load_workbook(io.BytesIO(render_pack_workbook(shipped("F05"))))
    assert book.sheetnames[0] == "huong_dan"
    for name in plans():
        assert book[name].freeze_panes in ("B2", "C2")
    sources = [rule.formula1 for rule in book["chi_tieu"].data_validations.dataValidation]
    assert '"có,không"' in sources
    assert any(source.startswith('"date,daterange') for source in sources)


def test_keys_of_the_vocabulary_serve_as_headings_too() -> None:
    book = basic()
    for cell, key in zip(book["quan_he"][1], ("id", "kind", "total", "parts"), strict=True):
        cell.value = key
    assert told(book) == []


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ("; ", "text"),
        ("", "text"),
        ("\n", "text"),
        ('"a"', "text"),
        ("json: a", "text"),
        ([{"text": "a", "until": "2024-06-30"}, {"text": "b\nc", "since": "2024-07-01"}], "worded"),
        ([[{"text": "a"}], [{"text": "b"}]], "wordeds"),
        (["a", [{"text": "b", "since": "2024-01-01"}], "c"], "wordeds"),
        ({"a": "x = y", "b": " z"}, "pairs"),
        ({"a=b": "x"}, "pairs"),
        ([0, 1], "wholes"),
        ([{"so": "1"}], "text"),
    ],
)
def test_a_value_is_read_back_as_it_was(value: object, shape: Shape) -> None:
    assert read_text(written(value, shape), shape) == value


@given(st.text(), st.lists(st.text()), st.dictionaries(st.text(), st.text()))
def test_any_words_are_read_back(text: str, several: list[str], pairs: dict[str, str]) -> None:
    cases: list[tuple[object, Shape]] = [(text, "text"), (several, "texts"), (pairs, "pairs")]
    cases += [(text, "worded"), (several, "wordeds"), ([{"text": text}], "worded")]
    for value, shape in cases:
        assert read_text(written(value, shape), shape) == value


@given(st.text(), st.sampled_from(["flag", "whole", "text", "worded", "wordeds", "pairs", "data"]))
def test_any_cell_is_read_or_refused_in_words(text: str, shape: Shape) -> None:
    with suppress(NotationProblem):
        assert read_text(text, shape) is not None


# --- cells ----------------------------------------------------------------------------------------


def test_numbers_and_days_typed_in_excel_are_taken_exactly() -> None:
    book = basic()
    page = book["chi_tieu"]
    page["D2"], page["E2"], page["F2"] = 2, date(2024, 7, 1), False
    page["B2"] = "pct"
    page["D3"] = 0.0
    found = read_pack_workbook(saved(book))
    assert found.mistakes == ()
    first, second, _ = cast("list[Any]", found.tree["fields"])
    assert (first["decimals"], first["since"], first["required"]) == (2, "2024-07-01", False)
    assert second["decimals"] == 0
    assert found.tree["version"] == "1"


def _set(sheet: str, cell: str, value: str | float | date) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book[sheet][cell] = value

    return change


def _rename(sheet: str, name: str) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book[sheet].title = name

    return change


def _hide(book: Workbook) -> None:
    book["quan_he"].sheet_state = "hidden"


def _merge(book: Workbook) -> None:
    book["chi_tieu"].merge_cells("A3:B3")


def _add(name: str, *lines: list[object]) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        page = book.create_sheet(name)
        for line in lines:
            page.append(line)

    return change


CASES: dict[str, tuple[Callable[[Workbook], None], str, str]] = {
    "fraction": (_set("chi_tieu", "D2", 1.5), "chi_tieu!D2", "phải là số nguyên"),
    "words for a number": (_set("chi_tieu", "D2", "hai"), "chi_tieu!D2", "phải là số nguyên"),
    "too many decimals": (_set("chi_tieu", "D2", 9), "chi_tieu!D2", "không được quá 4"),
    "not yes or no": (_set("chi_tieu", "F2", "chắc"), "chi_tieu!F2", "phải ghi có hoặc không"),
    "formula": (_set("chi_tieu", "C2", "=1+1"), "chi_tieu!C2", "công thức Excel"),
    "error value": (_set("chi_tieu", "C2", "#REF!"), "chi_tieu!C2", "lỗi Excel"),
    "day with time": (
        _set("chi_tieu", "E2", datetime(2024, 7, 1, 8, 30)),  # noqa: DTZ001 - as Excel has it
        "chi_tieu!E2",
        "ngày kèm giờ",
    ),
    "wrong day": (_set("chi_tieu", "E2", "1/7/2024"), "chi_tieu!E2", "không phải ngày"),
    "kind": (_set("chi_tieu", "B3", "itn"), "chi_tieu!B3", "Có phải ý bạn là “int”?"),
    "id": (_set("chi_tieu", "A3", "Khai tử"), "chi_tieu!A3", "không hợp lệ"),
    "heading": (_set("chi_tieu", "C1", "Nhãnn"), "chi_tieu!C1", "Có phải ý bạn là “Nhãn”?"),
    "heading twice": (_set("chi_tieu", "D1", "Nhãn"), "chi_tieu!D1", "ghi hai lần"),
    "no heading": (_set("chi_tieu", "K3", "lạc"), "chi_tieu!K3", "không có tiêu đề"),
    "setting": (_set("bieu", "A4", "Tên bieu"), "bieu!A4", "Có phải ý bạn là “Tên biểu”?"),
    "setting twice": (_set("bieu", "A5", "Tên biểu"), "bieu!B5", "ghi hai lần"),
    "section without a field": (
        _set("muc", "D2", "khai_sinh\nkhaitu\ntong"),
        "muc!D2",
        "Có phải ý bạn là “khai_tu”?",
    ),
    "text": (
        _set("muc", "E3", "{{khai_sin}} {{khai_tu}}"),
        "muc!E3",
        "Có phải ý bạn là “khai_sinh”?",
    ),
    "relation": (_set("quan_he", "C2", "tongg"), "quan_he!C2", "Có phải ý bạn là “tong”?"),
    "relation kind": (_set("quan_he", "B2", "tong"), "quan_he!B2", "Viết một trong"),
    "hidden letters": (_set("chi_tieu", "C2", "Khai\u202esinh"), "chi_tieu!C2", "ký tự ẩn"),
    "sheet name": (_rename("quan_he", "quanhe"), "quanhe", "Có phải ý bạn là “quan_he”?"),
    "missing sheet": (_rename("muc", "ghi_chu"), "muc", "Thiếu trang “muc”"),
    "hidden sheet": (_hide, "quan_he", "Trang bị ẩn"),
    "merged": (_merge, "chi_tieu!A3:B3", "ô gộp"),
    "column of nobody": (
        _add("cot", ["Chỉ tiêu", "Mã", "Nhãn"], ["khai_sin", "a", "A"]),
        "cot!A2",
        "Có phải ý bạn là “khai_sinh”?",
    ),
    "choice of nobody": (
        _add("lua_chon", ["Của", "Mã", "Nhãn"], [None, "a", "A"]),
        "lua_chon!A2",
        "Chưa ghi",
    ),
    "block first": (
        _add("phu_luc", ["Mã", "Loại", "Câu in"], [None, "text", "A"]),
        "phu_luc!B2",
        "dưới dòng của một mục",
    ),
    "grid line twice": (
        _add(
            "bang",
            ["Bảng", "Mã dòng", "Nhãn"],
            ["b", None, "B"],
            ["b", "khai_sinh", "K"],
            ["b", None, "C"],
        ),
        "bang!B4",
        "đã có dòng",
    ),
    "grid row": (
        _add("bang", ["Bảng", "Mã dòng", "Nhãn"], ["b", None, "B"], ["b", "khai_sih", "K"]),
        "bang!B3",
        "Có phải ý bạn là “khai_sinh”?",
    ),
    "json": (_set("chi_tieu", "C2", "json: {"), "chi_tieu!C2", "JSON"),
}


@pytest.mark.parametrize(
    ("cell", "value", "words"),
    [
        ("C2", None, "chi_tieu!C2 chưa ghi “Nhãn”"),
        ("A2", None, "chi_tieu!A2 chưa ghi “Mã”"),
        ("B2", None, "chi_tieu!B2 chưa ghi “Loại”"),
    ],
)
def test_what_is_not_written_is_named_by_its_heading(cell: str, value: None, words: str) -> None:
    book = basic()
    book["chi_tieu"][cell] = value
    assert words in told(book)[0]


def test_a_column_of_another_kind_of_relation_is_named_by_its_heading() -> None:
    book = basic()
    book["quan_he"]["E1"], book["quan_he"]["E2"] = "Vế trái", "tong"
    assert told(book) == ["quan_he!E2 dòng loại này không dùng cột “Vế trái”."]


def test_a_missing_period_is_asked_for_by_its_first_line() -> None:
    book = basic()
    book["bieu"]["B5"] = book["bieu"]["B6"] = None
    assert told(book)[0].startswith("bieu!B5 chưa ghi “Kỳ: chu kỳ”")


def test_what_follows_from_a_missing_sheet_or_heading_is_not_told() -> None:
    book = basic()
    book["muc"].title = "mục lục"
    assert len(told(book)) == 2
    book = basic()
    book["chi_tieu"]["C1"] = "Nhann"
    assert [one.partition(" ")[0] for one in told(book)] == ["chi_tieu!C1"]


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_told_at_its_cell(name: str) -> None:
    change, place, words = CASES[name]
    book = basic()
    change(book)
    found = told(book)
    assert any(is_told(one, place, words) for one in found), found


def is_told(said: str, place: str, words: str) -> bool:
    return said.startswith(f"{place} ") and words.casefold() in said.casefold()


def test_a_right_workbook_has_no_mistake() -> None:
    assert told(basic()) == []


def test_all_mistakes_are_told_at_once() -> None:
    names = ["too many decimals", "kind", "setting", "text", "relation", "hidden letters"]
    book = basic()
    for name in names:
        CASES[name][0](book)
    found = told(book)
    for name in names:
        place, words = CASES[name][1:]
        assert any(is_told(one, place, words) for one in found), found


def test_thousands_of_mistakes_are_told_as_fifty() -> None:
    book = basic()
    for _ in range(2_000):
        book["chi_tieu"].append(["Mã sai", "loại sai", None, "một", "hôm qua", "có lẽ"])
    assert len(told(book)) == MOST


@given(st.data())
def test_any_contents_are_a_pack_or_mistakes_with_cells(data: st.DataObject) -> None:
    words = st.sampled_from(["a", "tong", "=1", "#REF!", "json: [", "[từ 2024-07-01] b", '"'])
    content = st.one_of(words, st.integers(), st.booleans(), st.none(), st.floats(0, 9))
    book = basic()
    for name in (*BASIC, "cot", "lua_chon", "bang", "phu_luc", "nguon"):
        page = book[name] if name in book.sheetnames else book.create_sheet(name)
        if name not in BASIC:
            page.append([column.heading for column in plans()[name].columns])
        for _ in range(data.draw(st.integers(0, 3))):
            page.append(data.draw(st.lists(content, max_size=6)))
    found = told(book)
    names = {one.partition("!")[0].partition(" ")[0] for one in found}
    assert names <= {*BASIC, *plans()}


def test_a_time_is_the_hour_of_a_deadline() -> None:
    book = basic()
    book["bieu"].append(["Hạn: giờ", time(16, 30)])
    assert read_pack_workbook(saved(book)).tree["due"] == {"hour": "16:30"}


def test_what_no_cell_can_hold_is_refused() -> None:
    form = pack.read_tree({**examined(basic()), "lead": "a" * 40_000})
    with pytest.raises(ExportProblem, match="dài quá"):
        render_pack_workbook(form)


def examined(book: Workbook) -> dict[str, Any]:
    return read_pack_workbook(saved(book)).tree
