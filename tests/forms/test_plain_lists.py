"""Counts of what a sentence or its footnote tells one by one."""

from __future__ import annotations

import pytest

from forms.proofreading import proofread

RULE = "_____________"


def counts(*lines: str) -> list[tuple[str, str, str]]:
    found = proofread("\n".join(lines) + "\n")
    return [(c.verdict, c.stated, c.expected) for c in found if c.kind == "count"]


LISTS = [
    "Có {} xã, thị trấn hoàn thành gồm: An Phú, Tân Lộc, Long Sơn, Hòa Lợi.",
    "Còn {} xã có tỷ lệ hồ sơ trực tuyến dưới 60% (An Phú, Tân Lộc, Long Sơn, Hòa Lợi).",
    "Khảo sát {} đơn vị (Phòng Kinh tế; Phòng Văn hóa - Xã hội; Trạm Y tế; Công an xã).",
    "Có {} đơn vị về đích sớm, gồm: Công an các phường An Phú, Tân Lộc, Long Sơn và Hòa Lợi.",
    (
        "Có {} cơ quan còn chậm gồm: Sở Văn hóa, Thể thao và Du lịch, Sở Y tế, Sở Tài chính,"
        " Sở Giáo dục và Đào tạo."
    ),
    (
        "Xã ban hành {} văn bản chỉ đạo: Công văn số 12/UBND-VX ngày 03/9/2025 về học phí; Kế hoạch"
        " số 15/KH-UBND ngày 05/9/2025; Công văn số 19/UBND-NC ngày 09/9/2025 về cư trú; Công văn"
        " số 22/UBND-NC ngày 12/9/2025."
    ),
    "Đã mở {} lớp chuyên đề: an toàn thông tin; chữ ký số; kỹ năng tuyên truyền; số hóa hồ sơ.",
    "Cử cán bộ học {} lớp bồi dưỡng: kỹ năng số, hộ tịch, đất đai, an toàn thông tin.",
    (
        "Có {} bộ, ngành và địa phương dưới 10%, bao gồm: Bộ Y tế, Bộ Tài chính; các tỉnh Sơn La và"
        " Hà Nam."
    ),
]


ORDERED = [
    "Nêu {} nguyên nhân: Thứ nhất, cán bộ mỏng. Thứ hai, máy cũ. Thứ ba, mạng chậm.",
    "Đề nghị {} nội dung: một là, bổ sung máy; hai là, nâng đường truyền; ba là, thêm người.",
    "Thống nhất {} giải pháp gồm: (i) rà soát dữ liệu; (ii) số hóa hồ sơ; (iii) đào tạo.",
    "Thống nhất {} giải pháp gồm: 1) rà soát dữ liệu; 2) số hóa hồ sơ; 3) đào tạo.",
    "Xảy ra {} vụ cháy: ngày 02/3 tại xã An Phú; ngày 09/3 tại Tân Lộc; ngày 17/3 tại Hòa Lợi.",
    "Thí điểm tại {} bệnh viện: Đa khoa tỉnh, Sản - Nhi, Mắt.",
]


@pytest.mark.parametrize("text", ORDERED)
def test_ordinals_and_numbers_are_counted(text: str) -> None:
    assert counts(text.format("03")) == [("right", "3", "3")]
    assert counts(text.format("05")) == [("doubtful", "5", "3")]


def test_ordinals_that_go_on_in_the_next_paragraph_raise_no_question() -> None:
    found = counts("Có 03 nguyên nhân: Thứ nhất, cán bộ mỏng.", "Thứ hai, máy cũ.", "Hết.")
    assert [c for c in found if c[0] != "right"] == []


@pytest.mark.parametrize("text", LISTS)
def test_a_count_is_that_of_the_list_behind_it(text: str) -> None:
    assert counts(text.format("04")) == [("right", "4", "4")]
    assert counts(text.format("06")) == [("doubtful", "6", "4")]
    assert counts(text.format("40")) in ([("doubtful", "40", "4")], [])


@pytest.mark.parametrize(
    "text",
    [
        # Some are named, not all.
        "Có 06 xã hoàn thành như: An Phú, Tân Lộc, Long Sơn.",
        "Có 06 xã hoàn thành gồm: An Phú, Tân Lộc, Long Sơn...",
        "Kết quả 25 dịch vụ công (trích một số dịch vụ): khai sinh; khai tử; kết hôn.",
        # What is listed are no items of what is counted.
        "Giao 06 xã, yêu cầu hoàn thành: rà soát dữ liệu; số hóa hồ sơ; đào tạo.",
        "Xử lý 30 trường hợp: vi phạm nồng độ cồn; vi phạm tốc độ; chở quá tải.",
        "Kiểm tra 12 đơn vị (các phòng chuyên môn, trường học, trạm y tế).",
        "Tai nạn giao thông tăng cả 3 tiêu chí: số vụ tăng hơn 17%, số người chết tăng hơn 8,57%.",
        "Phương tiện gồm 05 nhóm: xe tải 12 chiếc, xe khách 7 chiếc.",
        # One of the matters may be told in two.
        "Có 03 nhiệm vụ chậm: nhập dữ liệu; đối soát; khảo sát liệt sĩ; chuẩn bị điều kiện.",
        # A plan may name its main documents only.
        "Ban hành 06 kế hoạch gồm: Kế hoạch số 12/KH-UBND, Kế hoạch số 15/KH-UBND.",
    ],
)
def test_a_list_that_may_be_another_raises_no_question(text: str) -> None:
    assert [c for c in counts(text) if c[0] != "right"] == []


@pytest.mark.parametrize(
    "note",
    [
        "1 Trường Tiểu học An Phú; Trường Tiểu học Tân Lộc; Trường Mẫu giáo Long Sơn.",
        (
            "1 Gồm các trường: Trường Tiểu học An Phú, Trường Tiểu học Tân Lộc, Trường Mẫu giáo"
            " Long Sơn."
        ),
        "1 (1) Trường Tiểu học An Phú; (2) Trường Tiểu học Tân Lộc; (3) Trường Mẫu giáo Long Sơn.",
    ],
)
def test_a_footnote_tells_what_its_mark_counts(note: str) -> None:
    text = "Có 48 trường thu học phí qua tài khoản, còn {} trường chưa thực hiện¹."
    assert counts(text.format("03"), RULE, note) == [("right", "3", "3")]
    assert counts(text.format("05"), RULE, note) == [("doubtful", "5", "3")]


def test_a_footnote_of_a_far_count_is_not_asked_about() -> None:
    note = "1 Công văn số 12/UBND-NC ngày 02/9/2025; Kế hoạch số 15/KH-UBND ngày 05/9/2025."
    assert counts("Ban hành 18 văn bản về chính quyền 02 cấp¹.", RULE, note) == []


@pytest.mark.parametrize(
    "text",
    [
        "Triển khai mới {} mô hình: “Thứ Bảy số hóa”, “Chợ không tiền mặt” và “Camera an ninh”.",
        "Mở {} lớp bồi dưỡng: kỹ năng số, hộ tịch, văn hóa công vụ, với 684 học viên.",
        "Quá hạn ở {} lĩnh vực: đất đai, xây dựng, hộ tịch; riêng đất đai có 1.506 hồ sơ.",
    ],
)
def test_what_is_told_of_all_items_together_is_no_item(text: str) -> None:
    assert counts(text.format("03")) == [("right", "3", "3")]
    assert counts(text.format("05")) == [("doubtful", "5", "3")]
