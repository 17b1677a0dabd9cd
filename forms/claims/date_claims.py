"""Dates that cannot be, and cited documents whose number, type and day contradict each other."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from forms.cited.cited_text import CitedMention, cited_in
from forms.cited.symbols import ABBREVIATIONS, KINDS, fits_kind, folded, read_symbol
from forms.claims.claim import Claim, Judged, claim
from forms.claims.text_figures import Reading
from forms.claims.weekday_claims import weekday_claims
from forms.dates import EARLIEST_YEAR, LATEST_YEAR, DateProblem, format_date, parse_date

_DIGIT: Final = re.compile(r"[0-9]")
_YEAR_LIKE: Final = re.compile(r"[0-9][0-9][0-9][0-9]")
_DAY: Final = re.compile(
    r"(?<![\w/.,-])(?P<d>[0-9]{1,2})\s?(?P<mark>[/.-])\s?(?P<m>[0-9]{1,2})\s?(?P=mark)\s?"
    r"(?P<y>[0-9]{4,6})(?![0-9/])"
    r"|(?P<long>\bngày\s(?P<ld>[0-9]{1,2})\stháng\s(?P<lm>[0-9]{1,2})\snăm\s(?P<ly>[0-9]{4,6}))",
    re.IGNORECASE,
)
_SHORT_DAY: Final = re.compile(
    r"\bngày\s(?<!mỗi ngày\s)(?<!bình quân ngày\s)(?P<d>[0-9]{1,2})(?:/|\stháng\s)(?P<m>[0-9]{1,2})"
    r"(?![0-9/]|[.,][0-9]|\s?/|\snăm\s[0-9])",
    re.IGNORECASE,
)
_CALENDAR: Final = re.compile(
    r"\b(?:[Tt]háng\s(?:00?|1[3-9]|[2-9][0-9])|[Qq]uý\s(?:[05-9]|VI{0,3}|IX|X))"
    r"(?:/|\snăm\s)(?:19|20)[0-9]{2}(?![0-9/])"
)
_AS_OF: Final = re.compile(
    r"(?<!ước )(?<!kiến )(?<!đấu )\b(?:tính|số liệu)\sđến\s(?:hết\s)?(?:ngày\s)?"
    r"(?P<day>[0-9]{1,2}/[0-9]{1,2}/[0-9]{4})"
    r"(?![0-9]|[^.;]{0,120}\b(?:dự kiến|ước|phấn đấu|sẽ|mục tiêu|kế hoạch)\b)",
    re.IGNORECASE,
)
_SPAN: Final = re.compile(
    r"\btừ\s(?:ngày\s)?(?P<d>[0-9]{1,2})/(?P<m>[0-9]{1,2})(?:/(?P<y>[0-9]{4}))?\s?(?:đến|[-–])\s?"
    r"(?:hết\s)?(?:ngày\s)?(?P<d2>[0-9]{1,2})/(?P<m2>[0-9]{1,2})/(?P<y2>[0-9]{4})(?![0-9])",
    re.IGNORECASE,
)
_FIGURES_OF: Final = re.compile(rf"số liệu[^.;()]{{0,40}}?{_SPAN.pattern}", re.IGNORECASE)
_SIGNED: Final = re.compile(
    r"[^,;:.]{2,40},\s?(?P<day>ngày\s[0-9]{1,2}\stháng\s[0-9]{1,2}\snăm\s[0-9]{4})\.?$"
)
_MONTH: Final = re.compile(r"tháng\s(?P<m>[0-9]{1,2})(?:/|\snăm\s)(?P<y>[0-9]{4})\b")
_QUARTER: Final = re.compile(r"quý\s(?P<q>[1-4]|i{1,3}|iv)(?:/|\snăm\s)(?P<y>[0-9]{4})\b")
_YEAR: Final = re.compile(r"\bnăm\s(?P<y>[0-9]{4})\b")
_WITHIN: Final = re.compile(r"\btrong (?P<cycle>tháng|tuần|quý|năm|kỳ)\b(?! [0-9#iv]+\b)")
_CENTRAL: Final = frozenset({"luật", "nghị định", "thông tư", "hiến pháp", "bộ luật"})
"""Kinds of documents that are cited as the ground of an act, never as one of the month's."""
_ISSUED: Final = re.compile(r"ban hành|tham mưu|có văn bản|phát hành|triển khai|chỉ đạo")
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_ANYBODY: Final = "?"
_LETTER: Final = "CV"
"""What many write for the type of a letter, which has none."""
_YEAR_DIGITS: Final = 4
_TITLE: Final = 8
_CLOSING: Final = 14
_MONTHS: Final = 12
_LONGEST_MONTH: Final = 31
_LAST_YEAR: Final = 2060


