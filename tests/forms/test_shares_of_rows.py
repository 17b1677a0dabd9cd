"""Shares whose base the shares beside them, or the counts beside them, tell."""

from __future__ import annotations

import pytest

from forms.proofreading import proofread
from tests.proofread_corpus import ALARMS


def alarms(text: str) -> list[str]:
    found = [item for item in proofread(text) if item.verdict in ALARMS]
    return [f"{item.stated} {'/'.join(item.operands)}" for item in found]


CASES = [
    pytest.param(
        "Xảy ra 784 vụ cháy. Có 431 vụ do điện, chiếm 54,97% tổng số; 163 vụ do bất cẩn, chiếm {}; "
        "12 vụ do sét, chiếm 1,5%; 171 vụ chưa rõ, chiếm 21,81%.",
        "20,79%",
        "20,39%",
        "163/784",
        id="one fine share fixes the base of its row",
    ),
    pytest.param(
        "Toàn huyện có 47 xã. Có 11 xã đạt 19 tiêu chí (chiếm {}); có 26 xã đạt 15 tiêu chí (chiếm "
        "55,32%).",
        "23,40%",
        "28,40%",
        "11/47",
        id="what each of the counted has is no count of its own",
    ),
    pytest.param(
        "Đánh giá 1.284/1.302 đảng viên: xuất sắc 167 đồng chí, chiếm {}; tốt 1.072 đồng chí, "
        "chiếm 85,3%; hoàn thành 45 đồng chí, chiếm 3,5%.",
        "13,0%",
        "18,0%",
        "167/1.284",
        id="counts that make up a figure of another noun",
    ),
    pytest.param(
        "Có 5.316 học sinh tốt nghiệp, đạt 97,3%, trong đó xếp loại giỏi 212 thí sinh (tỷ lệ {}).",
        "4,0%",
        "4,8%",
        "212/5.316",
        id="a share stands between a part and its whole",
    ),
    pytest.param(
        "Các đoàn đã xét nghiệm 3.164 mẫu, cho kết quả 3.071 mẫu đạt ({}) và 93 mẫu không đạt.",
        "97,1%",
        "91,7%",
        "3.071/3.164",
        id="a count and the one behind it make up the whole",
    ),
    pytest.param(
        "Quỹ thu 452,6 triệu đồng, nộp cấp trên 135,78 triệu đồng ({}), giữ lại 316,82 triệu đồng.",
        "30%",
        "80%",
        "135,78 triệu đồng/452,6 triệu đồng",
        id="amounts that make up the whole",
    ),
    pytest.param(
        "Năm nay giao 2.600 công dân. Có 143 công dân là đảng viên (5,50% so với chỉ tiêu giao); "
        "364 công dân có trình độ đại học (14,0% so với chỉ tiêu giao). Sức khỏe loại 1 có 1.287 "
        "công dân ({} so với chỉ tiêu giao).",
        "49,5%",
        "72,1%",
        "1.287/2.600",
        id="the same words behind other shares",
    ),
    pytest.param(
        "Đợt cao điểm (giao chỉ tiêu 32.000 thẻ): đến ngày 20/9 đã cấp 34.912, đạt {} chỉ tiêu.",
        "109,1%",
        "102,1%",
        "34.912/32.000",
        id="a plan before a count without a noun",
    ),
    pytest.param(
        "Toàn tỉnh thu nhận 61.380 hồ sơ, trong đó: nhóm 1 có 31.905 hồ sơ, nhóm 2 có 18.260 hồ "
        "sơ, nhóm 3 có 11.215 hồ sơ. Chỉ tiêu quý giao 60.000 hồ sơ, kết quả đạt {}.",
        "102,30%",
        "102,80%",
        "61.380/60.000",
        id="a plan told behind the parts of a total",
    ),
    pytest.param(
        "Có 2.104 việc phải thi hành, 1.386 việc đủ điều kiện; đã xong 1.239 việc, đạt {}.",
        "89,4%",
        "84,9%",
        "1.239/1.386",
        id="work done of that which can be done",
    ),
    pytest.param(
        "Dự toán năm là 386 triệu đồng, đã sử dụng 247,5 triệu đồng ({}).",
        "64,12%",
        "64,22%",
        "247,5 triệu đồng/386 triệu đồng",
        id="an amount beside one with decimals is exact",
    ),
    pytest.param(
        "Kinh phí bố trí năm 2025 là 18.642 triệu đồng, gồm: (1) hạ tầng 7.850 triệu đồng; (2) số "
        "hóa 9.214 triệu đồng; (3) tập huấn 1.578 triệu đồng.\n\nĐến nay đã giải ngân 11.926 triệu "
        "đồng, đạt {} kế hoạch.",
        "63,97%",
        "83,97%",
        "11.926 triệu đồng/18.642 triệu đồng",
        id="funds in the paragraph before",
    ),
    pytest.param(
        "Huyện có 684 hộ nghèo (12% dân số), hộ dân tộc thiểu số 623 hộ, chiếm {} số hộ nghèo.",
        "91%",
        "41%",
        "623/684",
        id="a base called by its name",
    ),
    pytest.param(
        "Nhu cầu 264 lô, đã có hạ tầng 189 lô. Đã giao 153 lô, đạt {} số lô có hạ tầng.",
        "81%",
        "71%",
        "153/189",
        id="a name with a verb in it",
    ),
    pytest.param(
        "Luân chuyển 42 lãnh đạo cấp phòng, bằng {} kế hoạch (56 người).",
        "75%",
        "71%",
        "42/56",
        id="a plan in a bracket, by another noun",
    ),
    pytest.param(
        "Tỉnh bầu đủ 50 đại biểu, trong đó nữ 14 người ({}).",
        "28%",
        "68%",
        "14/50",
        id="a part of other nouns for people",
    ),
    pytest.param(
        "Trong số 163 hồ sơ có 58 trường hợp dưới 6 tuổi (35,6%), 71 trường hợp dưới 14 tuổi ({}).",
        "43,6%",
        "48,6%",
        "71/163",
        id="a whole by another noun that a sibling confirms",
    ),
    pytest.param(
        "Xã A khám 41/61 đạt 67%; xã B 52/99 đạt 53%; xã C 46/84 đạt {}.",
        "55%",
        "85%",
        "46/84",
        id="a row of fractions",
    ),
    pytest.param(
        "Đã giải ngân 60/397 tỷ đồng vốn xây dựng cơ bản tập trung của tỉnh, đạt {} kế hoạch.",
        "15%",
        "51%",
        "60 tỷ đồng/397 tỷ đồng",
        id="a fraction of planned funds",
    ),
    pytest.param(
        "Tổng kế hoạch vốn giao(1) là 5.842.310 triệu đồng, gồm ba nguồn.\n\nToàn tỉnh giải ngân "
        "3.271.694 triệu đồng, bằng {} kế hoạch vốn giao.",
        "56,00%",
        "56,90%",
        "3.271.694 triệu đồng/5.842.310 triệu đồng",
        id="funds behind the mark of a footnote",
    ),
    pytest.param(
        "Dự toán giao 420 triệu đồng; đã chi 238,5 triệu đồng, gồm: mua máy tính 126 triệu đồng, "
        "đường truyền 74,5 triệu đồng, tập huấn 38 triệu đồng; đạt {} dự toán.",
        "56,79%",
        "58,79%",
        "238,5 triệu đồng/420 triệu đồng",
        id="the head of a list before a share",
    ),
    pytest.param(
        "Sửa chữa 107,45 km đường (đường tỉnh 55,15 km, đường xã 52,3 km), đạt {} kế hoạch 125 km.",
        "86%",
        "68%",
        "107,45/125",
        id="a plan right behind a whole share",
    ),
    pytest.param(
        "Cấp xã tiếp nhận 214.806 hồ sơ, đã giải quyết 201.417 hồ sơ. Phi địa giới 4.318 hồ sơ, "
        "bằng {} tổng số.",
        "2,01%",
        "2,81%",
        "4.318/214.806",
        id="the total of the noun",
    ),
    pytest.param(
        "Xuống giống 1.918/2.150 ha, còn 232 ha. Trong đó: lúa chất lượng cao 1.204 ha, chiếm {}.",
        "62,77%",
        "60,77%",
        "1.204/1.918",
        id="what a fraction tells, and a rest behind it",
    ),
    pytest.param(
        "Số người tham gia là 59.177 người so với cùng kỳ (55.317 người); so với chỉ tiêu giao "
        "(70.544 người) đạt {}.",
        "84%",
        "94%",
        "59.177/70.544",
        id="a whole share of a plan in a bracket before it",
    ),
    pytest.param(
        "Khởi tố {} vụ. Cơ cấu: trật tự xã hội 128 vụ (54,2%), kinh tế 17 vụ (7,2%), ma túy 79 vụ "
        "(33,5%), môi trường 12 vụ (5,1%).",
        "236",
        "206",
        "",
        id="the mistyped base of a row",
    ),
    pytest.param(
        "Tiếp nhận {} đơn. Đơn đủ điều kiện xử lý 1.012 đơn, chiếm 85,26%.",
        "1.187",
        "1.147",
        "",
        id="a mistyped base before",
    ),
    pytest.param(
        "Kết quả rà soát như sau:\n+ Tổng số hộ dân: 84.210 hộ\n+ Hộ nghèo: 3.512 hộ; Tỷ lệ: 4,17%"
        "\n+ Hộ cận nghèo: 5.190 hộ; Tỷ lệ: {}\n+ Hộ khá: 18.603 hộ; Tỷ lệ: 22,09%",
        "6,16%",
        "6,66%",
        "5.190/84.210",
        id="the first item of a list",
    ),
    pytest.param(
        "Tỷ lệ tính trên 62 đại biểu. Kết quả lấy phiếu như sau:\n\n1. Đồng chí A: tín nhiệm cao "
        "47 phiếu (chiếm 75,81%), tín nhiệm 8 phiếu (chiếm 12,90%).\n\n2. Đồng chí B: tín nhiệm "
        "cao 51 phiếu (chiếm {}), tín nhiệm 7 phiếu (chiếm 11,29%).",
        "82,26%",
        "64,52%",
        "51/62",
        id="the paragraph above a list",
    ),
]


