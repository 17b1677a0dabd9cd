"""Workbooks that came back filled in: every figure in its place, or a sentence and its address."""

import io
import random
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.workbook import Workbook

from exporters.agreement import workbook_problems, workbook_values
from exporters.data_json import Checked, read
from exporters.excel import render_workbook
from exporters.problems import ExportProblem
from exporters.readers.workbook_filling import read_filled
from forms.cells import STATE, STATED, CellKey, CellValue, applied
from forms.editing import Session
from forms.engine import Computation
from forms.model import RECIPIENTS, SIGNATURE
from forms.sources.sheet_filling import SheetPlan, plan_sheets
from tests.exporters.calc import recalculated, saved_twice
from tests.exporters.sample_report import (
    CELLS,
    DOCUMENT,
    ENGINE,
    IDENTITY,
    PERIOD,
    cell,
    computed,
    rendered_data,
    rendered_workbook,
)
from tests.exporters.test_excel import random_cells

Judge = Callable[[str], Path]
Values = Mapping[str, object]
DRAFT = msgspec.structs.replace(DOCUMENT, draft=True)
ELSEWHERE = {SIGNATURE, RECIPIENTS, "uu_diem"}
"""What no workbook holds: signature, recipients, narrative."""


def draft(c: Computation) -> bytes:
    return render_workbook(c, DRAFT, IDENTITY, Checked(), data_sha256="0" * 64)


BOOK = draft(computed())


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def named(book: Workbook, name: str, index: int = 0) -> tuple[str, str]:
    """Give sheet and address of a named cell, of a named column's cell `index` from its top."""
    ((sheet, area),) = book.defined_names[name].destinations
    first = area.replace("$", "").partition(":")[0]
    place = book[sheet][first].offset(row=index)
    return sheet, place.coordinate


def place(name: str, book: bytes = BOOK) -> str:
    """Name a cell as refusals do: `place("dvc01.n")`, `place("von_ds[2].so")`."""
    field, _, part = name.partition(".")
    field, _, row = field.partition("[")
    found = named(opened(book), f"_{field}__{part or 'value'}", int(row.rstrip("]") or 1) - 1)
    return "!".join(found)


def edited(
    changes: Values, formats: Mapping[str, str] | None = None, *, data: bytes = BOOK
) -> bytes:
    """Type into a workbook by address (`Chỉ tiêu!E9`), and choose how a cell shows numbers."""
    book = opened(data)
    for at, value in changes.items():
        sheet, _, where = at.rpartition("!")
        target = book[sheet][where]
        target.value = value
        target.number_format = (formats or {}).get(at, target.number_format)
    return saved(book)


def typed(*changes: tuple[str, object], data: bytes = BOOK) -> bytes:
    return edited({place(name, data): value for name, value in changes}, data=data)


def planned(
    data: bytes, cells: dict[CellKey, CellValue] | None = None, *, clear: bool = False
) -> SheetPlan:
    c = computed(cells)
    return plan_sheets(Session(c), read_filled(data, c, unit="91"), clear_blanks=clear)


def changes(plan: SheetPlan) -> dict[str, CellValue | None]:
    assert plan.problems == ()
    return {edit.key.place(): edit.new for edit in plan.change.edits}


def refusals(plan: SheetPlan) -> dict[str, str]:
    assert plan.change.edits == ()
    return {problem.place: problem.message for problem in plan.problems}


def in_workbook(cells: Mapping[CellKey, CellValue]) -> dict[CellKey, CellValue]:
    """The cells that a workbook holds, lists numbered without gaps."""
    numbers: dict[str, list[int]] = {}
    for key in sorted(cells):
        rows = numbers.setdefault(key.field, [])
        if key.row and key.row not in rows:
            rows.append(key.row)
    gapless = {"von_ds", "kp_them", "kp_don_vi", "vb"}
    return {
        key._replace(row=numbers[key.field].index(key.row) + 1)
        if key.row and key.field in gapless
        else key: value
        for key, value in cells.items()
        if key.field not in ELSEWHERE
    }


# --- there and back -------------------------------------------------------------------------------


