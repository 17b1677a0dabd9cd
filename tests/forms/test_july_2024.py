"""The monthly report of July 2024, as published: every figure in its sentence."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import pytest

import resources
from forms.cells import CellKey, Change, applied
from forms.composition import compose, outline, sentence_of
from forms.editing import Session
from forms.engine import Computation, Engine
from forms.pack import compiled, read_json
from forms.periods import Period
from forms.printed.document import Document, Paragraph, Run, Table
from forms.printed.phrases import GAP
from forms.sources.filling import plan_fill
from tests.forms.reports import JULY, OFFICE

# Printed as the denominators of other fields.
ELSEWHERE = {"dat_tk": "1.214.835", "dd_chitieu": "1.026.794", "lh_tong": "16.326"}


@cache
def engine() -> Engine:
    return compiled(read_json(resources.path("packs/F02/form.json").read_bytes()))


def filled(*samples: str, period: Period = JULY) -> Computation:
    computation = engine().open({}, period)
    for sample in samples:
        data = resources.path(f"samples/{sample}.json").read_bytes()
        change = plan_fill(Session(computation), data)
        assert isinstance(change, Change), change
        computation = engine().open(applied(computation.cells, change), period)
    return computation


def composed(computation: Computation) -> Document:
    return compose(computation, OFFICE, draft=False, dated="2024-07-22T08:00:00+07:00")


@cache
def published() -> Document:
    return composed(filled("F02-2024-07"))


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def runs(document: Document) -> list[Run]:
    spoken = [block.runs for block in document.blocks if isinstance(block, Paragraph)]
    spoken += [note.runs for note in document.notes]
    return [run for line in spoken for run in line]


def test_every_figure_is_printed_and_names_its_cell() -> None:
    typed = filled("F02-2024-07").cells
    figures = {key.place() for key, value in typed.items() if isinstance(value, Decimal)}
    missing = figures - {run.source for run in runs(published())}
    assert missing - {"dvc_ca_pct", "dvc_100_list.stated"} == set(ELSEWHERE)
    shown = {run.text for run in runs(published())}
    assert set(ELSEWHERE.values()) <= shown


def test_nothing_is_missing_in_the_text() -> None:
    assert [run for run in runs(published()) if run.source and run.text == GAP] == []
    assert not [text for text in texts(published()) if "{" in text or "<<" in text or "[^" in text]


def test_the_printed_rates_are_the_computed_ones() -> None:
    corrected = composed(filled("F02-2024-07", "F02-2024-07-corrections"))
    rates = [run for run in runs(published()) if run.source.endswith(".p")]
    assert rates == [run for run in runs(corrected) if run.source.endswith(".p")]
    assert {"98,96", "97,71", "99,49"} <= {run.text for run in rates}


@pytest.mark.parametrize(
    "text",
    [
        "(2) Cấp lại, đổi thẻ căn cước: Tiếp nhận 1.254/1.660 hồ sơ, đạt tỷ lệ 75,54%.",
        "(5) Khai báo tạm vắng: Tiếp nhận 03/03 hồ sơ, đạt tỷ lệ 100%.",
        (
            "(8) Đăng ký, cấp biển số xe mô tô, xe gắn máy: Tiếp nhận 7.747/7.778 hồ sơ, đạt tỷ "
            "lệ 99,60%."
        ),
        (
            "(11) Thủ tục làm con dấu thu nhỏ, dấu nổi, dấu xi và cấp Giấy chứng nhận đã đăng "
            "ký mẫu dấu: Trong tháng không phát sinh hồ sơ."
        ),
        "(12) Đăng ký khai sinh: Tiếp nhận 949/959 hồ sơ, đạt tỷ lệ 98,96%.",
        (
            "- Công an: Tiếp nhận 1.125 hồ sơ; trong đó, đã giải quyết 1.027 hồ sơ, chờ tiếp "
            "nhận 98 hồ sơ."
        ),
        "+ Liên thông đăng ký khai tử - xóa đăng ký thường trú: Tiếp nhận 251 hồ sơ.",
        "(22) Cấp điện mới từ lưới điện hạ áp (220/380V): Tiếp nhận 06/868 hồ sơ, đạt tỷ lệ 0,69%.",
        (
            "(23) Thay đổi chủ thể hợp đồng mua bán điện (thí điểm cơ chế kết nối, chia sẻ dữ "
            "liệu trong dịch vụ cung cấp điện): Tiếp nhận 00/215 hồ sơ, đạt tỷ lệ 00%."
        ),
        (
            "(24) Tích hợp tính giảm trừ mức đóng trong gia hạn thẻ Bảo hiểm y tế theo hộ gia "
            "đình: Trong tháng không phát sinh hồ sơ; lũy kế đến nay, toàn tỉnh chỉ tiếp nhận "
            "03 hồ sơ trên Cổng dịch vụ công quốc gia với 07 thẻ BHYT được gia hạn."
        ),
    ],
)
def test_the_services_print_as_the_report_does(text: str) -> None:
    assert text in texts(published())


@pytest.mark.parametrize(
    "words",
    [
        "Công văn số 802/UBND-NC ngày 17/6/2024 về việc chuẩn bị các điều kiện",
        (
            "cho Công an tỉnh và Ủy ban nhân dân 11 huyện, thị xã, thành phố mỗi nơi 100 triệu "
            "đồng; Sở Tư pháp 45 triệu đồng (tổng cộng 1,245 tỷ đồng)"
        ),
        (
            "là 101.375 triệu đồng, gồm: (1) Dự án Trung tâm dữ liệu, điều hành thông minh "
            "(IOC) tỉnh An Giang 41.928 triệu đồng; (2) Dự án"
        ),
        "của 02 doanh nghiệp là VNPT An Giang và Viettel An Giang",
        "băng thông là 20 Mbps; đường truyền phục vụ truy cập Internet băng thông là 100 Mbps.",
        "9.586/16.326 trường hợp (số tiền 85.526.922.228 đ), đạt tỷ lệ 58,72%.",
        (
            "kích hoạt 1.099.217 tài khoản, đạt tỷ lệ 107,05% so với chỉ tiêu được giao "
            "(1.026.794 tài khoản)"
        ),
        "Đã xác thực 4.615/4.723 dữ liệu, đạt tỷ lệ 97,71%, còn 108 dữ liệu chưa được xác thực",
        "đạt tỷ lệ 97,67%; có 06/25 dịch vụ công thiết yếu có tỷ lệ tiếp nhận 100% trực tuyến",
        "An Giang đứng thứ 63/63 tỉnh, thành phố",
        "tần suất phát sóng 01 kỳ/tháng, thời lượng phát sóng 15 phút/kỳ",
    ],
)
def test_sentences_print_as_the_report_does(words: str) -> None:
    assert any(words in text for text in texts(published()))


def test_footnotes_run_in_order_of_their_marks() -> None:
    marks = [run.note for run in runs(published()) if run.note is not None]
    assert marks == [note.number for note in published().notes] == list(range(1, 9))


def test_numbers_close_over_the_section_that_is_switched_off() -> None:
    july = filled("F02-2024-07")
    off = {**july.cells, CellKey("sections", 0, "muc_nq175"): "off"}
    numbers = {item.id: item.number for item in outline(engine().open(off, JULY))}
    assert numbers["muc_mo_hinh"] == "6."
    assert numbers["muc_nq175"] == ""
    assert numbers["muc_tuyen_truyen"] == "7."
    document = composed(engine().open(off, JULY))
    assert "7. Công tác tuyên truyền" in texts(document)
    assert [note.number for note in document.notes] == list(range(1, 8))


def test_the_annex_repeats_the_services_as_a_table() -> None:
    (annex,) = published().annexes
    (table,) = annex.blocks
    assert isinstance(table, Table)
    cells = {row.source: row.cells for row in table.rows}
    assert cells["dvc12"] == ("12", "Đăng ký khai sinh", "949", "959", "98,96", "")
    assert cells["dvc05"][2:5] == ("3", "3", "100")
    assert cells["dvc11"][-1] == "Trong tháng không phát sinh hồ sơ"
    assert cells["dvc16_ca_tn"] == ("", "Công an: Tiếp nhận", "", "1.125", "", "")
    assert [row.cells[0] for row in table.rows if row.cells[0]] == [
        str(number) for number in range(1, 26)
    ]


def test_around_the_body() -> None:
    document = published()
    assert document.subject == (
        "Tình hình, kết quả thực hiện Đề án 06/CP",
        "trên địa bàn tỉnh tháng 7/2024",
    )
    assert document.letterhead.symbol == "BC-UBND"
    assert document.recipients[0] == "- Bộ Công an;"
    assert document.recipients[-1] == "- Lưu: HCTC, CAT-PC06."
    assert document.signature.lines == ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    assert document.signature.name == "Lê Văn Phước"
    assert texts(document)[-1].endswith("nắm, chỉ đạo./.")


def test_the_form_of_march_has_its_own_words() -> None:
    march = engine().open(
        {CellKey("dvc02", 0, "n"): Decimal(7), CellKey("dvc02", 0, "d"): Decimal(8)},
        Period("month", 2024, 3),
    )
    printed = texts(composed(march))
    assert "(2) Cấp lại, đổi thẻ CCCD: Đã tiếp nhận 07/08 hồ sơ, đạt tỷ lệ 87,50%." in printed
    assert "6. Kết quả triển khai thực hiện 42 mô hình điểm tại Đề án 06/CP" in printed
    assert "7. Công tác tuyên truyền" in printed


def test_the_sentence_beside_the_grid() -> None:
    july = filled("F02-2024-07")
    assert sentence_of(july, "dvc12") == "Tiếp nhận 949/959 hồ sơ, đạt tỷ lệ 98,96%."
    assert sentence_of(july, "dvc16").splitlines() == [
        (
            "- Công an: Tiếp nhận 1.125 hồ sơ; trong đó, đã giải quyết 1.027 hồ sơ, chờ tiếp "
            "nhận 98 hồ sơ."
        ),
        "- Tư pháp: Tiếp nhận 604 hồ sơ.",
    ]
