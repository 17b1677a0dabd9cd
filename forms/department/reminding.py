"""The letter (công văn) that reminds units of reports that have not come, and its list to paste.

Laid out as Nghị định 30/2020/NĐ-CP, Phụ lục I has a công văn: no name of its kind, what it is about
under the number (ô 5b), addressees in ``Kính gửi`` (ô 9a). Many units stand in a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final, NamedTuple

from forms.composition import END_MARK, Office
from forms.dates import format_date
from forms.model import SignatureDefault
from forms.printed.document import (
    Block,
    Document,
    Letterhead,
    Paragraph,
    Run,
    SignatureBlock,
    Table,
    TableColumn,
    TableRow,
)
from forms.printed.phrases import GAP
from forms.printed.signing import signature_lines

MOST_NAMED: Final = 10
"""Units that stand in ``Kính gửi`` one by one; more of them stand in a table."""
RECIPIENTS: Final = ("- Như trên;", "- Lưu: VT.")


class Awaited(NamedTuple):
    """One unit that has not handed in: its name, by when it should have, a remark (may be empty).

    ``due`` is ``None`` where no calendar asks for the report.
    """

    name: str
    due: date | None
    remark: str = ""


class Subject(NamedTuple):
    """Which report is awaited, and how many units have handed it in of how many that owe it."""

    form: str
    title: str
    period: str
    due: date | None
    received: int
    owed: int


class Sender(NamedTuple):
    """Who writes: the letterhead, and who signs (``None``: left open)."""

    office: Office
    signatory: SignatureDefault | None = None


def reminder(
    awaited: Sequence[Awaited], subject: Subject, sender: Sender, at: datetime
) -> Document:
    """Return the letter to the units that are awaited; ``at`` is now, with its zone.

    Number and day are left for the registry, as in every document of this program.

    Raises:
        ValueError: nobody is awaited.
    """
    if not awaited:
        raise ValueError("nobody is awaited")
    office, about = sender.office, f"V/v đôn đốc gửi báo cáo {subject.form} {subject.period}"
    return Document(
        letterhead=Letterhead(
            superior=office.superior.upper(),
            issuer=office.issuer.upper(),
            symbol=office.symbol,
            place=office.place,
            year=str(at.year),
            about=about,
        ),
        kind="",
        subject=(),
        blocks=tuple(_body(awaited, subject, office, at)),
        notes=(),
        recipients=RECIPIENTS,
        signature=_signature(sender.signatory),
        annexes=(),
        title=f"Công văn {about}",
        author=office.name,
        dated=at.isoformat(),
        keywords=(subject.form, subject.period),
        addressees=addressees(awaited),
    )


def addressees(awaited: Sequence[Awaited]) -> tuple[str, ...]:
    """Return to whom the letter goes: the units, or those in its table."""
    if len(awaited) <= MOST_NAMED:
        return tuple(one.name for one in awaited)
    return ("Các đơn vị có tên trong danh sách dưới đây.",)


def _body(
    awaited: Sequence[Awaited], subject: Subject, office: Office, at: datetime
) -> Iterator[Block]:
    several = len(awaited) > MOST_NAMED
    what = f"biểu {subject.form} “{subject.title}” {subject.period}"
    due = f"phải gửi chậm nhất ngày {format_date(subject.due)}" if subject.due else "cần gửi"
    yield _paragraph(f"Theo chế độ báo cáo, {what} {due}.")
    when = f"{at.hour:02d} giờ {at.minute:02d} ngày {format_date(at.date())}"
    count = f"{subject.received}/{subject.owed} đơn vị"
    which = "theo danh sách sau" if several else "có tên nêu trên"
    said = f"Đến {when}, {office.name} đã nhận báo cáo của {count}; chưa nhận được báo cáo của"
    yield _paragraph(f"{said} {len(awaited):02d} đơn vị {which}.")
    if several:
        yield _table(awaited, subject.due)
    longer = [one for one in awaited if one.remark]
    if longer and not several:
        yield _paragraph("; ".join(f"{one.name}: {one.remark}" for one in longer) + ".")
    ask = f"{office.name} đề nghị các đơn vị hoàn thành và gửi ngay báo cáo nêu trên"
    yield _paragraph(f"{ask} để kịp tổng hợp; đơn vị đã gửi thì báo lại để đối chiếu.")
    yield Paragraph((Run(f"Trân trọng{END_MARK}"),), "closing")


def _paragraph(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def _table(awaited: Sequence[Awaited], due: date | None) -> Table:
    """Return the units as a table, with deadlines and remarks where any unit has its own."""
    days, remarks = any(one.due != due for one in awaited), any(one.remark for one in awaited)
    columns = (
        TableColumn("STT", 10, "center"),
        TableColumn("Đơn vị", 60),
        *((TableColumn("Hạn gửi", 20, "center"),) if days else ()),
        *((TableColumn("Ghi chú", 30),) if remarks else ()),
    )
    rows = []
    for number, one in enumerate(awaited, 1):
        cells = (_day(one.due),) if days else ()
        more = (one.remark,) if remarks else ()
        rows.append(TableRow((str(number), one.name, *cells, *more)))
    return Table(columns, tuple(rows))


def _day(day: date | None) -> str:
    return "" if day is None else format_date(day)


def _signature(signatory: SignatureDefault | None) -> SignatureBlock:
    """Return who signs; what is not known is left open."""
    if signatory is None:
        return SignatureBlock((GAP,), GAP)
    lines = signature_lines(
        body=signatory.body,
        authority=signatory.authority,
        head=signatory.head,
        post=signatory.post,
    )
    return SignatureBlock(lines or (GAP,), signatory.name or GAP)


def plain_list(awaited: Sequence[Awaited], subject: Subject) -> str:
    """Return the units as lines to paste into a message."""
    due = f", hạn {format_date(subject.due)}" if subject.due else ""
    head = f"Chưa nhận báo cáo {subject.form} {subject.period}{due} ({len(awaited)} đơn vị):"
    lines = (
        f"{number}. {one.name}{f' ({one.remark})' if one.remark else ''}"
        for number, one in enumerate(awaited, 1)
    )
    return "\n".join((head, *lines)) + "\n"