@pytest.mark.parametrize(("text", "right", "mistyped", "of"), CASES)
def test_figures_beside_a_share_tell_its_base(
    text: str, right: str, mistyped: str, of: str
) -> None:
    assert f"{right} {of}" not in alarms(text.format(right))
    found = alarms(text.format(mistyped))
    assert f"{mistyped} {of}" in found if of else len(found) > len(alarms(text.format(right)))


@pytest.mark.parametrize(
    "text",
    [
        # All shares of a sentence agree on a base that is not printed.
        (
            "Với 90 đại biểu bỏ phiếu, số phiếu tín nhiệm cao là 73, chiếm 77,66% so với tổng số "
            "đại biểu; tín nhiệm là 11, chiếm 11,7% và tín nhiệm thấp là 6, chiếm 6,38%."
        ),
        # The two doses make up the total; their shares are of the children.
        (
            "Trẻ em tiêm được 12.491.178 liều, trong đó mũi 1 là 8.071.113 trẻ (70,7%), mũi 2 là "
            "4.420.065 trẻ (38,7%)."
        ),
        # Each of them has a plan of its own.
        (
            "Đàn trâu 1.204 con (đạt 98,3% kế hoạch năm); đàn bò 3.106 con (đạt 101,2% kế hoạch "
            "năm); đàn lợn 21.640 con (đạt 95,7% kế hoạch năm)."
        ),
        # What was spent is a share of funds that are not printed.
        (
            "Kinh phí bố trí cho cấp xã 18.642 triệu đồng. Các sở đã giải ngân 11.926 triệu đồng, "
            "đạt 41,2% kế hoạch."
        ),
        # One part was left out, and the shares are of the others.
        (
            "Có 64 trường (02 trường không xếp loại). Có 37 trường tốt, tỷ lệ 59,7%; 21 trường "
            "khá, tỷ lệ 33,9%; 04 trường đạt, tỷ lệ 6,5%."
        ),
        # The base is that of a wider place.
        (
            "Số phải thu hồi là 9.412 thẻ; đã nhận thông báo 6.105 thẻ (41,27% tổng số phải thu "
            "hồi của toàn tỉnh)."
        ),
        # Of those that have reached what was asked of them.
        "Xã A có 4/9 ấp đạt 80%; xã B 7/9 đạt 90%.",
        # Every item has a base of its own.
        (
            "Kết quả như sau:\n- Xã A: 120 hộ nghèo (4,1%)\n- Xã B: 96 hộ nghèo (3,7%)\n- Xã C: "
            "143 hộ nghèo (5,2%)"
        ),
    ],
)
def test_shares_of_what_is_not_printed_are_left_alone(text: str) -> None:
    assert alarms(text) == []