def test_an_untouched_workbook_changes_nothing() -> None:
    assert changes(planned(BOOK)) == {}
    assert changes(planned(BOOK, clear=True)) == {}
    assert changes(planned(rendered_workbook(computed()))) == {}


def test_an_empty_report_gets_every_cell_of_the_workbook() -> None:
    plan = planned(BOOK, {})
    assert plan.problems == ()
    assert applied({}, plan.change) == in_workbook(CELLS)


def filled_again(data: bytes) -> dict[CellKey, CellValue]:
    plan = planned(data, {})
    assert plan.problems == ()
    return applied({}, plan.change)


def numerically(cells: Mapping[CellKey, CellValue]) -> dict[CellKey, CellValue]:
    """Figures without the decimals that a spreadsheet does not keep: 97,50 is 97,5 there."""
    return {
        key: value.normalize() if isinstance(value, Decimal) else value
        for key, value in cells.items()
    }


def random_reports(count: int) -> dict[str, Computation]:
    chance = random.Random(20260901)  # noqa: S311 - a fixed sequence of test data
    return {f"r{number}": computed(random_cells(chance)) for number in range(count)}


def assert_same_three_times(reports: Mapping[str, Computation]) -> None:
    """Workbook, data and a report that is filled from the workbook hold the same figures."""
    for name, c in reports.items():
        for book in (rendered_workbook(c), draft(c)):
            assert list(workbook_problems(name, book, read(rendered_data(c)))) == []
            got = numerically(filled_again(book))
            assert got == numerically(in_workbook(c.cells)), name


def test_random_reports_come_back_as_they_went() -> None:
    assert_same_three_times(random_reports(20))


@pytest.mark.nightly
def test_a_thousand_random_reports_come_back_as_they_went() -> None:
    assert_same_three_times(random_reports(1_000))


def test_libreoffice_keeps_every_figure(judge: Judge, tmp_path: Path) -> None:
    reports = {"sample": computed(), **random_reports(6)}
    books = {name: draft(c) for name, c in reports.items()}
    for name, book in saved_twice(judge, tmp_path, books).items():
        c = reports[name]
        assert numerically(filled_again(book)) == numerically(in_workbook(c.cells)), name
        assert list(workbook_problems(name, book, read(rendered_data(c)))) == [], name


def test_what_is_typed_in_libreoffice_comes_back(judge: Judge, tmp_path: Path) -> None:
    changed = typed(("dvc01.n", 950), ("von_ds[2].so", 33495.5), ("dvc04.state", None))
    (back,) = saved_twice(judge, tmp_path, {"typed": changed}).values()
    assert changes(planned(back)) == {
        "dvc01.n": Decimal(950),
        "von_ds[3].so": Decimal("33495.5"),
    }


def test_rows_filled_in_below_a_list_count_in_its_totals(judge: Judge, tmp_path: Path) -> None:
    changed = typed(("von_ds[3].ten", "Thêm"), ("von_ds[3].so", 1000), ("kp_don_vi[4].ten", "Xã"))
    theirs = recalculated(judge, tmp_path, {"more": changed})["more"]

    def at(name: str) -> object:
        sheet, _, where = place(name).partition("!")
        return theirs[sheet, where]

    assert at("von_tong") == 76423.25
    assert (at("von_ds.stated"), at("kp_don_vi.stated")) == (3, 4)
    assert at("kp_tong") == 0.4455
    assert changes(planned(changed)) == {
        "von_ds[4].ten": "Thêm",
        "von_ds[4].so": Decimal(1000),
        "kp_don_vi[4].ten": "Xã",
    }


def test_a_draft_with_spare_rows_recalculates(judge: Judge, tmp_path: Path) -> None:
    reports = {"sample": computed(), "empty": computed({}), **random_reports(4)}
    books = {name: draft(c) for name, c in reports.items()}
    theirs = recalculated(judge, tmp_path, books)
    for name, c in reports.items():
        values = workbook_values(books[name])
        assert values is not None
        found = recalculated_values(theirs[name], books[name])
        assert found == {
            at: value for at, value in plain(values).items() if value not in {None, ""}
        }
        assert list(workbook_problems(name, books[name], read(rendered_data(c)))) == []


