"""Rates that a name ties to counts told before or behind them, not the count beside them."""

from __future__ import annotations

import pytest

from forms.proofreading import proofread
from tests.proofread_corpus import ALARMS


def rates(text: str) -> list[str]:
    """The verdicts on percentages, with what they were found to be shares of."""
    found = [item for item in proofread(text) if item.kind == "ratio"]
    return [f"{item.verdict} {item.stated} {'/'.join(item.operands)}" for item in found]


def alarms(text: str) -> list[str]:
    return [item.stated for item in proofread(text) if item.verdict in ALARMS]


SOLVED = (
    "Đã trả 8.412 hồ sơ, trong đó trước hạn 6.207 hồ sơ, đúng hạn 2.139 hồ sơ, quá hạn 66 hồ sơ"
)
DIVIDED = "Tổ được giao 37 việc: hoàn thành 26 việc, đang làm 11 việc."
THEFTS = "Xảy ra 518 vụ, gồm: giết người 09 vụ; trộm cắp tài sản 243 vụ; gây thương tích 266 vụ."
SPENDING = "Tổng chi gồm chi đầu tư 4.215 triệu đồng, chi thường xuyên 7.386 triệu đồng."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # Two counts of one division make up what a name with "và" tells.
        (f"{SOLVED}. Tỷ lệ trước và đúng hạn đạt 99,22%.", "right 99,22% 8.346/8.412"),
        (f"{SOLVED}; tỷ lệ đúng và trước hạn 94,22%.", "wrong 94,22% 8.346/8.412"),
        (f"{DIVIDED} Tỷ lệ hoàn thành 70,3%.", "right 70,3% 26/37"),
        (f"{DIVIDED} Tỷ lệ hoàn thành 73,0%.", "wrong 73,0% 26/37"),
        # The counts make up the whole, so two digits are enough.
        ("Hòa giải 15 vụ: thành 12, không thành 03 (tỷ lệ thành 80%).", "right 80% 12/15"),
        ("Hòa giải 15 vụ: thành 12, không thành 03 (tỷ lệ thành 60%).", "wrong 60% 12/15"),
        # All that has been done, late or not.
        (
            (
                "Giao 64 việc: hoàn thành đúng hạn 37 việc, hoàn thành quá hạn 05 việc, đang làm "
                "22 việc. Tỷ lệ hoàn thành 65,6%."
            ),
            "right 65,6% 42/64",
        ),
        # The words of a plan and of a time say nothing of what is counted.
        (
            "Có 31/52 nhiệm vụ đã hoàn thành. Tỷ lệ hoàn thành kế hoạch 6 tháng là 59,62%.",
            "right 59,62% 31/52",
        ),
        # Told in the paragraph before, by the words that lead to the count.
        (f"{THEFTS}\n\nTrộm cắp tài sản chiếm tỷ lệ lớn nhất (46,9%).", "right 46,9% 243/518"),
        (f"{THEFTS}\n\nTrộm cắp tài sản chiếm tỷ lệ lớn nhất (49,6%).", "wrong 49,6% 243/518"),
        # Of a plan that stands behind.
        (
            f"{SPENDING} Chi thường xuyên đạt 61,4% dự toán (12.030 triệu đồng).",
            "right 61,4% 7.386 triệu đồng/12.030 triệu đồng",
        ),
        (
            f"{SPENDING} Chi thường xuyên đạt 67,4% dự toán (12.030 triệu đồng).",
            "wrong 67,4% 7.386 triệu đồng/12.030 triệu đồng",
        ),
        # Told behind.
        (
            (
                "Tỷ lệ hồ sơ cấp xã giải quyết đúng hạn đạt 98,43%; trong đó, tổng số đã giải "
                "quyết là 31.520 hồ sơ, số hồ sơ đúng hạn là 31.024 hồ sơ."
            ),
            "right 98,43% 31.024/31.520",
        ),
        (
            (
                "Tỷ lệ hồ sơ cấp xã giải quyết đúng hạn đạt 89,43%; trong đó, tổng số đã giải "
                "quyết là 31.520 hồ sơ, số hồ sơ đúng hạn là 31.024 hồ sơ."
            ),
            "wrong 89,43% 31.024/31.520",
        ),
        (
            (
                "Có 283 mô hình; qua phân loại, 214 mô hình hiệu quả, 58 mô hình khá, 11 mô hình "
                "yếu; tỷ lệ mô hình hiệu quả đạt 756,2%."
            ),
            "wrong 756,2% 214/283",
        ),
    ],
)
def test_a_rate_told_by_its_name_is_that_of_what_the_name_told_before(
    text: str, found: str
) -> None:
    assert found in rates(text)


@pytest.mark.parametrize(
    "text",
    [
        # The rate of others: each has a word that no count was told with.
        f"{SOLVED}. Tỷ lệ trước và đúng hạn của cấp xã đạt 94,22%.",
        f"{SOLVED}. Tỷ lệ số hóa hồ sơ đạt 91,04%.",
        # Far from it, and nothing says that the counts are all of it.
        "Giao 37 việc, đến nay hoàn thành 26 việc. Tỷ lệ hoàn thành kế hoạch năm 81,5%.",
        # Of a plan, of the year before, of what no figure tells.
        f"{DIVIDED} Tỷ lệ hoàn thành 88,6% so với cùng kỳ.",
        f"{THEFTS}\n\nTrộm cắp tài sản ở đô thị chiếm tỷ lệ lớn nhất (71,3%).",
        # One word names nothing outside its sentence.
        "Tốt nghiệp 366/369 học sinh. Xếp loại: tốt chiếm 24,6%, khá 41,2%.",
        # A share of each, not of all.
        "Có 05/25 dịch vụ thiết yếu có tỷ lệ trực tuyến 100%.",
    ],
)
def test_a_rate_of_something_else_raises_no_alarm(text: str) -> None:
    assert alarms(text) == []


@pytest.mark.parametrize(
    ("rate", "verdict"), [("99,07%", "right"), ("22,42%", "right"), ("99,70%", "wrong")]
)
def test_what_is_done_before_its_day_is_in_time(rate: str, verdict: str) -> None:
    text = (
        "- Đã giải quyết 1.829 hồ sơ (trước hạn 1.402, đúng hạn 410, quá hạn 17); "
        f"tỷ lệ đúng hạn {rate}"
    )
    assert [c.verdict for c in proofread(text) if c.kind == "ratio"] == [verdict]
