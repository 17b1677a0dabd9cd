"""The structure of the file, read with pikepdf and walked without our own code; needs no veraPDF.

What veraPDF judges by the standard is in test_pdf_conformance.py. Here: that every text on the
paper is in the tree once and in reading order, that the tree says what each text is, and what the
two profiles hold.
"""

import hashlib
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from exporters.attachments import Attachment, report_attachments
from exporters.check_code import CheckCode, printed_codes
from exporters.pdf import render_pdf
from forms.printed.document import Block, Document, Paragraph, ParagraphStyle, Run
from tests.exporters.pdf_reading import MM, is_blank, judged, read_pages
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
from tests.judges import find_judge

CODE = CheckCode("F02", "1.2.0", "91", "2024-07", hashlib.sha256(b"{}").hexdigest())
ATTACHED = report_attachments("F02_91_2024-07_v1", b'{"a":1}\n', b"PK workbook")


class Node(NamedTuple):
    """An element read back: its kind, its own and its children's texts in order, its attributes."""

    kind: str
    parts: tuple[Any, ...]
    scope: str
    span: int
    height: int
    name: bytes

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    @property
    def kids(self) -> list["Node"]:
        return [part for part in self.parts if isinstance(part, Node)]

    def every(self, kind: str = "") -> Iterator["Node"]:
        if not kind or re.fullmatch(kind, self.kind):
            yield self
        for kid in self.kids:
            yield from kid.every(kind)


class Tagged(NamedTuple):
    """A file read back: its tree, and the operators that no element and no artifact holds."""

    root: Node
    loose: list[str]
    contents: Counter[tuple[int, int]]
    artifacts: list[str]


def read(pdf: bytes) -> Tagged:
    with pikepdf.open(BytesIO(pdf)) as opened:
        texts: dict[tuple[int, int], str] = {}
        loose: list[str] = []
        artifacts: list[str] = []
        for index, page in enumerate(opened.pages):
            _read_page(page, index, texts, loose, artifacts)
        pages = {page.obj.objgen: index for index, page in enumerate(opened.pages)}
        used: Counter[tuple[int, int]] = Counter()
        root = _node(opened.Root.StructTreeRoot.K, pages, texts, used)
        assert set(used) == set(texts)
        return Tagged(root, loose, used, artifacts)


def _read_page(
    page: pikepdf.Page,
    index: int,
    texts: dict[tuple[int, int], str],
    loose: list[str],
    artifacts: list[str],
) -> None:
    maps = {str(name): _letters(font) for name, font in page.resources.Font.items()}
    stack: list[int | None] = []
    font = ""
    instructions: list[Any] = list(pikepdf.parse_content_stream(page))
    for operands, operator in instructions:
        name = str(operator)
        if name in {"BDC", "BMC"}:
            mcid = operands[1].get("/MCID") if name == "BDC" else None
            stack.append(None if mcid is None else int(mcid))
            if mcid is not None:
                texts[index, int(mcid)] = ""
        elif name == "EMC":
            stack.pop()
        elif name == "Tf":
            font = str(operands[0])
        elif name == "Tj":
            shown = "".join(maps[font][code] for code in bytes(operands[0]))
            if not stack:
                loose.append(shown)
            elif stack[-1] is None:
                artifacts.append(shown)
            else:
                texts[index, stack[-1]] += shown
        elif name in {"S", "f", "B", "Do"} and not stack:
            loose.append(name)
    assert stack == []


def _letters(font: pikepdf.Object) -> dict[int, str]:
    """The letters of a font's codes, by what its ToUnicode says."""
    source = font.ToUnicode.read_bytes().decode("ascii")
    return {
        int(code, 16): bytes.fromhex(letter).decode("utf-16-be")
        for code, letter in re.findall(r"^<(\w\w)> <(\w{4,})>$", source, re.MULTILINE)
    }


def _node(
    raw: pikepdf.Object,
    pages: dict[tuple[int, int], int],
    texts: dict[tuple[int, int], str],
    used: Counter[tuple[int, int]],
) -> Node:
    kids: Any = raw.get("/K", pikepdf.Array())
    parts: list[Any] = []
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            parts.append((pages[raw.Pg.objgen], kid))
        elif "/S" in kid:
            parts.append(_node(kid, pages, texts, used))
        elif "/MCID" in kid:
            parts.append((pages[kid.Pg.objgen], int(kid.MCID)))
        else:
            assert str(kid.Type) == "/OBJR"
    for part in parts:
        if not isinstance(part, Node):
            used[part] += 1
    told = [part if isinstance(part, Node) else texts[part] for part in parts]
    attributes = raw.get("/A", pikepdf.Dictionary())
    return Node(
        str(raw.S).lstrip("/"),
        tuple(told),
        str(attributes.get("/Scope", "")).lstrip("/"),
        int(attributes.get("/ColSpan", 1)),
        int(attributes.get("/RowSpan", 1)),
        bytes(raw.get("/ID", pikepdf.String(""))),
    )


