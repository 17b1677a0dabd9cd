"""A small form with everything a workbook has to say, and a report in it."""

from decimal import Decimal

from exporters import data_json, manifest
from exporters.data_json import Checked
from exporters.excel import render_workbook
from exporters.files import sha256
from exporters.manifest import Identity
from forms.cells import CellKey, CellValue
from forms.engine import Computation, Engine
from forms.model import Choice, Column, Field, Form, Grid, GridRow, RowSpec, Section
from forms.periods import Period, PeriodRule
from forms.printed.document import Document, Letterhead, Paragraph, Run, SignatureBlock
from forms.relations import CountRule, RemainderRule, SumRule
from forms.report import ReportHead

CASH = Column(id="so", label="Số tiền", kind="money", unit="triệu đồng", required=True)
NAME = Column(id="ten", label="Tên dự án", share=5)

FIELDS = (
    Field(id="dvc01", kind="ratio", label="Đăng ký thường trú", decimals=2, source="Công an tỉnh"),
    Field(id="dvc02", kind="ratio", label="Đăng ký khai sinh", decimals=2, source="Sở Tư pháp"),
    Field(id="dvc03_tn", kind="int", label="Công an: tiếp nhận"),
    Field(id="dvc03_gq", kind="int", label="đã giải quyết"),
    Field(id="dvc03_cho", kind="int", label="chờ tiếp nhận"),
    Field(
        id="dvc04",
        kind="ratio",
        label="Cấp lý lịch tư pháp",
        decimals=2,
        states=("khong_phat_sinh",),
    ),
    Field(id="dvc05", kind="ratio", label='=HYPERLINK("http://x")', decimals=2),
    Field(
        id="dvc_pct",
        kind="pct",
        label="Tỷ lệ chung",
        decimals=2,
        formula="TYLE(SUM(dvc[1:2].n), SUM(dvc[1:2].d), 2)",
    ),
    Field(
        id="dvc_du",
        kind="selection",
        label="Dịch vụ đạt 100%",
        grid="dvc",
        condition="n = d va n > 0",
    ),
    Field(id="chi_tieu", kind="int", label="Chỉ tiêu được giao", unit="tài khoản", behaviour="N"),
    Field(
        id="dang_ky",
        kind="ratio",
        label="Đã đăng ký",
        base="chi_tieu",
        over=True,
        decimals=2,
        remainder=True,
        unit="tài khoản",
    ),
    Field(id="mot_phan", kind="int", label="Một phần"),
    Field(id="toan_trinh", kind="int", label="Toàn trình"),
    Field(id="dvc_tong", kind="int", label="Tổng số dịch vụ"),
    Field(id="mh_kh", kind="frac", label="Mô hình đã có kế hoạch"),
    Field(id="mh_con", kind="int", label="Mô hình còn lại"),
    Field(id="kp_muc", kind="money", label="Mỗi nơi", unit="triệu đồng"),
    Field(
        id="kp_them",
        kind="list",
        label="Đơn vị bố trí riêng",
        columns=(Column(id="don_vi", label="Đơn vị"), CASH),
    ),
    Field(
        id="kp_don_vi",
        kind="list",
        label="Đơn vị được bố trí đều",
        columns=(Column(id="ten", label="Tên đơn vị"),),
    ),
    Field(
        id="kp_tong",
        kind="money",
        label="Tổng cộng",
        unit="tỷ đồng",
        formula="COUNT(kp_don_vi[*]) * kp_muc + SUM(kp_them[*].so)",
    ),
    Field(id="von_ds", kind="list", label="Các dự án", columns=(NAME, CASH)),
    Field(
        id="von_tong",
        kind="money",
        label="Tổng vốn",
        unit="triệu đồng",
        formula="SUM(von_ds[*].so)",
        missing="skip_all",
    ),
    Field(id="lh_tien", kind="money", label="Số tiền chi trả", unit="đồng"),
    Field(id="asof", kind="date", label="Tính đến ngày"),
    Field(id="thang", kind="month", label="Dự kiến xong"),
    Field(id="ky", kind="daterange", label="Thời gian"),
    Field(
        id="muc",
        kind="enum",
        label="Mức độ",
        choices=(Choice(code="a", label="Tốt"), Choice(code="b", label="Khá")),
    ),
    Field(id="url", kind="text", label="Địa chỉ"),
    Field(id="uu_diem", kind="rich", label="Ưu điểm"),
    Field(
        id="bt",
        kind="record",
        label="Tại UBND cấp xã",
        columns=(
            Column(id="tslcd", label="TSLCD", kind="speed", unit="Mbps"),
            Column(id="internet", label="Internet", kind="speed", unit="Mbps"),
        ),
    ),
    Field(
        id="tt",
        kind="table",
        label="Tuyên truyền",
        columns=(
            Column(id="ke_hoach", label="Kế hoạch", kind="int"),
            Column(id="xong", label="Đã xong", kind="int"),
            Column(id="con", label="Còn lại", kind="int", formula="ke_hoach - xong"),
            Column(
                id="tl", label="Tỷ lệ", kind="pct", decimals=1, formula="TYLE(xong, ke_hoach, 1)"
            ),
        ),
        rows=(
            RowSpec(id="tin", label="Tin"),
            RowSpec(id="bai", label="Bài"),
            RowSpec(id="cong", label="Cộng", sums=("tin", "bai")),
        ),
    ),
    Field(id="so_bai", kind="int", label="Số mục vượt 10"),
    Field(id="vb", kind="documents", label="Văn bản ban hành trong tháng"),
    Field(id="cu", kind="int", label="Chỉ tiêu cũ", until="2020-01-01"),
    Field(id="tat", kind="int", label="Chỉ tiêu của mục tắt"),
)

