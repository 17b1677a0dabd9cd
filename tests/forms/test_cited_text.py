"""Documents cited in running text: every family and wording, positions, traps, hostile texts."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.cited.cited_text import CitedMention, cited_in
from forms.dates import DateProblem


def said(text: str) -> list[tuple[str, str, str, str]]:
    """Return type word, number with symbol, day and issuer of each citation."""
    return [_said(mention) for mention in cited_in(text)]


def _said(mention: CitedMention) -> tuple[str, str, str, str]:
    day = "" if mention.day is None else mention.day.text
    issuer = "" if mention.issuer is None else " ".join(mention.issuer.text.split())
    return mention.word, mention.full, day, issuer


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # normative acts
        ("Nghị định 63/2024/NĐ-CP", ("nghị định", "63/2024/NĐ-CP", "", "")),
        (
            "Nghị định số 42/2022/NĐ-CP ngày 24/6/2022 của Chính phủ quy định về việc",
            ("nghị định", "42/2022/NĐ-CP", "24/6/2022", "Chính phủ"),
        ),
        ("Thông tư số 01/2023/TT-VPCP", ("thông tư", "01/2023/TT-VPCP", "", "")),
        ("Luật số 47/2019/QH14", ("luật", "47/2019/QH14", "", "")),
        ("Luật Căn cước số 26/2023/QH15", ("luật", "26/2023/QH15", "", "")),
        ("Nghị quyết số 76/2025/UBTVQH15", ("nghị quyết", "76/2025/UBTVQH15", "", "")),
        # administrative documents
        ("Kế hoạch 709/KH-UBND", ("kế hoạch", "709/KH-UBND", "", "")),
        ("kế hoạch số: 709/KH-UBND", ("kế hoạch", "709/KH-UBND", "", "")),
        ("Báo cáo số 331 /BC-UBND", ("báo cáo", "331/BC-UBND", "", "")),
        ("Kế hoạch số 5085/KH-CAT-PC06", ("kế hoạch", "5085/KH-CAT-PC06", "", "")),
        ("Thông báo Kết luận số 12/TB-VP", ("thông báo kết luận", "12/TB-VP", "", "")),
        ("(theo 709/KH-UBND)", ("", "709/KH-UBND", "", "")),
        # letters
        ("Công văn số 802/UBND-NC", ("công văn", "802/UBND-NC", "", "")),
        ("Công văn 32/TCTĐA06", ("công văn", "32/TCTĐA06", "", "")),
        ("văn bản số 9318/VPCP-KSTT", ("văn bản", "9318/VPCP-KSTT", "", "")),
        ("số 4312/BTC-NSNN", ("", "4312/BTC-NSNN", "", "")),
        # of the Party, joint, secret
        ("Nghị quyết số 57-NQ/TW", ("nghị quyết", "57-NQ/TW", "", "")),
        ("Công văn số 01-CV/VPTU", ("công văn", "01-CV/VPTU", "", "")),
        (
            "Kế hoạch phối hợp số 43/KHPH-TCTĐA06/CPTW-TCTĐA06/CPAG",
            ("kế hoạch phối hợp", "43/KHPH-TCTĐA06/CPTW-TCTĐA06/CPAG", "", ""),
        ),
        ("Điện mật số 25/ĐK-HT", ("điện mật", "25/ĐK-HT", "", "")),
        # the last type word counts
        ("Kế hoạch số Kế hoạch 02-KH/BCĐTW", ("kế hoạch", "02-KH/BCĐTW", "", "")),
    ],
)
def test_every_family(text: str, expected: tuple[str, str, str, str]) -> None:
    assert said(f"Thực hiện {text}") == [expected]
    assert said(text) == [expected]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Quyết định số 06/QĐ-TTg ngày 06/01/2022", date(2022, 1, 6)),
        ("Quyết định số 06/QĐ-TTg, ngày 4/3/2024", date(2024, 3, 4)),
        ("Quyết định số 06/QĐ-TTg (ngày 4.3.2024)", date(2024, 3, 4)),
        ("Quyết định số 06/QĐ-TTg ban hành ngày 04-03-2024", date(2024, 3, 4)),
        ("Quyết định số 06/QĐ-TTg\n\nngày\n29 tháng 3 năm 2024", date(2024, 3, 29)),
        ("Quyết định số 06/QĐ-TTg của Thủ tướng Chính phủ ngày 06/01/2022", date(2022, 1, 6)),
        ("Quyết định số 06/QĐ-TTg từ ngày 06/01/2022", None),
        ("Quyết định số 06/QĐ-TTg ngày 22/01", None),
    ],
)
def test_days(text: str, day: date | None) -> None:
    (mention,) = cited_in(text)
    assert mention.date == day


def test_a_day_that_does_not_exist_is_still_the_day_that_is_meant() -> None:
    (mention,) = cited_in(
        "Công văn 1307/SKHCN-PTCN-CĐS ngày 44/6/2025 của Sở Khoa học và Công nghệ"
    )
    assert mention.day is not None
    assert mention.day.text == "44/6/2025"
    assert isinstance(mention.date, DateProblem)
    assert mention.date.code == "DATE-DAY"


@pytest.mark.parametrize(
    ("after", "issuer"),
    [
        ("của Thủ tướng Chính phủ về việc phê duyệt", "Thủ tướng Chính phủ"),
        ("của Thủ tướng \nChính phủ \nvề việc", "Thủ tướng Chính phủ"),
        ("của\n\nChính phủ sửa đổi", "Chính phủ"),
        ("của Bộ Kế hoạch và Đầu tư và Công văn số 1/BTC-NS", "Bộ Kế hoạch và Đầu tư"),
        ("của Ủy ban nhân \n\ndân tỉnh An Giang; ", "Ủy ban nhân dân tỉnh An Giang"),
        ("của Chính phủ và thực hiện áp dụng", "Chính phủ"),
        ("của Sở Y tế\nBáo cáo tiếp theo", "Sở Y tế"),
        ("của UBND tỉnh]", "UBND tỉnh"),
        ("của", ""),
        ("về việc của tôi", ""),
    ],
)
def test_issuers(after: str, issuer: str) -> None:
    assert said(f"Quyết định số 6/QĐ-X ngày 06/01/2022 {after}")[0][3] == issuer


def test_wrapped_lines() -> None:
    text = (
        "Kế hoạch phối hợp số\n43/KHPH- \nTCTĐA06/CPTW; Kế hoạch 02-\n\nKH/BCĐTW; số 22/KH-\n\nUBND"
    )
    assert [full for _, full, _, _ in said(text)] == [
        "43/KHPH-TCTĐA06/CPTW",
        "02-KH/BCĐTW",
        "22/KH-UBND",
    ]


def test_a_forgotten_hyphen_belongs_to_the_symbol() -> None:
    assert said("Công văn 708/BTTTT CATTT ngày 02/3/2024 của Bộ A") == [
        ("công văn", "708/BTTTT CATTT", "02/3/2024", "Bộ A")
    ]
    assert said("Công văn 708/BTTTT VNPT nhận")[0][1] == "708/BTTTT"


def test_several_in_one_sentence() -> None:
    text = (
        "- Nghị quyết 57-NQ/TW, ngày 22/12/2024 của Bộ Chính trị[^Công văn số 425/SKHCN-CĐS ngày"
        " 24/7/2025]; Nghị định số 118/2025/NĐ-CP."
    )
    assert said(text) == [
        ("nghị quyết", "57-NQ/TW", "22/12/2024", "Bộ Chính trị"),
        ("công văn", "425/SKHCN-CĐS", "24/7/2025", ""),
        ("nghị định", "118/2025/NĐ-CP", "", ""),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "hỗ trợ 24/7",
        "lưới điện hạ áp (220/380V)",
        "4G/5G, 3G/4G",
        "Đề án 06/CP",
        "Đề án số 06/CP",
        "thứ 63/63 tỉnh",
        "11/25 dịch vụ công",
        "Tiếp nhận 2.695.002/2.695.002 dữ liệu",
        "1.254/1.660 hồ sơ, đạt 75,54%",
        "01/tháng/kỳ, 15/phút/kỳ",
        "85.526.922.228 đ; 1,245 tỷ đồng",
        "tháng 7/2024, ngày 20/7/2024, 01/7/2025",
        "giai đoạn 2021-2030, 2022 - 2025",
        "phòng PC06, Cục C06, TCTĐA06",
        "(phiên bản 1.0)",
        "Biểu số 06/VPCP/KSTT; II.06a/VPCP/KSTT",
        "QCVN 102:2016/BTTTT, ISO/IEC 27001:2013",
        "giải quyết 12/TTHC, đạt kế hoạch 10/HTX",
        "Báo cáo số 12/tháng 7/2024",
        "tại số 12/A-B đường Trần Hưng Đạo",
        "http://angiang.gov.vn/12/AB-CD",
        "Kế hoạch số …/KH-UBND, Kế hoạch số      /KH-UBND",
        "Luật Căn cước năm 2023",
        "Quyết định số 123456/QĐ-UBND",
        "",
    ],
)
def test_traps_stay_silent(text: str) -> None:
    assert said(text) == []


_PIECES = st.sampled_from(
    [
        *("Kế hoạch", "Công văn", "Luật", "Đề án", "số", "của", "ngày", "và", "về", "Chính phủ"),
        *(
            "709/KH-UBND",
            "57-NQ/TW",
            "63/2024/NĐ-CP",
            "47/2019/QH14",
            "32/TCTĐA06",
            "24/7",
            "06/CP",
        ),
        *(
            "16/7/2024",
            "44/6/2025",
            "29 tháng 3 năm 2024",
            "/",
            "-",
            "- ",
            ",",
            ";",
            "\n",
            "  ",
            "[",
        ),
    ]
)


@given(st.one_of(st.text(), st.lists(_PIECES).map(" ".join), st.lists(_PIECES).map("".join)))
def test_parts_stand_where_they_say_and_never_overlap(text: str) -> None:
    found = cited_in(text)
    for mention in found:
        for part in (mention.kind, mention.number, mention.symbol, mention.day, mention.issuer):
            if part is not None:
                assert part.text
                assert text[part.start : part.end] == part.text
                assert mention.start <= part.start < part.end <= mention.end
        assert mention.number.end < mention.symbol.start
    assert all(before.end <= after.start for before, after in pairwise(found))


@pytest.mark.parametrize(
    ("piece", "count"),
    [
        ("1", 0),
        ("/", 0),
        ("1/", 0),
        ("1/A-", 0),
        ("của ", 0),
        ("số ", 0),
        ("1/KH-UBND của A về\nvà ", 45_455),
    ],
)
def test_a_megabyte_is_read_in_one_pass(piece: str, count: int) -> None:
    text = piece * (1_000_000 // len(piece) + 1)
    assert len(cited_in(text)) == count
