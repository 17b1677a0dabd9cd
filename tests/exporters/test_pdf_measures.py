"""The printed page measured against Nghị định 30/2020, Phụ lục I, with the file in hand.

The legal values stand here again as literals: a constant that was changed by mistake fails.
"""

from itertools import pairwise

import pytest
from msgspec import structs

from exporters.pdf import render_pdf
from forms.printed.document import Annex, Document, Letterhead, SignatureBlock
from tests.exporters.pdf_reading import MM, PrintedPage, is_blank, read_pages
from tests.exporters.sample_document import (
    annexed_report,
    closing,
    grouped_table,
    heading,
    letter,
    monthly_report,
    paragraph,
    service_table,
)

LEFT, RIGHT, TOP, BOTTOM = 30.0, 195.0, 20.0, 277.0
CENTRE = (LEFT + RIGHT) / 2
SINGLE = 14 * 1.149 * MM
"""One line of 14 pt at single spacing, in millimetres."""
A_HUNDREDTH_OF_A_POINT = 0.01 * MM
"""How exactly places are written."""


@pytest.fixture(scope="module")
def monthly_pdf() -> bytes:
    return render_pdf(monthly_report())


@pytest.fixture(scope="module")
def monthly(monthly_pdf: bytes) -> list[PrintedPage]:
    return read_pages(monthly_pdf)


@pytest.fixture(scope="module")
def annexed_pdf() -> bytes:
    return render_pdf(annexed_report())


@pytest.fixture(scope="module")
def annexed(annexed_pdf: bytes) -> list[PrintedPage]:
    return read_pages(annexed_pdf)


def first_page(document: Document) -> PrintedPage:
    return read_pages(render_pdf(document))[0]


# --- I: the page ----------------------------------------------------------------------------------


def test_the_paper_is_a4(monthly: list[PrintedPage]) -> None:
    for page in monthly:
        assert (page.width, page.height) == pytest.approx((210, 297), abs=0.1)


def test_nothing_but_the_page_number_stands_in_the_margins(monthly: list[PrintedPage]) -> None:
    for page in monthly:
        for line in page.lines():
            assert line.x > LEFT - 0.1
            assert line.right < RIGHT + 0.2
            assert line.baseline < BOTTOM
        assert min(line.baseline for line in page.lines()[1:]) > TOP + 3
        assert all(rule.x > LEFT - 0.1 and rule.right < RIGHT + 0.1 for rule in page.rules)


def test_the_page_number_is_centred_in_the_top_margin_from_page_2(
    monthly: list[PrintedPage],
) -> None:
    assert monthly[0].lines()[0].baseline > TOP
    for number, page in enumerate(monthly[1:], 2):
        shown = page.lines()[0]
        assert shown.text == str(number)
        assert shown.size == 14
        assert shown.fonts == {"BaoCaoSerif-Regular"}
        assert shown.centre == pytest.approx(CENTRE, abs=0.2)
        assert 6 < shown.baseline < 16


# --- II.1 to II.4: the letterhead -----------------------------------------------------------------


