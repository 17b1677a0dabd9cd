"""Moving a draft that was begun for the wrong period to the one it was meant for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.problems import Trouble
from desktop.use_cases.catalog import Catalog
from forms.periods import Period, fits, title
from forms.report import ReportHead

if TYPE_CHECKING:
    from db.store import Store


def new_id(head: ReportHead, period: Period) -> str:
    """Return what a report is called in another period."""
    return f"{head.form}-{head.unit}-{period.code}"


def refuse(
    store: Store, catalog: Catalog, head: ReportHead, periods: tuple[Period, Period]
) -> None:
    """Refuse what cannot be moved from the first to the second of ``periods``.

    That is a report that is finalized or ever was: its paper may be out. The period must be one
    of the form and filled in the same version of it.
    """
    here, there = periods
    if head.status != "draft" or store.archive.was_finalized(head.id):
        message = (
            f"Báo cáo {head.id} đã từng chốt nên giữ nguyên kỳ."
            " Hãy tạo báo cáo mới cho kỳ đúng rồi xóa hoặc đính chính báo cáo này."
        )
        raise Trouble(message, code="MOVE-FINALIZED", place=head.id)
    if not fits(there, catalog.pinned(head).form.period):
        message = f"Biểu {head.form} không có kỳ {title(there)}. Ghi kỳ như {here.code}."
        raise Trouble(message, code="PERIOD-CYCLE", place="period")
    if here == there:
        message = f"Báo cáo {head.id} đang ở đúng {title(there)}, không có gì để chuyển."
        raise Trouble(message, code="MOVE-SAME", place="period")
    old, new = (catalog.fitting(head.form, period).version for period in periods)
    if old != new:
        message = (
            f"{title(there).capitalize()} dùng phiên bản {new} của biểu {head.form}, báo cáo này"
            f" theo phiên bản {old}. Hãy tạo báo cáo mới cho kỳ đó."
        )
        raise Trouble(message, code="MOVE-VERSION", place="period")