@pytest.fixture(scope="module")
def monthly() -> Tagged:
    return read(render_pdf(monthly_report(), code=CODE))


@pytest.fixture(scope="module")
def annexed() -> Tagged:
    return read(render_pdf(annexed_report(), code=CODE))


# --- everything is in the tree --------------------------------------------------------------------


@pytest.mark.parametrize("rows", [0, 1, 60])
def test_every_content_is_tagged_once_or_an_artifact(rows: int) -> None:
    tagged = read(render_pdf(letter((service_table(rows), closing())), code=CODE))
    assert tagged.loose == []
    assert set(tagged.contents.values()) == {1}


def test_only_what_is_for_the_eye_is_an_artifact(monthly: Tagged, annexed: Tagged) -> None:
    heads = ["STT", "Tên dịch vụ", "Tiếp nhận ", "trực tuyến", "Tổng ", "tiếp nhận", "Tỷ lệ"]
    assert [text for text in monthly.artifacts if text not in heads] == ["2", "3", "4", "5"]
    assert annexed.artifacts[0] == "2"
    drafted = read(render_pdf(Document(**{**_fields(letter((closing(),))), "draft": True})))
    assert drafted.artifacts == ["BẢN NHÁP"]


def _fields(document: Document) -> dict[str, Any]:
    return {name: getattr(document, name) for name in document.__struct_fields__}


def test_the_tree_reads_in_the_order_of_the_report(monthly: Tagged) -> None:
    told = monthly.root.text
    places = [
        told.index(words)
        for words in (
            "ỦY BAN NHÂN DÂN TỈNH AN GIANG",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Số: /BC-UBND",
            "An Giang, ngày tháng năm 2024",
            "BÁO CÁO Tình hình, kết quả thực hiện Đề án 06/CP trên địa bàn tỉnh",
            "Thực hiện Quyết định số 06/QĐ-TTg ngày 06/01/2022 của Thủ tướng Chính phủ về việc",
            "I. CÔNG TÁC CHỈ ĐẠO TRIỂN KHAI",
            "Kết quả tiếp nhận hồ sơ trực tuyến",
            "III. NHẬN XÉT, ĐÁNH GIÁ",
            "nắm, chỉ đạo./.",
            "Nơi nhận:",
            "KT. CHỦ TỊCH PHÓ CHỦ TỊCH",
            "Lê Văn Phước",
            "Mã đối chiếu: F02 1.2.0, 91, 2024-07,",
        )
    ]
    assert places == sorted(places)


def test_a_paragraph_over_two_pages_is_one_with_its_words_parted() -> None:
    sentence = "Các sở, ngành tiếp tục rà soát số liệu và báo cáo đúng hạn hằng tháng. "
    tagged = read(render_pdf(letter((paragraph(sentence * 40 + "Hết."), closing()))))
    whole = [node for node in tagged.root.every("P") if "rà soát" in node.text]
    assert [node.text for node in whole] == [sentence * 40 + "Hết."]
    assert len(whole[0].parts) == 2


# --- what each part is ----------------------------------------------------------------------------


def test_headings_go_down_one_level_at_a_time(monthly: Tagged, annexed: Tagged) -> None:
    for tagged in (monthly, annexed):
        levels = [int(node.kind[1]) for node in tagged.root.every(r"H\d")]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(below - above <= 1 for above, below in pairwise(levels))
    titles = [node.text for node in annexed.root.every("H2")]
    assert titles[0] == "Phụ lục I KẾT QUẢ 25 DỊCH VỤ CÔNG THIẾT YẾU"


@given(st.lists(st.integers(1, 6), max_size=12))
@settings(max_examples=20)
def test_a_form_that_skips_a_heading_level_still_has_none_missing(levels: list[int]) -> None:
    blocks = [heading(f"{number}. Tiêu đề", level) for number, level in enumerate(levels)]
    tagged = read(render_pdf(letter((*blocks, closing()))))
    found = [int(node.kind[1]) for node in tagged.root.every(r"H\d")]
    assert len(found) == len(levels) + 1
    assert all(below - above <= 1 for above, below in pairwise(found))


