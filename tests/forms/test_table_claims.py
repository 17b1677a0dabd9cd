"""Relations of tables: totals of rows and columns, rests, groups, rates, growth and shares."""

from __future__ import annotations

import pytest

from forms.claims.claim import Claim
from forms.claims.passages import Table, Text
from forms.proofreading import proofread

Rows = tuple[tuple[str, ...], ...]


def told(rows: Rows) -> list[Claim]:
    return [claim for claim in proofread(Text((Table(rows, 1, 1),))) if claim.severity]


def wrong(rows: Rows) -> list[tuple[int, int, str, str]]:
    """The alarms of a table: row and column from 1 and 0, the printed and the right figure."""
    return [(c.line, c.column, c.stated, c.expected) for c in told(rows)]


def changed(rows: Rows, row: int, column: int, cell: str) -> Rows:
    """A table with one cell mistyped; its row counted from 1."""
    typed = list(rows[row - 1])
    typed[column] = cell
    return (*rows[: row - 1], tuple(typed), *rows[row:])


OFFICES: Rows = (
    ("Cơ quan", "Tổng số", "Đã xong", "Đang làm"),
    ("Sở A", "1.918", "1.790", "128"),
    ("Sở B", "717", "655", "62"),
    ("Sở C", "413", "379", "34"),
    ("Sở D", "223", "205", "18"),
    ("Cộng", "3.271", "3.029", "242"),
)


def test_a_row_and_a_column_that_miss_alike_blame_the_cell_where_they_cross() -> None:
    assert wrong(OFFICES) == []
    found = told(changed(OFFICES, 4, 2, "389"))
    assert [(c.line, c.column, c.stated, c.expected) for c in found] == [
        (4, 1, "413", "423"),
        (6, 2, "3.029", "3.039"),
    ]
    cause = " Hàng và cột đều chênh 10: có lẽ ô 389 phải là 379."
    assert all(c.explanation.endswith(cause) for c in found)


def test_a_total_that_only_misses_a_cell_told_as_wrong_is_asked_about() -> None:
    row, total = told(changed(OFFICES, 4, 1, "431"))
    assert (row.line, row.stated, row.expected, row.verdict) == (4, "431", "413", "wrong")
    assert (total.line, total.verdict) == (6, "doubtful")
    assert total.explanation == ("Các ô đã in cộng lại là 3.289; 3.271 chỉ đúng khi ô 431 là 413.")


STOCKS: Rows = (
    ("Khu phố", "Đủ điều kiện", "Đã kích hoạt", "Còn lại"),
    ("Khu phố 1", "1.824", "1.703", "121"),
    ("Khu phố 2", "2.155", "1.988", "167"),
    ("Khu phố 3", "1.417", "1.402", "15"),
)


def test_what_is_left_is_judged_in_its_own_column() -> None:
    assert wrong(STOCKS) == []
    assert wrong(changed(STOCKS, 4, 3, "65")) == [(4, 3, "65", "15")]


GROWTH: Rows = (
    ("Chỉ tiêu", "Năm 2024", "Năm 2025", "Tăng/giảm", "Tỷ lệ tăng (%)"),
    ("Hồ sơ trực tuyến", "412.580", "538.916", "126.336", "30,62"),
    ("Thanh toán trực tuyến", "186.304", "261.770", "75.466", "40,51"),
    ("Đơn khiếu nại", "1.204", "1.118", "-86", "-7,14"),
    ("Xếp hạng", "21/63", "14/34", "", ""),
)


def test_what_two_times_are_apart_is_judged_in_its_own_column() -> None:
    assert wrong(GROWTH) == []
    assert wrong(changed(GROWTH, 3, 3, "74.566")) == [(3, 3, "74.566", "75.466")]
    assert wrong(changed(GROWTH, 2, 4, "32,60")) == [(2, 4, "32,60%", "30,62%")]
    assert wrong(changed(GROWTH, 4, 4, "-1,74")) == [(4, 4, "-1,74%", "-7,14%")]


def test_a_fall_may_be_printed_without_its_sign() -> None:
    bare = changed(GROWTH, 4, 3, "86")
    assert wrong(bare) == []
    assert wrong(changed(bare, 4, 3, "68")) == [(4, 3, "68", "86")]


SHARES: Rows = (
    ("Loại", "Số vụ", "Tỷ trọng (%)"),
    ("Hành chính", "412", "56,83"),
    ("Dân sự", "205", "28,28"),
    ("Hình sự", "108", "14,90"),
    ("Tổng số", "725", "100"),
)


def test_shares_of_the_total_row_are_judged() -> None:
    assert wrong(SHARES) == []
    assert wrong(changed(SHARES, 3, 2, "82,28")) == [(3, 2, "82,28%", "28,28%")]


MONEY: Rows = (
    ("Khoản thu", "Dự toán", "Thực hiện", "Đạt (%)"),
    ("Thuế", "12,5", "11,4", "91,5"),
    ("Phí", "3,2", "3,1", "97,4"),
    ("Thu khác", "8,1", "8,5", "104,7"),
    ("Cộng", "23,8", "23,0", "96,6"),
)


def test_rates_of_rounded_figures_are_judged_as_sharp_as_these_are() -> None:
    assert wrong(MONEY) == []
    assert [c[:3] for c in wrong(changed(MONEY, 2, 3, "19,5"))] == [(2, 3, "19,5%")]


GROUPS: Rows = (
    ("TT", "Nội dung", "Cấp tỉnh", "Cấp xã"),
    ("I", "Khối kinh tế", "296", "538"),
    ("1", "Xây dựng", "20", "295"),
    ("2", "Nông nghiệp", "276", "243"),
    ("II", "Khối văn xã", "92", "220"),
    ("1", "Y tế", "17", "179"),
    ("2", "Giáo dục", "75", "41"),
    ("", "Tổng cộng", "388", "758"),
)


