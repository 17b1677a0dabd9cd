"""Set the fixed parts of a document: letterhead, title, addressees, signature, annex heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Final, NamedTuple

from exporters import nd30
from exporters.check_code import CheckCode
from exporters.fonts import NO_BREAK_SPACE, Face, clean, face, width
from exporters.paper.lines import Line, baseline, centred, flush
from exporters.paper.marks import FieldMark, Mark, QrMark, RuleMark, Sheet, Slab, TextMark
from exporters.paper.structure import Element, figure_attributes, list_item, new_list
from exporters.paper.words import Setting, Word, plain_words
from exporters.problems import ExportProblem
from forms.printed.document import Annex, Letterhead, SignatureBlock

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


def letterhead_slab(head: Letterhead, room: float, part: Element) -> Slab:
    """Set Quốc hiệu and Tiêu ngữ beside the issuer, number and date blank below them."""
    left = nd30.mm(nd30.ISSUER_COLUMN_MM)
    issuer, issuer_bottom = _issuer(head, left, part)
    motto, motto_bottom = _motto(left, room - left, part)
    band_top = max(issuer_bottom, motto_bottom) + nd30.mm(nd30.NUMBER_GAP_MM)
    line_y = band_top + nd30.mm(nd30.NUMBER_BASELINE_MM)
    numbered, lines = _number_and_date(head, room, line_y, part)
    more = (lines - 1) * nd30.single(nd30.NUMBER_PT)
    about, deep = _about(head, left, line_y + more, part)
    marks = (*issuer, *motto, *numbered, *about)
    return Slab(max(band_top + nd30.mm(nd30.NUMBER_BAND_MM) + more, deep), marks, tie=True)


def _about(head: Letterhead, room: float, y: float, part: Element) -> tuple[list[Mark], float]:
    """Set what a letter is about under its number; give the marks and where they end."""
    text, setting = clean(head.about), Setting(nd30.ABOUT_PT)
    if not text.strip():
        return [], 0.0
    heading, leading = part.child("H1"), nd30.single(setting.size)
    top = y + setting.size * nd30.DESCENT + nd30.ABOUT_GAP_PT
    marks: list[Mark] = []
    lines = centred(_title_words(text, setting, room), room)
    for line in [*map(_ended, lines[:-1]), *lines[-1:]]:
        marks += line.of(heading).at(0.0, top + baseline(leading, setting.size))
        top += leading
    return marks, top


def _issuer(head: Letterhead, room: float, part: Element) -> tuple[list[Mark], float]:
    lines: list[tuple[Line, float]] = []
    for text, setting in (
        (clean(head.superior).upper(), Setting(nd30.SUPERIOR_PT)),
        (clean(head.issuer).upper(), Setting(nd30.ISSUER_PT, bold=True)),
    ):
        if text.strip():
            name = part.child("P")
            words = _title_words(text, setting, room)
            lines += [(line.of(name), setting.size) for line in centred(words, room)]
    return _stacked(lines, nd30.SHORT_RULE_SHARE, room / 2)


def _motto(left: float, room: float, part: Element) -> tuple[list[Mark], float]:
    # Quốc hiệu never wraps: its words are one.
    lines = [
        (_single_line(text, Face.BOLD, size, left + room / 2).of(part.child("P")), size)
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


class _Blanked(NamedTuple):
    """A line of texts with blanks to be filled in by hand, and the fields in these."""

    line: Line
    fields: tuple[FieldMark, ...]

    def at(self, x: float, y: float) -> tuple[Mark, ...]:
        """Give texts and fields in turn, shifted to a place."""
        moved = [field.moved(x, y) for field in self.fields]
        pairs = zip_longest(self.line.at(x, y), moved)
        return tuple(mark for pair in pairs for mark in pair if mark is not None)


def _number_and_date(
    head: Letterhead, room: float, y: float, part: Element
) -> tuple[tuple[Mark, ...], int]:
    """Set number and date on one line; give how many lines the symbol of the number takes."""
    number_part, date = part.child("P"), _date(head, part.child("P"))
    left, size = nd30.mm(nd30.ISSUER_COLUMN_MM), nd30.NUMBER_PT
    last_x = room - date.line.width
    label = width("Số:", Face.REGULAR, size) + nd30.mm(nd30.NUMBER_BLANK_MM)
    first, rest = _symbol_lines(f"/{clean(head.symbol)}", last_x - size / 3 - label)
    number = _with_blanks(
        ("Số:", first),
        (("so", "Số của văn bản"),),
        setting=Setting(size),
        blank_mm=nd30.NUMBER_BLANK_MM,
        part=number_part,
    )
    wide = number.line.width
    centred_x = min((left + room - date.line.width) / 2, last_x)
    number_x = max(0.0, min((left - wide) / 2, centred_x - size - wide))
    date_x = min(max(centred_x, number_x + wide + size), last_x)
    tail = centred(plain_words(rest, Setting(size), room), left)
    if number_x + wide > date_x or any(line.width > left for line in tail):
        raise _too_long(head)
    below = [mark for line in tail for mark in line.of(number_part).at(0.0, y + nd30.single(size))]
    return (*number.at(number_x, y), *below, *date.at(date_x, y)), 1 + len(tail)


def _symbol_lines(symbol: str, room: float) -> tuple[str, str]:
    """Break a symbol too long for its line after the last of its signs that fits."""
    if width(symbol, Face.REGULAR, nd30.NUMBER_PT) <= room:
        return symbol, ""
    ends = [match.end() for match in re.finditer("[/,-]", symbol)]
    fitting = [end for end in ends if width(symbol[:end], Face.REGULAR, nd30.NUMBER_PT) <= room]
    return (symbol[: fitting[-1]], symbol[fitting[-1] :]) if len(fitting) > 1 else (symbol, "")


def _too_long(head: Letterhead) -> ExportProblem:
    return ExportProblem(
        f"Ký hiệu “{clean(head.symbol)}” và địa danh “{clean(head.place)}” quá dài, không đặt "
        "vừa ở đầu văn bản. Hãy rút gọn ký hiệu hoặc địa danh rồi xuất lại.",
        code="LETTERHEAD",
        place="đầu văn bản",
    )


def _date(head: Letterhead, part: Element) -> _Blanked:
    year = clean(head.year)
    known = year.rstrip(NO_BREAK_SPACE)
    # A blank after the year's first digits is one more that the registry fills.
    open_year = () if known == year else (("nam", "Hai số cuối của năm ban hành"),)
    return _with_blanks(
        (f"{clean(head.place)}, ngày", "tháng", f"năm {known}"),
        (("ngay", "Ngày ban hành"), ("thang", "Tháng ban hành"), *open_year),
        setting=Setting(nd30.DATE_PT, italic=True),
        blank_mm=nd30.DATE_BLANK_MM,
        part=part,
    )


def _with_blanks(
    texts: Sequence[str],
    fields: Sequence[tuple[str, str]],
    *,
    setting: Setting,
    blank_mm: float,
    part: Element,
) -> _Blanked:
    """Set texts side by side on one baseline with room for a pen, a stamp or a field between."""
    name, blank = face(italic=setting.italic), nd30.mm(blank_mm)
    height, drop = nd30.mm(nd30.TEXT_FIELD_HEIGHT_MM), nd30.mm(nd30.TEXT_FIELD_DROP_MM)
    marks: list[TextMark] = []
    places: list[FieldMark] = []
    x = 0.0
    for text, field in zip_longest(texts, fields):
        length = width(text, name, setting.size)
        # The space after the text stands for the blank where the text is read, not seen.
        shown = f"{text} " if field else text
        marks.append(TextMark(x, 0.0, shown, name, setting.size, length, element=part))
        x += length
        if field:
            box = (x, drop - height, blank, height)
            name_of_field, tip = field
            places.append(
                FieldMark(
                    *box,
                    name=name_of_field,
                    tip=tip,
                    kind="text",
                    size=setting.size,
                    element=part.inline("Form"),
                )
            )
            x += blank
    return _Blanked(Line(tuple(marks), x, ()), tuple(places))


def title_slabs(kind: str, subject: Sequence[str], room: float, heading: Element) -> list[Slab]:
    """Set the type and the subject with the short rule under its last line."""
    setting = Setting(nd30.TITLE_PT, bold=True)
    lines = [kind, *(line for text in subject for line in _typed_lines(text))]
    slabs = [slab.of(heading) for slab in _title_lines(lines, setting, room)]
    slabs[0] = replace(slabs[0], before=nd30.TITLE_GAP_PT)
    last = slabs[-1]
    length = sum(mark.width for mark in last.marks if isinstance(mark, TextMark))
    y = last.height + nd30.mm(nd30.RULE_GAP_MM)
    rule = _rule(length * nd30.SHORT_RULE_SHARE, room / 2, y)
    slabs[-1] = replace(last, height=y + nd30.AFTER_TITLE_PT, marks=(*last.marks, rule))
    return slabs


def _typed_lines(text: str) -> list[str]:
    """Give the lines of a title as its author broke it; long ones are broken further."""
    return [clean(line) for line in text.splitlines() if line.strip()]


def _title_lines(texts: Sequence[str], setting: Setting, room: float) -> list[Slab]:
    """Set the lines of a title narrower than the text: from edge to edge it would be none."""
    narrow = room * nd30.TITLE_WIDTH_SHARE
    return [
        replace(slab, marks=tuple(mark.moved((room - narrow) / 2, 0.0) for mark in slab.marks))
        for slab in _centred_slabs(texts, setting, narrow)
    ]


def _centred_slabs(texts: Sequence[str], setting: Setting, room: float) -> list[Slab]:
    """Set centred lines at single spacing, tied to each other and to what follows."""
    leading = nd30.single(setting.size)
    lines = [line for text in texts for line in centred(_title_words(text, setting, room), room)]
    lines = [*map(_ended, lines[:-1]), *lines[-1:]]
    return [
        Slab(
            leading,
            line.at(0.0, baseline(leading, setting.size)),
            tie=True,
        )
        for line in lines
    ]


def _ended(line: Line) -> Line:
    """End a line with a space that nobody sees: another text of the same title follows."""
    last = line.marks[-1]
    spaced = last._replace(text=f"{last.text.rstrip(' ')} ")
    return line._replace(marks=(*line.marks[:-1], spaced))


def addressee_slabs(addressees: Sequence[str], room: float, part: Element) -> list[Slab]:
    """Set `Kính gửi:`; one addressee beside it, several below with dashes under the colon."""
    if not addressees:
        return []
    size, label_part = nd30.ADDRESSEE_PT, part.child("P")
    label = width("Kính gửi:", Face.REGULAR, size)
    colon, gap = width(":", Face.REGULAR, size), width(" ", Face.REGULAR, size)
    several = len(addressees) > 1
    hang = label - colon if several else label + gap
    names = room * nd30.ADDRESSEE_WIDTH_SHARE - hang
    if several:
        lines = _listed(addressees, names, new_list(part))
    else:
        lines = _hung("", addressees[0], names, size=size, parts=(label_part, label_part))
    x = max(0.0, (room - hang - max(line.width for line in lines)) / 2)
    label_line = _ended(_single_line("Kính gửi:", Face.REGULAR, size, x + label / 2))
    rows = [(label_line.of(label_part), 0.0), *((line, x + hang) for line in lines)]
    leading = nd30.single(size)
    down = baseline(leading, size)
    slabs = [Slab(leading, line.at(offset, down), tie=True) for line, offset in rows]
    if not several:
        slabs[:2] = [replace(slabs[0], marks=(*slabs[0].marks, *slabs[1].marks))]
    return [*slabs, Slab(nd30.PARAGRAPH_GAP_PT, tie=True)]


def _listed(names: Sequence[str], room: float, items: Element) -> list[Line]:
    """Set a dashed list: `;` after each name and `.` after the last, as the decree has it."""
    bare = [clean(name).strip().removeprefix("-").strip().rstrip(";.") for name in names]
    ends = [";"] * (len(bare) - 1) + ["."]
    return [
        line
        for name, end in zip(bare, ends, strict=True)
        for line in _hung("- ", name + end, room, size=nd30.ADDRESSEE_PT, parts=list_item(items))
    ]


def _hung(
    mark: str, text: str, room: float, *, size: float, parts: tuple[Element, Element]
) -> list[Line]:
    """Set a text flush left after a mark; its further lines begin below its first word.

    `parts` are the elements of the mark and of the text.
    """
    label, body = parts
    hang = width(mark, Face.REGULAR, size)
    lines = flush(plain_words(text, Setting(size), room - hang), room - hang)
    placed = [
        line._replace(marks=line.at(hang, 0.0), width=line.width + hang).of(body) for line in lines
    ]
    if mark and placed:
        sign = TextMark(0.0, 0.0, mark, Face.REGULAR, size, hang, element=label)
        placed[0] = placed[0]._replace(marks=(sign, *placed[0].marks))
    return placed


def signature_slab(
    recipients: Sequence[str], signature: SignatureBlock, room: float, part: Element
) -> Slab:
    """Set `Nơi nhận` at the left and the signature at the right, in one piece.

    Between post and name 80 x 30 mm stay free for the signature, and 30 mm more to the left of
    them for the seal: the recipients keep to what is left of the width.
    """
    signer_room = nd30.mm(nd30.SIGNATURE_WIDTH_MM)
    free = nd30.mm(nd30.SIGNATURE_WIDTH_MM + nd30.SEAL_WIDTH_MM + nd30.RECIPIENTS_MARGIN_MM)
    listed, listed_height = _recipients(recipients, room - free, part)
    signer, signer_height = _signer(signature, room - signer_room, signer_room, part)
    height = max(signer_height, listed_height)
    return Slab(height, (*listed, *signer), before=nd30.BEFORE_SIGNATURE_PT)


def _signer(
    signature: SignatureBlock, left: float, room: float, part: Element
) -> tuple[list[Mark], float]:
    setting = Setting(nd30.SIGNATURE_PT, bold=True)
    post = _centred_slabs(signature.lines, setting, room)
    y = sum(slab.height for slab in post)
    marks: list[Mark] = []
    post_part = part.child("P")
    for index, slab in enumerate(post):
        marks += [mark.moved(left, index * slab.height) for mark in slab.of(post_part).marks]
    marks += _signature_fields(left, y, room, part)
    y += nd30.mm(nd30.SIGNATURE_HEIGHT_MM)
    name = part.child("P")
    leading = nd30.single(setting.size)
    for line in centred(plain_words(signature.name, setting, room), room):
        marks += line.of(name).at(left, y + baseline(leading, setting.size))
        y += leading
    return marks, y


def _signature_fields(left: float, top: float, room: float, part: Element) -> list[Mark]:
    """Place the leader's field in the middle of the free room, the seal over a third of it."""
    height, side = nd30.mm(nd30.SIGNATURE_HEIGHT_MM), nd30.mm(nd30.SEAL_FIELD_MM)
    wide = nd30.mm(nd30.SIGNATURE_FIELD_WIDTH_MM)
    x = left + (room - wide) / 2
    leader = _signature_field(
        (x, top, wide, height), "ky_lanh_dao", "Chữ ký số của người ký văn bản", part
    )
    corner = (x + wide / 3 - side, top + (height - side) / 2)
    seal = _signature_field(
        (*corner, side, side), "ky_co_quan", "Chữ ký số của cơ quan, tổ chức", part
    )
    return [leader, seal]


