from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.composition import OutlineItem, compose, outline, sentence_of
from forms.model import AnnexSpec, Field, ItemsBlock, NarrativeBlock, Section, TextBlock
from forms.printed.document import Annex, Paragraph, Run
from forms.printed.signing import signature_lines
from tests.forms.reports import (
    NOTHING,
    OFFICE,
    SERVICE_CELLS,
    SERVICE_FIELDS,
    SERVICES,
    body,
    form,
    made,
    opened,
)

# --- narratives -----------------------------------------------------------------------------------


def test_narrative_lines_become_paragraphs_and_bullets() -> None:
    text = "Nhìn chung tốt.\n\n- Về dịch vụ: {{dvc12}}\n  + Khai sinh đạt {{dvc12.p}}%.\n-5 độ"
    document = made(
        form(NarrativeBlock(field="nhan_xet")), {"nhan_xet": text, "dvc12.n": 1, "dvc12.d": 2}
    )
    paragraphs = [block for block in document.blocks[1:] if isinstance(block, Paragraph)]
    assert [(p.style, p.text) for p in paragraphs] == [
        ("body", "Nhìn chung tốt."),
        ("bullet", "- Về dịch vụ: Tiếp nhận 01/02 hồ sơ, đạt tỷ lệ 50%."),
        ("sub_bullet", "+ Khai sinh đạt 50%."),
        ("body", "-5 độ"),
    ]
    assert {p.anchor for p in paragraphs} == {"nhan_xet"}


def test_a_narrative_never_breaks_the_document() -> None:
    text = (
        "Đạt {{khong_co}}, {{dvc12.la}}, {{dvc12[1].n}} và {{dvc12 "
        "và [^thiếu <<Đề án>> {{nhan_xet}} {x}"
    )
    assert body(made(form(NarrativeBlock(field="nhan_xet")), {"nhan_xet": text})) == [text]


_SCRAPS = st.sampled_from(
    [
        "{{dvc12}}",
        "{{dvc12.p}}",
        "{{nhan_xet}}",
        "{{",
        "}}",
        "[^",
        "]",
        "<<",
        ">>",
        "- ",
        "+ ",
        "\n",
    ]
)


@given(st.lists(_SCRAPS | st.text(max_size=5), max_size=30).map("".join))
def test_any_narrative_makes_a_document(text: str) -> None:
    document = made(
        form(NarrativeBlock(field="nhan_xet"), TextBlock(text="Hết.")),
        {"nhan_xet": text, "dvc12.n": 949, "dvc12.d": 959},
    )
    marks = [
        run.note
        for block in document.blocks
        if isinstance(block, Paragraph)
        for run in block.runs
        if run.note is not None
    ]
    assert marks == [note.number for note in document.notes] == list(range(1, len(marks) + 1))
    assert body(document)[-1] == "Hết."


def test_a_narrative_may_stand_inside_a_text() -> None:
    shape = form(TextBlock(text="Đánh giá: {{nhan_xet}}"))
    assert body(made(shape, {"nhan_xet": "Tốt.\n- Đủ."})) == ["Đánh giá: Tốt.", "- Đủ."]


def test_an_empty_narrative_is_a_gap_only_where_it_is_required() -> None:
    required = Field(id="nhan_xet", kind="rich", label="Nhận xét")
    block = NarrativeBlock(field="nhan_xet")
    assert body(made(form(block), {})) == []
    assert body(made(form(block, fields=(required,)), {})) == ["…"]


# --- footnotes ------------------------------------------------------------------------------------


