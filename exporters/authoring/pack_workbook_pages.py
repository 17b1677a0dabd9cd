"""A pack written as a workbook, for people to change: headings, lists to choose from, a guide.

The same pack gives the same bytes. Without a pack the sheets are empty, to begin a form with.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from exporters.authoring.pack_notation import NO, YES, written
from exporters.authoring.pack_sheets import (
    FORM_SHEET,
    GUIDE_SHEET,
    NOTE_HEADING,
    OWNER,
    Setting,
    SheetColumn,
    SheetPlan,
    plans,
    record_types,
    settings,
)
from exporters.problems import ExportProblem
from exporters.workbook.styles import FONT
from forms.authoring.pack_guide import WORDS
from forms.authoring.pack_schema import TAG, Tree, found_at, tree_of
from forms.model import Form

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_TEXT: Final = 32_000
"""Excel takes 32,767 UTF-16 units in a cell."""
_CREATED: Final = datetime(2024, 1, 1)  # noqa: DTZ001 - a fixed mark, in no zone
_ROOM: Final = 200
"""Empty lines below the last one in which the lists still drop down."""
_LIST_ROOM: Final = 255
"""Characters that Excel takes in a list to choose from."""
_NARROW: Final = 12
_USUAL: Final = 20
_WIDTHS: Final = {"label": 40, "text": 70, "sentence": 40, "item": 40, "heading": 40, "test": 40}
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_GUIDE: Final = 100
"""Width of the explanations."""
_LINE: Final = 15
_TALLEST: Final = 26
"""Height of a line in points, and how many lines a row shows at most."""
_RULES: Final = (
    "Mỗi trang có tên cố định; dòng đầu là tiêu đề cột, không xóa, đổi thứ tự cột thì được.",
    "Cột có dấu * phải ghi. Ô trống nghĩa là giá trị thường dùng. Cột “Ghi chú” không đọc.",
    "Ô nhiều mục: mỗi mục một dòng trong ô (Alt+Enter). Có hoặc không: ghi có, không.",
    "Ngày: gõ ngày của Excel hoặc chữ 2024-07-01. Không dùng công thức Excel, không gộp ô.",
    (
        "Chữ đổi theo thời gian: mỗi cách ghi một dòng, trước là [từ 2024-07-01], [đến 2024-06-30]"
        " hoặc [từ 2024-07-01 đến 2025-06-30]."
    ),
    'Chữ có dấu cách ở đầu, cuối thì đặt trong ngoặc kép thẳng: "; ". Chữ rỗng ghi "".',
    "Giá trị đặc biệt ghi json: rồi viết như trong tệp JSON.",
    "Kiểm tra: baocao forms check TỆP.xlsx. Xem thử: baocao forms preview TỆP.xlsx --out THƯ_MỤC.",
)


class _Styles(NamedTuple):
    head: Format
    words: Format
    small: Format
    title: Format


def render_pack_workbook(form: Form | None) -> bytes:
    """Write a form's workbook, or an empty one for a new form.

    Raises:
        ExportProblem: A text is longer than a cell can hold.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, dict(_OPTIONS))
    book.set_properties({"created": _CREATED, "title": form.title if form else ""})
    book.formats[0].set_font_name(FONT)
    styles = _styles(book)
    tree = {} if form is None else tree_of(form)
    _write_guide(book.add_worksheet(GUIDE_SHEET), styles)
    _write_settings(book.add_worksheet(FORM_SHEET), styles, tree)
    for name, plan in plans().items():
        _write_sheet(book.add_worksheet(name), styles, plan, tuple(_LINES[name](tree)))
    book.get_worksheet_by_name(FORM_SHEET).activate()
    book.close()
    return buffer.getvalue()


def _styles(book: Workbook) -> _Styles:
    plain = {"font_name": FONT, "font_size": 11, "valign": "top", "text_wrap": True}
    box = {"border": 1, "border_color": "#BFBFBF"}
    return _Styles(
        book.add_format({**plain, **box, "bold": True, "bg_color": "#D9E1F2"}),
        book.add_format({**plain, "num_format": "@"}),
        book.add_format({**plain, "font_color": "#595959"}),
        book.add_format({**plain, "bold": True, "font_size": 13, "text_wrap": False}),
    )


# --- the lines of each sheet -------------------------------------------------------------------

Cells = Mapping[str, object]
"""One line: values of a tree by key, the class of its record under the empty key."""


