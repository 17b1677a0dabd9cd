"""Lists: how many items follow a count, how they are numbered, and when nothing is said of it."""

from __future__ import annotations

import pytest

from forms.proofreading import proofread

RULE = "_____________"


def told(text: str) -> list[tuple[str, str, str, str]]:
    found = proofread(text)
    return [(c.kind, c.verdict, c.stated, c.expected) for c in found if c.kind != "ratio"]


@pytest.mark.parametrize(
    ("lines", "kind", "verdict", "stated", "expected"),
    [
        (
            ["Xã ban hành 02 văn bản, gồm: (1) kế hoạch; (2) công văn; (3) quyết định."],
            *("count", "wrong", "2", "3"),
        ),
        (
            [
                "Tiếp nhận 1.250 hồ sơ:",
                "- Đất đai: 612 hồ sơ;",
                "- Hộ tịch: 428 hồ sơ;",
                "- Chứng thực: 110 hồ sơ.",
            ],
            *("breakdown", "wrong", "1.250", "1.150"),
        ),
        (
            [
                "Trong tháng xã ban hành 04 văn bản¹ để chỉ đạo.",
                RULE,
                "1 Gồm (1) kế hoạch; (2) công văn; (3) quyết định.",
            ],
            *("count", "doubtful", "4", "3"),
        ),
        (
            [
                "Trong tháng xã ban hành 03 văn bản¹ để chỉ đạo.",
                RULE,
                "1 Gồm (1) kế hoạch; (2) công văn; (3) quyết định.",
            ],
            *("count", "right", "3", "3"),
        ),
    ],
)
def test_what_a_list_says_of_itself_is_judged(
    lines: list[str], kind: str, verdict: str, stated: str, expected: str
) -> None:
    assert (kind, verdict, stated, expected) in told("\n".join(lines) + "\n")


def test_more_items_than_announced_are_named_as_such() -> None:
    text = "Xã ban hành 02 văn bản, gồm: (1) kế hoạch; (2) công văn; (3) quyết định."
    (claim,) = proofread(text)
    assert claim.explanation == "Nêu 2 văn bản nhưng liệt kê 3 mục."


@pytest.mark.parametrize(
    "lines",
    [
        # An item without a figure: the total may have it.
        [
            "Kết quả rà soát:",
            "- Tổng số: 157 hộ;",
            "- Ấp An: 20 hộ;",
            "- Ấp Bình: 31 hộ;",
            "- Ấp Lợi: chưa báo cáo.",
        ],
        # The page may have cut the list off.
        ["Giao 04 việc sau:", "1. Rà soát số liệu;", "2. Công khai kết quả;", "3. Xử lý trách"],
        # What stands between the count and the list is another matter.
        [
            "Giao 04 xã, yêu cầu hoàn thành việc:",
            "1. Rà soát số liệu;",
            "2. Công khai kết quả;",
            "3. Xử lý trách nhiệm.",
        ],
        # The items have figures of the same kind: the count is no number of items.
        ["Ban hành 11 văn bản, gồm: (1) 05 văn bản chỉ đạo; (2) 06 văn bản đôn đốc."],
        # The count stands in another sentence, or another clause.
        ["Xã có 03 ấp. Các việc gồm: (1) rà soát; (2) công khai."],
        ["Xã có 03 ấp; việc cần làm: (a) rà soát; (b) công khai."],
        # A note that names some of them has no plain number of items.
        [
            "Trong tháng xã ban hành 04 văn bản¹ để chỉ đạo.",
            RULE,
            "1 Trong đó có: Kế hoạch số 12; Công văn số 15; Quyết định số 18.",
        ],
        # A second list begins at one again.
        ["Các việc:", "1. Chuẩn bị.", "2. Tổ chức họp.", "1. Báo cáo.", "2. Lưu hồ sơ."],
    ],
    ids=lambda lines: lines[0][:24],
)
def test_a_list_that_does_not_say_so_raises_no_alarm(lines: list[str]) -> None:
    found = proofread("\n".join(lines) + "\n")
    assert [claim for claim in found if claim.severity] == []


_ITEMS = (
    "1. Văn bản đi: 7.318 văn bản.\n2. Văn bản đến: 12.655 văn bản.\n3. Tổng cả hai: {} văn bản."
)
_WAYS = (
    "a) Đường bộ xảy ra 118 vụ, làm chết 64 người.\nb) Đường thủy xảy ra 03 vụ, làm chết 02 người."
    "\nTính chung hai loại xảy ra {} vụ, làm chết 66 người."
)


@pytest.mark.parametrize(
    ("text", "printed", "mistyped"), [(_ITEMS, "19.973", "19.673"), (_WAYS, "121", "141")]
)
def test_an_item_that_adds_up_those_above_it_is_checked(
    text: str, printed: str, mistyped: str
) -> None:
    sums = {(c.verdict, c.stated) for c in proofread(text.format(printed)) if c.kind == "sum"}
    assert ("right", printed) in sums
    sums = {(c.verdict, c.stated) for c in proofread(text.format(mistyped)) if c.kind == "sum"}
    assert sums & {("wrong", mistyped), ("doubtful", mistyped)}


def test_a_total_of_more_than_the_items_above_is_left_alone() -> None:
    text = "- Xã An: 1.204 hộ.\n- Xã Bình: 2.310 hộ.\nTổng số hộ toàn huyện: 8.714 hộ."
    assert not [item for item in proofread(text) if item.kind == "sum"]


NUMBERED = (
    "(1) nâng cấp phần mềm 1.480 triệu đồng; (2) thuê chữ ký số 655 triệu đồng; (3) mua máy quét"
    " 540 triệu đồng; (4) tập huấn 185 triệu đồng."
)


@pytest.mark.parametrize(
    ("whole", "verdict"), [("2.860", "right"), ("2.850", "wrong")], ids=["fits", "mistyped"]
)
def test_a_list_within_one_line_below_its_head_divides_it(whole: str, verdict: str) -> None:
    text = f"Năm 2025, đơn vị được phân bổ {whole} triệu đồng, gồm:\n{NUMBERED}"
    whole_of = f"{whole} triệu đồng"
    assert told(text) == [("breakdown", verdict, whole_of, "2.860 triệu đồng")]


def test_the_first_of_numbered_items_is_no_total_of_the_others() -> None:
    assert told(NUMBERED) == []


@pytest.mark.parametrize("done", [401, 491], ids=["fits", "mistyped"])
def test_the_total_of_a_first_item_is_what_its_first_sentence_tells(done: int) -> None:
    text = (
        "Kết quả giải quyết hồ sơ:\n"
        "+ Tổng số hồ sơ phải giải quyết là 648 hồ sơ. Trong đó nộp qua bưu chính 04 hồ sơ.\n"
        f"+ Đã giải quyết {done} hồ sơ.\n+ Đang giải quyết 247 hồ sơ."
    )
    verdict = "right" if done == 401 else "wrong"
    assert told(text) == [("breakdown", verdict, "648", str(done + 247))]


def test_a_number_of_a_name_before_a_figure_is_no_part() -> None:
    text = "Cơ cấu giống trong 3.612 ha: OM 18 2.059 ha; Đài Thơm 8 1.192 ha; giống khác 361 ha."
    assert told(text) == [("breakdown", "right", "3.612", "3.612")]