def test_footnotes_are_numbered_in_order_of_first_mention() -> None:
    shape = form(
        TextBlock(text="Một[^Gồm: {{tt_tin}} tin.] và hai[^Lặp lại.]."),
        TextBlock(text="<<Bỏ {{ghi_chu}}[^mất]>>Ba[^Lặp lại.]."),
        TextBlock(text="{{ghi_chu}}[^cũng mất]"),
        NarrativeBlock(field="nhan_xet"),
    )
    document = made(shape, {"tt_tin": 6, "nhan_xet": "Bốn[^Theo Công văn số 631.]."})
    marks = [
        (run.text, run.note)
        for block in document.blocks
        if isinstance(block, Paragraph)
        for run in block.runs
        if run.note is not None
    ]
    assert marks == [("Một", 1), (" và hai", 2), ("Ba", 3), ("Bốn", 4)]
    assert [(note.number, "".join(run.text for run in note.runs)) for note in document.notes] == [
        (1, "Gồm: 06 tin."),
        (2, "Lặp lại."),
        (3, "Lặp lại."),
        (4, "Theo Công văn số 631."),
    ]


def test_two_marks_in_a_row_and_a_mark_at_the_beginning() -> None:
    document = made(form(TextBlock(text="[^a][^b]số")), {})
    paragraph = document.blocks[1]
    assert isinstance(paragraph, Paragraph)
    assert paragraph.runs == (Run("", note=1), Run("", note=2), Run("số"))


def test_a_footnote_inside_a_footnote_stands_in_brackets() -> None:
    noted = Field(id="tt_tin", kind="int", label="Tin", sentence="{value} tin[^gần đúng]")
    document = made(form(TextBlock(text="Xem[^Có {{tt_tin}}.]"), fields=(noted,)), {"tt_tin": 20})
    assert ["".join(run.text for run in note.runs) for note in document.notes] == [
        "Có 20 tin (gần đúng)."
    ]


# --- items ----------------------------------------------------------------------------------------


def test_items_are_numbered_sentences() -> None:
    shape = form(ItemsBlock(grid="dvc"), fields=SERVICE_FIELDS, grids=(SERVICES,))
    document = made(shape, SERVICE_CELLS)
    paragraphs = [block for block in document.blocks[1:] if isinstance(block, Paragraph)]
    assert [(p.style, p.text) for p in paragraphs] == [
        ("body", "(1) Đăng ký khai sinh: Tiếp nhận 949/959 hồ sơ, đạt tỷ lệ 98,96%."),
        ("body", "(2) Liên thông:"),
        ("bullet", "- Công an: Tiếp nhận 1.125 hồ sơ; trong đó, đã giải quyết 1.027 hồ sơ."),
        ("bullet", "- Tư pháp:"),
        ("sub_bullet", "+ 03 hồ sơ."),
        ("body", "(3) Tích hợp: lũy kế 03."),
    ]


def test_items_in_a_state() -> None:
    shape = form(ItemsBlock(grid="dvc"), fields=SERVICE_FIELDS, grids=(SERVICES,))
    states = {f"{field}.state": "khong_phat_sinh" for field in ("dvc12", "tn", "gq")}
    assert body(made(shape, {**states, "tt_tin": 3}))[:3] == [
        f"(1) Đăng ký khai sinh: {NOTHING}",
        "(2) Liên thông:",
        f"- Công an: {NOTHING}",
    ]


# --- outline --------------------------------------------------------------------------------------

TREE = (
    Section(id="i", heading="Công tác chỉ đạo"),
    Section(
        id="ii",
        heading="Kết quả",
        sections=(
            Section(id="ii1", heading="Dịch vụ công", sections=(
                Section(id="ii11", heading="Hạ tầng", sections=(
                    Section(id="ii11a", heading="Đường truyền"),
                )),
            )),
            Section(id="ii2", heading="Nghị quyết 175", optional=True, sections=(
                Section(id="ii21", heading="Dự án"),
            )),
            Section(id="ii3", heading="Hết hạn", until="2024-06-30"),
            Section(id="ii4", heading="Tuyên truyền"),
        ),
    ),
    Section(id="iii", heading="Đánh giá"),
)  # fmt: skip