def test_groups_add_up_to_the_total_and_their_rows_to_them() -> None:
    assert wrong(GROUPS) == []
    assert wrong(changed(GROUPS, 8, 3, "785")) == [(8, 3, "785", "758")]
    assert wrong(changed(GROUPS, 6, 2, "71")) == [(5, 2, "92", "146")]


SUBTOTALS: Rows = (
    ("Đơn vị", "Nhận", "Trả"),
    ("Sở A", "120", "118"),
    ("Sở B", "64", "60"),
    ("Cộng cấp tỉnh", "184", "178"),
    ("Xã C", "45", "45"),
    ("Xã D", "71", "69"),
    ("Cộng cấp xã", "116", "114"),
    ("Tổng cộng", "300", "292"),
)


def test_subtotals_add_up_to_the_last_total() -> None:
    assert wrong(SUBTOTALS) == []
    assert wrong(changed(SUBTOTALS, 8, 2, "229")) == [(8, 2, "229", "292")]
    assert wrong(changed(SUBTOTALS, 7, 1, "161")) == [(7, 1, "161", "116"), (8, 1, "300", "345")]


@pytest.mark.parametrize(
    "rows",
    [
        # The means of a total row are no sums.
        (
            ("Xã có bình quân", "Số hộ", "Thu nhập bình quân"),
            ("A", "412", "45,2"),
            ("B", "388", "51,7"),
            ("C", "205", "48,3"),
            ("Cộng", "1.005", "48,3"),
        ),
        # Figures of one digit add up by chance.
        (
            ("Xã ít việc", "Họp", "Kiểm tra", "Tập huấn"),
            ("A", "5", "2", "3"),
            ("B", "4", "1", "3"),
            ("C", "7", "2", "5"),
            ("D", "9", "1", "2"),
        ),
        # Rows that share a number with the order are no numbers of columns.
        (
            ("TT", "Tổ công nghệ", "Tổ", "Người"),
            ("1", "Ấp A", "2", "3"),
            ("2", "Ấp B", "11", "40"),
            ("3", "Ấp C", "12", "52"),
            ("", "Cộng", "25", "95"),
        ),
    ],
    ids=lambda rows: rows[0][0] + rows[0][1],
)
def test_figures_that_are_no_total_of_others_raise_no_alarm(rows: Rows) -> None:
    assert wrong(rows) == []


def test_figures_without_points_are_told_as_they_are_printed() -> None:
    rows = (
        ("Mức độ", "Tổng", "Đã xử lý", "Chưa xử lý"),
        ("Mức 2", "268763", "257141", "11622"),
        ("Mức 3", "68544", "61827", "6717"),
        ("Mức 4", "1656", "1611", "54"),
    )
    assert wrong(rows) == [(4, 1, "1656", "1665")]


def test_a_heading_may_name_numbers_of_order_that_no_row_has() -> None:
    rows = (
        ("TT", "Nội dung", "Nam", "Nữ", "Tổng"),
        ("Khu phố 1", "1.266", "1.831", "3.097"),
        ("Khu phố 2", "1.889", "147", "2.036"),
        ("Khu phố 3", "1.064", "499", "1.563"),
        ("Cộng", "4.219", "2.477", "6.696"),
    )
    assert wrong(rows) == []
    assert wrong(changed(rows, 5, 3, "6.966")) == [(5, 3, "6.966", "6.696")]


def test_years_over_the_columns_are_no_row_of_figures() -> None:
    found = proofread(
        "TT\tHình thức\t2009\t2010\t2011\nI\tTổng số vụ việc\t530\t588\t464\n"
        "1\tThân thể\t409\t447\t334\n2\tTinh thần\t85\t97\t102\n3\tKinh tế\t36\t44\t38"
    )
    told = [(c.verdict, c.stated, c.expected) for c in found]
    assert told == [("right", "530", "530"), ("right", "588", "588"), ("wrong", "464", "474")]


def test_a_slip_in_most_totals_does_not_hide_that_they_are_totals() -> None:
    rows = (
        "STT Chủ đầu tư Số dự án Kế hoạch Giải ngân",
        "1 Ban QLDA Giao thông 28 2.146,5 1.382,7",
        "2 Ban QLDA Dân dụng 35 1.287,3 695,4",
        "3 Ban QLDA Nông nghiệp 17 918,6 604,9",
        "4 UBND các xã, phường 122 1.805,5 927,9",
        "Tổng số {} 6.157,9 {}",
    )
    table = "\n".join(rows)
    slips = proofread(table.format("222", "3.310,9"))
    assert [c.stated for c in slips if c.verdict == "wrong"] == ["222", "3.310,9"]
    strange = proofread(table.format("96", "2.088,4"))
    assert [c.stated for c in strange if c.verdict == "wrong"] == []


def test_numbers_that_name_rows_may_begin_anywhere() -> None:
    rows = (
        "Khối  Số HS   Tốt   Khá   Đạt  Tỉ lệ Tốt (%)",
        "6      1026   298   421   307           29,0",
        "7      1001   274   436   291           27,4",
        "8       935   251   418   266           26,8",
        "Cộng  2962   823  1275   {}           27,8",
    )
    table = "\n".join(rows)
    assert [c.stated for c in proofread(table.format(864)) if c.verdict == "wrong"] == []
    slip = [c.stated for c in proofread(table.format(894)) if c.verdict == "wrong"]
    assert slip == ["2962", "894"]
