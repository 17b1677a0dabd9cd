"""The one date that everything in an exported file bears: the report's own, never the clock's."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Final

from exporters.problems import ExportProblem

_VIETNAM: Final = timezone(timedelta(hours=7))


def moment_of(dated: str) -> datetime:
    """Read a report's ISO date and time; one without a zone is Vietnam's.

    Raises:
        ExportProblem: Code `DATED`; it is none.
    """
    try:
        moment = datetime.fromisoformat(dated)
    except ValueError:
        raise ExportProblem(
            f"Không đọc được ngày giờ của báo cáo: “{dated}”. Hãy mở lại báo cáo rồi xuất lại.",
            code="DATED",
            place="thông tin báo cáo",
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=_VIETNAM)
