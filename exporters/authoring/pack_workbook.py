"""A pack from its workbook form: the same tree that TOML gives, and where each part of it stands.

Everything wrong with the sheets themselves is collected with its place (``chi_tieu!D7``); what the
pack says is checked afterwards by :mod:`forms.authoring.mistakes`, whose steps :class:`Places`
leads back to cells.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple, cast

from exporters.authoring.pack_notation import NotationProblem, Shape, read
from exporters.authoring.pack_sheets import (
    FORM_SHEET,
    FREE_SHEETS,
    NOTE_HEADING,
    OWNER,
    SheetColumn,
    SheetPlan,
    plans,
    record_types,
    settings,
)
from exporters.readers.workbook_reader import SheetCell, WorkbookSheet, place_name, read_workbook
from forms.authoring.mistakes import MOST, Mistake
from forms.authoring.pack_guide import entry
from forms.authoring.pack_schema import TAG, Steps, Tree, found_at, record_for, type_at

_SHEET_OF: Final = {
    "fields": "chi_tieu",
    "relations": "quan_he",
    "sections": "muc",
    "grids": "bang",
    "annexes": "phu_luc",
    "feeds": "nguon",
    "templates": "mau_excel",
}
_SETTING_COLUMN: Final = 2
_SECTION_WORD: Final = "muc"


class CellMistake(NamedTuple):
    """One thing to put right in a workbook: its cell, and the Vietnamese sentence."""

    place: str
    message: str


class Line(NamedTuple):
    """One line of a sheet: the filled cells by key, and the column of each key."""

    sheet: str
    row: int
    cells: Mapping[str, SheetCell]
    columns: Mapping[str, int]

    def place(self, key: str = "") -> str:
        """Name the cell of a key; without one, the cell that names the line's record."""
        for wanted in (key, "id", "code", "form", TAG, OWNER):
            if wanted in self.columns and (wanted == key or wanted in self.cells):
                return place_name(self.sheet, self.row, self.columns[wanted])
        return place_name(self.sheet, self.row, 1)


class Places:
    """Where the parts of a tree stand in their workbook."""

    def __init__(self) -> None:
        """Start with nothing known."""
        self.lines: dict[Steps, Line] = {}
        self.cells: dict[Steps, str] = {}

    def of(self, steps: Steps) -> str:
        """Return the cell of a part, or of the nearest part around it; a sheet at the least."""
        for length in range(len(steps), 0, -1):
            around = steps[:length]
            if around in self.cells:
                return self.cells[around]
            if around in self.lines:
                key = steps[length] if length < len(steps) else ""
                return self.lines[around].place(str(key))
        inside = (cell for known, cell in self.cells.items() if known[: len(steps)] == steps)
        sheet = _SHEET_OF.get(str(steps[0]), FORM_SHEET) if steps else FORM_SHEET
        return next(inside, sheet) if steps else sheet


class PackSheets(NamedTuple):
    """What a workbook says: the pack's tree, what is wrong with the sheets, where things stand."""

    tree: Tree
    mistakes: tuple[CellMistake, ...]
    places: Places

    def placed(self, said: Iterable[Mistake]) -> tuple[Mistake, ...]:
        """Return the mistakes with their cells as paths, by sheet, row and column.

        ``said`` is what the pack itself has wrong. What follows from a mistake of the sheets is
        left out: all of it when a whole sheet is missing, a key that a wrong heading hides, and
        what is said of a cell that could not be read.
        """
        told = [Mistake((), place, words.rstrip(".")) for place, words in self.mistakes]
        cells = {one.path for one in told}
        headed = {place.partition("!")[0] for place in cells if _row(place) == 1}
        whole = any("!" not in place for place in cells)
        for mistake in () if whole else said:
            place = self.places.of(mistake.steps)
            hidden = _lacks(mistake) and place.partition("!")[0] in headed
            if place not in cells and not hidden:
                told.append(self._in_words(mistake)._replace(path=place))
        return tuple(sorted(told, key=lambda one: _order(one.path))[:MOST])

    def _in_words(self, mistake: Mistake) -> Mistake:
        """Name a key by its heading, which is all that the author of a workbook knows."""
        key_fault = _lacks(mistake) or "không có khóa" in mistake.message
        if not key_fault or not mistake.steps:
            return mistake
        heading = self._heading(mistake.steps)
        if _lacks(mistake):
            return mistake._replace(message=f"chưa ghi “{heading}”")
        return mistake._replace(message=f"dòng loại này không dùng cột “{heading}”", hint="")

    def _heading(self, steps: Steps) -> str:
        for setting in settings():
            if setting.steps[: len(steps)] == steps:
                return setting.words.name
        kind = type_at(self.tree, steps[:-1])
        record = None if kind is None else record_for(kind, found_at(self.tree, steps[:-1]))
        line = self.places.lines.get(steps[:-1])
        columns = plans()[_sheet_key(line.sheet)].columns if line is not None else ()
        known = {column.key: column.heading for column in columns}
        own = "" if record is None else entry(record.cls.__name__, str(steps[-1])).name
        return known.get(str(steps[-1]), own or str(steps[-1]))