GRID = Grid(
    id="dvc",
    label="Dịch vụ công thiết yếu",
    rows=(
        GridRow(id="dvc01"),
        GridRow(id="dvc02"),
        GridRow(
            id="dvc03",
            label="Liên thông khai sinh",
            fields=("dvc03_tn", "dvc03_gq", "dvc03_cho"),
        ),
        GridRow(id="dvc04"),
        GridRow(id="dvc05"),
    ),
)

SECTIONS = (
    Section(id="i", heading="CHỈ ĐẠO", fields=("vb",)),
    Section(
        id="ii",
        heading="KẾT QUẢ",
        sections=(
            Section(id="ii_dvc", heading="Dịch vụ công", fields=("dvc", "dvc_pct", "dvc_du")),
            Section(
                id="ii_tk",
                heading="Tài khoản",
                fields=("chi_tieu", "dang_ky", "mot_phan", "toan_trinh", "dvc_tong"),
            ),
            Section(
                id="ii_kp",
                heading="Kinh phí",
                fields=("kp_don_vi", "kp_muc", "kp_them", "kp_tong", "von_ds", "von_tong"),
            ),
            Section(
                id="ii_khac",
                heading="Khác",
                fields=(
                    *("mh_kh", "mh_con", "lh_tien", "asof", "thang", "ky", "muc", "url", "bt"),
                    *("tt", "so_bai", "cu"),
                ),
            ),
            Section(id="ii_tat", heading="Mục tắt", fields=("tat",), optional=True, off=True),
        ),
    ),
    Section(id="iii", heading="ĐÁNH GIÁ", fields=("uu_diem",)),
)

FORM = Form(
    id="F99",
    version="2024.1",
    title="Báo cáo mẫu",
    period=PeriodRule(cycle="month", rule="month_to_day"),
    document_kind="BÁO CÁO",
    symbol="BC",
    subject=("Tình hình thử",),
    sections=SECTIONS,
    fields=FIELDS,
    grids=(GRID,),
    relations=(
        SumRule(id="gq", total="dvc03_tn", parts=("dvc03_gq", "dvc03_cho")),
        SumRule(id="tong", total="dvc_tong", parts=("mot_phan", "toan_trinh"), missing="skip_all"),
        RemainderRule(id="con", whole="mh_kh.d", part="mh_kh.n", rest="mh_con"),
        CountRule(id="bai", total="so_bai", rows="tt", condition="xong > 10"),
    ),
)
ENGINE = Engine(FORM)
PERIOD = Period("month", 2024, 7)


def number(text: str | int) -> Decimal:
    return Decimal(text)


def cell(place: str, value: str | int | Decimal) -> tuple[CellKey, CellValue]:
    """`cell("von_ds.2.so", 5)`: an address and its value; an int is a figure."""
    field, *rest = place.split(".")
    row = int(rest[0]) if len(rest) > 1 else 0
    part = rest[-1] if rest else "value"
    return CellKey(field, row, part), Decimal(value) if isinstance(value, int) else value