def test_bullets_are_lists_with_lists_in_them() -> None:
    styles: list[tuple[str, ParagraphStyle]] = [
        ("- Một", "bullet"),
        ("+ Một một", "sub_bullet"),
        ("+ Một hai", "sub_bullet"),
        ("- Hai", "bullet"),
        ("Xen giữa.", "body"),
        ("+ Lẻ", "sub_bullet"),
    ]
    blocks = tuple(Paragraph((Run(text),), style) for text, style in styles)
    tagged = read(render_pdf(letter((*blocks, closing()))))
    lists = [node for node in tagged.root.every("L") if "Bộ Công an" not in node.text]
    assert [[kid.kind for kid in node.kids] for node in lists] == [
        ["LI", "LI"],
        ["LI", "LI"],
        ["LI"],
    ]
    first = lists[0].kids[0]
    assert [kid.kind for kid in first.kids] == ["Lbl", "LBody"]
    assert first.kids[0].text == "- "
    assert first.kids[1].parts[0] == "Một"
    assert first.kids[1].parts[1].kind == "L"
    assert lists[2].text == "+ Lẻ"


def test_a_table_has_head_cells_with_scope_and_rows_of_one_width(annexed: Tagged) -> None:
    tables = list(annexed.root.every("Table"))
    assert [[kid.kind for kid in table.kids] for table in tables] == [
        ["Caption", "THead", "TBody"],
        ["THead", "TBody"],
    ]
    for table in tables:
        rows = list(table.every("TR"))
        widths = {sum(cell.span for cell in row.kids) for row in rows}
        assert len(widths) == 1
        for cell in rows[0].kids:
            assert (cell.kind, cell.scope) == ("TH", "Column")
        named = [row.kids[1] for row in rows[1:-1] if len(row.kids) > 2]
        assert {(cell.kind, cell.scope) for cell in named} == {("TH", "Row")}
    assert len(list(tables[0].every("TR"))) == 1 + 40 + 1


def test_grouped_heads_span_what_stands_under_them() -> None:
    tagged = read(render_pdf(letter((grouped_table(40), closing()))))
    table = next(tagged.root.every("Table"))
    upper, lower = table.kids[0].kids
    assert [(cell.text, cell.span, cell.height) for cell in upper.kids] == [
        ("Lĩnh vực, công việc giải quyết theo cấp", 1, 2),
        ("Hồ sơ tiếp nhận", 3, 1),
        ("Hồ sơ đã giải quyết", 3, 1),
        ("Đang giải quyết", 2, 1),
        ("Khác", 1, 2),
    ]
    assert len(lower.kids) == 8
    assert {cell.scope for cell in (*upper.kids, *lower.kids)} == {"Column"}
    assert tagged.artifacts.count("Khác") == 1


def test_footnotes_are_notes_read_after_what_marks_them(monthly: Tagged) -> None:
    notes = list(monthly.root.every("Note"))
    assert [note.kids[0].text for note in notes] == ["1", "2", "3"]
    assert [note.kids[0].kind for note in notes] == ["Lbl"] * 3
    assert len({note.name for note in notes} - {b""}) == 3
    marking = next(node for node in monthly.root.every("P") if "33/42" in node.text)
    assert [kid.kind for kid in marking.kids] == ["Reference", "Note"]
    assert marking.kids[0].text == " 3"
    assert marking.parts[0].endswith("33/42")
    assert marking.parts[2].startswith(" mô hình")


def test_notes_are_found_by_their_names() -> None:
    with pikepdf.open(BytesIO(render_pdf(monthly_report()))) as opened:
        names = opened.Root.StructTreeRoot.IDTree.Names
        listed = [bytes(names[index]) for index in range(0, len(names), 2)]
        assert listed == sorted(listed)
        for index in range(0, len(names), 2):
            assert bytes(names[index + 1].ID) == bytes(names[index])


@given(
    st.lists(st.sampled_from(["h1", "h3", "p", "-", "+", "t0", "t2", "n"]), min_size=1, max_size=14)
)
@settings(max_examples=25)
def test_any_order_of_blocks_keeps_every_word_once(kinds: list[str]) -> None:
    blocks = [_block(kind, number) for number, kind in enumerate(kinds)]
    tagged = read(render_pdf(letter((*blocks, closing()))))
    assert tagged.loose == []
    assert set(tagged.contents.values()) == {1}
    for number, kind in enumerate(kinds):
        if kind[0] != "t":
            assert tagged.root.text.count(f"khối{number}.") == 1


def _block(kind: str, number: int) -> Block:
    if kind[0] == "t":
        return service_table(int(kind[1]))
    if kind[0] == "h":
        return heading(f"khối{number}.", int(kind[1]))
    style: ParagraphStyle = "bullet" if kind == "-" else "sub_bullet" if kind == "+" else "body"
    mark = f"{kind} " if kind in "-+" else ""
    return Paragraph((Run(f"{mark}khối{number}."),), style)


