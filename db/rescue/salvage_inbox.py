"""What of a damaged store's inbox is whole: receipts with their data, and what the trail says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from db.receipts import ACTIONS, DECIDE, Said, agrees, line, said
from db.trail import SALVAGE, Entry
from forms.department.receipts import Receipt

Row = Mapping[str, Any]


class WholeReceipts:
    """The receipts of which nothing is lost, by number; ``lost`` tells of the others."""

    def __init__(self, rows: Iterable[Row], data: Iterable[Row]) -> None:
        """Take the rows of receipts and of their data, as far as they can be read."""
        hashes = {row["number"]: _hash(row) for row in data}
        self.lost: list[str] = []
        self.known: dict[int, Receipt] = {}
        self._last: dict[int, Said] = {}
        self._gone: set[int] = set()
        for row in rows:
            one = _receipt(row)
            if one is not None and hashes.get(one.number, "") == one.data_sha256:
                self.known[one.number] = one
            else:
                self._gone.add(row["number"])
                self.lost.append(f"Bản nhận số {row['number']} đã hỏng: hãy nhận lại tệp này.")

    def retold(self, entry: Entry) -> Entry:
        """Return a line as it may stand in the new trail: of a lost receipt it says no more."""
        if entry.action not in ACTIONS:
            return entry
        told = said(entry.detail)
        if told is not None and told.number in self.known:
            self._last[told.number] = told
            return entry
        if told is not None and told.number not in self._gone:
            self._gone.add(told.number)
            self.lost.append(f"Bản nhận số {told.number} không còn: hãy nhận lại tệp này.")
        return entry._replace(action=SALVAGE, detail=f"{entry.action} {entry.detail}")

    def unsaid(self, entry: Entry) -> list[Entry]:
        """Return a line for each receipt that the new trail does not hold as it is stored."""
        lacking = [
            one for one in self.known.values() if not agrees(one, self._last.get(one.number))
        ]
        if lacking:
            self.lost.append(f"{len(lacking)} bản nhận giữ như đang lưu, khác với nhật ký.")
        return [entry._replace(action=DECIDE, detail=line(one)) for one in lacking]


def _hash(row: Row) -> str:
    content = row["data"]
    return hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else "?"


def _receipt(row: Row) -> Receipt | None:
    try:
        names = msgspec.json.decode(row["signers"], type=tuple[str, ...])
        stored = {str(name): value for name, value in row.items()}
        return msgspec.convert({**stored, "signers": names, "late": row["late"] == 1}, Receipt)
    except (msgspec.DecodeError, TypeError):
        return None