def _signature_field(
    box: tuple[float, float, float, float], name: str, tip: str, part: Element
) -> FieldMark:
    form = part.inline("Form")
    return FieldMark(*box, name=name, tip=tip, kind="signature", size=0.0, element=form)


def _recipients(recipients: Sequence[str], room: float, part: Element) -> tuple[list[Mark], float]:
    if not recipients:
        return [], 0.0
    title, size = nd30.RECIPIENTS_TITLE_PT, nd30.RECIPIENTS_PT
    # Level with the first line of the signer (II.9.d): same baseline, though smaller letters.
    y = baseline(nd30.single(nd30.SIGNATURE_PT), nd30.SIGNATURE_PT)
    length = width("Nơi nhận:", Face.BOLD_ITALIC, title)
    head = part.child("P")
    marks: list[Mark] = [
        TextMark(0.0, y, "Nơi nhận:", Face.BOLD_ITALIC, title, length, element=head)
    ]
    items = new_list(part)
    for text in recipients:
        bare = clean(text).strip()
        dash = "- " if bare.startswith("-") else ""
        words = bare.removeprefix("-").strip()
        for line in _hung(dash, words, room, size=size, parts=list_item(items)):
            y += nd30.single(size)
            marks += line.at(0.0, y)
    return marks, y + size * nd30.DESCENT


