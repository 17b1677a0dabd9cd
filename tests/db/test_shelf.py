"""Form versions in the store: kept for ever, in use until taken out, moved to in one step."""

from __future__ import annotations

from decimal import Decimal

import pytest

from db.problems import ReportNotDraft, StoreConflict
from db.store import Store
from forms.cells import CellEdit, CellKey, Change
from forms.report import KeptPack
from tests.db.samples import CELLS, HEAD, LATER, REPORT, TOTAL, WHO, Target, now, opened

ENGINES = ("file", "server")

SECOND = KeptPack("F02", "2025.1", "b" * 64)
OTHER = KeptPack("F07", "1", "c" * 64)
MOVED = CellKey("moi", 0, "value")
MOVE = Change("upgrade", (CellEdit(TOTAL, CELLS[TOTAL], None), CellEdit(MOVED, None, Decimal(1))))


def test_an_installed_version_is_in_use_until_it_is_taken_out(target: Target) -> None:
    with opened(target) as store:
        assert store.install_pack(SECOND, b"{}", who=WHO)
        assert not store.install_pack(SECOND, b"{}", who=WHO)
        store.keep_pack(*OTHER, b"[]")
        assert store.packs(installed=True) == (SECOND,)
        assert store.packs() == (SECOND, OTHER)
    with Store.open(target, now=now) as store:
        assert store.packs(installed=True) == (SECOND,)
        assert store.remove_pack(SECOND, who=WHO)
        assert not store.remove_pack(SECOND, who=WHO)
        assert store.packs(installed=True) == ()
        assert store.pack(SECOND.form, SECOND.sha256) == b"{}"
        lines = [line for line in store.trail() if not line.report]
        assert [(line.action, line.who, line.detail) for line in lines] == [
            ("install-form", WHO, f"F02 2025.1 {'b' * 64}"),
            ("remove-form", WHO, f"F02 2025.1 {'b' * 64}"),
        ]
        assert store.verify_trail() == ()
        assert store.check_integrity() == ()


def test_a_draft_is_pinned_and_its_cells_moved_in_one_step(target: Target) -> None:
    with opened(target) as store:
        store.repin(REPORT, SECOND, b"{}", MOVE, who=WHO)
        found = store.load(REPORT)
        assert (found.head.pack_version, found.head.pack_sha256) == SECOND[1:]
        assert TOTAL not in found.cells
        assert found.cells[MOVED] == Decimal(1)
        lines = [line for line in store.trail(REPORT) if line.action == "upgrade"]
        assert lines[0].detail == (
            f"{HEAD.pack_version} {HEAD.pack_sha256} > {SECOND.version} {SECOND.sha256}"
        )
        assert [line.key for line in lines] == [None, TOTAL, MOVED]
        assert store.verify_trail() == ()


def test_a_conflict_leaves_report_and_pin_alone(target: Target) -> None:
    stale = Change("upgrade", (CellEdit(TOTAL, Decimal(5), None),))
    with opened(target) as store:
        before = store.load(REPORT), store.trail()
        with pytest.raises(StoreConflict):
            store.repin(REPORT, SECOND, b"{}", stale, who=WHO)
        assert (store.load(REPORT), store.trail()) == before
        assert SECOND not in store.packs()


def test_a_finalized_report_keeps_its_version(target: Target) -> None:
    with opened(target) as store:
        store.finalize(REPORT, data=b"{}", vector=b"", at=LATER, who=WHO)
        with pytest.raises(ReportNotDraft):
            store.repin(REPORT, SECOND, b"{}", Change("upgrade", ()), who=WHO)
        assert store.load(REPORT).head.pack_sha256 == HEAD.pack_sha256
