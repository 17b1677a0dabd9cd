"""A monthly Đề án 06 report as a Document: official headings, the figures of July 2024."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from msgspec import structs

from forms.printed.document import (
    Annex,
    Block,
    Document,
    Letterhead,
    Note,
    Paragraph,
    ParagraphStyle,
    Run,
    SignatureBlock,
    Table,
    TableColumn,
    TableRow,
)
from forms.printed.unit_table import UnitColumn, UnitRow, UnitTable

_OTHER = (
    ("Xác nhận CMND khi đã có thẻ căn cước", "57", "57", "100%"),
    ("Cấp lại, đổi thẻ căn cước", "1.254", "1.660", "75,54%"),
    ("Đăng ký thường trú", "12.618", "12.709", "99,28%"),
    ("Đăng ký tạm trú", "601", "605", "99,34%"),
    ("Khai báo tạm vắng", "03", "03", "100%"),
    ("Thông báo lưu trú", "14.596", "14.596", "100%"),
    (
        (
            "Thu tiền nộp phạt xử lý vi phạm hành chính trong lĩnh vực giao thông đường bộ "
            "qua thiết bị ghi hình"
        ),
        "3.178",
        "3.314",
        "95,90%",
    ),
    ("Đăng ký, cấp biển số xe mô tô, xe gắn máy", "7.747", "7.778", "99,60%"),
    ("Cấp, cấp lại, sửa đổi, bổ sung hộ chiếu phổ thông", "2.549", "2.900", "87,90%"),
    (
        "Thủ tục làm con dấu mới và cấp Giấy chứng nhận đã đăng ký mẫu dấu",
        "40",
        "40",
        "100%",
    ),
    ("Đăng ký khai sinh", "949", "959", "98,96%"),
    ("Đăng ký khai tử", "816", "828", "98,55%"),
    ("Đăng ký kết hôn", "969", "974", "99,49%"),
    ("Cấp lý lịch tư pháp", "610", "1.390", "43,88%"),
    (
        "Đăng ký dự thi tốt nghiệp THPT quốc gia và xét tuyển đại học, cao đẳng",
        "20.414",
        "20.414",
        "100%",
    ),
    ("Cấp đổi, cấp lại giấy phép lái xe", "1.509", "3.521", "42,86%"),
    (
        (
            "Đăng ký biến động về quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất do thay "
            "đổi thông tin về người được cấp Giấy chứng nhận"
        ),
        "2.701",
        "4.039",
        "66,87%",
    ),
    (
        (
            "Đăng ký thuế lần đầu, đăng ký thay đổi thông tin đăng ký thuế đối với người nộp thuế "
            "là hộ gia đình, cá nhân"
        ),
        "908",
        "908",
        "100%",
    ),
    ("Cấp điện mới từ lưới điện hạ áp (220/380V)", "06", "868", "0,69%"),
    (
        (
            "Thay đổi chủ thể hợp đồng mua bán điện (thí điểm cơ chế kết nối, chia sẻ dữ liệu "
            "trong dịch vụ cung cấp điện)"
        ),
        "00",
        "215",
        "00%",
    ),
    ("Giải quyết hưởng trợ cấp thất nghiệp", "27", "2.154", "1,25%"),
)
SERVICES = tuple((str(number), *row) for number, row in enumerate(_OTHER, 1))

MODELS = (
    "Triển khai 53 dịch vụ công thiết yếu; Tự động hóa Trung tâm hành chính công thông qua tương "
    "tác Kiosk; Xây dựng tối thiểu 20 dịch vụ công không sử dụng hồ sơ giấy; Khám chữa bệnh sử "
    "dụng thẻ CCCD và VNeID; Triển khai Camera AI kiểm soát ra/vào tại Khu công nghiệp; Đảm bảo "
    "điều kiện công dân số; Chuẩn hóa xác thực tập trung (SSO); Nền tảng tích hợp, chia sẻ dữ "
    "liệu tỉnh (LGSP); Triển khai tố giác tội phạm qua ứng dụng VNeID; Phân tích tình hình dân "
    "cư; Trung tâm Giám sát an ninh mạng SOC tỉnh"
)

RECIPIENTS = (
    "- Bộ Công an;",
    "- Văn phòng Chính phủ;",
    "- TT. Tỉnh ủy, TT.HĐND, UBND tỉnh;",
    "- Thành viên TCTĐA06 tỉnh;",
    "- Lãnh đạo VP UBND tỉnh;",
    "- Phòng NC, TH, KGVX, KTTH;",
    "- Lưu: HCTC, CAT-PC06.",
)


def paragraph(text: str, style: ParagraphStyle = "body") -> Paragraph:
    return Paragraph((Run(text),), style)


def heading(text: str, level: int) -> Paragraph:
    return Paragraph((Run(text),), "heading", level)


def service_table(rows: int = len(SERVICES)) -> Table:
    """The table of services, cut or repeated to a number of rows, with a total."""
    columns = (
        TableColumn("STT", 7, "center"),
        TableColumn("Tên dịch vụ", 48),
        TableColumn("Tiếp nhận trực tuyến", 15, "right"),
        TableColumn("Tổng tiếp nhận", 15, "right"),
        TableColumn("Tỷ lệ", 15, "right"),
    )
    source = [SERVICES[index % len(SERVICES)] for index in range(rows)]
    body = [
        TableRow((str(number), *row[1:]), source=f"dvc{number:02}")
        for number, row in enumerate(source, 1)
    ]
    total = [TableRow(("", "Tổng cộng", "70.552", "78.936", "89,38%"), "total")] if rows else []
    return Table(columns, (*body, *total), caption="Kết quả tiếp nhận hồ sơ trực tuyến")


def closing() -> Paragraph:
    return paragraph(
        "Trên đây là tình hình, kết quả triển khai thực hiện Đề án 06/CP trên địa bàn tỉnh An "
        "Giang tháng 7/2024, Ủy ban nhân dân tỉnh báo cáo Văn phòng Chính phủ và Bộ Công an nắm, "
        "chỉ đạo./.",
        "closing",
    )


def letter(blocks: tuple[Block, ...], notes: tuple[Note, ...] = ()) -> Document:
    """A document of the given blocks with the usual head and signature."""
    return Document(
        letterhead=Letterhead("", "Ủy ban nhân dân tỉnh An Giang", "BC-UBND", "An Giang", "2024"),
        kind="BÁO CÁO",
        subject=(
            "Tình hình, kết quả thực hiện Đề án 06/CP",
            "trên địa bàn tỉnh tháng 7/2024",
        ),
        blocks=blocks,
        notes=notes,
        recipients=RECIPIENTS,
        signature=SignatureBlock(("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "Lê Văn Phước"),
        annexes=(),
        title="Báo cáo Đề án 06/CP tháng 7/2024",
        author="Ủy ban nhân dân tỉnh An Giang",
        dated="2024-07-26T08:30:00",
        keywords=("F02", "2024-07"),
    )


def monthly_report() -> Document:
    """The whole report: every heading, the table over pages, three footnotes."""
    return letter((*_lead(), *_services(), *_data(), *_people(), *_verdict(), closing()), _notes())


def _lead() -> tuple[Block, ...]:
    return (
        paragraph(
            "Thực hiện Quyết định số 06/QĐ-TTg ngày 06/01/2022 của Thủ tướng Chính phủ về việc "
            "phê duyệt Đề án phát triển ứng dụng dữ liệu dân cư, định danh và xác thực điện tử "
            "phục vụ chuyển đổi số quốc gia giai đoạn 2022 - 2025, tầm nhìn đến năm 2030 (gọi "
            "tắt là Đề án 06/CP); Điện mật số 25/ĐK-HT ngày 10/3/2022 của Bộ Công an về triển "
            "khai thực hiện Đề án 06/CP; Ủy ban nhân dân tỉnh báo cáo tình hình, kết quả triển "
            "khai thực hiện Đề án 06/CP trên địa bàn tỉnh tháng 7/2024, như sau:",
            "lead",
        ),
        heading("I. CÔNG TÁC CHỈ ĐẠO TRIỂN KHAI", 1),
        paragraph(
            "Trong tháng, Ủy ban nhân dân tỉnh ban hành Kế hoạch 709/KH-UBND ngày 16/7/2024; "
            "Công văn số 802/UBND-NC ngày 17/6/2024; Công văn số 875/UBND-NC ngày 02/7/2024; "
            "Công văn số 905/UBND-TH ngày 10/7/2024; Công văn số 936/UBND-NC ngày 15/7/2024; "
            "Công văn số 937/UBND-NC ngày 15/7/2024; Công văn số 961/UBND-NC ngày 19/7/2024."
        ),
        heading("II. KẾT QUẢ THỰC HIỆN", 1),
        heading(
            "1. Đóng góp, đề xuất hoàn thiện chính sách, pháp luật về phát triển, cung cấp ứng "
            "dụng, dịch vụ số liên quan đến dân cư",
            2,
        ),
        paragraph(
            "Các sở, ngành rà soát văn bản thuộc lĩnh vực mình phụ trách và gửi góp ý đúng hạn; "
            "chưa phát sinh kiến nghị sửa đổi trong kỳ báo cáo."
        ),
    )


def _services() -> tuple[Block, ...]:
    return (
        heading("2. Về dịch vụ công", 2),
        heading("2.1. Hiện trạng Hệ thống thông tin giải quyết thủ tục hành chính tỉnh", 3),
        paragraph(
            "- Hệ thống đã triển khai 08/25 dịch vụ công thiết yếu, kết nối chính thức với Cơ sở "
            "dữ liệu quốc gia về dân cư vào ngày 11/12/2022 và tự điền 20 trường thông tin. Địa "
            "chỉ hỏi đáp: http://dichvucong.angiang.gov.vn/dichvucong/hoidap, trả lời trong giờ "
            "làm việc.",
            "bullet",
        ),
        paragraph("- Các phần mềm đã kết nối gồm:", "bullet"),
        paragraph("+ Phần mềm đăng ký hộ kinh doanh cá thể (Sở Kế hoạch và Đầu tư);", "sub_bullet"),
        paragraph(
            "+ Phần mềm quản lý thủ tục hành chính ngành Tài nguyên môi trường.", "sub_bullet"
        ),
        heading("2.2. Về hạ tầng đường truyền", 3),
        paragraph(
            "- Tại các sở, ban, ngành cấp tỉnh: đường truyền số liệu chuyên dùng 20 Mbps, đường "
            "truyền Internet 100 Mbps.",
            "bullet",
        ),
        heading(
            "2.3. Kết quả tiếp nhận giải quyết hồ sơ dịch vụ công trực tuyến đối với 25 dịch vụ "
            "công thiết yếu",
            3,
        ),
        *(
            Paragraph(
                (
                    Run(f"({number}) {name}: Tiếp nhận "),
                    Run(f"{online}/{total}", source=f"dvc{int(number):02}"),
                    Run(f" hồ sơ, đạt tỷ lệ {rate}."),
                )
            )
            for number, name, online, total, rate in SERVICES
        ),
        service_table(),
    )


def _data() -> tuple[Block, ...]:
    return (
        heading("3. Về số hóa, tạo lập dữ liệu dùng chung", 2),
        paragraph(
            "- Dữ liệu hộ tịch: đến ngày 28/6/2024, đã đồng bộ 2.695.002/2.695.002 dữ liệu, đạt "
            "tỷ lệ 100% (theo Quyết định số 2000/QĐ-UBND ngày 27/8/2021).",
            "bullet",
        ),
        heading("4. Về bố trí ngân sách, nguồn nhân lực triển khai Đề án 06/CP", 2),
        heading("4.1. Về bố trí kinh phí", 3),
        paragraph(
            "Công an tỉnh và Ủy ban nhân dân 11 huyện, thị xã, thành phố được bố trí mỗi nơi 100 "
            "triệu đồng; Sở Tư pháp 45 triệu đồng (tổng cộng 1,245 tỷ đồng)."
        ),
        heading("4.2. Về bố trí nguồn vốn", 3),
        paragraph(
            "Kế hoạch đầu tư công trung hạn giai đoạn 2021 - 2025 bố trí 101.375 triệu đồng, gồm: "
            "(1) IOC 41.928 triệu đồng; (2) Dữ liệu hộ tịch 33.495 triệu đồng; (3) Số hóa kết quả "
            "giải quyết thủ tục hành chính 18.809 triệu đồng; (4) Bản đồ số doanh nghiệp 4.245 "
            "triệu đồng; (5) Dữ liệu công tác dân tộc 2.898 triệu đồng."
        ),
        heading("4.3. Về nguồn nhân lực", 3),
        Paragraph(
            (
                Run("Các cơ quan mở lớp tập huấn kỹ năng số", note=1),
                Run(" cho cán bộ, công chức, viên chức và bố trí người trực tại bộ phận Một cửa."),
            )
        ),
    )


def _people() -> tuple[Block, ...]:
    return (
        heading("5. Phát triển ứng dụng dữ liệu dân cư, định danh và xác thực điện tử", 2),
        heading("5.2. Nhóm phục vụ phát triển kinh tế, xã hội", 3),
        paragraph(
            "- Lĩnh vực y tế: 188/188 cơ sở khám chữa bệnh tiếp nhận bằng thẻ CC; tra cứu thành "
            "công 2.280.600/2.788.526 lượt, đạt tỷ lệ 81,79%.",
            "bullet",
        ),
        paragraph(
            "- Lĩnh vực bảo hiểm xã hội: đã xác thực 1.626.938/1.661.286 dữ liệu, đạt tỷ lệ "
            "97,93%, còn 34.348 dữ liệu đang tiếp tục rà soát, xác thực; chi trả không dùng tiền "
            "mặt 9.586/16.326 trường hợp (số tiền 85.526.922.228 đ), đạt tỷ lệ 58,72%.",
            "bullet",
        ),
        heading("5.5. Phục vụ công tác chỉ đạo, điều hành", 3),
        Paragraph(
            (
                Run("- Hiện nay, đã có "),
                Run("08/11", source="ioc_huyen"),
                Run(" huyện, thị xã, thành phố triển khai thành lập IOC cấp huyện", note=2),
                Run("."),
            ),
            "bullet",
        ),
        heading("6. Công tác triển khai các mô hình, giải pháp tại Đề án 06/CP", 2),
        Paragraph(
            (
                Run("Các sở, ban ngành tỉnh đã xây dựng Kế hoạch triển khai thực hiện "),
                Run("33/42", note=3, source="mh_kh"),
                Run(
                    " mô hình điểm tại Đề án 06/CP; còn lại 09/42 mô hình chưa được triển khai "
                    "thực hiện."
                ),
            )
        ),
    )


def _verdict() -> tuple[Block, ...]:
    return (
        heading("III. NHẬN XÉT, ĐÁNH GIÁ", 1),
        heading("1. Ưu điểm", 2),
        paragraph(
            "Tỷ lệ tiếp nhận giải quyết hồ sơ dịch vụ công trực tuyến đối với 11/25 dịch vụ công "
            "thiết yếu của lực lượng Công an đạt 97,67%; có 06/25 dịch vụ công thiết yếu có tỷ lệ "
            "tiếp nhận 100% trực tuyến."
        ),
        heading("2. Tồn tại, hạn chế và khó khăn, vướng mắc", 2),
        paragraph(
            "- Số đối tượng có tài khoản là 3.752 trường hợp, chiếm tỷ lệ 3,69%; thực hiện chi "
            "trả 2.597 trường hợp, chiếm tỷ lệ 2,55% trên tổng số 101.767 trường hợp.",
            "bullet",
        ),
        heading("IV. NHIỆM VỤ TRỌNG TÂM THỰC HIỆN THỜI GIAN TỚI", 1),
        paragraph("1. Tiếp tục nâng cao tỷ lệ chi trả không dùng tiền mặt."),
        paragraph("2. Đẩy mạnh tuyên truyền Luật Căn cước năm 2023."),
    )


def _notes() -> tuple[Note, ...]:
    return (
        Note(
            1,
            (
                Run(
                    "Sở Thông tin và Truyền thông tập huấn 432 người; Sở Tư pháp bồi dưỡng báo "
                    "cáo viên; Sở Lao động - Thương binh và Xã hội hướng dẫn phần mềm trợ cấp "
                    "cho cán bộ cấp huyện, xã."
                ),
            ),
        ),
        Note(
            2,
            (
                Run(
                    "Long Xuyên, An Phú, Tân Châu, Thoại Sơn, Chợ Mới, Châu Phú, Phú Tân, Châu "
                    "Thành."
                ),
            ),
        ),
        Note(3, (Run(f"{MODELS}; {MODELS}; {MODELS}."),)),
    )


def grouped_table(rows: int) -> Table:
    """A table of received and solved files whose column heads stand in groups."""
    groups = (("Hồ sơ tiếp nhận", 3), ("Hồ sơ đã giải quyết", 3), ("Đang giải quyết", 2))
    titles = ("Tổng", "Mạng", "Giấy", "Tổng", "Đúng", "Quá", "Số", "Hạn")
    named = [name for name, count in groups for _ in range(count)]
    columns = (
        TableColumn("Lĩnh vực, công việc giải quyết theo cấp", 6),
        *(
            TableColumn(title, 2, "right", group)
            for title, group in zip(titles, named, strict=True)
        ),
        TableColumn("Khác", 2),
    )
    body = (TableRow((f"Lĩnh vực {number}", *("1.234",) * 8, "")) for number in range(rows))
    return Table(columns, tuple(body))


def annexed_report() -> Document:
    """The report of a department with addressees and two annexes, one of them landscape."""
    wide = Table(
        (
            TableColumn("STT", 1, "center"),
            TableColumn("Tên dịch vụ công trực tuyến", 6),
            *(TableColumn(f"Tháng {month}/2024", 2, "right") for month in range(1, 8)),
            TableColumn("Ghi chú", 2),
        ),
        (
            TableRow(("I", "Công an tỉnh", "", "", "", "", "", "", "", ""), "group"),
            *(
                TableRow((row[0], row[1], *(row[3],) * 7, ""), source=f"dvc{row[0]}")
                for row in SERVICES
            ),
        ),
    )
    reference = (
        "(Kèm theo Báo cáo số          /BC-SKHCN ngày       tháng       năm 2024 "
        "của Sở Khoa học và Công nghệ)"
    )
    return structs.replace(
        letter((paragraph("Chi tiết tại Phụ lục I và Phụ lục II kèm theo."), closing())),
        letterhead=Letterhead(
            "Ủy ban nhân dân tỉnh An Giang",
            "Sở Khoa học và Công nghệ",
            "BC-SKHCN",
            "An Giang",
            "2024",
        ),
        addressees=("Bộ Công an", "Văn phòng Chính phủ"),
        signature=SignatureBlock(("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "Trần Thị Hồng Nhung"),
        annexes=(
            Annex("I", "Kết quả 25 dịch vụ công thiết yếu", reference, (service_table(40),)),
            Annex("II", "Số liệu bảy tháng đầu năm 2024", reference, (wide,), landscape=True),
        ),
    )


def units_table(units: int = 102, columns: int = 17, seed: int = 6) -> UnitTable:
    """The figures of a province: counts and amounts of money, blanks among them."""
    chance = Random(seed)  # noqa: S311 - figures, not secrets
    figures: list[list[Decimal | None]] = [
        [
            None
            if chance.random() < 0.1
            else Decimal(chance.randrange(10**6)).scaleb(-2 if column % 3 == 0 else 0)
            for column in range(columns)
        ]
        for _ in range(units)
    ]
    heads = []
    for column in range(columns):
        total = sum((row[column] or Decimal(0) for row in figures), Decimal(0))
        money = column % 3 == 0
        heads.append(
            UnitColumn(
                place=f"a{column}",
                group="" if column % 4 else f"Nhóm {column // 4}",
                title=f"Chỉ tiêu thứ {column}",
                kind="money" if money else "int",
                unit="tỷ đồng" if money else "hồ sơ",
                sum=total,
                total=total + (1 if column == 2 else 0),
            )
        )
    rows = tuple(
        UnitRow(f"Ủy ban nhân dân xã Số {number}", tuple(row))
        for number, row in enumerate(figures, 1)
    )
    return UnitTable(tuple(heads), rows, ("Ủy ban nhân dân xã Vắng", "Ủy ban nhân dân xã Chậm"))
