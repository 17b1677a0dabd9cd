"""The store as one person may use it: every door of it asks first whether their role allows that.

Without accounts nobody is asked. Drafts of other people are not there for those who only fill in;
finalized reports are for everybody, since figures are taken from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from db.store import Store
from desktop.problems import NOT_ALLOWED, Trouble
from forms.accounts import Account, Accounts, Act, refused
from forms.cells import CellKey, CellValue, Change
from forms.department.receipts import Contribution
from forms.department.runs import Run
from forms.findings import Acceptance
from forms.report import (
    Issue,
    KeptPack,
    LogRow,
    ReportHead,
    Snapshot,
    StoredReport,
)

_KEEP: Final = "keep"
"""What finalizing and reopening write beside the cells."""


_LOCKED: Final = "locked"
_OWN: Final = frozenset({"profile", "own_unit"})
"""The settings that the lock on the profile keeps."""


class GuardedStore(Store):
    """A store that knows who is using it; made open to all, closed by :meth:`admit`."""

    account: Account | None = None
    four_eyes: bool = False
    _lifted: bool = False

    def admit(self, account: Account | None, accounts: Accounts) -> None:
        """Say who is using the store from now on; ``None`` where there are no accounts."""
        self.account, self.four_eyes = account, accounts.four_eyes

    @property
    def locked(self) -> tuple[str, ...]:
        """Return what IT keeps people from changing on this computer."""
        return tuple((self.setting(_LOCKED) or "").split())

    @contextmanager
    def unlocked(self, locks: Iterable[str] | None) -> Iterator[None]:
        """Let everything be changed in the block; afterwards ``locks`` hold (``None``: as before).

        What the block raises leaves the locks as they were.
        """
        self._lifted = True
        try:
            yield
            if locks is not None:
                super().set_setting(_LOCKED, " ".join(locks))
        finally:
            self._lifted = False

    def _require_unlocked(self, what: str, words: str) -> None:
        if not self._lifted and what in self.locked:
            message = (
                f"Phần {words} do bộ phận công nghệ thông tin đặt, không đổi được ở máy này."
                " Người phụ trách đổi bằng một tệp thiết lập mới: baocao provision TỆP."
            )
            raise Trouble(message, code="LOCKED", place=what, exit_status=NOT_ALLOWED)

    def require(self, act: Act) -> None:
        """Refuse what the person's roles do not allow."""
        reason = refused(self.account, act)
        if reason:
            raise Trouble(reason, code="ROLE", place=act, exit_status=NOT_ALLOWED)

    def _may(self, act: Act) -> bool:
        return not refused(self.account, act)

    def _is_own(self, report_id: str) -> bool:
        return self.account is None or self.people.creators().get(report_id) == self.account.name

    def _require_reach(self, report_id: str) -> None:
        """Refuse another person's draft to somebody who only fills in."""
        if self._may("see_all") or self._is_own(report_id):
            return
        if super().load(report_id).head.status != "finalized":
            self.require("see_all")

    def _require_second_eyes(self, report_id: str) -> None:
        if self.account is None or not self.four_eyes:
            return
        for row in reversed(super().trail(report_id)):
            if row.action == "finalize":
                return
            if row.who == self.account.name and row.key and not row.key.field.startswith("_"):
                message = (
                    f"Tài khoản {row.who} đã nhập số liệu trong báo cáo này,"
                    " nên người khác phải kiểm tra và chốt."
                )
                raise Trouble(message, code="FOUR-EYES", place=report_id, exit_status=NOT_ALLOWED)

    # -- reading --------------------------------------------------------------------------------

    def reports(self, *, deleted: bool = False) -> tuple[ReportHead, ...]:
        """Return the heads that the person may see."""
        heads = super().reports(deleted=deleted)
        if self._may("see_all") or self.account is None:
            return heads
        creators, name = self.people.creators(), self.account.name
        return tuple(
            head for head in heads if head.status == "finalized" or creators.get(head.id) == name
        )

    def load(self, report_id: str) -> StoredReport:
        """Return a report that the person may see."""
        self._require_reach(report_id)
        return super().load(report_id)

    def trail(self, report_id: str | None = None, key: CellKey | None = None) -> tuple[LogRow, ...]:
        """Return the trail of what the person may see; all of it is for those who see all."""
        if report_id is None:
            self.require("see_all")
        else:
            self._require_reach(report_id)
        return super().trail(report_id, key)

    def snapshot(self, report_id: str, revision: int | None = None) -> Snapshot | None:
        """Return a frozen state of a report that the person may see."""
        self._require_reach(report_id)
        return super().snapshot(report_id, revision)

    # -- writing --------------------------------------------------------------------------------

    def create_report(
        self, head: ReportHead, cells: Mapping[CellKey, CellValue], *, who: str
    ) -> None:
        """Keep a new draft."""
        self.require("fill")
        super().create_report(head, cells, who=who)

    def record(self, report_id: str, change: Change, *, who: str) -> None:
        """Keep a change; what finalizing writes needs the right to finalize."""
        if change.action == _KEEP:
            self.require("finalize")
            self._require_second_eyes(report_id)
        else:
            self.require("fill")
            self._require_reach(report_id)
        super().record(report_id, change, who=who)

    def consolidate(
        self, report_id: str, change: Change, run: Run, given: Iterable[Contribution], *, who: str
    ) -> None:
        """Keep a consolidation."""
        self.require("consolidate")
        super().consolidate(report_id, change, run, given, who=who)

    def repin(
        self, report_id: str, pack: KeptPack, data: bytes, change: Change, *, who: str
    ) -> None:
        """Move a draft to another version of its form."""
        self.require("fill")
        self._require_reach(report_id)
        super().repin(report_id, pack, data, change, who=who)

    def accept(self, report_id: str, acceptance: Acceptance) -> None:
        """Keep a reason; who only reviews may give one, too."""
        if not self._may("accept_error"):
            self.require("fill")
        self._require_reach(report_id)
        super().accept(report_id, acceptance)

    def withdraw(self, report_id: str, finding_id: str, *, who: str) -> None:
        """Take a reason back."""
        if not self._may("accept_error"):
            self.require("fill")
        self._require_reach(report_id)
        super().withdraw(report_id, finding_id, who=who)

    def finalize(
        self, report_id: str, *, data: bytes, vector: bytes, at: str, who: str
    ) -> Snapshot:
        """Freeze a draft."""
        self.require("finalize")
        self._require_second_eyes(report_id)
        return super().finalize(report_id, data=data, vector=vector, at=at, who=who)

    def reopen(self, report_id: str, *, reason: str, who: str, next_revision: bool = False) -> None:
        """Make a finalized report a draft again."""
        self.require("reopen")
        super().reopen(report_id, reason=reason, who=who, next_revision=next_revision)

    def log_issue(self, report_id: str, issue: Issue, said: str, *, who: str) -> None:
        """Note what happened to a finalized report that the person may see."""
        self._require_reach(report_id)
        super().log_issue(report_id, issue, said, who=who)

    def delete(self, report_id: str, *, who: str) -> None:
        """Put a report away: one's own draft, or any with the right to."""
        if not (self._may("fill") and self._is_own(report_id)):
            self.require("delete")
        super().delete(report_id, who=who)

    def restore(self, report_id: str, *, who: str) -> None:
        """Bring a report back, by whoever might have put it away."""
        if not (self._may("fill") and self._is_own(report_id)):
            self.require("delete")
        super().restore(report_id, who=who)

    def install_pack(self, pack: KeptPack, data: bytes, *, who: str) -> bool:
        """Keep a form version for new reports."""
        self.require("administer")
        self._require_unlocked("forms", "biểu mẫu")
        return super().install_pack(pack, data, who=who)

    def remove_pack(self, pack: KeptPack, *, who: str) -> bool:
        """Take an installed version out of use."""
        self.require("administer")
        self._require_unlocked("forms", "biểu mẫu")
        return super().remove_pack(pack, who=who)

    def set_setting(self, name: str, value: str) -> None:
        """Keep a setting."""
        self.require("administer")
        if name in _OWN:
            self._require_unlocked("profile", "hồ sơ đơn vị")
        super().set_setting(name, value)