# --- what the file says of itself -----------------------------------------------------------------


def test_the_file_names_its_standards_language_and_colours() -> None:
    with pikepdf.open(BytesIO(render_pdf(monthly_report(), code=CODE))) as opened:
        root = opened.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == "vi-VN"
        intent = root.OutputIntents[0]
        assert bytes(intent.DestOutputProfile.read_bytes())[36:40] == b"acsp"
        xmp = root.Metadata.read_bytes().decode()
        for page in opened.pages:
            assert str(page.obj.Tabs) == "/S"
    for said in (
        "<pdfaid:part>3<",
        "<pdfaid:conformance>A<",
        "<pdfuaid:part>1<",
        f"<bc:dataSha256>{CODE.sha256}<",
    ):
        assert said in xmp


def test_every_font_maps_its_codes_to_letters_and_lacks_none(tmp_path: Path) -> None:
    pdf = render_pdf(annexed_report(), profile="o-ky", attachments=ATTACHED, code=CODE)
    for line in judged("pdffonts", pdf, tmp_path).splitlines()[2:]:
        assert re.match(r"[A-Z]{6}\+BaoCaoSerif-", line)
        embedded, subset, has_unicode = line.split()[-5:-2]
        assert (embedded, subset, has_unicode) == ("yes", "yes", "yes")


# --- check code -----------------------------------------------------------------------------------


def test_the_check_code_stands_at_the_foot_of_the_last_page_alone() -> None:
    pages = read_pages(render_pdf(annexed_report(), code=CODE))
    texts = ["".join(one.text for one in page.letters) for page in pages]
    assert [list(printed_codes(text)) for text in texts[:-1]] == [[]] * (len(pages) - 1)
    found = list(printed_codes(texts[-1]))
    assert [CODE.matches(code) for code in found] == [True]
    line = pages[-1].find("Mã đối chiếu:")
    assert line.size == 8
    assert pages[-1].height - 20 < line.baseline < pages[-1].height - 4.5


@pytest.mark.parametrize("document", [monthly_report(), annexed_report()])
def test_zbar_reads_the_whole_hash_from_the_printed_page(
    document: Document, tmp_path: Path
) -> None:
    reader = find_judge("zbarimg")
    pdf = render_pdf(document, code=CODE)
    last = str(len(read_pages(pdf)))
    picture = str(tmp_path / "page")
    judged("pdftoppm", pdf, tmp_path, "-r", "200", "-f", last, "-singlefile", "-png",
           output=picture)  # fmt: skip
    done = subprocess.run(
        [reader, "--quiet", "--raw", f"{picture}.png"], capture_output=True, check=True, timeout=60
    )
    assert done.stdout.decode().strip() == "".join(CODE.scanned)


def test_a_paper_of_other_data_has_another_code() -> None:
    other = CODE._replace(sha256=hashlib.sha256(b"[]").hexdigest())
    assert not CODE.matches(other)
    assert not CODE.matches(CODE._replace(unit="92"))
    assert CODE.matches(CODE._replace(sha256=CODE.sha256[:16]))


# --- the two profiles -----------------------------------------------------------------------------


def fields_of(pdf: bytes) -> dict[str, tuple[str, tuple[float, float, float, float]]]:
    """Fields by name: their kind, and left, top, width, height in millimetres on their page."""
    found = {}
    with pikepdf.open(BytesIO(pdf)) as opened:
        for field in opened.Root.AcroForm.Fields:
            left, bottom, right, top = (float(edge) * MM for edge in field.Rect)
            height = float(field.P.MediaBox[3]) * MM
            box = (left, height - top, right - left, top - bottom)
            found[str(field["/T"])] = (str(field.FT), box)
    return found


def test_the_default_profile_has_no_fields_and_no_attachments() -> None:
    with pikepdf.open(BytesIO(render_pdf(annexed_report(), code=CODE))) as opened:
        for key in ("/AcroForm", "/Names", "/AF", "/OpenAction", "/Perms"):
            assert key not in opened.Root
        assert all("/Annots" not in page.obj for page in opened.pages)
    with pytest.raises(ValueError, match="attachments"):
        render_pdf(annexed_report(), attachments=ATTACHED)


