"""A new store out of what a damaged one still holds, with a list of what was lost.

The trail knows every value that every cell ever had, the cells know the last one, so each stands
in for the other. A line that does not fit to the one before it is not believed. Where lines are
lost the rest is chained anew, and what no line explains gets a line of its own, so that the new
store is whole in itself and says so where it is not the old one.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple, TypeVar

import msgspec
from sqlalchemy import Connection, Table, insert
from sqlalchemy.exc import IntegrityError

from db import backup
from db.connection import let_go, transaction
from db.content import DIGITS, Kept
from db.problems import StoreForeign
from db.receipts import row as receipt_row
from db.registry import Place, Registry
from db.rescue import wreck
from db.rescue.salvage_inbox import WholeReceipts
from db.sqlite import WRITE, connect, told
from db.store import Store
from db.tables import (
    acceptances,
    cells,
    contributions,
    fields,
    leaves,
    packs,
    parts,
    receipt_data,
    receipts,
    remarks,
    reports,
    returns,
    run_sources,
    runs,
    settings,
    snapshots,
    texts,
    trail,
)
from db.trail import (
    CREATE,
    DELETE,
    FINALIZE,
    GENESIS,
    REOPEN,
    RESTORE,
    REVISE,
    SALVAGE,
    Entry,
    Line,
    Report,
    append,
    digest,
)
from forms.cells import CellKey
from forms.report import ReportHead

_DESK = (returns, remarks, runs, run_sources, contributions, leaves)
"""Tables whose rows are taken over as they are, each after those that it refers to."""
_TABLES = (
    *(reports, fields, parts, packs, settings, trail, cells, texts, acceptances, snapshots),
    *(receipts, receipt_data, *_DESK),
)
_WORDS = {
    "reports": "đầu báo cáo",
    "fields": "tên chỉ tiêu",
    "parts": "tên phần của ô",
    "packs": "phiên bản biểu",
    "settings": "thiết lập",
    "trail": "dòng nhật ký",
    "cells": "ô số",
    "texts": "ô chữ",
    "acceptances": "lý do chấp nhận",
    "snapshots": "bản chốt",
    "receipts": "bản nhận",
    "receipt_data": "số liệu đã nhận",
    "returns": "lần trả lại",
    "remarks": "góp ý",
    "runs": "lần tổng hợp",
    "run_sources": "nguồn tổng hợp",
    "contributions": "số góp vào tổng",
    "leaves": "dòng miễn, gia hạn",
}
_ID = re.compile(r"(.+?)-(\d{4}(?:-.+)?)")
_STATUS = {
    CREATE: "draft",
    FINALIZE: "finalized",
    REOPEN: "draft",
    REVISE: "draft",
    DELETE: "deleted",
    RESTORE: "draft",
}

T = TypeVar("T")
Figure = tuple[int, Annotated[int, msgspec.Meta(ge=0, le=DIGITS)]]


class Salvaged(NamedTuple):
    """What came out: the ids of the reports, filled cells, lines of the trail, and the losses.

    ``lost`` has one Vietnamese sentence for each kind of loss; empty means that nothing was lost.
    """

    reports: tuple[str, ...]
    cells: int
    lines: int
    lost: tuple[str, ...]


class _Line(NamedTuple):
    """One line of the old trail, with the number and the id of its report."""

    seq: int
    report: Report | None
    entry: Entry
    hash: bytes


def salvage(source: Path, target: Path, *, now: Callable[[], str], who: str) -> Salvaged:
    """Write a new store with everything readable in ``source``, which is only read.

    Raises:
        StoreForeign: there is no table of ours in it, not even in pieces.
        StoreProblem: this computer refuses; ``target`` is then not there.
    """
    with told(target), tempfile.TemporaryDirectory(prefix=".salvage-", dir=target.parent) as place:
        wrecked, new = Path(place) / "wreck.db", Path(place) / "new.db"
        shutil.copyfile(source, wrecked)
        log = source.with_name(f"{source.name}-wal")
        if log.exists():
            shutil.copyfile(log, wrecked.with_name("wreck.db-wal"))
        hashed = hashlib.sha256(wrecked.read_bytes()).hexdigest()
        Store.open(new, now=now).close()
        with wreck.opened(wrecked, new) as damaged:
            work = _Work(damaged, Entry(now(), who, SALVAGE, f"{source.name} {hashed}"))
        if not any(found.rows for found in work.found.values()):
            raise StoreForeign(source, "no row of ours can be read")
        done = work.write(new)
        with backup.reading(new) as whole:
            backup.copy(whole, target)
    return done


class _Work:
    """One salvage: what was found, what is believed, what was lost."""

    def __init__(self, damaged: Any, said: Entry) -> None:  # noqa: ANN401 - SQLite's connection
        self.said = said
        self.lost: list[str] = []
        self.found = {table.name: wreck.read(damaged, table) for table in _TABLES}
        for table in _TABLES:
            if not self.found[table.name].whole:
                self.lost.append(
                    f"Không đọc được hết các {_WORDS[table.name]}: "
                    f"cứu được {len(self.found[table.name].rows)}."
                )
        self.fields = self._names(damaged, fields, "field_id")
        self.parts = self._names(damaged, parts, "part_id")
        self.heads = self._heads(wreck.read_names(damaged, reports, "report_id", "id"))
        self.inbox = WholeReceipts(self._rows(receipts), self._rows(receipt_data))
        self.lines, self.unbroken = self._believed()

    def _rows(self, table: Table) -> Iterator[dict[str, Any]]:
        names = [column.name for column in table.columns]
        for _, row in sorted(self.found[table.name].rows.items(), key=lambda item: repr(item[0])):
            yield dict(zip(names, row, strict=True))

    def _names(self, damaged: Any, table: Table, key: str) -> dict[int, str]:  # noqa: ANN401
        known = wreck.read_names(damaged, table, key, "name")
        known.update({row[key]: row["name"] for row in self._rows(table)})
        sound = {n: name for n, name in known.items() if _is_text(name)}
        return _distinct(sound, lambda name: name)

    # -- reports ----------------------------------------------------------------------------------

    def _heads(self, ids: Mapping[int, str]) -> dict[int, dict[str, Any]]:
        """Return every head: as stored, else put together from the trail and the packs."""
        heads = {row["report_id"]: row for row in self._rows(reports) if _is_head(row)}
        versions = {row["sha256"]: row for row in self._rows(packs)}
        for number, name in sorted(ids.items()):
            if number not in heads and _is_text(name):
                head = self._head(number, name, versions)
                if head is not None:
                    heads[number] = head
                    self.lost.append(f"Báo cáo {name}: lập lại phần đầu từ nhật ký.")
        return _distinct(heads, lambda head: str(head["id"]))

    def _head(
        self, number: int, name: str, versions: Mapping[str, dict[str, Any]]
    ) -> dict[str, Any] | None:
        own = [row for row in self._rows(trail) if row["report_id"] == number]
        acts = [row for row in sorted(own, key=lambda row: row["seq"]) if row["field_id"] is None]
        begun = next((row for row in acts if row["action"] == CREATE), None)
        pack = versions.get(begun["detail"]) if begun else None
        if begun is None or pack is None:
            return None
        match = _ID.fullmatch(name.removeprefix(f"{pack['form']}-"))
        if match is None:
            return None
        states = [row for row in acts if row["action"] in _STATUS]
        status = _STATUS[states[-1]["action"]]
        return {
            "report_id": number,
            "id": name,
            "form": pack["form"],
            "pack_version": pack["version"],
            "pack_sha256": pack["sha256"],
            "unit": match[1],
            "period": match[2],
            "revision": 1 + sum(row["action"] == REVISE for row in acts),
            "status": status,
            "created_at": begun["at"],
            "finalized_at": states[-1]["at"] if status == "finalized" else "",
        }

    # -- the trail --------------------------------------------------------------------------------

    def _believed(self) -> tuple[list[_Line], bool]:
        """Return the lines that fit to the ones before them, and whether none is missing."""
        kept: list[_Line] = []
        seq, previous, unbroken = 0, GENESIS, self.found["trail"].whole
        for row in sorted(self._rows(trail), key=lambda row: row["seq"]):
            line = self._line(row)
            follows = row["seq"] == seq + 1
            if line is None or (follows and not _fits(line, previous)):
                unbroken = False
                continue
            unbroken = unbroken and follows
            kept.append(line)
            seq, previous = line.seq, line.hash
        if not unbroken:
            missing = (kept[-1].seq if kept else 0) - len(kept)
            self.lost.append(f"Nhật ký thiếu hoặc hỏng ít nhất {missing} dòng.")
        return kept, unbroken

    def _line(self, row: Mapping[str, Any]) -> _Line | None:
        try:
            msgspec.convert((*row.values(), None), Line, builtin_types=(bytes,))
        except msgspec.ValidationError:
            return None
        place, number = (row["field_id"], row["row"], row["part_id"]), row["report_id"]
        key = None if place[0] is None else self._key(place)
        head = self.heads.get(number)
        if (place[0] is not None and key is None) or (number is not None and head is None):
            return None
        old, new = (_content(row, side) for side in ("old", "new"))
        entry = Entry(row["at"], row["who"], row["action"], row["detail"], key, old, new)
        return _Line(row["seq"], Report(number, head["id"]) if head else None, entry, row["hash"])

    def _key(self, place: Place) -> CellKey | None:
        field, part = self.fields.get(place[0]), self.parts.get(place[2])
        return None if field is None or part is None else CellKey(field, place[1], part)

    # -- the cells --------------------------------------------------------------------------------

    def _told(self) -> dict[tuple[int, CellKey], Kept]:
        """Return what the lines say that every cell was last set to."""
        last: dict[tuple[int, CellKey], Kept] = {}
        for _, report, entry, _ in self.lines:
            if report is not None and entry.key is not None:
                last.pop((report.number, entry.key), None)
                if entry.new is not None:
                    last[report.number, entry.key] = entry.new
        return last

    def _stored(self) -> dict[tuple[int, CellKey], Kept]:
        stored: dict[tuple[int, CellKey], Kept] = {}
        strange = 0
        for table in (cells, texts):
            for row in self._rows(table):
                at = (row["report_id"], row["field_id"], row["row"], row["part_id"])
                content = row["value"] if table is texts else (row["scaled"], row["decimals"])
                key = self._key(at[1:])
                if key is None or at[0] not in self.heads or not _is_content(at, content):
                    strange += 1
                else:
                    stored[at[0], key] = content
        if strange:
            self.lost.append(f"{strange} ô đã hỏng, hoặc không còn biết là ô nào.")
        return stored

    def _values(self, said: dict[tuple[int, CellKey], Kept]) -> dict[tuple[int, CellKey], Kept]:
        """Return what every cell is: the trail's word while it is whole, else the cell's own."""
        if self.unbroken:
            return said
        stored = self._stored()
        whole = self.found["cells"].whole and self.found["texts"].whole
        values = stored if whole else said | stored
        for number, key in sorted(said.keys() | values.keys()):
            place = number, key
            if place not in stored:
                self._doubt(place, "lấy theo nhật ký" if place in values else "để trống")
            elif place in said and said[place] != stored[place]:
                self._doubt(place, "lấy theo ô đang lưu, khác với nhật ký")
        unsaid = len(values.keys() - said.keys())
        if unsaid:
            self.lost.append(f"{unsaid} ô không còn dòng nhật ký, lấy theo ô đang lưu.")
        return values

    def _doubt(self, place: tuple[int, CellKey], done: str) -> None:
        name, key = self.heads[place[0]]["id"], place[1]
        self.lost.append(f"Báo cáo {name}, ô {key.place()}: {done}, hãy xem lại.")

    # -- writing ----------------------------------------------------------------------------------

    def write(self, new: Path) -> Salvaged:
        """Fill the new store, one transaction."""
        connection = connect(new)
        try:
            with transaction(connection, WRITE):
                done = self._write(connection)
        finally:
            let_go(connection)
        return done

    def _write(self, connection: Connection) -> Salvaged:
        self._insert(connection, reports, self.heads.values())
        for table, key, names in (
            (fields, "field_id", self.fields),
            (parts, "part_id", self.parts),
        ):
            self._insert(connection, table, ({key: n, "name": s} for n, s in names.items()))
        self._insert(connection, packs, (r for r in self._rows(packs) if _genuine(r)))
        self._insert(connection, settings, self._rows(settings))
        self._insert(connection, acceptances, self._rows(acceptances))
        registry = Registry.read(connection)
        frozen = {row["seq"]: row for row in self._rows(snapshots) if self._fit(row)}
        said = self._told()
        values = self._values(said)
        numbers = self._chain(connection, registry, frozen)
        moved = ({**row, "seq": numbers[seq]} for seq, row in frozen.items())
        self._insert(connection, snapshots, moved)
        self._explain(connection, registry, said, values)
        self._fill(connection, registry, values)
        self._take_inbox(connection, registry)
        detail = f"{self.said.detail} - {len(self.lost)}"
        lines = append(connection, registry, None, [self.said._replace(detail=detail)])
        ids = tuple(sorted(head["id"] for head in self.heads.values()))
        return Salvaged(ids, len(values), lines, tuple(self.lost))

    def _take_inbox(self, connection: Connection, registry: Registry) -> None:
        known = self.inbox.known
        for entry in self.inbox.unsaid(self.said):
            append(connection, registry, None, [entry])
        self._insert(connection, receipts, (receipt_row(one) for one in known.values()))
        data = (row for row in self._rows(receipt_data) if row["number"] in known)
        self._insert(connection, receipt_data, data)
        for table in _DESK:
            self._insert(connection, table, self._rows(table))
        self.lost += self.inbox.lost

    def _insert(
        self, connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]
    ) -> None:
        """Insert what the tables of a new store take; the rest is no row of ours any more."""
        refused = 0
        for row in rows:
            try:
                with connection.begin_nested():
                    connection.execute(insert(table), dict(row))
            except (IntegrityError, UnicodeEncodeError):
                refused += 1
        if refused:
            self.lost.append(f"{refused} {_WORDS[table.name]} đã hỏng, không dùng được.")

    def _fit(self, row: Mapping[str, Any]) -> bool:
        fit = isinstance(row["data"], bytes) and row["report_id"] in self.heads
        fit = fit and hashlib.sha256(row["data"]).hexdigest() == row["sha256"]
        if not fit:
            self.lost.append(f"Bản chốt lần {row['revision']} đã hỏng, không dùng được.")
        return fit

    def _chain(
        self, connection: Connection, registry: Registry, frozen: Mapping[int, Mapping[str, Any]]
    ) -> dict[int, int]:
        """Write the lines; return the new number of each old one.

        A snapshot whose line is lost gets it again, in its place: the snapshot says all of it.
        """
        lines = {line.seq: line for line in self.lines}
        for seq, row in frozen.items():
            if seq not in lines:
                report = Report(row["report_id"], self.heads[row["report_id"]]["id"])
                entry = Entry(row["at"], self.said.who, FINALIZE, row["sha256"])
                lines[seq] = _Line(seq, report, entry, b"")
        numbers: dict[int, int] = {}
        for seq, line in sorted(lines.items()):
            entry = self.inbox.retold(line.entry)
            if entry.action == FINALIZE and seq not in frozen:
                self.lost.append(f"Bản chốt của báo cáo {line.report.id} không còn.")  # type: ignore[union-attr]
                entry = entry._replace(action=SALVAGE, detail=f"{FINALIZE} {entry.detail}")
            numbers[seq] = append(connection, registry, line.report, [entry])
        return numbers

    def _explain(
        self,
        connection: Connection,
        registry: Registry,
        said: Mapping[tuple[int, CellKey], Kept],
        values: Mapping[tuple[int, CellKey], Kept],
    ) -> None:
        """Give a line to every value that no line accounts for."""
        for number, key in sorted(said.keys() | values.keys()):
            old, new = said.get((number, key)), values.get((number, key))
            if old != new:
                report = Report(number, self.heads[number]["id"])
                line = self.said._replace(key=key, old=old, new=new, detail="")
                append(connection, registry, report, [line])

    def _fill(
        self,
        connection: Connection,
        registry: Registry,
        values: Mapping[tuple[int, CellKey], Kept],
    ) -> None:
        for (number, key), content in sorted(values.items(), key=lambda item: item[0]):
            field, row, part = registry.place(connection, key)
            address = {"report_id": number, "field_id": field, "row": row, "part_id": part}
            if isinstance(content, str):
                connection.execute(insert(texts), {**address, "value": content})
            else:
                scaled, decimals = content
                figure = {"scaled": scaled, "decimals": decimals}
                connection.execute(insert(cells), {**address, **figure})


def _is_text(value: object) -> bool:
    """Return whether it is a text, with no sign in it that was none."""
    return isinstance(value, str) and "\ufffd" not in value and "\0" not in value


def _is_head(row: Mapping[str, Any]) -> bool:
    try:
        msgspec.convert({str(k): v for k, v in row.items() if k != "report_id"}, ReportHead)
    except msgspec.ValidationError:
        return False
    return all(_is_text(value) for value in row.values() if not isinstance(value, int))


def _is_content(at: tuple[object, ...], content: object) -> bool:
    try:
        msgspec.convert((*at, content), tuple[int, int, int, int, Figure | str])
    except msgspec.ValidationError:
        return False
    return not isinstance(content, str) or _is_text(content)


def _distinct(known: dict[int, T], name: Callable[[T], str]) -> dict[int, T]:
    """Return the pairs whose names no lower number has."""
    names: dict[str, int] = {}
    for number in sorted(known):
        names.setdefault(name(known[number]), number)
    return {number: known[number] for number in sorted(names.values())}


def _genuine(row: Mapping[str, Any]) -> bool:
    return (
        isinstance(row["data"], bytes) and hashlib.sha256(row["data"]).hexdigest() == row["sha256"]
    )


def _fits(line: _Line, previous: bytes) -> bool:
    report = line.report.id if line.report else ""
    return digest(previous, line.seq, report, line.entry) == line.hash


def _content(row: Mapping[str, Any], side: str) -> Kept | None:
    scaled, decimals = row[f"{side}_scaled"], row[f"{side}_decimals"]
    text: str | None = row[f"{side}_text"]
    return text if scaled is None or decimals is None else (scaled, decimals)
