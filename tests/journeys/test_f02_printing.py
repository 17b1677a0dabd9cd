"""What an outsider's months look like on paper and in the workbook, word for word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from desktop.desk import Desk
from desktop.workspace import Workspace, verify
from forms.cells import CellKey
from forms.numbers import format_number, format_percent
from forms.printed.document import Paragraph
from tests.exporters import calc
from tests.exporters.pdf_reading import pdftotext
from tests.journeys.months import JULY, MONTHS, Data, dotted
from tests.journeys.test_f02_months import changed, fill

PRINTED = ("2023-09", "2024-03", "2024-07", "2025-02", "2026-01")
HEADINGS = """\
I. CÔNG TÁC CHỈ ĐẠO TRIỂN KHAI
II. KẾT QUẢ THỰC HIỆN
1. Đóng góp, đề xuất hoàn thiện chính sách, pháp luật về phát triển, cung cấp ứng dụng, dịch vụ số \
liên quan đến dân cư
2. Về dịch vụ công
2.1. Hiện trạng Hệ thống thông tin giải quyết thủ tục hành chính tỉnh
2.2. Về hạ tầng đường truyền
2.3. Kết quả tiếp nhận giải quyết hồ sơ dịch vụ công trực tuyến đối với 25 dịch vụ công thiết yếu
3. Về số hóa, tạo lập dữ liệu dùng chung
4. Về bố trí ngân sách, nguồn nhân lực triển khai Đề án 06/CP
4.1. Về bố trí kinh phí
4.2. Về bố trí nguồn vốn
4.3. Về nguồn nhân lực
5. Phát triển ứng dụng dữ liệu dân cư, định danh và xác thực điện tử
5.1. Phục vụ giải quyết thủ tục hành chính, cung cấp dịch vụ công trực tuyến
5.2. Nhóm phục vụ phát triển kinh tế, xã hội
5.3. Nhóm phục vụ phát triển công dân số
5.4. Phục vụ kết nối, khai thác, bổ sung làm giàu dữ liệu dân cư
5.5. Phục vụ công tác chỉ đạo, điều hành
6. Công tác triển khai các mô hình, giải pháp tại Đề án 06/CP
7. Tiến độ triển khai các nhiệm vụ của Nghị quyết số 175/NQ-CP
8. Công tác tuyên truyền
III. NHẬN XÉT, ĐÁNH GIÁ
1. Ưu điểm
2. Tồn tại, hạn chế và khó khăn, vướng mắc
3. Về khó khăn, vướng mắc
IV. NHIỆM VỤ TRỌNG TÂM THỰC HIỆN THỜI GIAN TỚI
""".splitlines()
BEFORE_APRIL = {
    HEADINGS[18]: "6. Kết quả triển khai thực hiện 42 mô hình điểm tại Đề án 06/CP",
    HEADINGS[19]: "",
    HEADINGS[20]: "7. Công tác tuyên truyền",
    HEADINGS[24]: "",
}
SERVICES = """\
Xác nhận CMND khi đã có thẻ căn cước
Cấp lại, đổi thẻ căn cước
Đăng ký thường trú
Đăng ký tạm trú
Khai báo tạm vắng
Thông báo lưu trú
Thu tiền nộp phạt xử lý vi phạm hành chính trong lĩnh vực giao thông đường bộ qua thiết bị ghi hình
Đăng ký, cấp biển số xe mô tô, xe gắn máy
Cấp, cấp lại, sửa đổi, bổ sung hộ chiếu phổ thông
Thủ tục làm con dấu mới và cấp Giấy chứng nhận đã đăng ký mẫu dấu
Thủ tục làm con dấu thu nhỏ, dấu nổi, dấu xi và cấp Giấy chứng nhận đã đăng ký mẫu dấu
Đăng ký khai sinh
Đăng ký khai tử
Đăng ký kết hôn
Cấp lý lịch tư pháp
Liên thông đăng ký khai sinh - đăng ký thường trú - cấp thẻ Bảo hiểm y tế cho trẻ em dưới 06 tuổi
Liên thông đăng ký khai tử - xóa đăng ký thường trú - Trợ cấp mai táng phí
Đăng ký dự thi tốt nghiệp THPT quốc gia và xét tuyển đại học, cao đẳng
Cấp đổi, cấp lại giấy phép lái xe
Đăng ký biến động về quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất do thay đổi thông \
tin về người được cấp Giấy chứng nhận
Đăng ký thuế lần đầu, đăng ký thay đổi thông tin đăng ký thuế đối với người nộp thuế là hộ gia \
đình, cá nhân
Cấp điện mới từ lưới điện hạ áp (220/380V)
Thay đổi chủ thể hợp đồng mua bán điện (thí điểm cơ chế kết nối, chia sẻ dữ liệu trong dịch vụ \
cung cấp điện)
Tích hợp tính giảm trừ mức đóng trong gia hạn thẻ Bảo hiểm y tế theo hộ gia đình
Giải quyết hưởng trợ cấp thất nghiệp
""".splitlines()
SENTENCES = {
    "2024-07": """\
