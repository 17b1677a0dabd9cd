"""Moving a draft to another version of its form, and back while nothing else was done to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from desktop.problems import UNFORESEEN, Trouble
from desktop.use_cases.catalog import Catalog
from desktop.use_cases.cell_notes import without_notes
from forms import pack
from forms.cards import order
from forms.cells import CellEdit, Change
from forms.engine import Engine
from forms.periods import Period
from forms.report import KeptPack, LogRow, StoredReport
from forms.sources.upgrading import UPGRADE, Upgrade, plan_upgrade

if TYPE_CHECKING:
    from db.store import Store

BACK: Final = "upgrade-undo"
"""The action of taking an upgrade back, in the log."""
_PINS: Final = re.compile(r"(?P<version>\S+) (?P<sha256>[0-9a-f]{64}) > \S+ [0-9a-f]{64}")


def planned(
    catalog: Catalog, stored: StoredReport, period: Period, version: str = ""
) -> tuple[Upgrade, Engine]:
    """Plan moving a draft to the version that its period takes now, or to a named one.

    Refused for a report that is not a draft, and where there is nothing newer to move to; only a
    named version may be an older one.
    """
    head = stored.head
    if head.status != "draft":
        message = f"Báo cáo {head.id} đã chốt nên giữ nguyên phiên bản biểu. Mở lại trước nếu cần."
        raise Trouble(message, code="ReportNotDraft", place=head.id)
    own = catalog.pinned(head)
    form = catalog.find(head.form, version) if version else catalog.fitting(head.form, period)
    older = not version and order(form) < order(own.form)
    if older or pack.fingerprint(form) == head.pack_sha256:
        message = f"Báo cáo {head.id} đã dùng phiên bản {head.pack_version}, không có gì để chuyển."
        raise Trouble(message, code="UPGRADE-NONE", place=head.id)
    engine = catalog.engine(form)
    plan = plan_upgrade(
        own, engine, without_notes(stored.cells)[0], period, versions=catalog.elders(form)
    )
    return plan, engine


def upgrade(
    store: Store, stored: StoredReport, moved: tuple[Upgrade, Engine], *, who: str
) -> Upgrade:
    """Do what was planned, in one step."""
    plan, engine = moved
    form = engine.form
    kept = KeptPack(form.id, form.version, pack.fingerprint(form))
    store.repin(stored.head.id, kept, pack.canonical(form), plan.change, who=who)
    return plan


def take_back(store: Store, stored: StoredReport, *, who: str) -> KeptPack:
    """Take the last upgrade back; refused once anything else was done to the report."""
    head = stored.head
    lines = store.trail(head.id)
    first = next((n for n in reversed(range(len(lines))) if lines[n].key is None), 0)
    pins = _PINS.fullmatch(lines[first].detail) if lines[first].action == UPGRADE else None
    if pins is None or any(line.action != UPGRADE for line in lines[first:]):
        message = (
            f"Báo cáo {head.id} đã có thay đổi khác sau khi chuyển phiên bản, hoặc chưa từng"
            " chuyển, nên không quay lại được. Số liệu không có chỗ vẫn còn trong kho."
        )
        raise Trouble(message, code="UPGRADE-UNDO", place=head.id)
    kept = KeptPack(head.form, pins["version"], pins["sha256"])
    data = store.pack(kept.form, kept.sha256)
    if data is None:
        message = f"Thiếu biểu {kept.form} phiên bản {kept.version} trong kho số liệu."
        raise Trouble(message, code="FORM-LOST", place=head.id)
    edits = tuple(_reversed(line) for line in reversed(lines[first + 1 :]))
    store.repin(head.id, kept, data, Change(BACK, edits), who=who)
    return kept


def _reversed(line: LogRow) -> CellEdit:
    if line.key is None:
        raise Trouble("Nhật ký của báo cáo không đọc được.", code=UNFORESEEN, place=line.report)
    return CellEdit(line.key, line.new, line.old)