def test_quoc_hieu_and_tieu_ngu(monthly: list[PrintedPage]) -> None:
    country = monthly[0].find("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    motto = monthly[0].find("Độc lập - Tự do - Hạnh phúc")
    assert 12 <= country.size <= 13
    assert 13 <= motto.size <= 14
    assert country.fonts == motto.fonts == {"BaoCaoSerif-Bold"}
    assert len({one.baseline for one in country.letters}) == 1
    assert motto.centre == pytest.approx(country.centre, abs=0.3)
    assert motto.baseline - country.baseline < motto.size * 1.3 * MM
    assert country.right < RIGHT


def test_the_rule_under_tieu_ngu_is_as_long_as_the_text(monthly: list[PrintedPage]) -> None:
    motto = monthly[0].find("Độc lập - Tự do - Hạnh phúc")
    rule = monthly[0].rule_below(motto)
    assert rule.length == pytest.approx(motto.width, abs=0.2)
    assert rule.centre == pytest.approx(motto.centre, abs=0.2)


@pytest.mark.parametrize(
    ("superior", "issuer", "last_line"),
    [
        ("", "ỦY BAN NHÂN DÂN TỈNH AN GIANG", "TỈNH AN GIANG"),
        ("UBND TỈNH AN GIANG", "SỞ NỘI VỤ", "SỞ NỘI VỤ"),
        ("ỦY BAN NHÂN DÂN TỈNH AN GIANG", "SỞ THÔNG TIN VÀ TRUYỀN THÔNG", "VÀ TRUYỀN THÔNG"),
        (
            "BỘ NÔNG NGHIỆP VÀ MÔI TRƯỜNG",
            "BAN QUẢN LÝ DỰ ÁN TĂNG CƯỜNG QUẢN LÝ ĐẤT ĐAI VÀ CƠ SỞ DỮ LIỆU ĐẤT ĐAI TỈNH AN GIANG",
            "TỈNH AN GIANG",
        ),
    ],
)
def test_the_issuer_is_bold_with_a_short_rule_and_wraps(
    superior: str, issuer: str, last_line: str
) -> None:
    document = letter((closing(),))
    head = structs.replace(document.letterhead, superior=superior, issuer=issuer)
    page = first_page(structs.replace(document, letterhead=head))
    name = page.find(issuer)
    assert 12 <= name.size <= 13
    assert name.fonts == {"BaoCaoSerif-Bold"}
    assert max(one.right for one in name.letters) < page.find("CỘNG HÒA").x - 2
    last = page.find(last_line)
    rule = page.rule_below(last)
    assert last.width / 3 <= rule.length <= last.width / 2
    assert rule.centre == pytest.approx(last.centre, abs=0.2)
    if superior:
        above = page.find(superior)
        assert above.fonts == {"BaoCaoSerif-Regular"}
        assert above.baseline < name.baseline


def test_the_letterhead_is_set_in_capitals_whatever_the_profile_says() -> None:
    page = first_page(letter((closing(),)))
    assert page.find("ỦY BAN NHÂN DÂN").baseline < page.find("TỈNH AN GIANG").baseline


def test_the_number_is_left_blank_for_the_registry(
    monthly_pdf: bytes, monthly: list[PrintedPage]
) -> None:
    label, symbol = monthly[0].find("Số:"), monthly[0].find("/BC-UBND")
    assert label.size == symbol.size == 13
    assert label.fonts == symbol.fonts == {"BaoCaoSerif-Regular"}
    assert label.baseline == pytest.approx(symbol.baseline)
    assert symbol.x - label.right >= 25
    # 25 x 8 mm around the baseline, with the pen's descent below it
    assert is_blank(
        monthly_pdf, 0, x=label.right + 0.3, y=label.baseline - 5.6, width=24.4, height=8
    )


def test_day_and_month_are_left_blank_on_the_line_of_the_number(
    monthly: list[PrintedPage],
) -> None:
    page = monthly[0]
    place, month, year = page.find("An Giang, ngày"), page.find("tháng"), page.find("năm 2024")
    assert 13 <= place.size <= 14
    assert place.fonts == {"BaoCaoSerif-Italic"}
    assert place.baseline == pytest.approx(page.find("Số:").baseline)
    assert month.x - place.right >= 8
    assert year.x - month.right >= 8
    middle = (place.x + year.right) / 2
    assert middle == pytest.approx(page.find("Độc lập - Tự do - Hạnh phúc").centre, abs=0.5)


def test_the_end_of_a_year_that_is_not_known_yet_is_left_blank() -> None:
    document = letter((closing(),))
    head = structs.replace(document.letterhead, year="20\u00a0\u00a0\u00a0\u00a0")
    pdf = render_pdf(structs.replace(document, letterhead=head))
    page = read_pages(pdf)[0]
    year = page.find("năm 20")
    assert year.right + 8 < RIGHT
    assert is_blank(pdf, 0, x=year.right + 0.8, y=year.baseline - 5.4, width=7.5, height=7)


def test_a_long_symbol_and_a_long_place_stay_on_one_line() -> None:
    document = letter((closing(),))
    head = Letterhead("", "BAN CHỈ ĐẠO", "BC-BCĐĐA06", "Thành phố Cần Thơ", "2024")
    page = first_page(structs.replace(document, letterhead=head))
    symbol, place = page.find("/BC-BCĐĐA06"), page.find("Thành phố Cần Thơ, ngày")
    assert symbol.right + 1 < place.x
    assert symbol.baseline == pytest.approx(place.baseline)
    assert page.find("năm 2024").right < RIGHT + 0.2
    assert symbol.x - page.find("Số:").right >= 25 - A_HUNDREDTH_OF_A_POINT


def test_a_symbol_too_long_for_its_line_goes_on_below_it() -> None:
    document = letter((closing(),))
    symbol = "BC-BCĐPTKHCN,ĐMST,CĐS-TCTĐA06-VP"
    head = structs.replace(document.letterhead, symbol=symbol)
    page = first_page(structs.replace(document, letterhead=head))
    first, rest = page.find("/BC-BCĐPTKHCN,ĐMST,"), page.find("CĐS-TCTĐA06-VP")
    place = page.find("An Giang, ngày")
    assert first.baseline == pytest.approx(place.baseline)
    assert first.right + 1 < place.x
    assert 3.5 < (rest.baseline - first.baseline) < 7
    assert rest.x > LEFT - 0.1
    assert rest.right < LEFT + 70
    assert first.x - page.find("Số:").right >= 25
    assert page.find("BÁO CÁO").baseline - rest.baseline > 8


# --- II.5 and II.9: title and addressees ----------------------------------------------------------


def test_type_and_subject_are_bold_and_centred_with_a_short_rule(
    monthly: list[PrintedPage],
) -> None:
    page = monthly[0]
    last = page.find("trên địa bàn tỉnh tháng 7/2024")
    for line in (page.find("BÁO CÁO"), page.find("Tình hình, kết quả thực hiện"), last):
        assert 13 <= line.size <= 14
        assert line.fonts == {"BaoCaoSerif-Bold"}
    assert page.find("BÁO CÁO").centre == pytest.approx(CENTRE, abs=0.3)
    assert last.centre == pytest.approx(CENTRE, abs=0.3)
    rule = page.rule_below(last)
    assert last.width / 3 <= rule.length <= last.width / 2
    assert rule.centre == pytest.approx(CENTRE, abs=0.3)


def test_one_addressee_stands_beside_kinh_gui() -> None:
    page = first_page(structs.replace(letter((closing(),)), addressees=("Bộ Nội vụ",)))
    label, name = page.find("Kính gửi:"), page.find("Bộ Nội vụ")
    assert label.baseline == pytest.approx(name.baseline)
    assert label.size == name.size == 14
    assert (label.x + name.right) / 2 == pytest.approx(CENTRE, abs=0.5)


def test_several_addressees_hang_under_the_colon(annexed: list[PrintedPage]) -> None:
    page = annexed[0]
    colon = page.find("Kính gửi:").letters[-1]
    first, last = page.find("- Bộ Công an;"), page.find("- Văn phòng Chính phủ.")
    assert first.x == pytest.approx(colon.x, abs=0.2)
    assert last.x == pytest.approx(colon.x, abs=0.2)
    assert colon.baseline < first.baseline < last.baseline


# --- II.6: the text -------------------------------------------------------------------------------


def test_the_text_is_justified_with_first_lines_set_in(monthly: list[PrintedPage]) -> None:
    first = monthly[0].find("Thực hiện Quyết định số 06/QĐ-TTg")
    lines = [
        line
        for line in monthly[0].lines()
        if first.baseline <= line.baseline < monthly[0].find("như sau:").baseline
    ]
    assert first.size == 14
    assert lines[0].x - LEFT == pytest.approx(12.7, abs=0.1)
    assert len(lines) == 6
    for line in lines:
        assert line.right == pytest.approx(RIGHT, abs=0.3)
    for line in lines[1:]:
        assert line.x == pytest.approx(LEFT, abs=0.1)


def test_lines_are_between_single_and_one_and_a_half(monthly: list[PrintedPage]) -> None:
    top = monthly[0].find("Thực hiện Quyết định số 06").baseline
    end = monthly[0].find("như sau:").baseline
    body = [line.baseline for line in monthly[0].lines() if top <= line.baseline <= end]
    for above, below in pairwise(body):
        assert SINGLE <= below - above <= 1.5 * SINGLE


def test_paragraphs_are_at_least_six_points_apart(monthly: list[PrintedPage]) -> None:
    page = monthly[0]
    line = page.find("năm 2030").baseline - page.find("thực điện tử phục vụ").baseline
    gap = page.find("I. CÔNG TÁC CHỈ ĐẠO").baseline - page.find("như sau:").baseline
    assert gap - line >= 6 * MM - 0.05


def test_headings_of_layout_b() -> None:
    page = first_page(
        letter(
            (
                heading("I. KẾT QUẢ", 1),
                heading("1. Ưu điểm", 2),
                heading("1.1. Số liệu", 3),
                heading("a) Chi tiết", 4),
                paragraph("Lời văn."),
                closing(),
            )
        )
    )
    for text in ("I. KẾT QUẢ", "1. Ưu điểm", "1.1. Số liệu"):
        assert page.find(text).fonts == {"BaoCaoSerif-Bold"}
        assert page.find(text).x - LEFT == pytest.approx(12.7, abs=0.1)
    assert page.find("a) Chi tiết").fonts == {"BaoCaoSerif-BoldItalic"}


def test_the_space_after_a_bullet_is_never_stretched(monthly: list[PrintedPage]) -> None:
    bullets = [
        page.find(words)
        for page, words in (
            (monthly[0], "- Hệ thống"),
            (monthly[1], "- Tại các sở"),
            (monthly[0], "- Các phần"),
        )
    ]
    gaps = [bullet.letters[1].x - bullet.letters[0].x for bullet in bullets]
    assert max(gaps) - min(gaps) < 0.05
    assert [bullet.x - LEFT for bullet in bullets] == pytest.approx([12.7] * 3, abs=0.1)


def test_no_line_of_the_text_has_rivers(monthly: list[PrintedPage]) -> None:
    widest = max(
        following.x - letter.right
        for page in monthly
        for line in page.lines()
        if line.size == 14
        for letter, following in pairwise(line.letters)
        if line.x < LEFT + 13 and line.right > RIGHT - 1
    )
    assert widest < 3 * 0.25 * 14 * MM  # a space is a quarter of the letter size wide


@pytest.mark.parametrize("above", range(18, 34))
def test_no_heading_ends_a_page(above: int) -> None:
    blocks = (*(paragraph(f"Dòng {n}.") for n in range(above)), heading("1. Ưu điểm", 2))
    pages = read_pages(render_pdf(letter((*blocks, paragraph("Lời văn."), closing()))))
    page = next(one for one in pages if any("Ưuđiểm" in line.text for line in one.lines()))
    assert page.find("Lời văn.").baseline > page.find("1. Ưu điểm").baseline


@pytest.mark.parametrize("above", range(14, 34))
def test_the_signature_is_never_alone_on_a_page(above: int) -> None:
    blocks = tuple(paragraph(f"Dòng {n}.") for n in range(above))
    page = read_pages(render_pdf(letter((*blocks, closing()))))[-1]
    assert page.find("nắm, chỉ đạo./.").baseline < page.find("KT. CHỦ TỊCH").baseline
    assert page.find("Nơi nhận:").baseline < page.find("Lê Văn Phước").baseline


# --- footnotes ------------------------------------------------------------------------------------


def test_a_footnote_stands_at_the_foot_of_the_page_that_marks_it(
    monthly: list[PrintedPage],
) -> None:
    page = next(page for page in monthly if any("Kiosk" in line.text for line in page.lines()))
    mark = page.find("33/42 3").letters[-1]
    figure = page.find("33/42")
    assert mark.size < figure.size * 0.7
    assert 1 < figure.baseline - mark.baseline < 3
    note = page.find("Triển khai 53 dịch vụ công thiết yếu")
    assert note.size == 10
    rule = next(rule for rule in page.rules if rule.lies)
    assert rule.length == pytest.approx(50, abs=0.2)
    assert page.find("Lê Văn Phước").baseline < rule.y < note.baseline
    assert page.lines()[-1].baseline == pytest.approx(BOTTOM - 1.0, abs=0.5)


# --- II.7 to II.9: signature ----------------------------------------------------------------------


def test_signature_and_recipients(monthly: list[PrintedPage]) -> None:
    page = monthly[-1]
    post, name = page.find("PHÓ CHỦ TỊCH"), page.find("Lê Văn Phước")
    authority = page.find("KT. CHỦ TỊCH")
    for line in (authority, post, name):
        assert 13 <= line.size <= 14
        assert line.fonts == {"BaoCaoSerif-Bold"}
        assert line.centre == pytest.approx(post.centre, abs=0.3)
    assert post.centre == pytest.approx(CENTRE + (RIGHT - LEFT) / 4, abs=2)
    title, first = page.find("Nơi nhận:"), page.find("- Bộ Công an;")
    assert (title.size, first.size) == (12, 11)
    assert title.fonts == {"BaoCaoSerif-BoldItalic"}
    assert first.fonts == {"BaoCaoSerif-Regular"}
    assert title.x == pytest.approx(LEFT, abs=0.1)
    assert first.x == pytest.approx(LEFT, abs=0.1)
    assert title.baseline == pytest.approx(authority.baseline, abs=0.1)


@pytest.mark.parametrize(
    "lines",
    [
        ("CHÁNH VĂN PHÒNG",),
        ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ("TUQ. GIÁM ĐỐC", "TRƯỞNG PHÒNG CHUYỂN ĐỔI SỐ VÀ AN TOÀN THÔNG TIN MẠNG"),
    ],
)
def test_the_places_of_signature_and_seal_are_free(lines: tuple[str, ...]) -> None:
    long_list = tuple(
        f"- Sở, ban, ngành tỉnh và Ủy ban nhân dân xã, phường, đặc khu số {number};"
        for number in range(9)
    )
    document = structs.replace(
        letter((closing(),)),
        signature=SignatureBlock(lines, "Nguyễn Thị Minh Thúy"),
        recipients=(*long_list, "- Lưu: VT."),
    )
    pdf = render_pdf(document)
    page = read_pages(pdf)[0]
    name = page.find("Nguyễn Thị Minh Thúy")
    above = [one.baseline for one in page.letters if one.x > RIGHT - 80 and one.text.strip()]
    # the marks below the letters of the post reach 1 mm under their line
    top = max(baseline for baseline in above if baseline < name.baseline - 1) + 1.2
    assert name.baseline - 14 * 0.891 * MM - top >= 29.5
    assert is_blank(pdf, 0, x=RIGHT - 80, y=top, width=80, height=29.5)
    assert is_blank(pdf, 0, x=RIGHT - 80 - 30, y=top, width=30, height=29.5)


# --- III.1: annexes -------------------------------------------------------------------------------


def test_annexes_begin_on_pages_of_their_own_and_count_for_themselves(
    annexed: list[PrintedPage],
) -> None:
    numbers = [page.lines()[0].text for page in annexed]
    assert [text if text.isdigit() else "" for text in numbers] == ["", "", "2", "", "2"]
    assert "PhụlụcI" in numbers[1]
    assert "PhụlụcII" in numbers[3]


def test_the_annex_heading(annexed: list[PrintedPage]) -> None:
    page = annexed[1]
    number, title = page.find("Phụ lục I"), page.find("KẾT QUẢ 25 DỊCH VỤ CÔNG THIẾT YẾU")
    assert number.size == 14
    assert number.fonts == title.fonts == {"BaoCaoSerif-Bold"}
    assert number.centre == pytest.approx(CENTRE, abs=0.3)
    assert title.centre == pytest.approx(CENTRE, abs=0.3)
    assert number.baseline < title.baseline
    before, after = page.find("(Kèm theo Báo cáo số"), page.find("/BC-SKHCN")
    assert before.fonts == {"BaoCaoSerif-Italic"}
    assert after.x - before.right > 12
    assert page.find("tháng").x - page.find("ngày").right > 7
    assert page.find("năm 2024").x - page.find("tháng").right > 7


def test_a_landscape_annex_keeps_the_margins_and_its_number_in_the_middle(
    annexed: list[PrintedPage],
) -> None:
    for page in annexed[3:]:
        lines = page.lines()
        assert min(line.x for line in lines) > LEFT - 0.1
        assert max(line.right for line in lines) < 297 - 15 + 0.2
        assert max(line.baseline for line in lines) < 210 - 20
    number = annexed[4].lines()[0]
    assert number.text == "2"
    assert number.centre == pytest.approx((30 + 297 - 15) / 2, abs=0.2)
    assert 6 < number.baseline < 16


def test_nothing_is_left_for_a_signature_on_an_annex(annexed: list[PrintedPage]) -> None:
    for page in annexed[1:]:
        said = "".join(letter.text for letter in page.letters if letter.text.strip())
        assert "Nơinhận" not in said
        assert "GIÁMĐỐC" not in said


def test_an_annex_title_breaks_where_its_author_broke_it() -> None:
    annex = Annex("", "Kết quả dịch vụ công\ntrên địa bàn tỉnh", "", (service_table(1),))
    page = read_pages(render_pdf(structs.replace(letter((closing(),)), annexes=(annex,))))[1]
    above, below = page.find("KẾT QUẢ DỊCH VỤ CÔNG"), page.find("TRÊN ĐỊA BÀN TỈNH")
    assert below.baseline - above.baseline == pytest.approx(SINGLE, abs=0.1)
    assert above.centre == pytest.approx(below.centre, abs=0.3)


def test_a_long_annex_title_is_narrower_than_the_text() -> None:
    annex = Annex("III", "Số liệu tiếp nhận, giải quyết hồ sơ thủ tục hành chính " * 3, "", ())
    page = read_pages(render_pdf(structs.replace(letter((closing(),)), annexes=(annex,))))[1]
    bold = [line for line in page.lines() if line.fonts == {"BaoCaoSerif-Bold"}]
    assert len(bold) > 2
    assert all(line.width < 0.87 * (RIGHT - LEFT) for line in bold)


def test_an_only_annex_has_no_number() -> None:
    annex = Annex("", "Danh mục", "", (service_table(1),))
    document = structs.replace(letter((closing(),)), annexes=(annex,))
    assert read_pages(render_pdf(document))[1].lines()[0].text == "Phụlục"


def test_a_wide_annex_lies_on_its_side(annexed: list[PrintedPage]) -> None:
    assert (annexed[3].width, annexed[3].height) == pytest.approx((297, 210), abs=0.1)
    table_right = max(rule.right for rule in annexed[3].rules)
    assert table_right == pytest.approx(297 - 15, abs=0.3)
    assert (annexed[2].width, annexed[2].height) == pytest.approx((210, 297), abs=0.1)


def test_the_corner_for_the_registry_is_free_on_every_annex_page(
    annexed_pdf: bytes, annexed: list[PrintedPage]
) -> None:
    for index, page in enumerate(annexed[1:], 1):
        assert is_blank(annexed_pdf, index, x=page.width - 75, y=4, width=60, height=12)


# --- tables ---------------------------------------------------------------------------------------


def test_columns_take_what_their_longest_word_needs(annexed: list[PrintedPage]) -> None:
    page = annexed[3]
    for figure in ("12.709", "14.596", "3.314"):
        printed = page.find(figure)
        assert len({one.baseline for one in printed.letters}) == 1


def test_cell_texts_keep_inside_their_columns(annexed: list[PrintedPage]) -> None:
    page = annexed[1]
    uprights = sorted({round(rule.x, 1) for rule in page.rules if not rule.lies})
    assert uprights[0] == pytest.approx(LEFT, abs=0.1)
    assert uprights[-1] == pytest.approx(RIGHT, abs=0.1)
    top = min(rule.y for rule in page.rules)
    for one in page.letters:
        if one.text.strip() and one.baseline > top:
            column = sum(1 for x in uprights if x < one.x)
            assert one.right < uprights[column] - 1


def test_a_group_of_columns_stands_under_one_title() -> None:
    pages = read_pages(render_pdf(letter((grouped_table(40), closing()))))
    for page in pages[:2]:
        group, note = page.find("Hồ sơ tiếp nhận"), page.find("Khác")
        first, last = page.find("Tổng"), page.find("Giấy")
        uprights = sorted({round(rule.x, 1) for rule in page.rules if not rule.lies})
        left = max(x for x in uprights if x < first.x)
        right = min(x for x in uprights if x > last.right)
        assert group.centre == pytest.approx((left + right) / 2, abs=0.3)
        assert group.baseline < first.baseline
        between = next(
            rule
            for rule in page.rules
            if rule.lies and group.baseline < rule.y < first.baseline and rule.x < first.x
        )
        assert (between.x, between.right) == pytest.approx((left, right), abs=0.1)
        assert group.baseline < note.baseline < first.baseline + 3
        inner = [rule for rule in page.rules if left + 1 < rule.x < right - 1 and not rule.lies]
        assert min(rule.y for rule in inner) == pytest.approx(between.y, abs=0.1)


def test_a_long_subject_breaks_where_a_reader_takes_breath() -> None:
    subject = (
        "Kết quả thực hiện công tác cải cách hành chính, kiểm soát thủ tục hành chính và chuyển "
        "đổi số quý III năm 2026, phương hướng nhiệm vụ quý IV năm 2026"
    )
    page = first_page(structs.replace(letter((closing(),)), subject=(subject,)))
    bold = [line.text for line in page.lines() if line.size == 14 and line.letters[0].x > 40]
    assert bold[1:4] == [
        "Kếtquảthựchiệncôngtáccảicáchhànhchính,",
        "kiểmsoátthủtụchànhchínhvàchuyểnđổisốquýIIInăm2026,",
        "phươnghướngnhiệmvụquýIVnăm2026",
    ]
    rule = page.rule_below(page.find("phương hướng nhiệm vụ quý IV năm 2026"))
    assert rule.centre == pytest.approx(CENTRE, abs=0.3)


def test_the_name_of_a_department_is_not_broken_inside_xa_hoi() -> None:
    document = letter((closing(),))
    head = structs.replace(document.letterhead, issuer="SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI")
    page = first_page(structs.replace(document, letterhead=head))
    assert len({one.baseline for one in page.find("XÃ HỘI").letters}) == 1
