"""Tables given as plain lines: their rows are found among words, notes and page numbers."""

from __future__ import annotations

import pytest

from forms.claims.passages import Line, Table, Text, plain_text
from forms.claims.tables.aligned_tables import with_tables
from forms.proofreading import proofread

RIGHT = """
c) Kết quả theo lĩnh vực như sau:
Bảng 1. Hồ sơ tiếp nhận theo lĩnh vực
TT Lĩnh vực Trực tuyến Trực tiếp Tổng số Tỷ lệ trực tuyến (%)
1 Chứng thực 1.046 38 1.084 96,49
2 Hộ tịch 417 09 426 97,89
3 Đất đai 286 61 347 82,42
4 Thành lập hộ kinh doanh 158 03 161 98,14
Tổng cộng 1.907 111 2.018 94,50
d) Số hóa hồ sơ: đã số hóa 2.018/2.018 hồ sơ.
"""
BROKEN = RIGHT.replace(
    "3 Đất đai",
    """                                                           
1 Công văn số 209/SKHCN-CĐS ngày 04/02/2026 về trợ lý ảo.
2 Kế hoạch số 12/KH-UBND ngày 05/02/2026.

3 

TT Lĩnh vực Trực tuyến Trực tiếp Tổng số Tỷ lệ trực tuyến (%)
3 Đất đai""",  # noqa: W291 - a page number as a PDF gives it
)
WRAPPED = RIGHT.replace("4 Thành lập hộ kinh doanh 158", "4 Thành lập hộ\nkinh doanh 158")


def tables(text: str) -> list[Table]:
    return [part for part in with_tables(plain_text(text)).parts if isinstance(part, Table)]


def names(text: str) -> list[str]:
    (table,) = tables(text)
    return [row[0] for row in table.rows[1:]]


def alarms(text: str) -> list[tuple[int, str, str]]:
    return [(c.line, c.stated, c.expected) for c in proofread(text) if c.severity]


@pytest.mark.parametrize("text", [RIGHT, BROKEN, WRAPPED], ids=["plain", "broken", "wrapped"])
def test_rows_one_space_apart_are_a_table(text: str) -> None:
    (table,) = tables(text)
    assert table.rows[3] == ("3 Đất đai", "286", "61", "347", "82,42")
    assert table.rows[5] == ("Tổng cộng", "1.907", "111", "2.018", "94,50")
    assert alarms(text) == []
    assert sum(claim.kind == "table" for claim in proofread(text)) == 12


def test_a_mistyped_cell_is_told_in_its_line() -> None:
    (row,) = (k for k, line in enumerate(RIGHT.split("\n"), 1) if line.startswith("3 Đất"))
    total = row + 2
    assert alarms(RIGHT.replace("61 347", "61 374")) == [
        (row, "374", "347"),
        (row, "82,42%", "76,47%"),
        (total, "2.018", "2.045"),
    ]
    assert alarms(RIGHT.replace("94,50", "95,40")) == [(total, "95,40%", "94,50%")]
    assert alarms(RIGHT.replace("1.907 111", "1.907 110")) == [
        (total, "110", "111"),
        (total, "2.018", "2.017"),
    ]


def test_the_places_of_rows_behind_the_end_of_a_page_are_their_own() -> None:
    text = RIGHT.replace("3 Đất đai", "\f3 Đất đai").replace("61 347", "61 374")
    assert {(c.page, c.line) for c in proofread(text) if c.verdict == "wrong"} == {(2, 7)}


def test_a_wrapped_name_belongs_to_its_row() -> None:
    assert names(WRAPPED)[3] == "4 Thành lập hộ kinh doanh"
    torn = RIGHT.replace("Tổng cộng 1.907", "Tổng cộng\n1.907")
    assert names(torn)[4] == "Tổng cộng"
    assert alarms(torn) == []


def test_a_number_that_ends_every_name_is_no_column() -> None:
    text = "Đơn vị Nam Nữ Tổng\n" + "".join(
        f"{k} Khu phố {k} {a} {b} {a + b}\n" for k, a, b in ((1, 120, 95), (2, 84, 97), (3, 61, 66))
    )
    assert names(text + "Cộng 265 258 523\n") == [
        "1 Khu phố 1",
        "2 Khu phố 2",
        "3 Khu phố 3",
        "Cộng",
    ]
    assert alarms(text + "Cộng 265 258 523\n") == []
    assert alarms(text + "Cộng 265 258 532\n") == [(5, "532", "523")]


def test_years_name_rows() -> None:
    text = "Năm Tổng Nam Nữ\n2021 219 154 65\n2022 288 164 124\n2023 278 117 161\n2024 548 298 {}\n"
    assert names(text.format(250)) == ["2021", "2022", "2023", "2024"]
    assert alarms(text.format(250)) == []
    assert alarms(text.format(205)) == [(5, "548", "503")]