- Công an: Tiếp nhận 1.125 hồ sơ; trong đó, đã giải quyết 1.027 hồ sơ, chờ tiếp nhận 98 hồ sơ.
- Tư pháp: Tiếp nhận 604 hồ sơ.
lũy kế đến nay, toàn tỉnh chỉ tiếp nhận 03 hồ sơ trên Cổng dịch vụ công quốc gia với 07 thẻ BHYT
Tổng khối lượng dữ liệu là 2.695.002 dữ liệu; đến ngày 28/6/2024
mỗi nơi 100 triệu đồng; Sở Tư pháp 45 triệu đồng (tổng cộng 1,245 tỷ đồng)
là 101.375 triệu đồng, gồm: (1) Dự án Trung tâm dữ liệu
dịch vụ công trực tuyến một phần (trực tiếp) 520 dịch vụ
188/188 cơ sở khám chữa bệnh đã triển khai tiếp nhận hồ sơ khám chữa bệnh bằng thẻ CC thay thẻ
dữ liệu quốc gia về dân cư, đạt tỷ lệ 97,93%, còn 34.348 dữ liệu đang tiếp tục rà soát, xác thực
(số tiền 85.526.922.228 đ), đạt tỷ lệ 58,72%
Đến ngày 20/7/2024, toàn tỉnh thu nhận được 9.464 hồ sơ cấp thẻ căn cước
kích hoạt 1.099.217 tài khoản, đạt tỷ lệ 107,05% so với chỉ tiêu được giao (1.026.794 tài khoản)
(4) Đối với bậc Trung học phổ thông: Đã xác thực 3.530/3.531 dữ liệu, đạt tỷ lệ 99,97%, còn 01 dữ
còn lại 09/42 mô hình chưa được triển khai thực hiện
đã thực hiện được gần 20 tin, phóng sự tuyên truyền
tần suất phát sóng 01 kỳ/tháng, thời lượng phát sóng 15 phút/kỳ
đạt tỷ lệ 97,67%; có 06/25 dịch vụ công thiết yếu có tỷ lệ tiếp nhận 100% trực tuyến
An Giang đứng thứ 63/63 tỉnh, thành phố về tỷ lệ chi trả ASXH không dùng tiền mặt
""",
    "2024-03": """\
