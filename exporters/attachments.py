"""What a report's PDF carries inside: its data, and the workbook that people read them in."""

from __future__ import annotations

from typing import Literal, NamedTuple

from exporters.manifest import MEDIA_TYPES


class Attachment(NamedTuple):
    """A file to put into the PDF: ASCII name, media type, Vietnamese description, its bytes.

    `relation` tells what it is to the pages: the `Data` they show or their `Source`.
    """

    name: str
    media_type: str
    description: str
    data: bytes
    relation: Literal["Data", "Source"]


def report_attachments(stem: str, data: bytes, workbook: bytes) -> tuple[Attachment, ...]:
    """Give what a report's PDF carries: its data, and the workbook that people read them in."""
    return (
        Attachment(f"{stem}.json", MEDIA_TYPES["json"], "Số liệu của báo cáo", data, "Data"),
        Attachment(
            f"{stem}.xlsx", MEDIA_TYPES["xlsx"], "Bảng tính của báo cáo", workbook, "Source"
        ),
    )