def test_a_row_that_lacks_cells_leaves_columns_without_a_total() -> None:
    text = "TT Nội dung Nhận Trả\n1 Hộ tịch 120 118\n2 Đất đai 64\n3 Xây dựng 45 40\n4 Y tế 5 5\n"
    assert alarms(text + "Tổng cộng 234 227\n") == []
    # Where a figure's kind tells its column the others stay blank.
    rates = "TT Nội dung Nhận Trả Tỷ lệ (%)\n1 A 120 118 98,33\n2 B 64 60 93,75\n3 C 45 40 88,89\n"
    assert alarms(rates + "Tổng cộng 229 218\n") == []
    assert alarms(rates + "Tổng cộng 229 281\n") == [(5, "281", "218")]


def test_prose_behind_the_total_is_no_row() -> None:
    text = "TT Khoản thu Dự toán Thực hiện\n1 Thuế 8.200 6.513\n2 Lệ phí 5.400 4.388\n"
    text += "Tổng cộng 13.600 {}\n- Chi ngân sách lũy kế 41.862 triệu đồng, bằng 66,7% (62.740\n"
    assert alarms(text.format("10.901") + "triệu đồng).\n") == []
    assert alarms(text.format("10.109") + "triệu đồng).\n") == [(4, "10.109", "10.901")]


def test_a_row_that_could_not_be_read_is_missed_by_its_number() -> None:
    text = "TT Nội dung Nhận Trả\n1 Hộ tịch 120 118\n2 Đất đai một phần\n3 Xây dựng 45 40\n"
    assert alarms(text + "4 Y tế 5 5\nTổng cộng 234 163\n") == []


def test_a_table_of_wide_gaps_goes_on_behind_the_end_of_a_page() -> None:
    text = (
        "STT   Tổ chức      Tổng số   Đã xong   Còn lại\n"
        "1     Nông dân     186       178       8\n"
        "2     Phụ nữ       243       229       14\n\n4\n\n"
        "STT   Tổ chức      Tổng số   Đã xong   Còn lại\n"
        "3     Cựu chiến    198       152       46\n"
        "Tổng cộng          627       559       {}\n"
    )
    (table,) = tables(text.format(68))
    assert len(table.rows) == 5
    assert alarms(text.format(68)) == []
    assert alarms(text.format(86)) == [(9, "627", "645"), (9, "86", "68")]


def test_a_heading_that_gaps_part_names_the_columns() -> None:
    text = (
        "Khu phố  Đủ điều kiện  Đã cấp  Còn lại\nKhu phố 1  1.824  1.703  121\n"
        "Khu phố 2  2.155  1.988  167\nKhu phố 3  1.467  1.402  {}\n"
    )
    (table,) = tables(text.format(65))
    assert table.rows[0] == ("Khu phố", "Đủ điều kiện", "Đã cấp", "Còn lại")
    assert alarms(text.format(65)) == []
    assert alarms(text.format(56)) == [(4, "56", "65")]


def test_a_ruled_table_goes_on_below_an_empty_row() -> None:
    head = ("TT", "Nội dung", "Nhận", "Trả")
    one = Table((head, ("1", "A", "12", "11"), ("2", "B", "15", "15")), 1, 1)
    other = Table((("", "", "", ""), ("3", "C", "20", "18"), ("", "Cộng", "47", "44")), 2, 4)
    table, mark = with_tables(Text((one, Line("2", 2, 4), other))).parts
    assert isinstance(table, Table)
    assert isinstance(mark, Line)
    assert [table.line(row) for row in range(6)] == [1, 2, 3, 4, 5, 6]
    assert [table.page_of(row) for row in range(6)] == [1, 1, 1, 2, 2, 2]


def test_two_tables_in_turn_stay_two() -> None:
    rows = (("Đơn vị", "Nhận", "Trả"), ("A", "12", "11"), ("B", "15", "15"), ("Cộng", "27", "26"))
    for one, other in ((rows, rows), (rows[:3], (("Ấp", "Nam", "Nữ"), *rows[1:]))):
        text = Text((Table(one, 1, 1), Table(other, 2, 9)))
        assert with_tables(text).parts == text.parts
    lines = "Bảng 2. Theo ấp\nĐơn vị Nhận Trả\nẤp A 12 11\nẤp B 15 15\nCộng 27 26\n"
    assert len(tables(lines + lines)) == 2


@pytest.mark.parametrize(
    "text",
    [
        (
            "- Mầm non: 03 trường, 42 lớp, 1.106 cháu\n- Tiểu học: 05 trường, 88 lớp, 2.912 em\n"
            "- THCS: 04 trường, 51 lớp, 1.874 em\n- THPT: 01 trường, 30 lớp, 1.205 em\n"
        ),
        "Báo cáo kỳ tháng 9 năm 2025 2\nBáo cáo kỳ tháng 10 năm 2025 3\n",
        "1.1. Kết quả năm 2024\n1.2. Kết quả năm 2025\n1.3. Nhiệm vụ năm 2026\n",
        "Từ ngày 15/3 đến ngày 14/4\nTừ ngày 15/4 đến ngày 14/5\nTừ ngày 15/5 đến ngày 14/6\n",
        "Kết quả năm 2024 2025\nKết quả năm 2023 2024\nKết quả năm 2022 2023\n",
        "1\n2\n3\n\n4\n5 6\n",
        "Chỉ tiêu A B\nTT Nội dung 1 2 3\nA B 1 2 3\n(1) (2) (3) (4)\n",
    ],
)
def test_prose_is_no_table(text: str) -> None:
    assert tables(text) == []