def plain(values: Mapping[str, tuple[object, ...]]) -> dict[tuple[str, int], object]:
    return {(name, n): value for name, column in values.items() for n, value in enumerate(column)}


def recalculated_values(
    theirs: Mapping[tuple[str, str], object], book: bytes
) -> dict[tuple[str, int], object]:
    source = opened(book)
    found: dict[tuple[str, int], object] = {}
    for name in source.defined_names:
        if name.startswith("_") and "!" in source.defined_names[name].attr_text:
            ((sheet, area),) = source.defined_names[name].destinations
            cells = source[sheet][area.replace("$", "")]
            column = [row[0] for row in cells] if isinstance(cells, tuple) else [cells]
            for n, one in enumerate(column):
                if (sheet, one.coordinate) in theirs:
                    found[name, n] = theirs[sheet, one.coordinate]
    return found


# --- what is typed --------------------------------------------------------------------------------


def test_numbers_texts_days_and_choices_are_taken() -> None:
    book = typed(
        ("dvc01.n", 951),
        ("dvc02.n", "1.304"),
        ("kp_muc", "100,5"),
        ("lh_tien", 85526922229),
        ("asof", "19/7/2024"),
        ("muc", "Khá"),
        ("url", 709),
        ("tt[2].xong", 6),
        ("vb[1].so", 710),
        ("bt.tslcd", 25),
    )
    assert changes(planned(book)) == {
        "dvc01.n": Decimal(951),
        "dvc02.n": Decimal(1304),
        "kp_muc": Decimal("100.5"),
        "lh_tien": Decimal(85526922229),
        "asof": "2024-07-19",
        "muc": "b",
        "url": "709",
        "tt[2].xong": Decimal(6),
        "vb[1].so": "710",
        "bt.tslcd": Decimal(25),
    }


def test_the_same_figure_keeps_its_decimals_as_typed() -> None:
    typed_so = CELLS | dict([cell("kp_muc", Decimal("100.00"))])
    assert changes(planned(draft(computed(typed_so)), typed_so)) == {}
    (got,) = changes(planned(typed(("kp_muc", 100.5)), typed_so)).items()
    assert got == ("kp_muc", Decimal("100.5"))


def test_a_blank_leaves_its_place_alone_unless_asked_to_empty_it() -> None:
    book = typed(("dvc01.n", None), ("asof", None), ("url", "  "))
    assert changes(planned(book)) == {}
    cleared = changes(planned(book, clear=True))
    assert cleared == {"dvc01.n": None, "asof": None, "url": None}


def test_a_figure_over_a_formula_is_stated_where_it_differs() -> None:
    book = typed(("dvc02.p", 99.5), ("von_tong", 75423.25), ("tt[1].con", 2), ("kp_tong", None))
    assert changes(planned(book)) == {"dvc02.p": Decimal("99.5"), "tt[1].con": Decimal(2)}


def test_a_formula_over_an_input_counts_with_its_result(judge: Judge, tmp_path: Path) -> None:
    book = typed(("dvc01.n", "=900+52"))
    assert list(refusals(planned(book))) == [place("dvc01.n")]
    (back,) = saved_twice(judge, tmp_path, {"sum": book}).values()
    assert changes(planned(back)) == {"dvc01.n": Decimal(952)}


def test_states_are_chosen_in_the_notes() -> None:
    book = typed(("dvc04.state", "Chưa có số liệu"))
    assert changes(planned(book)) == {"dvc04.state": "chua_co_so_lieu"}
    book = typed(("dvc05.n", None), ("dvc05.d", None), ("dvc05.state", "không phát sinh"))
    assert changes(planned(book)) == {
        "dvc05.n": None,
        "dvc05.d": None,
        "dvc05.state": "khong_phat_sinh",
    }
    book = typed(("dvc04.n", 3), ("dvc04.state", None))
    assert changes(planned(book)) == {"dvc04.n": Decimal(3), "dvc04.state": None}