class Period(NamedTuple):
    """The days a report is about, as its title says, and the word it uses for them.

    ``counted`` are those its figures are of, where it says so: "(số liệu tính từ ngày 21/8/2024
    đến ngày 20/9/2024)".
    """

    cycle: str
    start: date
    end: date
    counted: tuple[date, date] | None = None


def date_claims(readings: Sequence[Reading], notes: frozenset[int]) -> Iterator[Claim]:
    """Yield what is wrong with the dates and the cited documents of a text."""
    signed = _signing_day(readings)
    period = period_of(readings)
    seen: dict[tuple[str, str, int], CitedMention] = {}
    for reading in readings:
        if not _DIGIT.search(reading.passage.text):
            continue
        mentions = cited_in(reading.passage.text)
        yield from _impossible(reading, notes)
        yield from _after_signing(reading, signed)
        yield from _reversed(reading)
        yield from weekday_claims(reading)
        for mention in mentions:
            yield from _contradicted(reading, mention, signed)
            yield from _otherwise(reading, mention, seen)
        if period is not None and mentions:
            yield from _outside(reading, mentions, period)


# --- dates ----------------------------------------------------------------------------------------


def _impossible(reading: Reading, notes: frozenset[int]) -> Iterator[Claim]:
    text = reading.passage.text
    for found in _DAY.finditer(text) if _YEAR_LIKE.search(text) else ():
        typed = " ".join(found[0].split())
        day = parse_date(typed)
        late = isinstance(day, date) and day.year > _LAST_YEAR
        words = day.message if isinstance(day, DateProblem) else "Năm này còn xa." if late else ""
        if words and not _has_mark(found, notes):
            yield _date_claim(reading, found.span(), typed, words)
    for found in _SHORT_DAY.finditer(text) if "ngày" in reading.canvas else ():
        number, month = int(found["d"]), int(found["m"])
        longest = calendar.monthrange(2024, month)[1] if 1 <= month <= _MONTHS else 0
        counts = number > _LONGEST_MONTH and month > _MONTHS  # "trong ngày 45/50 hồ sơ"
        if not (1 <= number <= longest or counts):
            words = f"Không có ngày {number} tháng {month}."
            yield _date_claim(reading, found.span(), found[0], words)
    for found in _CALENDAR.finditer(text):
        named = re.split("/| năm", found[0])[0]
        words = f"Không có {named[0].lower()}{named[1:]} trong năm."
        yield _date_claim(reading, found.span(), found[0], words)


def _after_signing(reading: Reading, signed: date | None) -> Iterator[Claim]:
    """Figures of a day that was still to come when the report was signed."""
    told = signed is not None and ("tính đến" in reading.canvas or "liệu đến" in reading.canvas)
    for found in _AS_OF.finditer(reading.passage.text) if told else ():
        day = parse_date(found["day"])
        if isinstance(day, date) and signed is not None and day > signed:
            words = f"Số liệu đến ngày {format_date(day)}, sau ngày ký {format_date(signed)}."
            judged = Judged("doubtful", format_date(day), "", words)
            yield claim("date", reading, found.span(), judged, ())


def _date_claim(reading: Reading, span: tuple[int, int], typed: str, words: str) -> Claim:
    return claim("date", reading, span, Judged("wrong", typed, "", words), ())


def _has_mark(found: re.Match[str], notes: frozenset[int]) -> bool:
    """Whether the year has the number of a footnote behind it: ``31/5/20257``."""
    year = found["y"] or found["ly"]
    rest = year[_YEAR_DIGITS:]
    if not rest or not EARLIEST_YEAR <= int(year[:_YEAR_DIGITS]) <= LATEST_YEAR:
        return False
    day, month = found["d"] or found["ld"], found["m"] or found["lm"]
    whole = parse_date(f"{day}/{month}/{year[:_YEAR_DIGITS]}")
    return isinstance(whole, date) and (not notes or int(rest) in notes)