def annex_slabs(annex: Annex, room: float, part: Element) -> list[Slab]:
    """Set number, title and reference line of an annex."""
    number = f"Phụ lục {annex.number}".strip()
    titles = [line.upper() for line in _typed_lines(annex.title)]
    references = [_with_reference_blanks(annex.reference)] if annex.reference else []
    heading = part.child("H2")
    bold = Setting(nd30.ANNEX_TITLE_PT, bold=True)
    slabs = [slab.of(heading) for slab in _title_lines([number, *titles], bold, room)]
    italic = Setting(nd30.ANNEX_REFERENCE_PT, italic=True)
    if references:
        reference = part.child("P")
        slabs += [slab.of(reference) for slab in _title_lines(references, italic, room)]
    return [*slabs, Slab(nd30.PARAGRAPH_GAP_PT, tie=True)]


def _with_reference_blanks(text: str) -> str:
    for place, blank in _REFERENCE_BLANKS:
        text = place.sub(blank, text)
    return text


def _single_line(text: str, name: Face, size: float, centre: float) -> Line:
    length = width(text, name, size)
    return Line((TextMark(centre - length / 2, 0.0, text, name, size, length),), length, ())


def _rule(length: float, centre: float, y: float) -> RuleMark:
    return RuleMark(centre - length / 2, y, centre + length / 2, y, nd30.RULE_WEIGHT_PT)


def with_check_code(sheet: Sheet, code: CheckCode, part: Element) -> Sheet:
    """Print a check code in the bottom margin, beside it the same for machines."""
    side, size = nd30.mm(nd30.CODE_QR_MM), nd30.CODE_PT
    x = nd30.mm(nd30.MARGIN_LEFT_MM)
    y = sheet.height - nd30.mm(nd30.MARGIN_BOTTOM_MM - nd30.CODE_QR_TOP_MM)
    words = x + side + nd30.mm(nd30.CODE_GAP_MM)
    length = width(code.printed, Face.REGULAR, size)
    line = TextMark(
        words, y + side, code.printed, Face.REGULAR, size, length, element=part.child("P")
    )
    alt = f"Mã QR: {''.join(code.scanned)}"
    box = (x, sheet.height - y - side, x + side, sheet.height - y)
    figure = part.child("Figure", figure_attributes(alt, box))
    marks = (*sheet.marks, line, QrMark(x, y, side, code.scanned, figure))
    return replace(sheet, marks=marks)