def _lacks(mistake: Mistake) -> bool:
    return mistake.message.startswith("thiếu khóa")


def _order(place: str) -> tuple[int, int, int, str]:
    sheet, _, cell = place.partition("!")
    sheets = (FORM_SHEET, *plans())
    letters = cell.partition(":")[0].rstrip("0123456789")
    rank = sheets.index(_sheet_key(sheet)) if _sheet_key(sheet) in sheets else -1
    return rank, _row(place), len(letters), letters


def _row(place: str) -> int:
    digits = place.partition("!")[2].partition(":")[0].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return int(digits) if digits.isdecimal() else 0


def read_pack_workbook(data: bytes) -> PackSheets:
    """Read a pack's workbook form; raises ExportProblem for a file that is not read at all."""
    reading = _Reading(read_workbook(data))
    reading.run()
    return PackSheets(reading.tree, tuple(reading.mistakes), reading.places)


def _plain(text: str) -> str:
    """Return a heading or name as it is compared: any case, any blanks, with or without ``*``."""
    words = unicodedata.normalize("NFC", text).replace("*", " ").split()
    return " ".join(words).casefold()


def _sheet_key(name: str) -> str:
    return _plain(name).replace(" ", "_")


def _meant(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(_plain(word), [_plain(one) for one in known], 1)
    shown = next((one for one in known if near and _plain(one) == near[0]), "")
    return f" Có phải ý bạn là “{shown}”?" if shown else ""


class _Reading:
    """One workbook on its way to a tree."""

    def __init__(self, sheets: tuple[WorkbookSheet, ...]) -> None:
        self.sheets = sheets
        self.tree: Tree = {}
        self.places = Places()
        self.mistakes: list[CellMistake] = []
        self.owners: dict[str, tuple[Steps, Tree]] = {}
        self.sections: dict[str, tuple[Steps, Tree]] = {}

    def run(self) -> None:
        known = self._known()
        if FORM_SHEET in known:
            self._settings(known[FORM_SHEET])
        for name, plan in plans().items():
            lines = tuple(self._lines(known[name], plan)) if name in known else ()
            if name in known or plan.needed:
                self._readers()[name](lines)

    def _readers(self) -> Mapping[str, Callable[[tuple[Line, ...]], None]]:
        return {
            "chi_tieu": self._fields,
            "cot": lambda lines: self._parts(lines, "columns"),
            "dong": lambda lines: self._parts(lines, "rows"),
            "lua_chon": lambda lines: self._parts(lines, "choices"),
            "bang": self._grids,
            "quan_he": lambda lines: self._list(lines, "relations"),
            "muc": self._sections,
            "phu_luc": self._annexes,
            "nguon": lambda lines: self._list(lines, "feeds"),
            "mau_excel": lambda lines: self._list(lines, "templates"),
        }

    def _wrong(self, place: str, message: str) -> None:
        self.mistakes.append(CellMistake(place, message))

    # -- sheets ---------------------------------------------------------------------------------

    def _known(self) -> dict[str, WorkbookSheet]:
        """Return the sheets to read by name; note those that are missing, strange or hidden."""
        names = (FORM_SHEET, *plans())
        found: dict[str, WorkbookSheet] = {}
        for sheet in self.sheets:
            name = _sheet_key(sheet.name)
            if name in FREE_SHEETS:
                continue
            if name not in names:
                self._strange(sheet, names)
            elif sheet.hidden:
                self._wrong(sheet.name, "Trang bị ẩn. Bỏ ẩn trang rồi kiểm tra lại.")
            elif name in found:
                self._wrong(sheet.name, f"Có hai trang “{name}”. Chỉ giữ một trang.")
            else:
                found[name] = sheet
                self._refuse_merged(sheet)
        for name in (FORM_SHEET, "chi_tieu", "muc"):
            if name not in found:
                self._wrong(name, f"Thiếu trang “{name}”. Thêm trang này vào bảng tính.")
        return found

    def _strange(self, sheet: WorkbookSheet, names: Iterable[str]) -> None:
        if sheet.rows:
            meant = _meant(sheet.name, names)
            free = " hoặc ".join(f"“{name}”" for name in FREE_SHEETS)
            self._wrong(
                sheet.name,
                f"Không có trang tên này.{meant} Trang ghi chú riêng thì đặt tên {free}.",
            )

    def _refuse_merged(self, sheet: WorkbookSheet) -> None:
        for merged in sheet.merged:
            self._wrong(f"{sheet.name}!{merged}", "Có ô gộp. Bỏ gộp ô rồi ghi vào từng ô.")

    def _lines(self, sheet: WorkbookSheet, plan: SheetPlan) -> Iterator[Line]:
        """Yield the filled lines under the headings of a sheet."""
        if not sheet.rows:
            return
        top, *below = sorted(sheet.rows)
        columns = self._headings(sheet, top, plan.columns)
        keys = {column: key for key, column in columns.items()}
        for row in below:
            cells = sheet.rows[row]
            filled = {keys[at]: cell for at, cell in cells.items() if at in keys}
            for at in sorted(cells.keys() - sheet.rows[top].keys()):
                place = place_name(sheet.name, row, at)
                self._wrong(place, "Ô nằm ở cột không có tiêu đề. Thêm tiêu đề hoặc xóa ô.")
            if filled:
                yield Line(sheet.name, row, filled, columns)

    def _headings(
        self, sheet: WorkbookSheet, top: int, columns: tuple[SheetColumn, ...]
    ) -> dict[str, int]:
        by_words = {_plain(column.heading): column.key for column in columns}
        by_words.update({column.key: column.key for column in columns})
        found: dict[str, int] = {}
        for at, cell in sorted(sheet.rows[top].items()):
            key = by_words.get(_plain(cell.text))
            place = place_name(sheet.name, top, at)
            if key is None:
                if _plain(cell.text) != _plain(NOTE_HEADING):
                    meant = _meant(cell.text, [column.heading for column in columns])
                    self._wrong(place, f"Không có cột tên “{cell.text[:60]}”.{meant}")
            elif key in found:
                self._wrong(place, f"Tiêu đề “{cell.text[:60]}” ghi hai lần. Chỉ giữ một cột.")
            else:
                found[key] = at
        return found

    # -- cells ----------------------------------------------------------------------------------

    def _value(self, cell: SheetCell, shape: Shape, place: str) -> object:
        """Return a cell's value; ``None`` with its mistake noted where it cannot be read."""
        try:
            return read(cell, shape)
        except NotationProblem as problem:
            self._wrong(place, f"{_sentence(str(problem))}.")
            return None

    def _record(self, line: Line, steps: Steps) -> Tree:
        """Return the record that a line says and keep where it stands."""
        plan, name = plans()[_sheet_key(line.sheet)], self._kind_of(line, steps)
        record: Tree = {}
        for column in plan.columns:
            cell = line.cells.get(column.key)
            if cell is None or column.key == OWNER:
                continue
            value = self._value(cell, column.shape(name), line.place(column.key))
            if value is not None:
                record[column.key] = value
        self.places.lines[steps] = line
        return record

    @staticmethod
    def _kind_of(line: Line, steps: Steps) -> str:
        """Return the class of records that a line is of, which decides how its cells are read."""
        records = record_types(_sheet_key(line.sheet))
        tag = line.cells[TAG].text.strip() if TAG in line.cells else None
        tagged = [one.cls.__name__ for one in records if one.tag is not None and one.tag == tag]
        plain = [one.cls.__name__ for one in records if one.tag is None]
        if steps[0] == "grids":
            return plain["rows" not in steps]
        return (tagged or plain or [""])[0]

    def _settings(self, sheet: WorkbookSheet) -> None:
        known = {_plain(one.words.name): one for one in settings()}
        known.update({".".join(one.steps): one for one in settings()})
        for row, cells in sorted(sheet.rows.items()):
            name, cell = cells.get(1), cells.get(_SETTING_COLUMN)
            if name is None or (row == min(sheet.rows) and _plain(name.text) not in known):
                continue
            setting = known.get(_plain(name.text))
            place = place_name(sheet.name, row, _SETTING_COLUMN)
            if setting is None:
                meant = _meant(name.text, [one.words.name for one in settings()])
                where = place_name(sheet.name, row, 1)
                self._wrong(where, f"Không có mục “{name.text[:60]}”.{meant}")
            elif setting.steps in self.places.cells and cell is not None:
                self._wrong(place, f"Mục “{name.text[:60]}” ghi hai lần. Chỉ giữ một dòng.")
            else:
                self.places.cells[setting.steps] = place
                self._set(setting.steps, cell, setting.shape)

    def _set(self, steps: tuple[str, ...], cell: SheetCell | None, shape: Shape) -> None:
        value = None if cell is None else self._value(cell, shape, self.places.cells[steps])
        if value is None:
            return
        holder = self.tree
        for key in steps[:-1]:
            holder = cast("Tree", holder.setdefault(key, {}))
        holder[steps[-1]] = value

    # -- records --------------------------------------------------------------------------------

    def _added(self, line: Line, steps: Steps, holder: Tree) -> tuple[Steps, Tree]:
        """Append the record of a line to the list that the last of ``steps`` names."""
        records = cast("list[object]", holder.setdefault(str(steps[-1]), []))
        at = (*steps, len(records))
        record = self._record(line, at)
        records.append(record)
        return at, record

    def _list(self, lines: Iterable[Line], key: str) -> None:
        for line in lines:
            self._added(line, (key,), self.tree)

    def _fields(self, lines: Iterable[Line]) -> None:
        self.tree["fields"] = []
        for line in lines:
            at, record = self._added(line, ("fields",), self.tree)
            self.owners.setdefault(str(record.get("id", "")), (at, record))

    def _parts(self, lines: Iterable[Line], key: str) -> None:
        """Give columns, rows or choices to the field (or column) that their lines name."""
        for line in lines:
            name = line.cells[OWNER].text.strip() if OWNER in line.cells else ""
            owner = self.owners.get(name)
            if owner is None:
                said = f"không có “{name}”" if name else "chưa ghi của chỉ tiêu nào"
                meant = _meant(name, self.owners)
                self._wrong(line.place(OWNER), f"{_sentence(said)}.{meant}")
                continue
            steps, holder = owner
            at, record = self._added(line, (*steps, key), holder)
            if key == "columns":
                self.owners.setdefault(f"{name}.{record.get('id', '')}", (at, record))

    def _grids(self, lines: Iterable[Line]) -> None:
        grids: dict[str, tuple[Steps, Tree]] = {}
        told: set[str] = set()
        for line in lines:
            name = line.cells[OWNER].text.strip() if OWNER in line.cells else ""
            if not name:
                self._wrong(line.place(OWNER), "Chưa ghi mã bảng của dòng này.")
                continue
            steps, grid = grids.setdefault(name, (("grids", len(grids)), {"id": name, "rows": []}))
            self.places.lines.setdefault(steps, line)
            if "id" in line.cells:
                self._added(line, (*steps, "rows"), grid)
            elif name in told:
                self._wrong(line.place("id"), f"Bảng “{name}” đã có dòng nói về cả bảng.")
            else:
                told.add(name)
                grid.update(self._record(line, steps))
        if grids:
            self.tree["grids"] = [grid for _, grid in grids.values()]

    def _sections(self, lines: Iterable[Line]) -> None:
        self.tree["sections"] = []
        current: tuple[Steps, Tree] | None = None
        for line in lines:
            owner = line.cells[OWNER].text.strip() if OWNER in line.cells else ""
            around = self.sections.get(owner)
            if owner and around is None:
                meant = _meant(owner, self.sections)
                self._wrong(line.place(OWNER), f"Chưa có mục “{owner}” ở các dòng trên.{meant}")
            if self._is_block(line):
                self._block(line, around or current)
                continue
            steps, holder = around or ((), self.tree)
            current = self._added(_untagged(line), (*steps, "sections"), holder)
            self.sections.setdefault(str(current[1].get("id", "")), current)

    def _annexes(self, lines: Iterable[Line]) -> None:
        current: tuple[Steps, Tree] | None = None
        for line in lines:
            if self._is_block(line):
                self._block(line, current)
            else:
                current = self._added(_untagged(line), ("annexes",), self.tree)
                current[1].setdefault("blocks", [])

    @staticmethod
    def _is_block(line: Line) -> bool:
        return TAG in line.cells and _plain(line.cells[TAG].text) != _SECTION_WORD

    def _block(self, line: Line, owner: tuple[Steps, Tree] | None) -> None:
        if owner is None:
            self._wrong(line.place(TAG), "Câu in phải đứng dưới dòng của một mục hoặc phụ lục.")
            return
        self._added(line, (*owner[0], "blocks"), owner[1])


def _untagged(line: Line) -> Line:
    return line._replace(cells={key: cell for key, cell in line.cells.items() if key != TAG})


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
