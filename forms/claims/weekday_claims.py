"""Weekdays that are or are not those of their dates, and hours that no clock shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from forms.claims.claim import Claim, Judged, claim
from forms.claims.text_figures import MASK, Reading
from forms.dates import format_date, parse_date

_NAMES: Final = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_NUMBERS: Final = {
    "hai": 0, "2": 0, "ba": 1, "3": 1, "tư": 2, "4": 2, "năm": 3, "5": 3, "sáu": 4, "6": 4,
    "bảy": 5, "bẩy": 5, "7": 5, "nhật": 6, "nhựt": 6,
}  # fmt: skip
_WEEKDAY: Final = (
    r"(?:thứ\s(?P<w{0}>hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ\s(?P<s{0}>nhật|nhựt))(?!\w)"
)
_DATE: Final = (
    r"(?P<d{0}>[0-9]{{1,2}}\s?[/.-]\s?[0-9]{{1,2}}\s?[/.-]\s?[0-9]{{4}}"
    r"|[0-9]{{1,2}}\stháng\s[0-9]{{1,2}}\snăm\s[0-9]{{4}})(?![0-9])"
)
_SAID: Final = re.compile(
    r"(?:^|[.,;:(–-]\s?|[0-9]h[0-9]{0,2}\s|\b(?:giờ|phút|sáng|trưa|chiều|tối|vào|lúc|từ|đến|hết|trước|ngày|h)\s)"
    + _WEEKDAY.format(1)
    + r"[\s,(-]{1,4}(?:ngày\s)?"
    + _DATE.format(1)
    + r"|\bngày\s"
    + _DATE.format(2)
    + r"\s?[,(]\s?"
    + _WEEKDAY.format(2),
    re.IGNORECASE,
)
"""``lần thứ hai, ngày 5/5/2025`` counts and names no weekday: words of time stand before one."""
_CLOCK: Final = re.compile(
    r"\b(?:lúc|hồi|khai mạc|bắt đầu)\s(?:vào\s)?(?:lúc\s|hồi\s)?(?P<h1>[0-9]{1,2})\s?(?:giờ|h|g)"
    r"(?:\s?(?P<m1>[0-9]{1,2})(?![0-9/])(?:\s?phút)?)?"
    r"|(?<![0-9.,/])(?P<h2>[0-9]{1,2})\s?(?:giờ|h)\s?(?P<m2>[0-9]{2})(?:\s?phút)?,?"
    r"\s(?:sáng|chiều|tối|ngày|thứ)\b",
    re.IGNORECASE,
)
_HOURS: Final = 24
_MINUTES: Final = 60


def weekday_claims(reading: Reading) -> Iterator[Claim]:
    """Yield the weekdays of a passage, right or wrong, and its times of day that cannot be."""
    text, canvas = reading.passage.text, reading.canvas
    if "thứ" in canvas or "chủ nh" in canvas:
        for found in _SAID.finditer(text):
            yield from _of_weekday(reading, found)
    # The digits of "8h30" are masked: they belong to a word.
    if "giờ" not in canvas and f"{MASK}h" not in canvas:
        return
    for found in _CLOCK.finditer(text):
        hour, minute = (int(found[f"{k}1"] or found[f"{k}2"] or 0) for k in "hm")
        if hour > _HOURS or minute >= _MINUTES or (hour == _HOURS and minute):
            words = f"Không có {hour} giờ {minute:02d} phút trong ngày."
            yield claim("date", reading, found.span(), Judged("wrong", found[0], "", words), ())


def _of_weekday(reading: Reading, found: re.Match[str]) -> Iterator[Claim]:
    day = parse_date((found["d1"] or found["d2"]).strip())
    word = found["w1"] or found["s1"] or found["w2"] or found["s2"]
    if not isinstance(day, date):
        return
    if day.weekday() == _NUMBERS[word.lower()]:
        printed = (found["d1"] or found["d2"]).strip()
        yield claim("date", reading, found.span(), Judged("right", printed, printed), ())
        return
    said, right = _NAMES[_NUMBERS[word.lower()]], _NAMES[day.weekday()]
    words = f"Ngày {format_date(day)} là {right}, không phải {said}."
    yield claim("date", reading, found.span(), Judged("wrong", said, right, words), ())
