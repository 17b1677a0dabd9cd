"""Set the fixed parts of a document: letterhead, title, addressees, signature, annex heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from exporters import nd30
from exporters.fonts import NO_BREAK_SPACE, Face, clean, width
from exporters.pdf_lines import Line, baseline, centred, flush
from exporters.pdf_marks import Mark, RuleMark, Slab, TextMark
from exporters.pdf_words import Setting, Word, plain_words
from exporters.problems import ExportProblem
from forms.document import Annex, Letterhead, SignatureBlock

_LINE_STARTS: Final = frozenset(
    {
        "tỉnh",
        "huyện",
        "xã",
        "phường",
        "quận",
        "đặc",
        "và",
        "của",
        "trên",
        "tại",
        "theo",
        "triển",
        "thực",
    }
)
_SPLIT_PHRASE_PENALTY: Final = 35.0
_REFERENCE_BLANKS: Final = (
    (re.compile(r"(?<=số)\s+(?=/)"), NO_BREAK_SPACE * 12),
    (re.compile(r"(?<=ngày)\s+(?=tháng)"), NO_BREAK_SPACE * 7),
    (re.compile(r"(?<=tháng)\s+(?=năm)"), NO_BREAK_SPACE * 7),
)
"""What is left free in the line `(Kèm theo Báo cáo số /BC-UBND ngày tháng năm ...)`."""


def letterhead_slab(head: Letterhead, room: float) -> Slab:
    """Set Quốc hiệu and Tiêu ngữ beside the issuer, number and date blank below them."""
    left = nd30.mm(nd30.ISSUER_COLUMN_MM)
    issuer, issuer_bottom = _issuer(head, left)
    motto, motto_bottom = _motto(left, room - left)
    band_top = max(issuer_bottom, motto_bottom) + nd30.mm(nd30.NUMBER_GAP_MM)
    line_y = band_top + nd30.mm(nd30.NUMBER_BASELINE_MM)
    marks = (*issuer, *motto, *_number_and_date(head, left, room, line_y))
    return Slab(band_top + nd30.mm(nd30.NUMBER_BAND_MM), marks, tie=True)


def _issuer(head: Letterhead, room: float) -> tuple[list[Mark], float]:
    lines = [
        (line, setting.size)
        for text, setting in (
            (clean(head.superior).upper(), Setting(nd30.SUPERIOR_PT)),
            (clean(head.issuer).upper(), Setting(nd30.ISSUER_PT, bold=True)),
        )
        for line in centred(_title_words(text, setting, room), room)
    ]
    return _stacked(lines, nd30.SHORT_RULE_SHARE, room / 2)


def _motto(left: float, room: float) -> tuple[list[Mark], float]:
    # Quốc hiệu never wraps: its words are one.
    lines = [
        (_single_line(text, Face.BOLD, size, left + room / 2), size)
        for text, size in ((nd30.QUOC_HIEU, nd30.QUOC_HIEU_PT), (nd30.TIEU_NGU, nd30.TIEU_NGU_PT))
    ]
    return _stacked(lines, 1.0, left + room / 2)


def _stacked(
    lines: Sequence[tuple[Line, float]], rule_share: float, centre: float
) -> tuple[list[Mark], float]:
    """Put lines below each other at single spacing, and a rule as a share of the last one."""
    marks: list[Mark] = []
    y = 0.0
    for line, size in lines:
        marks += line.at(0.0, y + baseline(nd30.single(size), size))
        y += nd30.single(size)
    y += nd30.mm(nd30.RULE_GAP_MM)
    marks.append(_rule(lines[-1][0].width * rule_share, centre, y))
    return marks, y


def _title_words(text: str, setting: Setting, room: float) -> list[Word]:
    """Cut a name or title into words, preferring breaks where a reader takes breath."""
    words = plain_words(text, setting, room)
    plain = [word.text.lower() for word in words]
    for index, word in enumerate(words[:-1]):
        part_of_name = plain[index + 1 : index + 3] == ["xã", "hội"]
        breath = word.text[-1] in ",;:" or plain[index + 1] in _LINE_STARTS
        if not word.penalty and (part_of_name or not breath):
            word.penalty = _SPLIT_PHRASE_PENALTY
    return words


def _number_and_date(head: Letterhead, left: float, room: float, y: float) -> list[Mark]:
    symbol, place, year = clean(head.symbol), clean(head.place), clean(head.year)
    number = _with_blanks(("Số:", f"/{symbol}"), Face.REGULAR, nd30.NUMBER_PT, nd30.NUMBER_BLANK_MM)
    date = _with_blanks(
        (f"{place}, ngày", "tháng", f"năm {year}"), Face.ITALIC, nd30.DATE_PT, nd30.DATE_BLANK_MM
    )
    date_x = min((left + room - date.width) / 2, room - date.width)
    number_x = max(0.0, min((left - number.width) / 2, date_x - nd30.NUMBER_PT - number.width))
    if number_x + number.width > date_x:
        raise ExportProblem(
            f"Ký hiệu “{symbol}” và địa danh “{place}” quá dài, không đặt vừa một dòng ở đầu "
            "văn bản. Hãy rút gọn ký hiệu hoặc địa danh rồi xuất lại.",
            code="LETTERHEAD",
            place="đầu văn bản",
        )
    return [*number.at(number_x, y), *date.at(date_x, y)]


def _with_blanks(texts: Sequence[str], name: Face, size: float, blank_mm: float) -> Line:
    """Set texts side by side on one baseline with room for a pen or a stamp between them."""
    marks: list[TextMark] = []
    x = 0.0
    for text in texts:
        length = width(text, name, size)
        marks.append(TextMark(x, 0.0, text, name, size, length))
        x += length + nd30.mm(blank_mm)
    return Line(tuple(marks), x - nd30.mm(blank_mm), ())


def title_slabs(kind: str, subject: Sequence[str], room: float) -> list[Slab]:
    """Set the type and the subject with the short rule under its last line."""
    setting = Setting(nd30.TITLE_PT, bold=True)
    narrow = room * nd30.TITLE_WIDTH_SHARE
    slabs = [
        replace(slab, marks=tuple(mark.moved((room - narrow) / 2, 0.0) for mark in slab.marks))
        for slab in centred_slabs((kind, *subject), setting, narrow, before=nd30.TITLE_GAP_PT)
    ]
    last = slabs[-1]
    length = sum(mark.width for mark in last.marks if isinstance(mark, TextMark))
    y = last.height + nd30.mm(nd30.RULE_GAP_MM)
    rule = _rule(length * nd30.SHORT_RULE_SHARE, room / 2, y)
    slabs[-1] = replace(last, height=y + nd30.AFTER_TITLE_PT, marks=(*last.marks, rule))
    return slabs


def centred_slabs(
    texts: Sequence[str], setting: Setting, room: float, *, before: float = 0.0
) -> list[Slab]:
    """Set centred lines at single spacing, tied to each other and to what follows."""
    leading = nd30.single(setting.size)
    lines = [line for text in texts for line in centred(_title_words(text, setting, room), room)]
    return [
        Slab(
            leading,
            line.at(0.0, baseline(leading, setting.size)),
            before=0.0 if index else before,
            tie=True,
        )
        for index, line in enumerate(lines)
    ]


def addressee_slabs(addressees: Sequence[str], room: float) -> list[Slab]:
    """Set `Kính gửi:`; one addressee beside it, several below with dashes under the colon."""
    if not addressees:
        return []
    size = nd30.ADDRESSEE_PT
    label = width("Kính gửi:", Face.REGULAR, size)
    colon, gap = width(":", Face.REGULAR, size), width(" ", Face.REGULAR, size)
    several = len(addressees) > 1
    hang = label - colon if several else label + gap
    names = room * nd30.ADDRESSEE_WIDTH_SHARE - hang
    lines = _listed(addressees, names) if several else _hung("", addressees[0], size, names)
    x = max(0.0, (room - hang - max(line.width for line in lines)) / 2)
    label_line = _single_line("Kính gửi:", Face.REGULAR, size, x + label / 2)
    rows = [(label_line, 0.0), *((line, x + hang) for line in lines)]
    leading = nd30.single(size)
    down = baseline(leading, size)
    if several:
        slabs = [Slab(leading, line.at(offset, down), tie=True) for line, offset in rows]
    else:
        first = (*label_line.at(0.0, down), *lines[0].at(x + hang, down))
        more = [Slab(leading, line.at(x + hang, down), tie=True) for line in lines[1:]]
        slabs = [Slab(leading, first, tie=True), *more]
    return [*slabs, Slab(nd30.PARAGRAPH_GAP_PT, tie=True)]


def _listed(names: Sequence[str], room: float) -> list[Line]:
    """Set a dashed list: `;` after each name and `.` after the last, as the decree has it."""
    bare = [clean(name).strip().removeprefix("-").strip().rstrip(";.") for name in names]
    ends = [";"] * (len(bare) - 1) + ["."]
    size = nd30.ADDRESSEE_PT
    return [
        line
        for name, end in zip(bare, ends, strict=True)
        for line in _hung("- ", name + end, size, room)
    ]


def _hung(mark: str, text: str, size: float, room: float) -> list[Line]:
    """Set a text flush left after a mark; its further lines begin below its first word."""
    hang = width(mark, Face.REGULAR, size)
    lines = flush(plain_words(text, Setting(size), room - hang), room - hang)
    placed = [line._replace(marks=line.at(hang, 0.0), width=line.width + hang) for line in lines]
    if mark and placed:
        sign = TextMark(0.0, 0.0, mark, Face.REGULAR, size, hang)
        placed[0] = placed[0]._replace(marks=(sign, *placed[0].marks))
    return placed


def signature_slab(recipients: Sequence[str], signature: SignatureBlock, room: float) -> Slab:
    """Set `Nơi nhận` at the left and the signature at the right, in one piece.

    Between post and name 80 x 30 mm stay free for the signature, and 30 mm more to the left of
    them for the seal: the recipients keep to what is left of the width.
    """
    signer_room = nd30.mm(nd30.SIGNATURE_WIDTH_MM)
    signer, signer_height = _signer(signature, room - signer_room, signer_room)
    free = nd30.mm(nd30.SIGNATURE_WIDTH_MM + nd30.SEAL_WIDTH_MM + nd30.RECIPIENTS_MARGIN_MM)
    listed, listed_height = _recipients(recipients, room - free)
    height = max(signer_height, listed_height)
    return Slab(height, (*listed, *signer), before=nd30.BEFORE_SIGNATURE_PT)


def _signer(signature: SignatureBlock, left: float, room: float) -> tuple[list[Mark], float]:
    setting = Setting(nd30.SIGNATURE_PT, bold=True)
    leading = nd30.single(setting.size)
    marks: list[Mark] = []
    y = 0.0
    for text in signature.lines:
        for line in centred(_title_words(text, setting, room), room):
            marks += line.at(left, y + baseline(leading, setting.size))
            y += leading
    y += nd30.mm(nd30.SIGNATURE_HEIGHT_MM)
    for line in centred(plain_words(signature.name, setting, room), room):
        marks += line.at(left, y + baseline(leading, setting.size))
        y += leading
    return marks, y


def _recipients(recipients: Sequence[str], room: float) -> tuple[list[Mark], float]:
    if not recipients:
        return [], 0.0
    title, size = nd30.RECIPIENTS_TITLE_PT, nd30.RECIPIENTS_PT
    # Level with the first line of the signer (II.9.d): same baseline, though smaller letters.
    y = baseline(nd30.single(nd30.SIGNATURE_PT), nd30.SIGNATURE_PT)
    length = width("Nơi nhận:", Face.BOLD_ITALIC, title)
    marks: list[Mark] = [TextMark(0.0, y, "Nơi nhận:", Face.BOLD_ITALIC, title, length)]
    for text in recipients:
        bare = clean(text).strip()
        dash = "- " if bare.startswith("-") else ""
        for line in _hung(dash, bare.removeprefix("-").strip(), size, room):
            y += nd30.single(size)
            marks += line.at(0.0, y)
    return marks, y + size * nd30.DESCENT


def annex_slabs(annex: Annex, room: float) -> list[Slab]:
    """Set number, title and reference line of an annex."""
    number = f"Phụ lục {annex.number}".strip()
    bold = Setting(nd30.ANNEX_TITLE_PT, bold=True)
    italic = Setting(nd30.ANNEX_REFERENCE_PT, italic=True)
    titles = [clean(annex.title).upper()] if annex.title else []
    references = [_with_reference_blanks(annex.reference)] if annex.reference else []
    return [
        *centred_slabs([number], Setting(nd30.ANNEX_NUMBER_PT, bold=True), room),
        *centred_slabs(titles, bold, room),
        *centred_slabs(references, italic, room),
        Slab(nd30.PARAGRAPH_GAP_PT, tie=True),
    ]


def _with_reference_blanks(text: str) -> str:
    for place, blank in _REFERENCE_BLANKS:
        text = place.sub(blank, text)
    return text


def _single_line(text: str, name: Face, size: float, centre: float) -> Line:
    length = width(text, name, size)
    return Line((TextMark(centre - length / 2, 0.0, text, name, size, length),), length, ())


def _rule(length: float, centre: float, y: float) -> RuleMark:
    return RuleMark(centre - length / 2, y, centre + length / 2, y, nd30.RULE_WEIGHT_PT)
