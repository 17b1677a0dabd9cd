"""Every report that figures can be taken from: typed on this computer, or handed in by its unit.

Where both are there for one form, unit and period, the unit's own counts; that it does is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forms.cells import CellKey, CellValue
from forms.department.receipts import Receipt, ReceiptState
from forms.report import ReportHead

if TYPE_CHECKING:
    from db.store import Store
    from desktop.use_cases.catalog import Catalog

_COUNTING: Final[tuple[ReceiptState, ...]] = ("accepted", "returned")


class Holdings:
    """The heads of all reports at hand, and their cells; deleted ones are not there."""

    def __init__(self, store: Store, catalog: Catalog) -> None:
        """Bind the store and the forms."""
        self._store, self._catalog = store, catalog
        self._received: dict[str, Receipt] = {}

    def by_form(self) -> dict[str, list[ReportHead]]:
        """Read the list anew: heads by form, of what was handed in, too."""
        inbox = self._store.inbox
        counting = [one for state in _COUNTING for one in inbox.receipts(state=state)]
        self._received = {one.report: one for one in counting}
        theirs = {_duty(one) for one in counting}
        found: dict[str, list[ReportHead]] = {}
        for head in self._store.reports():
            if _duty(head) not in theirs:
                found.setdefault(head.form, []).append(head)
        for one in counting:
            found.setdefault(one.form, []).append(_head(one))
        return found

    def cells(self, head: ReportHead) -> dict[CellKey, CellValue]:
        """Return the cells that somebody typed in a report of the list."""
        receipt = self._received.get(head.id)
        if receipt is None:
            return self._store.load(head.id).cells
        from exporters.data_json import typed_cells

        fields = self._catalog.pinned(head).fields
        return typed_cells(self._store.inbox.data(receipt.number), fields)

    def sha256(self, head: ReportHead) -> str:
        """Return the hash of the data that was handed in; empty for a report typed here."""
        receipt = self._received.get(head.id)
        return "" if receipt is None else receipt.data_sha256


def _duty(report: ReportHead | Receipt) -> tuple[str, str, str]:
    return report.form, report.unit, report.period


def _head(receipt: Receipt) -> ReportHead:
    return ReportHead(
        id=receipt.report,
        form=receipt.form,
        pack_version=receipt.pack_version,
        pack_sha256=receipt.pack_sha256,
        unit=receipt.unit,
        period=receipt.period,
        revision=receipt.revision,
        status="finalized",
        created_at=receipt.finalized_at,
        finalized_at=receipt.finalized_at,
    )
