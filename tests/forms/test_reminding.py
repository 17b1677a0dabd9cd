"""The reminder letter: whom it names, what it says, how it lies on the page."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path

import docx
import pytest

from exporters import nd30
from exporters.pdf import render_pdf
from exporters.word import render_word
from forms.composition import Office
from forms.department.reminding import (
    MOST_NAMED,
    Awaited,
    Sender,
    Subject,
    addressees,
    plain_list,
    reminder,
)
from forms.model import SignatureDefault
from forms.printed.document import Document, Paragraph, Table
from forms.printed.phrases import GAP
from tests.exporters.conformance import judge_conformance
from tests.exporters.pdf_reading import read_pages

DUE = date(2025, 8, 22)
AT = datetime.fromisoformat("2025-08-25T08:05:00+07:00")
SUBJECT = Subject("F16", "Phiếu số liệu thủ tục hành chính cấp xã", "tháng 8/2025", DUE, 99, 102)
OFFICE = Office(
    superior="Ủy ban nhân dân tỉnh An Giang",
    issuer="Sở Khoa học và Công nghệ",
    symbol="SKHCN",
    place="An Giang",
    name="Sở Khoa học và Công nghệ",
)
SIGNER = SignatureDefault(
    authority="KT.", head="Giám đốc", post="Phó Giám đốc", name="Nguyễn Văn An"
)


def awaited(count: int, *, remark: str = "", other: date | None = None) -> list[Awaited]:
    found = [Awaited(f"Ủy ban nhân dân xã Số {at}", DUE) for at in range(1, count + 1)]
    if remark or other:
        found[0] = found[0]._replace(remark=remark, due=other or DUE)
    return found


def letter(count: int, *, remark: str = "", other: date | None = None) -> Document:
    units = awaited(count, remark=remark, other=other)
    return reminder(units, SUBJECT, Sender(OFFICE, SIGNER), AT)


def words(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def test_a_few_units_are_addressed_one_by_one() -> None:
    document = letter(3)
    assert document.addressees == tuple(f"Ủy ban nhân dân xã Số {at}" for at in (1, 2, 3))
    assert tables(document) == []
    assert words(document) == [
        (
            "Theo chế độ báo cáo, biểu F16 “Phiếu số liệu thủ tục hành chính cấp xã” tháng 8/2025"
            " phải gửi chậm nhất ngày 22/8/2025."
        ),
        (
            "Đến 08 giờ 05 ngày 25/8/2025, Sở Khoa học và Công nghệ đã nhận báo cáo của 99/102"
            " đơn vị; chưa nhận được báo cáo của 03 đơn vị có tên nêu trên."
        ),
        (
            "Sở Khoa học và Công nghệ đề nghị các đơn vị hoàn thành và gửi ngay báo cáo nêu trên"
            " để kịp tổng hợp; đơn vị đã gửi thì báo lại để đối chiếu."
        ),
        "Trân trọng./.",
    ]
    assert document.signature.lines == ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")
    assert document.recipients == ("- Như trên;", "- Lưu: VT.")


def test_many_units_stand_in_a_table() -> None:
    document = letter(MOST_NAMED + 1)
    assert document.addressees == addressees(awaited(MOST_NAMED + 1))
    assert len(document.addressees) == 1
    (table,) = tables(document)
    assert [column.title for column in table.columns] == ["STT", "Đơn vị"]
    assert [row.cells[1] for row in table.rows] == [one.name for one in awaited(MOST_NAMED + 1)]
    assert "theo danh sách sau" in words(document)[1]


def test_what_differs_between_units_has_its_column() -> None:
    (table,) = tables(letter(12, remark="được gia hạn", other=date(2025, 8, 24)))
    assert [column.title for column in table.columns] == ["STT", "Đơn vị", "Hạn gửi", "Ghi chú"]
    assert table.rows[0].cells[2:] == ("24/8/2025", "được gia hạn")
    assert table.rows[1].cells[2:] == ("22/8/2025", "")
    assert "xã Số 1: đã trả lại để sửa." in words(letter(2, remark="đã trả lại để sửa"))[2]


def test_without_a_signatory_and_a_deadline_nothing_is_made_up() -> None:
    subject = SUBJECT._replace(due=None)
    document = reminder(awaited(1), subject, Sender(OFFICE), AT)
    assert (document.signature.lines, document.signature.name) == ((GAP,), GAP)
    assert words(document)[0].endswith("tháng 8/2025 cần gửi.")
    with pytest.raises(ValueError, match="nobody"):
        reminder([], SUBJECT, Sender(OFFICE), AT)


def test_the_list_to_paste_has_a_line_for_each_unit() -> None:
    text = plain_list(awaited(2, remark="được gia hạn"), SUBJECT)
    assert text == (
        "Chưa nhận báo cáo F16 tháng 8/2025, hạn 22/8/2025 (2 đơn vị):\n"
        "1. Ủy ban nhân dân xã Số 1 (được gia hạn)\n"
        "2. Ủy ban nhân dân xã Số 2\n"
    )


# --- on the page ---------------------------------------------------------------------------------


def test_what_it_is_about_stands_under_its_number() -> None:
    (page,) = read_pages(render_pdf(letter(3)))
    number, about, label = (page.find(text) for text in ("Số:", "V/v đôn đốc", "Kính gửi:"))
    assert number.baseline < about.baseline < label.baseline
    left = nd30.MARGIN_LEFT_MM
    assert left <= about.x < about.right <= left + nd30.ISSUER_COLUMN_MM
    assert about.size == pytest.approx(nd30.ABOUT_PT, abs=0.1)
    head, issuer = page.find("SỞ KHOA HỌC"), page.find("SỞ KHOA HỌC VÀ CÔNG NGHỆ")
    assert head.baseline < number.baseline
    second = page.find("tháng 8/2025")
    assert second.centre == pytest.approx(issuer.centre, abs=0.5)


def test_every_number_of_units_can_be_printed() -> None:
    for count in (1, MOST_NAMED, MOST_NAMED + 1, 120):
        document = letter(count)
        assert render_pdf(document) == render_pdf(document)
        assert len(read_pages(render_pdf(document))) >= 1


def test_the_word_copy_says_the_same() -> None:
    word = docx.Document(io.BytesIO(render_word(letter(12))))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert any("V/v đôn đốc gửi báo cáo F16 tháng 8/2025" in text for text in cells)
    assert "Ủy ban nhân dân xã Số 12" in cells
    said = [paragraph.text for paragraph in word.paragraphs]
    for text in words(letter(12)):
        assert text in said


def test_the_letter_conforms(tmp_path: Path) -> None:
    files = {"few": render_pdf(letter(3)), "many": render_pdf(letter(40))}
    for verdict in judge_conformance(files, tmp_path):
        assert verdict.failed == 0, verdict