def test_fields_lie_where_the_paper_leaves_room() -> None:
    pdf = render_pdf(annexed_report(), profile="o-ky")
    page = read_pages(pdf)[0]
    fields = fields_of(pdf)
    assert {name: kind for name, (kind, _) in fields.items()} == {
        "so": "/Tx",
        "ngay": "/Tx",
        "thang": "/Tx",
        "ky_lanh_dao": "/Sig",
        "ky_co_quan": "/Sig",
    }
    left, top, width, height = fields["so"][1]
    assert page.find("Số:").right <= left + 0.1
    assert left + width <= page.find("/BC-SKHCN").x + 0.1
    assert top < page.find("Số:").baseline < top + height
    left, top, width, height = fields["ky_lanh_dao"][1]
    assert (width, height) == pytest.approx((60, 30), abs=0.1)
    assert left + width / 2 == pytest.approx(page.find("PHÓ GIÁM ĐỐC").centre, abs=0.5)
    assert top > page.find("PHÓ GIÁM ĐỐC").baseline
    assert top + height < page.find("Trần Thị Hồng Nhung").baseline
    seal_left, seal_top, seal_width, seal_height = fields["ky_co_quan"][1]
    assert (seal_width, seal_height) == pytest.approx((36, 36), abs=0.1)
    assert seal_left + seal_width - left == pytest.approx(width / 3, abs=0.1)
    assert seal_top + seal_height / 2 == pytest.approx(top + height / 2, abs=0.1)


def test_a_year_left_open_is_a_field_too() -> None:
    document = annexed_report()
    head = structs.replace(document.letterhead, year="20\u00a0\u00a0\u00a0\u00a0")
    pdf = render_pdf(structs.replace(document, letterhead=head), profile="o-ky")
    page, fields = read_pages(pdf)[0], fields_of(pdf)
    kind, (left, top, width, height) = fields["nam"]
    assert kind == "/Tx"
    assert left >= page.find("năm 20").right - 0.1
    assert left + width < 195.1
    assert top < page.find("năm 20").baseline < top + height


def test_both_profiles_are_printed_alike() -> None:
    plain = render_pdf(annexed_report(), code=CODE)
    fields = render_pdf(annexed_report(), profile="o-ky", attachments=ATTACHED, code=CODE)
    assert read_pages(plain) == read_pages(fields)
    for _, (left, top, width, height) in fields_of(fields).values():
        inside = {"x": left + 1, "y": top + 3.5, "width": width - 2, "height": height - 7}
        assert height < 8 or is_blank(fields, 0, **inside)


def test_fields_are_in_the_tree_and_say_what_they_are_for() -> None:
    with pikepdf.open(BytesIO(render_pdf(annexed_report(), profile="o-ky"))) as opened:
        tree = opened.Root.StructTreeRoot.ParentTree.Nums
        owners = {int(tree[index]): tree[index + 1] for index in range(0, len(tree), 2)}
        for field in opened.Root.AcroForm.Fields:
            form = owners[int(field.StructParent)]
            assert str(form.S) == "/Form"
            assert form.K.Obj.objgen == field.objgen
            assert str(field.TU)
            assert field.objgen in [one.objgen for one in field.P.Annots]
            assert "/V" not in field


def test_attached_files_come_out_as_they_went_in(tmp_path: Path) -> None:
    pdf = render_pdf(monthly_report(), profile="o-ky", attachments=ATTACHED, code=CODE)
    folder = tmp_path / "out"
    folder.mkdir()
    judged("pdfdetach", pdf, tmp_path, "-saveall", "-o", str(folder))
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == {
        attached.name: attached.data for attached in ATTACHED
    }
    with pikepdf.open(BytesIO(pdf)) as opened:
        relations = {str(spec.UF): str(spec.AFRelationship) for spec in opened.Root.AF}
    assert relations == {
        "F02_91_2024-07_v1.json": "/Data",
        "F02_91_2024-07_v1.xlsx": "/Source",
    }


def test_attachments_in_any_order_give_the_same_bytes() -> None:
    one = render_pdf(monthly_report(), profile="o-ky", attachments=ATTACHED)
    assert one == render_pdf(monthly_report(), profile="o-ky", attachments=ATTACHED[::-1])
    other = Attachment("F02_91_2024-07_v1.json", "application/json", "Số liệu", b"{}", "Data")
    assert one != render_pdf(monthly_report(), profile="o-ky", attachments=(other,))


def test_qpdf_finds_nothing_wrong_with_fields_and_attachments(tmp_path: Path) -> None:
    pdf = render_pdf(annexed_report(), profile="o-ky", attachments=ATTACHED, code=CODE)
    said = judged("qpdf", pdf, tmp_path, "--check")
    assert "No syntax or stream encoding errors found" in said


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(ValueError, match="no profile"):
        render_pdf(monthly_report(), profile="ky-so")  # type: ignore[arg-type]