def _records(tree: Tree, key: str) -> list[Tree]:
    return cast("list[Tree]", tree.get(key, []))


def _plain(name: str, record: Tree, **more: object) -> Cells:
    return {**record, **more, "": name}


def _field_lines(tree: Tree) -> Iterator[Cells]:
    yield from (_plain("Field", field) for field in _records(tree, "fields"))


def _column_lines(tree: Tree) -> Iterator[Cells]:
    for field in _records(tree, "fields"):
        for column in _records(field, "columns"):
            yield _plain("Column", column, **{OWNER: field["id"]})


def _row_lines(tree: Tree) -> Iterator[Cells]:
    for field in _records(tree, "fields"):
        for row in _records(field, "rows"):
            yield _plain("RowSpec", row, **{OWNER: field["id"]})


def _choice_lines(tree: Tree) -> Iterator[Cells]:
    for field in _records(tree, "fields"):
        for choice in _records(field, "choices"):
            yield _plain("Choice", choice, **{OWNER: field["id"]})
        for column in _records(field, "columns"):
            for choice in _records(column, "choices"):
                yield _plain("Choice", choice, **{OWNER: f"{field['id']}.{column['id']}"})


def _grid_lines(tree: Tree) -> Iterator[Cells]:
    for grid in _records(tree, "grids"):
        whole = {key: value for key, value in grid.items() if key not in ("id", "rows")}
        yield _plain("Grid", whole, **{OWNER: grid["id"]})
        for row in _records(grid, "rows"):
            yield _plain("GridRow", row, **{OWNER: grid["id"]})


def _relation_lines(tree: Tree) -> Iterator[Cells]:
    for rule in _records(tree, "relations"):
        yield _plain(_class_of("quan_he", rule), rule)


def _section_lines(tree: Tree, owner: str = "") -> Iterator[Cells]:
    for section in _records(tree, "sections"):
        more = {OWNER: owner} if owner else {}
        yield _plain("Section", section, **more)
        yield from _block_lines("muc", section)
        yield from _section_lines(section, str(section["id"]))


def _annex_lines(tree: Tree) -> Iterator[Cells]:
    for annex in _records(tree, "annexes"):
        yield _plain("AnnexSpec", annex)
        yield from _block_lines("phu_luc", annex)


def _block_lines(sheet: str, owner: Tree) -> Iterator[Cells]:
    for block in _records(owner, "blocks"):
        yield _plain(_class_of(sheet, block), block)


def _feed_lines(tree: Tree) -> Iterator[Cells]:
    yield from (_plain("Feed", feed) for feed in _records(tree, "feeds"))


def _template_lines(tree: Tree) -> Iterator[Cells]:
    yield from (_plain("ExcelTemplate", template) for template in _records(tree, "templates"))


def _class_of(sheet: str, record: Tree) -> str:
    records = record_types(sheet)
    return next(one.cls.__name__ for one in records if one.tag == record.get(TAG))


_LINES: Final = {
    "chi_tieu": _field_lines,
    "cot": _column_lines,
    "dong": _row_lines,
    "lua_chon": _choice_lines,
    "bang": _grid_lines,
    "quan_he": _relation_lines,
    "muc": _section_lines,
    "phu_luc": _annex_lines,
    "nguon": _feed_lines,
    "mau_excel": _template_lines,
}


# --- writing -----------------------------------------------------------------------------------


def _write_guide(page: Worksheet, styles: _Styles) -> None:
    page.set_column(0, 0, _NARROW)
    page.set_column(1, 1, _USUAL)
    page.set_column(2, 2, _GUIDE)
    page.write_string(0, 0, "Biểu mẫu viết bằng bảng tính", styles.title)
    row = 1
    for rule in _RULES:
        page.write_string(row, 0, rule)
        row += 1
    for sheet, columns in _guided():
        row += 1
        page.write_string(row, 0, sheet, styles.head)
        page.write_string(row, 1, "Cột hoặc mục", styles.head)
        page.write_string(row, 2, "Cách ghi", styles.head)
        for heading, words in columns:
            row += 1
            _grow(page, row, [(words, _GUIDE)])
            page.write_string(row, 1, heading, styles.words)
            page.write_string(row, 2, words, styles.words)
    _for_paper(page)
    page.freeze_panes(1, 0)