def _reversed(reading: Reading) -> Iterator[Claim]:
    for found in _SPAN.finditer(reading.passage.text) if "từ" in reading.canvas else ():
        first = parse_date(f"{found['d']}/{found['m']}/{found['y'] or found['y2']}")
        last = parse_date(f"{found['d2']}/{found['m2']}/{found['y2']}")
        if isinstance(first, date) and isinstance(last, date) and first > last:
            words = f"Ngày đầu {format_date(first)} đứng sau ngày cuối {format_date(last)}."
            yield _date_claim(reading, found.span(), found[0], words)


# --- documents ------------------------------------------------------------------------------------


def _contradicted(reading: Reading, mention: CitedMention, signed: date | None) -> Iterator[Claim]:
    symbol = read_symbol(mention.full)
    if symbol is None:
        return
    # A symbol that no rule knows may be that of a contract or of a body's own papers.
    known = symbol.type in ABBREVIATIONS
    if symbol.type == _LETTER:
        known = bool(KINDS.get(mention.word))
    if mention.word and known and not fits_kind(mention.word, symbol):
        usual = next(iter(KINDS.get(mention.word, ())), "")
        letter = symbol.type == _LETTER
        body = mention.full.partition(f"{_LETTER}-")[2] if letter else symbol.body
        expected = f"{usual}-{body}" if usual and body else usual
        words = f"{mention.word.capitalize()} nhưng ký hiệu là “{symbol.type}”."
        judged = Judged("wrong", mention.full, expected, words)
        yield _document(reading, mention, judged)
    day = mention.date
    if not isinstance(day, date):
        return
    if symbol.year and symbol.year != day.year:
        words = f"Số của năm {symbol.year} nhưng đề ngày {format_date(day)}."
        yield _document(reading, mention, Judged("wrong", mention.full, "", words))
    elif signed is not None and day > signed:
        words = f"Văn bản đề ngày {format_date(day)}, sau ngày ký {format_date(signed)}."
        yield _document(reading, mention, Judged("doubtful", format_date(day), "", words))


def _otherwise(
    reading: Reading, mention: CitedMention, seen: dict[tuple[str, str, int], CitedMention]
) -> Iterator[Claim]:
    """One number of one year has one date, unless two bodies gave it.

    Where the text does not name the body, two dates that one slip sets apart are asked about.
    """
    day = mention.date
    if not isinstance(day, date):
        return
    number, issuer = folded(mention.full), mention.issuer
    then = seen.setdefault((number, "", -100 * day.day - day.month), mention).date
    if isinstance(then, date) and then.year != day.year:
        words = f"Chỗ khác trong bài ghi ngày {format_date(then)}."
        judged = Judged("doubtful", format_date(day), format_date(then), words)
        yield _document(reading, mention, judged)
        return
    body = "" if issuer is None else " ".join(issuer.text.casefold().split())
    same = seen.setdefault((number, body, day.year), mention).date
    first = seen.setdefault((number, _ANYBODY, day.year), mention)
    perhaps = first.date if issuer is None or first.issuer is None else None
    other = same if body and same != day else perhaps
    if not isinstance(other, date) or other == day:
        return
    if (body and other == same) or _one_slip(day, other):
        words = f"Chỗ khác trong bài ghi ngày {format_date(other)}."
        judged = Judged("doubtful", format_date(day), format_date(other), words)
        yield _document(reading, mention, judged)


def _one_slip(day: date, other: date) -> bool:
    """Whether two dates of a year differ in one digit, or have day and month exchanged."""
    both = f"{day:%d%m}", f"{other:%d%m}"
    exchanged = (day.day, day.month) == (other.month, other.day)
    return exchanged or sum(a != b for a, b in zip(*both, strict=True)) == 1


def _document(reading: Reading, mention: CitedMention, judged: Judged) -> Claim:
    end = max(p.end for p in (mention.symbol, mention.day) if p is not None)
    return claim("document", reading, (mention.start, end), judged, (mention.full,))


# --- the period of the report ---------------------------------------------------------------------


def _signing_day(readings: Sequence[Reading]) -> date | None:
    for reading in readings[:_TITLE]:
        found = _SIGNED.match(reading.passage.text)
        day = parse_date(found["day"]) if found else None
        if isinstance(day, date):
            return day
    return None