- Công an: Trong tháng tiếp nhận 1.044 hồ sơ từ Cổng dịch vụ công quốc gia; trong đó, đã giải quyết
(18) Đăng ký dự thi tốt nghiệp THPT quốc gia và xét tuyển đại học, cao đẳng: Thực hiện theo kỳ thi
đã hoàn thành nhập liệu 2.650.118/2.695.002 dữ liệu, đạt tỷ lệ 98,33%
dự kiến sẽ hoàn thành 100% chỉ tiêu vào cuối tháng 6/2024
dịch vụ công trực tuyến mức độ 3: 1.120 dịch vụ; dịch vụ công trực tuyến mức độ 4: 975 dịch vụ
bằng thẻ CCCD thay thẻ Bảo hiểm y tế
Đã hoàn thành 100% chỉ tiêu thu nhận hồ sơ cấp CCCD
(5) Đối với giáo dục thường xuyên: Đã xác thực 4.382/4.383 dữ liệu, đạt tỷ lệ 99,98%, còn 01 dữ liệu
19 nhiệm vụ chung và 11 nhiệm vụ cụ thể của địa phương
đạt tỷ lệ 96,42%; có 05/25 dịch vụ công thiết yếu
""",
}


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Desk]]:
    with Workspace.open(tmp_path_factory.mktemp("store"), who="người điền") as workspace:
        made = {}
        for code in PRINTED:
            # What a month takes over from the one before is not what is printed here.
            head = workspace.create("F02", "91", code, blank=True)
            made[code] = workspace.desk(head.id)
            fill(made[code], MONTHS[code])
        yield made


def lines(desk: Desk) -> list[str]:
    return [block.text for block in desk.document().blocks if isinstance(block, Paragraph)]


def flat(text: str) -> str:
    """One line without the marks of notes, which a text reader glues to words."""
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("code", PRINTED)
def test_the_headings_are_the_forms_and_numbered_without_gaps(
    desks: dict[str, Desk], code: str
) -> None:
    wanted = HEADINGS
    if code < "2024-04":
        wanted = [text for text in (BEFORE_APRIL.get(x, x) for x in HEADINGS) if text]
    headings = [
        block.text
        for block in desks[code].document().blocks
        if isinstance(block, Paragraph) and block.style == "heading"
    ]
    assert headings == wanted


def test_numbers_close_up_when_parts_are_left_out(desks: dict[str, Desk]) -> None:
    off = {"sections_off": ["muc_nq175", "muc_kho_khan"]}
    with changed(desks["2024-07"], off) as desk:
        said = lines(desk)
    assert "7. Công tác tuyên truyền" in said
    assert not [text for text in said if text.startswith(("8. ", "3. Về khó khăn"))]


@pytest.mark.parametrize("code", PRINTED)
def test_every_service_is_named_and_has_its_sentence(desks: dict[str, Desk], code: str) -> None:
    old = code < "2024-07"
    said = lines(desks[code])
    for number, service in enumerate(SERVICES, 1):
        name = service.replace("căn cước", "CCCD") if old and number <= 2 else service
        row = next(text for text in said if text.startswith(f"({number}) {name}:"))
        pair = MONTHS[code]["values"].get(f"dvc{number:02}", {})
        if "n" in pair:
            verb = "Đã tiếp nhận" if old else "Tiếp nhận"
            n = format_number(pair["n"], pad=True)
            share = "00" if pair["p"] == "0" else pair["p"]
            wanted = f"{verb} {n}/{format_number(pair['d'], pad=True)} hồ sơ, đạt tỷ lệ {share}%."
            assert row == f"({number}) {name}: {wanted}"


@pytest.mark.parametrize("code", SENTENCES)
def test_figures_stand_in_the_sentences_of_the_form(desks: dict[str, Desk], code: str) -> None:
    said = "\n".join(lines(desks[code]))
    assert [text for text in SENTENCES[code].splitlines() if text not in said] == []


@pytest.mark.parametrize("code", PRINTED)
def test_the_paper_holds_every_typed_figure(
    desks: dict[str, Desk], code: str, tmp_path: Path
) -> None:
    desk = desks[code]
    text = flat(pdftotext(desk.files()["pdf"], tmp_path))
    lost = [
        key.place()
        for key, value in desk.computation.cells.items()
        if isinstance(value, Decimal) and not _held(text, value)
    ]
    assert lost == []
    assert "BẢN NHÁP" not in text


def _held(text: str, value: Decimal) -> bool:
    ways = {format_number(value), format_number(value, pad=True), format_percent(value)}
    return any(re.search(rf"(?<![\d.,]){re.escape(way)}(?!\d|[.,]\d)", text) for way in ways)


@pytest.mark.parametrize("code", PRINTED)
def test_the_workbook_recalculates_to_the_same(
    desks: dict[str, Desk], code: str, tmp_path: Path, judge: Callable[[str], Path]
) -> None:
    book = desks[code].files()["xlsx"]
    file = tmp_path / "stored.xlsx"
    file.write_bytes(book)
    theirs = calc.recalculated(judge, tmp_path, {code: book})[code]
    assert calc.differences(calc.stored(file), theirs) == {}
    assert not [value for value in theirs.values() if str(value).startswith(("#", "Err:"))]
    assert len(calc.formulas(file)) > 100


def test_the_same_report_gives_the_same_bytes_and_another_gives_others(
    desks: dict[str, Desk], tmp_path: Path
) -> None:
    desk = desks["2024-03"]
    first, again = (desk.export(tmp_path / name) for name in "ab")
    assert [x.read_bytes() for x in first] == [x.read_bytes() for x in again]
    data: Data = {"values": {"hoi_ccb": dotted(9999)}}
    with changed(desk, data):
        other = desk.export(tmp_path / "c")
    for before, after in zip(first, other, strict=True):
        assert before.name == after.name
        assert before.read_bytes() != after.read_bytes()


@pytest.mark.parametrize("code", ["2024-03", "2024-07", "2026-01"])
def test_a_month_goes_all_the_way_to_a_package(tmp_path: Path, code: str) -> None:
    with Workspace.open(tmp_path / "store", who="người điền") as workspace:
        desk = workspace.desk(workspace.create("F02", "91", code).id)
        fill(desk, MONTHS[code])
        fill(desk, {"values": {"dat_pct": {"p": "70"}}})
        desk.finalize()
        frozen = desk.frozen()
        package = desk.export(tmp_path / "out", "package")[0]
        result = verify(package)
    assert frozen is not None
    assert (result.ok, result.problems, result.data_sha256) == (True, (), frozen.sha256)


def test_a_coarser_rate_is_said_as_it_was_typed(desks: dict[str, Desk]) -> None:
    with changed(desks["2024-07"], {"values": {"dat_pct": {"p": "70"}}}) as desk:
        assert any("đạt 70% so với thiết kế được duyệt" in text for text in lines(desk))
        assert desk.findings() == ()
        key = CellKey("dat_pct", 0, "p")
        assert desk.computation.effective(key) == Decimal("69.97")


def test_decimals_typed_too_many_or_too_few_print_as_the_form_does(desks: dict[str, Desk]) -> None:
    typed = {"dvc07": {"p": "95,9"}, "dvc08": {"p": "99,600"}, "dvc01": {"p": "100,00"}}
    with changed(desks["2024-07"], {"values": typed}) as desk:
        said = "\n".join(lines(desk))
        assert desk.findings() == ()
    assert "95,90%" in said
    assert "99,60%" in said
    assert "99,600" not in said
    assert "100,00" not in said
    assert JULY["values"]["dvc07"]["p"] == "95,90"