def test_items_are_shares_of_what_heads_their_list() -> None:
    listed = (
        "Có 3.259 hồ sơ, gồm:\n"
        "- Đất đai: 2.127 hồ sơ, chiếm 65,3%;\n"
        "- Hộ tịch: {} hồ sơ, chiếm {};\n"
        "- Lĩnh vực khác: 120 hồ sơ, chiếm 3,7%.\n"
    )
    assert alarms(listed.format("1.012", "31,1%")) == []
    assert alarms(listed.format("1.012", "31,9%")) == ["31,9% 1.012/3.259"]
    assert "71,1% 1.012/3.259" in alarms(listed.format("1.012", "71,1%"))


@pytest.mark.parametrize(
    "text",
    [
        "Tra cứu thành công 22.583 lượt trong 26.140 lượt, đạt {}.",
        "Rà soát khớp đúng 22.583 mã số của cá nhân và hộ dân trong tổng số 26.140 mã số ({}).",
    ],
)
def test_words_make_a_fraction_of_two_counts_of_one_noun(text: str) -> None:
    assert [item.verdict for item in proofread(text.format("86,39%"))] == ["right"]
    assert alarms(text.format("86,93%")) == ["86,93% 22.583/26.140"]
    assert alarms("Tiếp nhận 120 hồ sơ trong 15 ngày, đạt 80%.") == []