def _guided() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    yield FORM_SHEET, [_told(one.words.name, one.words.help, one.choices) for one in settings()]
    for name, plan in plans().items():
        columns = [_told(one.heading, one.help, one.choices) for one in plan.columns]
        yield name, [("", plan.purpose), *columns]


def _told(heading: str, words: str, choices: Sequence[str]) -> tuple[str, str]:
    known = choices if all(code in WORDS for code in choices) else ()
    named = [f"{code} ({WORDS[code]})" for code in known]
    return heading, f"{words} {'; '.join(named)}".strip()


def _write_settings(page: Worksheet, styles: _Styles, tree: Tree) -> None:
    for column, (width, heading) in enumerate(((28, "Mục"), (80, "Nội dung"), (70, "Cách ghi"))):
        page.set_column(column, column, width)
        page.write_string(0, column, heading, styles.head)
    for row, setting in enumerate(settings(), 1):
        star = " *" if setting.required else ""
        page.write_string(row, 0, setting.words.name + star, styles.words)
        value = found_at(tree, setting.steps)
        if tree.get(setting.steps[0]) == {} and setting.shape == "text" and not setting.choices:
            value = ""  # a group that is there with nothing in it
        text = "" if value is None else _limited(written(value, setting.shape), setting.steps[-1])
        page.write_string(row, 1, text, styles.words)
        page.write_string(row, 2, setting.words.help, styles.small)
        _grow(page, row, [(text, 80), (setting.words.help, 70)])
        _choose(page, (row, 1, row, 1), _choices(setting))
    _for_paper(page)
    page.freeze_panes(1, 1)


def _choices(setting: Setting) -> Sequence[str]:
    if setting.shape == "flag":
        return (YES, NO)
    return setting.choices if setting.shape == "text" else ()


def _write_sheet(page: Worksheet, styles: _Styles, plan: SheetPlan, lines: Sequence[Cells]) -> None:
    for at, column in enumerate(plan.columns):
        page.set_column(at, at, _width(column))
        star = " *" if column.required else ""
        page.write_string(0, at, column.heading + star, styles.head)
        _choose(page, (1, at, len(lines) + _ROOM, at), _list_of(column))
    page.set_column(len(plan.columns), len(plan.columns), _USUAL)
    page.write_string(0, len(plan.columns), NOTE_HEADING, styles.head)
    for row, cells in enumerate(lines, 1):
        shown: list[tuple[str, int]] = []
        for at, column in enumerate(plan.columns):
            if column.key in cells:
                text = written(cells[column.key], column.shape(str(cells[""])))
                page.write_string(row, at, _limited(text, column.heading), styles.words)
                shown.append((text, _width(column)))
        _grow(page, row, shown)
    _for_paper(page)
    page.freeze_panes(1, 2 if len(plan.columns) > _NARROW else 1)


def _grow(page: Worksheet, row: int, shown: Iterable[tuple[str, int]]) -> None:
    """Give a row the height of its words; programs grow a row only while somebody types."""
    counts = [
        sum(len(line) // width + 1 for line in text.split("\n")) for text, width in shown if text
    ]
    if max(counts, default=1) > 1:
        page.set_row(row, _LINE * min(max(counts), _TALLEST))


def _for_paper(page: Worksheet) -> None:
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _width(column: SheetColumn) -> int:
    if column.key in _WIDTHS:
        return _WIDTHS[column.key]
    return _NARROW if column.choices or "flag" in column.shapes.values() else _USUAL


def _list_of(column: SheetColumn) -> Sequence[str]:
    shapes = set(column.shapes.values())
    if shapes == {"flag"}:
        return (YES, NO)
    return column.choices if shapes <= {"text"} else ()


def _choose(page: Worksheet, cells: tuple[int, int, int, int], choices: Sequence[str]) -> None:
    """Let cells drop down a list; a strange word is asked about and may stay."""
    if not choices or len(",".join(choices)) > _LIST_ROOM:
        return
    rule: dict[str, Any] = {
        "validate": "list",
        "source": list(choices),
        "error_type": "warning",
        "error_title": "Giá trị lạ",
        "error_message": "Giá trị này không có trong danh sách cho phép.",
    }
    page.data_validation(*cells, rule)


def _limited(text: str, what: str) -> str:
    if len(text) <= MOST_TEXT:
        return text
    raise ExportProblem(
        f"Chữ ở “{what}” dài quá một ô bảng tính. Hãy xuất biểu ra TOML.",
        f"{len(text)} characters",
        code="XLSX-TEXT",
        place=what,
    )