def test_percent_cells_are_read_as_they_show() -> None:
    at, count = place("tt[1].tl"), place("dvc01.n")
    shares = edited({at: 0.905}, {at: "0.0%"})
    assert changes(planned(shares)) == {"tt[1].tl": Decimal("90.5")}
    counts = edited({count: 0.5}, {count: "0%"})
    assert "phần trăm" in refusals(planned(counts))[count]


def test_a_day_is_a_day_however_it_is_kept() -> None:
    at, count = place("asof"), place("dvc01.n")
    assert changes(planned(edited({at: date(2024, 7, 19)}))) == {"asof": "2024-07-19"}
    assert changes(planned(edited({at: 45492}))) == {"asof": "2024-07-19"}
    assert "cần ngày" in refusals(planned(edited({at: 45492}, {at: "General"})))[at]
    month = edited({place("thang"): date(2024, 9, 1)})
    assert changes(planned(month)) == {"thang": "2024-09"}
    day = edited({count: date(2024, 9, 1)}, {count: "dd/mm/yyyy"})
    assert "ghi ngày 01/9/2024" in refusals(planned(day))[count]


# --- lists and tables -----------------------------------------------------------------------------


def test_a_list_is_taken_as_it_stands() -> None:
    fewer = typed(("von_ds[1].ten", None), ("von_ds[1].so", None))
    assert changes(planned(fewer)) == {
        "von_ds[1].ten": "Chuyển đổi dữ liệu hộ tịch",
        "von_ds[1].so": Decimal("33495.25"),
        "von_ds[3].ten": None,
        "von_ds[3].so": None,
    }
    nothing = typed(*((f"kp_don_vi[{n}].ten", None) for n in (1, 2, 3)))
    assert changes(planned(nothing)) == {}
    emptied = changes(planned(nothing, clear=True))
    assert emptied == dict.fromkeys(f"kp_don_vi[{n}].ten" for n in (1, 2, 3))


def test_a_row_put_in_below_the_named_ones_is_not_lost() -> None:
    book = opened(BOOK)
    ((sheet, area),) = book.defined_names["_kp_don_vi__ten"].destinations
    first, _, last = area.replace("$", "").partition(":")
    book.defined_names["_kp_don_vi__ten"] = DefinedName(
        "_kp_don_vi__ten",
        attr_text=f"'{sheet}'!{first}:{book[sheet][first].offset(row=2).coordinate}",
    )
    book[sheet][last].value = "Xã mới"
    assert changes(planned(saved(book))) == {"kp_don_vi[4].ten": "Xã mới"}


def moved_table(rows: int) -> Workbook:
    """Put blank rows above the first row of the table, as Excel does: the names go along."""
    book = opened(BOOK)
    page = book["Tuyên truyền"]
    for merged in list(page.merged_cells.ranges):
        page.unmerge_cells(str(merged))
    page.move_range("A9:H14", rows=rows, translate=True)
    for name, defined in list(book.defined_names.items()):
        if name.startswith("_tt__"):
            ((sheet, area),) = defined.destinations
            left, right = area.replace("$", "").split(":")
            ends = [page[end].offset(row=rows).coordinate for end in (left, right)]
            book.defined_names[name] = DefinedName(name, attr_text=f"'{sheet}'!{':'.join(ends)}")
    return book


def test_moved_and_reordered_rows_of_a_table_are_found_by_their_ids() -> None:
    assert changes(planned(saved(moved_table(4)))) == {}
    book = opened(BOOK)
    page = book["Tuyên truyền"]
    for column in range(1, 6):
        here, below = page.cell(9, column), page.cell(10, column)
        here.value, below.value = below.value, here.value
    assert changes(planned(saved(book))) == {}


def test_a_row_that_the_table_does_not_have_is_refused() -> None:
    book = opened(BOOK)
    book["Tuyên truyền"]["B10"].value = "khac"
    found = refusals(planned(saved(book)))
    assert set(found) == {
        "Tuyên truyền!D10",
        "Tuyên truyền!E10",
        "Tuyên truyền!F10",
        "Tuyên truyền!G10",
    }
    assert "không có trong biểu" in found["Tuyên truyền!D10"]