def test_headings_are_numbered_by_level() -> None:
    document = made(form(sections=TREE), {})
    headings = [block for block in document.blocks if isinstance(block, Paragraph)]
    assert [(h.style, h.level, h.text, h.anchor) for h in headings] == [
        ("heading", 1, "I. CÔNG TÁC CHỈ ĐẠO", "i"),
        ("heading", 1, "II. KẾT QUẢ", "ii"),
        ("heading", 2, "1. Dịch vụ công", "ii1"),
        ("heading", 3, "1.1. Hạ tầng", "ii11"),
        ("heading", 4, "a) Đường truyền", "ii11a"),
        ("heading", 2, "2. Nghị quyết 175", "ii2"),
        ("heading", 3, "2.1. Dự án", "ii21"),
        ("heading", 2, "3. Tuyên truyền", "ii4"),
        ("heading", 1, "III. ĐÁNH GIÁ", "iii"),
    ]
    assert [h.runs[0].italic for h in headings if h.level > 2] == [False, True, False]


def test_numbers_close_over_a_section_that_is_switched_off() -> None:
    items = outline(opened(form(sections=TREE), {"sections.ii2": "off"}))
    assert [item for item in items if item.level == 2 or not item.active] == [
        OutlineItem("ii1", "1.", "Dịch vụ công", 2, active=True),
        OutlineItem("ii2", "", "Nghị quyết 175", 2, active=False),
        OutlineItem("ii21", "", "Dự án", 3, active=False),
        OutlineItem("ii3", "", "Hết hạn", 2, active=False),
        OutlineItem("ii4", "2.", "Tuyên truyền", 2, active=True),
    ]


# --- around the body ------------------------------------------------------------------------------


def test_the_head_of_the_document() -> None:
    document = made(form(subject=("Tình hình thực hiện", "{{period}}")), {})
    head = document.letterhead
    assert (head.superior, head.issuer) == ("", "ỦY BAN NHÂN DÂN TỈNH AN GIANG")
    assert (head.symbol, head.place, head.year) == ("BC-UBND", "An Giang", "2024")
    assert document.kind == "BÁO CÁO"
    assert document.subject == ("Tình hình thực hiện", "tháng 7/2024")
    assert document.title == "Báo cáo Tình hình thực hiện tháng 7/2024"
    assert document.author == "Ủy ban nhân dân tỉnh An Giang"
    assert document.keywords == ("F00", "2024-07")
    assert document.dated == "2024-07-22T08:00:00+07:00"
    assert not document.draft


def test_the_closing_sentence_ends_the_body_once() -> None:
    for closing in ("Trên đây là báo cáo {{period}}", "Trên đây là báo cáo {{period}}./."):
        last = made(form(closing=closing), {}).blocks[-1]
        assert isinstance(last, Paragraph)
        assert (last.style, last.text) == ("closing", "Trên đây là báo cáo tháng 7/2024./.")


def test_recipients_end_with_a_full_stop() -> None:
    typed = {
        "recipients[1].ten": "Bộ Công an",
        "recipients[2].ten": "- UBND tỉnh (để b/c);",
        "recipients[3].ten": "Lưu: VT.",
    }
    assert made(form(), typed).recipients == (
        "- Bộ Công an;",
        "- UBND tỉnh (để b/c);",
        "- Lưu: VT.",
    )
    assert made(form(), {}).recipients == ()


