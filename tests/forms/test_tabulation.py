from __future__ import annotations

from forms.model import Column, Field, Grid, GridRow, RowSpec, TableBlock, TextBlock
from forms.printed.document import Table, TableColumn
from tests.forms.reports import (
    SERVICE_CELLS,
    SERVICE_FIELDS,
    SERVICES,
    Typed,
    body,
    form,
    made,
    table,
)


def test_a_grid_as_a_table() -> None:
    shape = form(
        TableBlock(source="dvc", caption="Bảng 1"), fields=SERVICE_FIELDS, grids=(SERVICES,)
    )
    made_table = table(made(shape, {**SERVICE_CELLS, "gq.state": "khong_phat_sinh"}))
    assert made_table.caption == "Bảng 1"
    assert [column.title for column in made_table.columns] == [
        "STT",
        "Nội dung",
        "Trực tuyến",
        "Tổng số",
        "Tỷ lệ (%)",
        "Ghi chú",
    ]
    assert [(row.kind, row.cells) for row in made_table.rows] == [
        ("body", ("1", "Đăng ký khai sinh", "949", "959", "98,96", "")),
        ("group", ("2", "Liên thông", "", "", "", "")),
        ("body", ("", "Công an: Tiếp nhận", "", "1.125", "", "")),
        ("body", ("", "đã giải quyết", "", "", "", "Trong tháng không phát sinh hồ sơ")),
        ("group", ("3", "Tích hợp", "", "", "", "")),
        ("body", ("", "Tin", "", "3", "", "")),
    ]
    assert made_table.rows[0].source == "dvc12"


def test_a_grid_of_single_figures_has_one_column_for_them() -> None:
    grid = Grid(id="g", label="G", rows=(GridRow(id="tt_tin"),))
    made_table = table(made(form(TableBlock(source="g"), grids=(grid,)), {"tt_tin": 3}))
    assert [column.title for column in made_table.columns] == [
        "STT",
        "Nội dung",
        "Số liệu",
        "Ghi chú",
    ]
    assert made_table.rows[0].cells == ("1", "Tin", "3", "")


def test_a_list_as_a_table() -> None:
    projects = Field(
        id="von_ds",
        kind="list",
        label="Dự án",
        columns=(
            Column(id="ten", label="Tên dự án", share=8),
            Column(id="tien", label="Số tiền", kind="money", unit="triệu đồng", share=4),
            Column(id="xong", label="Xong", kind="date", share=3),
        ),
    )
    shape = form(TableBlock(source="von_ds"), fields=(projects,))
    typed: Typed = {"von_ds[1].ten": "IOC", "von_ds[1].tien": 41928, "von_ds[2].xong": "2024-07-05"}
    made_table = table(made(shape, typed))
    assert made_table.columns == (
        TableColumn("STT", 1, "center"),
        TableColumn("Tên dự án", 8, "left"),
        TableColumn("Số tiền (triệu đồng)", 4, "right"),
        TableColumn("Xong", 3, "center"),
    )
    assert [row.cells for row in made_table.rows] == [
        ("1", "IOC", "41.928", ""),
        ("2", "", "", "05/7/2024"),
    ]
    assert not any(isinstance(block, Table) for block in made(shape, {}).blocks)


def test_a_table_with_fixed_rows_and_its_cells_in_a_text() -> None:
    lines = Field(
        id="bt",
        kind="table",
        label="Băng thông",
        columns=(
            Column(id="tslcd", label="TSLCD", kind="speed", unit="Mbps"),
            Column(id="so", label="Số", kind="int"),
        ),
        rows=(
            RowSpec(id="tinh", label="Cấp tỉnh"),
            RowSpec(id="xa", label="Cấp xã"),
            RowSpec(id="tong", label="Tổng", sums=("tinh", "xa")),
        ),
    )
    text = "Cấp xã {{bt[xa].tslcd}}, cấp tỉnh {{bt[1].so}}, lạ {{bt[la].so}}, hết {{bt[9].so}}."
    shape = form(TextBlock(text=text), TableBlock(source="bt"), fields=(lines,))
    document = made(shape, {"bt[1].tslcd": 20, "bt[1].so": 2, "bt[2].tslcd": 10, "bt[2].so": 3})
    assert body(document) == ["Cấp xã 10 Mbps, cấp tỉnh 02, lạ {{bt[la].so}}, hết {{bt[9].so}}."]
    rows = table(document).rows
    assert [(row.kind, row.cells, row.source) for row in rows[:2]] == [
        ("body", ("Cấp tỉnh", "20 Mbps", "2"), "bt[1]"),
        ("body", ("Cấp xã", "10 Mbps", "3"), "bt[2]"),
    ]
    assert rows[2].kind == "total"
    assert rows[2].cells[0] == "Tổng"


HANDLED = Field(
    id="tthc",
    kind="table",
    label="Kết quả giải quyết",
    headings={"stt": "STT (1)", "label": "Lĩnh vực (2)"},
    columns=(
        Column(id="tong", label="Tổng số (3)", kind="int", group="Số hồ sơ nhận giải quyết"),
        Column(id="moi", label="Trong kỳ (4)", kind="int", group="Số hồ sơ nhận giải quyết"),
        Column(id="ghi", label="Ghi chú", share=2),
    ),
    rows=(
        RowSpec(id="r1", label="Hộ tịch"),
        RowSpec(id="r2", label="Đất đai", optional=True),
        RowSpec(id="r3", label="Chứng thực"),
        RowSpec(id="cong", label="Tổng cộng", sums=("r1", "r2", "r3")),
    ),
)


def test_neighbouring_columns_stand_in_a_group() -> None:
    made_table = table(made(form(TableBlock(source="tthc"), fields=(HANDLED,)), {"tthc[1].moi": 1}))
    assert [(column.title, column.group) for column in made_table.columns] == [
        ("STT (1)", ""),
        ("Lĩnh vực (2)", ""),
        ("Tổng số (3)", "Số hồ sơ nhận giải quyết"),
        ("Trong kỳ (4)", "Số hồ sơ nhận giải quyết"),
        ("Ghi chú", ""),
    ]


def test_an_optional_row_is_printed_once_something_stands_in_it() -> None:
    shape = form(TableBlock(source="tthc"), fields=(HANDLED,))

    def printed_rows(typed: Typed) -> list[tuple[str, str]]:
        rows = table(made(shape, {"tthc[1].tong": 4, **typed})).rows
        return [(row.cells[0], row.cells[1]) for row in rows]

    always = [("1", "Hộ tịch"), ("2", "Chứng thực"), ("", "Tổng cộng")]
    assert printed_rows({}) == always
    more = [("1", "Hộ tịch"), ("2", "Đất đai"), ("3", "Chứng thực"), ("", "Tổng cộng")]
    assert printed_rows({"tthc[2].tong": 0}) == more
    assert printed_rows({"tthc[2].ghi": "Chưa có"}) == more