CELLS: dict[CellKey, CellValue] = dict(
    [
        cell("dvc01.n", 949),
        cell("dvc01.d", 959),
        cell("dvc01.p", Decimal("97.54")),
        cell("dvc02.n", 205),
        cell("dvc02.d", 205),
        cell("dvc03_tn", 1125),
        cell("dvc03_gq", 1027),
        cell("dvc03_cho", 98),
        cell("dvc04.state", "khong_phat_sinh"),
        cell("dvc05.n", 125),
        cell("dvc05.d", 160),
        cell("dvc_du.stated", 2),
        cell("chi_tieu", 1026794),
        cell("dang_ky.n", 1662114),
        cell("mot_phan", 1602),
        cell("toan_trinh", 520),
        cell("mh_kh.n", 36),
        cell("mh_kh.d", 42),
        cell("kp_muc", 100),
        cell("kp_them.1.don_vi", "Sở Tư pháp"),
        cell("kp_them.1.so", Decimal("45.5")),
        cell("kp_don_vi.1.ten", "Công an tỉnh"),
        cell("kp_don_vi.2.ten", "+84 xã"),
        cell("kp_don_vi.3.ten", "@SUM(A1)"),
        cell("kp_tong", Decimal("0.3455")),
        cell("von_ds.1.ten", "Trung tâm điều hành"),
        cell("von_ds.1.so", 41928),
        cell("von_ds.3.ten", "Chuyển đổi dữ liệu hộ tịch"),
        cell("von_ds.3.so", Decimal("33495.25")),
        cell("lh_tien", Decimal(85526922228)),
        cell("asof", "2024-07-20"),
        cell("thang", "2024-08"),
        cell("ky.tu", "2024-06-21"),
        cell("ky.den", "2024-07-20"),
        cell("muc", "a"),
        cell("url", "-5 điểm"),
        cell("uu_diem", "Làm tốt & nhanh <b>; “=1+1”."),
        cell("bt.tslcd", 20),
        cell("bt.internet", 100),
        cell("tt.1.ke_hoach", 12),
        cell("tt.1.xong", 11),
        cell("tt.2.ke_hoach", 8),
        cell("tt.2.xong", 7),
        cell("vb.1.ten_loai", "Kế hoạch"),
        cell("vb.1.so", "709"),
        cell("vb.1.ky_hieu", "KH-UBND"),
        cell("vb.1.ngay", "2024-07-16"),
        cell("vb.1.trich_yeu", "=cmd|' /C calc'!A0"),
        cell("signature.chuc_vu", "PHÓ CHỦ TỊCH"),
        cell("signature.ho_ten", "Nguyễn Văn A"),
        cell("recipients.1.ten", "Bộ Công an"),
        cell("recipients.2.ten", "Lưu: VT"),
    ]
)

HEAD = ReportHead(
    id="F99-91-2024-07",
    form="F99",
    pack_version="2024.1",
    pack_sha256="ab" * 32,
    unit="91",
    period="2024-07",
    status="finalized",
    created_at="2024-07-20T08:00:00+07:00",
    finalized_at="2024-07-21T09:30:15+07:00",
)
IDENTITY: Identity = manifest.identity(
    HEAD, unit_name="Ủy ban nhân dân tỉnh An Giang", dated="2024-07-21T09:30:15+07:00"
)

DOCUMENT = Document(
    letterhead=Letterhead("", "ỦY BAN NHÂN DÂN TỈNH AN GIANG", "BC-UBND", "An Giang", "2024"),
    kind="BÁO CÁO",
    subject=("Tình hình thử tháng 7/2024",),
    blocks=(
        Paragraph(
            (
                Run("Tiếp nhận "),
                Run("949", source="dvc01.n"),
                Run("/"),
                Run("959", source="dvc01.d"),
                Run(" hồ sơ, đạt tỷ lệ "),
                Run("98,96", source="dvc01.p"),
                Run("%."),
            )
        ),
    ),
    notes=(),
    recipients=("- Như trên;",),
    signature=SignatureBlock(("PHÓ CHỦ TỊCH",), "Nguyễn Văn A"),
    annexes=(),
    title="Báo cáo mẫu tháng 7/2024",
    author="Ủy ban nhân dân tỉnh An Giang",
    dated="2024-07-21T09:30:15+07:00",
)


def computed(cells: dict[CellKey, CellValue] | None = None) -> Computation:
    return ENGINE.open(CELLS if cells is None else cells, PERIOD)


def rendered_data(computation: Computation) -> bytes:
    return data_json.render(
        computation,
        IDENTITY,
        Checked(computation.findings()),
        document=DOCUMENT,
    )


def rendered_workbook(computation: Computation) -> bytes:
    return render_workbook(
        computation,
        DOCUMENT,
        IDENTITY,
        Checked(computation.findings()),
        data_sha256=sha256(rendered_data(computation)),
    )