def test_the_signature_block() -> None:
    typed = {
        "signature.quyen_ky": "KT.",
        "signature.cua_ai": "Chủ tịch",
        "signature.chuc_vu": "Phó Chủ tịch",
        "signature.ho_ten": "Lê Văn Phước",
    }
    block = made(form(), typed).signature
    assert (block.lines, block.name) == (("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "Lê Văn Phước")
    missing = made(form(), {}).signature
    assert (missing.lines, missing.name) == (("…",), "…")


def test_signing_authority() -> None:
    body_, head, deputy = "Ủy ban nhân dân", "Chủ tịch", "Phó Chủ tịch"
    deputies = ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    assert signature_lines(body="", authority="", head="", post=head) == ("CHỦ TỊCH",)
    assert signature_lines(body=body_, authority="TM.", head="", post=head) == (
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
    )
    assert signature_lines(body=body_, authority="TM.", head=head, post=deputy) == deputies
    assert signature_lines(body=body_, authority="KT.", head=head, post=deputy) == deputies
    assert signature_lines(body=body_, authority="TL.", head=head, post="Chánh Văn phòng") == (
        "TL. CHỦ TỊCH",
        "CHÁNH VĂN PHÒNG",
    )
    assert signature_lines(body="", authority="Q.", head="", post=head) == ("Q. CHỦ TỊCH",)


REFERENCE = (
    "(Kèm theo Báo cáo số      /BC-UBND ngày      tháng      năm 2024 "
    "của Ủy ban nhân dân tỉnh An Giang)"
)


def annexes(*specs: AnnexSpec) -> tuple[Annex, ...]:
    return made(form(annexes=specs), {"tt_tin": 3}).annexes


def test_a_single_annex_has_no_number() -> None:
    spec = AnnexSpec(
        id="pl", title="Nhiệm vụ {{year}}", blocks=(TextBlock(text="Có {{tt_tin}} tin."),)
    )
    (annex,) = annexes(spec)
    assert (annex.number, annex.title, annex.reference) == ("", "NHIỆM VỤ 2024", REFERENCE)
    assert [block.text for block in annex.blocks if isinstance(block, Paragraph)] == ["Có 03 tin."]


def test_several_annexes_have_roman_numbers_and_empty_ones_none() -> None:
    text = (TextBlock(text="x"),)
    made_annexes = annexes(
        AnnexSpec(id="a", title="Một", blocks=text),
        AnnexSpec(id="b", title="Trống", blocks=(TextBlock(text="{{ghi_chu}}"),)),
        AnnexSpec(id="c", title="Hai", blocks=text, landscape=True),
    )
    assert [(a.number, a.anchor, a.landscape) for a in made_annexes] == [
        ("I", "a", False),
        ("II", "c", True),
    ]


def test_footnotes_run_on_into_the_annex() -> None:
    spec = AnnexSpec(id="pl", title="Một", blocks=(TextBlock(text="hai[^b]"),))
    document = made(form(TextBlock(text="một[^a]"), annexes=(spec,)), {})
    assert [note.number for note in document.notes] == [1, 2]


def test_the_same_report_makes_the_same_document() -> None:
    shape = form(ItemsBlock(grid="dvc"), fields=SERVICE_FIELDS, grids=(SERVICES,))
    assert made(shape, SERVICE_CELLS) == made(shape, SERVICE_CELLS)
    assert made(shape, SERVICE_CELLS) != made(shape, {**SERVICE_CELLS, "tn": 1126})


# --- sentences beside the grid --------------------------------------------------------------------


def test_the_sentence_of_a_field_and_of_a_composite_row() -> None:
    shape = form(ItemsBlock(grid="dvc"), fields=SERVICE_FIELDS, grids=(SERVICES,))
    c = opened(shape, SERVICE_CELLS)
    assert sentence_of(c, "dvc12") == "Tiếp nhận 949/959 hồ sơ, đạt tỷ lệ 98,96%."
    assert sentence_of(c, "tn") == "1.125"
    assert sentence_of(c, "dvc16") == (
        "- Công an: Tiếp nhận 1.125 hồ sơ; trong đó, đã giải quyết 1.027 hồ sơ.\n"
        "- Tư pháp:\n+ 03 hồ sơ."
    )
    assert sentence_of(c, "khong_co") == ""


@pytest.mark.parametrize(
    ("dated", "year"),
    [
        ("2024-07-29T08:00:00+07:00", "2024"),
        ("2024-12-31T23:59:59+07:00", "2024"),
        ("2025-01-02T08:00:00+07:00", "20\u00a0\u00a0\u00a0\u00a0"),
        ("2026-11-22T08:00:00+07:00", "2024"),
    ],
)
def test_what_is_made_in_the_next_year_leaves_the_year_to_be_written(dated: str, year: str) -> None:
    document = compose(opened(form(), {}), OFFICE, draft=False, dated=dated)
    assert document.letterhead.year == year