# --- refusals -------------------------------------------------------------------------------------

WRONG: Mapping[str, tuple[str, object, str]] = {
    "a fraction of a count": ("dvc01.n", 949.5, "chỉ nhận số nguyên"),
    "a negative count": ("dvc01.n", -3, "số âm"),
    "words": ("dvc01.n", "nhiều", "không đọc được thành số"),
    "an English number": ("kp_muc", "1,234.5", "dấu"),
    "more decimals than đồng": ("kp_muc", 12.3456789, "7 chữ số lẻ, ô này nhận nhiều nhất 6"),
    "an error": ("dvc01.n", "#DIV/0!", "#DIV/0!"),
    "right or wrong": ("dvc01.n", True, "cần số"),
    "no day": ("asof", "31/2/2024", "31/2/2024"),
    "no choice": ("muc", "Kém", "Tốt, Khá"),
    "no state": ("dvc04.state", "nghỉ", "chỉ nhận"),
    "too many digits": ("lh_tien", 12345678901234567, "15 chữ số"),
    "a state with figures": ("dvc05.state", "Không phát sinh", "vẫn có số"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_taken_is_refused_with_its_address(name: str) -> None:
    where, value, said = WRONG[name]
    book = typed((where, value), ("dvc02.d", 777))
    (refusal,) = refusals(planned(book)).items()
    assert refusal[0] in {place(where), place("dvc05.n"), place("dvc05.d")}
    assert said in refusal[1]
    assert refusal[1].endswith(".")


def test_every_refusal_is_told_and_nothing_is_taken() -> None:
    book = typed(("dvc01.n", -1), ("von_ds[1].so", "x"), ("tt[1].xong", 1.5), ("dvc02.n", 5))
    found = refusals(planned(book))
    assert set(found) == {place("dvc01.n"), place("von_ds[1].so"), place("tt[1].xong")}


def test_a_cell_hidden_by_merging_is_refused() -> None:
    book = opened(BOOK)
    sheet, where = named(book, "_dvc01__n")
    below = book[sheet][where].offset(row=1).coordinate
    book[sheet].merge_cells(f"{where}:{below}")
    found = refusals(planned(saved(book)))
    assert found == {f"{sheet}!{below}": f"Ô bị gộp vào ô {where}. Hãy bỏ gộp ô rồi gõ lại."}


def test_merging_without_end_takes_no_time() -> None:
    merged = b"".join(b'<mergeCell ref="A%d:GR%d"/>' % (n, n + 190) for n in range(1, 4_000))

    def change(name: str, data: bytes) -> bytes:
        if not name.endswith("sheet2.xml"):
            return data
        head, _, rest = data.partition(b"<mergeCells ")
        return (
            head + b"<mergeCells>" + merged + b"</mergeCells>" + rest.partition(b"</mergeCells>")[2]
        )

    assert planned(repacked(change)).change.edits == ()


@pytest.mark.parametrize(
    ("name", "theirs", "said"),
    [
        ("baocao.form", "F02", "của biểu F02"),
        ("baocao.period", "2024-08", "của kỳ 2024-08"),
        ("baocao.unit", "30280", "của đơn vị 30280"),
    ],
)
def test_another_reports_workbook_is_refused(name: str, theirs: str, said: str) -> None:
    book = opened(BOOK)
    book.defined_names[name] = DefinedName(name, attr_text=f'"{theirs}"')
    with pytest.raises(ExportProblem) as caught:
        planned(saved(book))
    assert caught.value.code == "XLSX-OTHER"
    assert said in caught.value.message


def test_a_foreign_workbook_is_refused() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = 5  # type: ignore[index]
    with pytest.raises(ExportProblem, match="không phải bảng tính mà chương trình xuất") as caught:
        planned(saved(book))
    assert caught.value.code == "XLSX-FOREIGN"


def test_names_that_lead_astray_are_passed_over() -> None:
    book = opened(BOOK)
    for name, text in (
        ("_dvc01__n", "#REF!"),
        ("_dvc01__d", "'Không có'!$A$1"),
        ("_dvc02__n", "'Chỉ tiêu'!$A$1:$Z$9"),
        ("_von_ds__so", "'Các dự án'!$XFD$1:$XFD$1048576"),
        ("_tt__rows__id", "SUM(1)"),
    ):
        book.defined_names[name] = DefinedName(name, attr_text=text)
    found = planned(saved(book))
    assert all("Tuyên truyền!" in problem.place for problem in found.problems)


# --- hostile files --------------------------------------------------------------------------------


def repacked(change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(BOOK)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
        for name, content in more.items():
            target.writestr(name, content)
    return buffer.getvalue()


def long_book() -> bytes:
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("Chỉ tiêu")
    for number in range(100_000):
        page.append([number])
    return saved(book)


HOSTILE: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "XLSX-DAMAGED"),
    "noise": (lambda: random.Random(3).randbytes(5_000), "XLSX-DAMAGED"),  # noqa: S311
    "a half": (lambda: BOOK[: len(BOOK) // 2], "XLSX-DAMAGED"),
    "an old workbook": (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "XLSX-OLD"),
    "another zip": (lambda: repacked(lambda _, data: data)[:0] + zipped_text(), "XLSX-KIND"),
    "a bomb": (
        lambda: repacked(lambda _, data: data, **{"xl/media/a.bin": b"\0" * (64 << 20)}),
        "XLSX-SIZE",
    ),
    "entities": (
        lambda: repacked(
            lambda name, data: (
                data.replace(b"<sst", b'<!DOCTYPE a [<!ENTITY b "c">]><sst', 1)
                if name.endswith("sharedStrings.xml")
                else data
            )
        ),
        "XLSX-XML",
    ),
    "macros": (lambda: repacked(lambda _, data: data, **{"xl/vbaProject.bin": b"x"}), "XLSX-MACRO"),
    "links": (
        lambda: repacked(lambda _, data: data, **{"xl/externalLinks/externalLink1.xml": b"<a/>"}),
        "XLSX-LINK",
    ),
    "100.000 rows": (long_book, "XLSX-FAR"),
}


def zipped_text() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        target.writestr("a.txt", "x")
    return buffer.getvalue()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_one_sentence(name: str) -> None:
    build, code = HOSTILE[name]
    with pytest.raises(ExportProblem) as caught:
        planned(build())
    assert caught.value.code == code
    assert caught.value.message.endswith(".")


def test_damaged_workbooks_are_refused_or_read() -> None:
    chance = random.Random(11)  # noqa: S311 - a fixed sequence of test data
    outcomes = set()
    for _ in range(60):
        data = bytearray(BOOK)
        for _ in range(chance.choice((1, 5, 40))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            plan = planned(bytes(data))
        except ExportProblem as problem:
            outcomes.add(problem.code)
        else:
            outcomes.add("read")
            assert plan.problems == () or plan.change.edits == ()
    assert "XLSX-DAMAGED" in outcomes


# --- the plan -------------------------------------------------------------------------------------


def test_the_preview_says_what_is_and_what_would_be_and_where() -> None:
    plan = planned(typed(("dvc01.n", 950), ("von_ds[1].so", None)))
    lines = {line.key.place(): line for line in plan.lines}
    assert lines["dvc01.n"].now == Decimal(949)
    assert lines["dvc01.n"].new == Decimal(950)
    assert lines["dvc01.n"].at == place("dvc01.n")
    assert lines["von_ds[1].so"].new is None


def test_a_locked_fact_is_refused_only_where_it_differs() -> None:
    locked = CELLS | {CellKey("review", 0, "chi_tieu"): "khoa"}
    assert changes(planned(BOOK, locked)) == {}
    found = refusals(planned(typed(("chi_tieu", 5)), locked))
    assert "Mở khóa" in found[place("chi_tieu")]


def test_states_and_counts_have_places_of_their_own() -> None:
    keys = {CellKey("dvc04", 0, STATE), CellKey("von_ds", 0, STATED)}
    c = ENGINE.open({}, PERIOD)
    assert keys <= {given.key for given in read_filled(typed(("von_ds.stated", 9)), c).cells}
