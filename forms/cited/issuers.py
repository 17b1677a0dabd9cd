"""Codes of issuing bodies in document symbols, and whose they are at which time.

Codes are those of Nghị định 30/2020/NĐ-CP, Phụ lục VI, as central bodies and the province print
them. Ministries and departments that were merged lost their code with the structure in force from
01/3/2025 (Nghị quyết 176/2025/QH15 for the Government).
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from forms.dates import format_date

_MERGED: Final = "2025-02-28"
_BEGUN: Final = "2025-03-01"


class Body(NamedTuple):
    """One body: its code, how its name begins (the usual name first), when the code is in use.

    ``since`` and ``until`` are ISO days, inclusive; empty means no limit that matters.
    """

    code: str
    names: tuple[str, ...]
    since: str = ""
    until: str = ""

    def uses_code_on(self, day: date) -> bool:
        """Return whether papers of ``day`` bear the code."""
        iso = day.isoformat()
        return self.since <= iso and (not self.until or iso <= self.until)


BODIES: Final = (
    Body("QH", ("Quốc hội",)),
    Body("UBTVQH", ("Ủy ban Thường vụ Quốc hội",)),
    Body("CP", ("Chính phủ",)),
    Body("TTg", ("Thủ tướng Chính phủ", "Thủ tướng")),
    Body("VPCP", ("Văn phòng Chính phủ",)),
    Body("TW", ("Ban Chấp hành Trung ương", "Bộ Chính trị", "Ban Bí thư", "Trung ương Đảng")),
    Body("BCĐTW", ("Ban Chỉ đạo Trung ương",)),
    Body("VPTW", ("Văn phòng Trung ương Đảng",)),
    Body("TU", ("Tỉnh ủy", "Ban Thường vụ Tỉnh ủy", "Ban Chấp hành Đảng bộ tỉnh")),
    Body("VPTU", ("Văn phòng Tỉnh ủy",)),
    Body("HĐND", ("Hội đồng nhân dân",)),
    Body("UBND", ("Ủy ban nhân dân",)),
    Body("VPUBND", ("Văn phòng Ủy ban nhân dân",)),
    Body("TCTĐA06", ("Tổ công tác",)),
    Body("TCTTKĐA", ("Tổ công tác",)),
    Body("BCĐ", ("Ban Chỉ đạo",)),
    Body("CAT", ("Công an tỉnh",)),
    Body("BQLKKT", ("Ban Quản lý Khu kinh tế",)),
    Body("BHXH", ("Bảo hiểm xã hội",)),
    # ministries
    Body("BCA", ("Bộ Công an",)),
    Body("BCT", ("Bộ Công Thương",)),
    Body("BGDĐT", ("Bộ Giáo dục và Đào tạo",)),
    Body("BGTVT", ("Bộ Giao thông vận tải",), until=_MERGED),
    Body("BKHCN", ("Bộ Khoa học và Công nghệ",)),
    Body("BKHĐT", ("Bộ Kế hoạch và Đầu tư",), until=_MERGED),
    Body("BLĐTBXH", ("Bộ Lao động - Thương binh và Xã hội",), until=_MERGED),
    Body("BNG", ("Bộ Ngoại giao",)),
    Body("BNNMT", ("Bộ Nông nghiệp và Môi trường",), since=_BEGUN),
    Body("BNNPTNT", ("Bộ Nông nghiệp và Phát triển nông thôn",), until=_MERGED),
    Body("BNV", ("Bộ Nội vụ",)),
    Body("BQP", ("Bộ Quốc phòng",)),
    Body("BTC", ("Bộ Tài chính",)),
    Body("BTNMT", ("Bộ Tài nguyên và Môi trường",), until=_MERGED),
    Body("BTP", ("Bộ Tư pháp",)),
    Body("BTTTT", ("Bộ Thông tin và Truyền thông",), until=_MERGED),
    Body("BVHTTDL", ("Bộ Văn hóa, Thể thao và Du lịch",)),
    Body("BXD", ("Bộ Xây dựng",)),
    Body("BYT", ("Bộ Y tế",)),
    Body("BDTTG", ("Bộ Dân tộc và Tôn giáo",), since=_BEGUN),
    Body("UBDT", ("Ủy ban Dân tộc",), until=_MERGED),
    Body("NHNN", ("Ngân hàng Nhà nước",)),
    Body("TTCP", ("Thanh tra Chính phủ",)),
    # departments of a province
    Body("SCT", ("Sở Công Thương",)),
    Body("SDTTG", ("Sở Dân tộc và Tôn giáo",), since=_BEGUN),
    Body("SGDĐT", ("Sở Giáo dục và Đào tạo",)),
    Body("SGTVT", ("Sở Giao thông vận tải",), until=_MERGED),
    Body("SKHCN", ("Sở Khoa học và Công nghệ",)),
    Body("SKHĐT", ("Sở Kế hoạch và Đầu tư",), until=_MERGED),
    Body("SLĐTBXH", ("Sở Lao động - Thương binh và Xã hội",), until=_MERGED),
    Body("SNNMT", ("Sở Nông nghiệp và Môi trường",), since=_BEGUN),
    Body("SNNPTNT", ("Sở Nông nghiệp và Phát triển nông thôn",), until=_MERGED),
    Body("SNV", ("Sở Nội vụ",)),
    Body("STC", ("Sở Tài chính",)),
    Body("STNMT", ("Sở Tài nguyên và Môi trường",), until=_MERGED),
    Body("STP", ("Sở Tư pháp",)),
    Body("STTTT", ("Sở Thông tin và Truyền thông",), until=_MERGED),
    Body("SXD", ("Sở Xây dựng",)),
    Body("SYT", ("Sở Y tế",)),
)

CENTRAL: Final = frozenset(
    {"QH", "UBTVQH", "CP", "TTg", "VPCP", "TW", "BCĐTW", "VPTW", "UBDT", "NHNN", "TTCP"}
    | {body.code for body in BODIES if body.names[0].startswith("Bộ ")}
)
"""Bodies whose numbers ran on when local ones were set up anew on 01/7/2025."""

_ASSEMBLY: Final = re.compile(r"((?:UBTV)?QH)[0-9]+")
_HEADS: Final = re.compile(r"^(?:(?:phó\s)?chủ tịch|bộ trưởng|giám đốc|thường trực)\s")
_SPELLED: Final = (
    ("uỷ", "ủy"),
    ("ubnd", "ủy ban nhân dân"),
    ("hđnd", "hội đồng nhân dân"),
    ("hoá", "hóa"),
    (" – ", " - "),
)


@lru_cache(maxsize=4096)
def issuer_name(text: str) -> str:
    """Return a body's name as it is compared: lower case, spelled out, without its head's post."""
    name = " ".join(text.casefold().split())
    for short, spelled in _SPELLED:
        name = name.replace(short, spelled)
    return _HEADS.sub("", name)


def issuer_fault(code: str, issuer: str, day: date | None) -> str:
    """Return why ``code`` cannot be that of ``issuer`` on ``day``, in words; empty where it may.

    A code or a name that is not known is never at fault.
    """
    bare = _ASSEMBLY.fullmatch(code)
    own = [body for body in BODIES if body.code == (bare[1] if bare else code)]
    if not own:
        return ""
    if day is not None and not any(body.uses_code_on(day) for body in own):
        return f"{code} là ký hiệu của {own[0].names[0]}, {_limits(own[0])}"
    named = _named(issuer_name(issuer))
    if not named or any(body in own for body in named):
        return ""
    return f"{code} là ký hiệu của {own[0].names[0]}"


def _limits(body: Body) -> str:
    if body.until:
        return f"dùng đến {format_date(date.fromisoformat(body.until))}"
    return f"dùng từ {format_date(date.fromisoformat(body.since))}"


@lru_cache(maxsize=4096)
def _named(name: str) -> tuple[Body, ...]:
    """Return the bodies whose name begins this one, by the longest beginning."""
    longest = 0
    found: tuple[Body, ...] = ()
    for body in BODIES:
        length = max(
            (len(known) for known in map(issuer_name, body.names) if _begins(name, known)),
            default=0,
        )
        if length and length >= longest:
            found = (*found, body) if length == longest else (body,)
            longest = length
    return found


def _begins(name: str, known: str) -> bool:
    return name.startswith(known) and not name[len(known) : len(known) + 1].isalnum()