def period_of(readings: Sequence[Reading]) -> Period | None:
    """Return the period that the title of a report names; ``None`` where it names none."""
    lines = []
    for reading in readings[:_TITLE]:
        if reading.passage.marker or reading.canvas.startswith(("căn cứ", "thực hiện")):
            break
        lines.append(reading.passage.text.lower())
    period = _named_period(" ".join(lines))
    return None if period is None else period._replace(counted=_counted_in(readings))


def _counted_in(readings: Sequence[Reading]) -> tuple[date, date] | None:
    """The days that the opening of a report says its figures are of."""
    for reading in readings[:_CLOSING]:
        found = _FIGURES_OF.search(reading.passage.text)
        days = _days_of(found) if found else None
        if days is not None:
            return days
    return None


def _days_of(span: re.Match[str]) -> tuple[date, date] | None:
    first = parse_date(f"{span['d']}/{span['m']}/{span['y'] or span['y2']}")
    last = parse_date(f"{span['d2']}/{span['m2']}/{span['y2']}")
    if isinstance(first, date) and isinstance(last, date) and first <= last:
        return first, last
    return None


def _named_period(title: str) -> Period | None:
    span = _SPAN.search(title)
    days = _days_of(span) if span is not None else None
    if days is not None:
        return Period("kỳ", *days)
    month = _MONTH.search(title)
    if month is not None and 1 <= int(month["m"]) <= _MONTHS:
        return _months("tháng", int(month["y"]), int(month["m"]), 1)
    quarter = _QUARTER.search(title)
    if quarter is not None:
        number = _ROMAN.get(quarter["q"]) or int(quarter["q"])
        return _months("quý", int(quarter["y"]), 3 * number - 2, 3)
    year = _YEAR.search(title)
    return None if year is None else _months("năm", int(year["y"]), 1, _MONTHS)


def _months(cycle: str, year: int, first: int, count: int) -> Period | None:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    last = first + count - 1
    end = date(year, last, calendar.monthrange(year, last)[1])
    return Period(cycle, date(year, first, 1), end)


def _outside(reading: Reading, mentions: Sequence[CitedMention], period: Period) -> Iterator[Claim]:
    """Documents that "trong tháng" were issued but are dated outside of it."""
    within = _WITHIN.search(reading.canvas)
    if within is None or within["cycle"] not in {period.cycle, "kỳ", "tuần"}:
        return
    issued = list(_issued(reading, mentions, within.end()))
    days = [day for _, day in issued]
    start, end = _counted_days(period, days)
    counted = period.counted or (start, end)
    for mention, day in issued:
        if not (start <= day <= end or counted[0] <= day <= counted[1]):
            limits = f"{format_date(period.start)} – {format_date(period.end)}"
            words = f"Ghi là “trong {within['cycle']}” nhưng đề ngày ngoài {limits}."
            judged = Judged("doubtful", format_date(day), limits, words)
            found = _document(reading, mention, judged)
            yield claim("period", reading, (mention.start, mention.end), judged, found.operands)


def _counted_days(period: Period, days: Iterable[date]) -> tuple[date, date]:
    """The days that count: by the calendar, or from the 15th before to the 14th (NĐ 09/2019)."""
    if period.cycle == "năm":
        return period.start - timedelta(days=31), period.end
    if period.cycle in {"tháng", "quý"}:
        before = period.start - timedelta(days=1)
        early = before.replace(day=_CLOSING + 1), period.end.replace(day=_CLOSING)
        if all(early[0] <= day <= early[1] for day in days):
            return early
    return period.start, period.end


def _issued(
    reading: Reading, mentions: Sequence[CitedMention], at: int
) -> Iterator[tuple[CitedMention, date]]:
    """The document that heads each part of the sentence; those behind it are its subject."""
    text = reading.passage.text
    last = at
    for mention in mentions:
        if mention.start < at:
            continue
        between = text[last : mention.start]
        if mention.word in _CENTRAL:
            continue
        heads = ";" in between or (last == at and bool(_ISSUED.search(between.lower())))
        if re.search(r"\.\s", between):
            return
        last = mention.end
        day = mention.date
        if heads and isinstance(day, date):
            yield mention, day
