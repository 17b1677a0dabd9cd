"""Figures set in other ways than usual: read as what they are, found where they are printed."""

import pytest

from forms.claims.passages import Line, Passage, Text, passages
from forms.claims.typesetting import well_set
from forms.proofreading import proofread


def passage_of(*lines: str) -> Passage:
    (found,) = passages(Text(tuple(Line(text, 1, i + 1) for i, text in enumerate(lines))))
    return found


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("thu hồi 358,6ha, tái định cư 41,8ha", "thu hồi 358,6 ha, tái định cư 41,8 ha"),
        ("đưa 1.597người đi làm việc", "đưa 1.597 người đi làm việc"),
        ("trả lại 5.214m2 đất", "trả lại 5.214 m2 đất"),
        ("lập 21 246 biên bản (cùng kỳ 19 372)", "lập 21246 biên bản (cùng kỳ 19372)"),
        ("năm trước (7.264 triệu đồng)1. Bao gồm", "năm trước (7.264 triệu đồng)¹. Bao gồm"),
    ],
)
def test_figures_are_set_as_usual(printed: str, read: str) -> None:
    assert well_set(passage_of(printed)).text == read


@pytest.mark.parametrize(
    "text",
    [
        "chạy tối đa 80km/h trên mạng 4G, 5G, điện 500kV lúc 15h",
        "Quyết định 47HĐND, tài liệu A06người dùng, hệ số 1.5x",
        "tổ 12 345 hộ được hỗ trợ",
        "giao 1.250 hồ sơ cho tổ 12 345 lần và tổ 13 346 lần",
        "xã A 412 405 338 82,0 và xã B 527 519 446 84,6",
        "(1)5 hộ; (a)7 hộ",
        "đã chi 500đ",
    ],
)
def test_what_may_be_meant_otherwise_stays(text: str) -> None:
    passage = passage_of(text)
    assert well_set(passage) is passage


def test_every_letter_is_found_where_it_is_printed() -> None:
    lines = (
        "Tổng diện tích 475,4ha (năm trước 400,1ha)1; gồm đường ven biển 86,4ha, hồ",
        "214,7ha, khu công nghiệp 174,3ha; đền bù 21 246 hộ, trước là 19 372 hộ ở xã",
        "khác.",
    )
    read = well_set(passage_of(*lines))
    assert read.text != passage_of(*lines).text
    printed = [read.spot(at) for at in range(len(read.text))]
    for at, spot in enumerate(printed):
        letter = lines[spot.line - 1][spot.column : spot.column + 1]
        assert letter == read.text[at] or read.text[at] in " ¹", (at, spot)
    assert [*map(tuple, printed)] == sorted(map(tuple, printed))


def test_claims_of_such_figures_are_told() -> None:
    text = (
        "Lập biên bản 21 246 trường hợp, tăng 2 474 trường hợp so với cùng kỳ (19 372).\n"
        "Đã bàn giao 357,9/475,4ha, tỷ lệ 69%.\n"
    )
    found = {(claim.kind, claim.verdict, claim.stated) for claim in proofread(text)}
    assert found >= {("difference", "wrong", "2.474"), ("ratio", "wrong", "69%")}


def test_a_whole_number_of_parts_with_decimals_was_rounded() -> None:
    listed = "Bị hại 2.504 ha, gồm: xã A 10,8 ha, xã B 159,8 ha, xã C 154 ha, xã D {} ha.\n"
    (right,) = proofread(listed.format("2.179"))
    (wrong,) = proofread(listed.format("2.189"))
    assert (right.verdict, wrong.verdict) == ("right", "wrong")
