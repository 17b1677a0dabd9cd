from __future__ import annotations

from decimal import Decimal

from forms.model import Choice, Column, Field, Grid, GridRow, TextBlock
from forms.printed.document import Paragraph, Run
from forms.vocabulary import Wording
from tests.forms.reports import (
    BIRTHS,
    NEWS,
    NOTE,
    NOTHING,
    SERVICE_CELLS,
    SERVICE_FIELDS,
    SERVICES,
    Typed,
    body,
    form,
    made,
    printed,
)

# --- figures in the text --------------------------------------------------------------------------


def test_a_field_prints_its_sentence_with_the_computed_rate() -> None:
    typed: Typed = {"dvc12.n": 949, "dvc12.d": 959, "dvc12.p": Decimal("97.54")}
    assert printed("Khai sinh: {{dvc12}}", typed) == [
        "Khai sinh: Tiếp nhận 949/959 hồ sơ, đạt tỷ lệ 98,96%."
    ]


def test_every_figure_names_its_cell() -> None:
    document = made(form(TextBlock(text="{{dvc12}}")), {"dvc12.n": 3, "dvc12.d": 215})
    paragraph = document.blocks[1]
    assert isinstance(paragraph, Paragraph)
    assert paragraph.anchor == "kq"
    assert paragraph.runs == (
        Run("Tiếp nhận "),
        Run("03", source="dvc12.n"),
        Run("/"),
        Run("215", source="dvc12.d"),
        Run(" hồ sơ, đạt tỷ lệ "),
        Run("1,40", source="dvc12.p"),
        Run("%."),
    )


def test_a_real_zero_is_not_an_empty_row() -> None:
    assert printed("{{dvc12}}", {"dvc12.n": 0, "dvc12.d": 215}) == [
        "Tiếp nhận 00/215 hồ sơ, đạt tỷ lệ 00%."
    ]


def test_a_missing_required_figure_leaves_a_gap() -> None:
    assert printed("Có {{tt_tin}} tin; {{dvc12}}", {"dvc12.d": 959}) == [
        "Có … tin; Tiếp nhận …/959 hồ sơ, đạt tỷ lệ …%."
    ]


def test_the_period_prints_itself() -> None:
    text = "{{period}}, {{month}}, {{year}}, {{as_of}}, {{start}}, {{end}}, {{unit}}"
    assert printed(text, {}) == [
        "tháng 7/2024, 7/2024, 2024, 20/7/2024, 21/6/2024, 20/7/2024, Ủy ban nhân dân tỉnh An Giang"
    ]


def test_an_optional_segment_goes_with_its_blank() -> None:
    text = "Có {{tt_tin}} tin<< ({{ghi_chu}})>>."
    assert printed(text, {"tt_tin": 20}) == ["Có 20 tin."]
    assert printed(text, {"tt_tin": 20, "ghi_chu": "gần đúng"}) == ["Có 20 tin (gần đúng)."]


def test_a_segment_inside_a_segment_goes_alone() -> None:
    text = "Có<< {{tt_tin}} tin<< ({{ghi_chu}})>>>>."
    assert printed(text, {"tt_tin": 20}) == ["Có 20 tin."]


def test_a_block_without_anything_filled_or_required_is_left_out() -> None:
    optional = Field(id="tt_tin", kind="int", label="Tin", required=False)
    shape = form(
        TextBlock(text="Có {{tt_tin}} tin."),
        TextBlock(text="{{ghi_chu}}"),
        TextBlock(text="Tiếp tục thực hiện."),
        fields=(optional, NOTE),
    )
    assert body(made(shape, {})) == ["Tiếp tục thực hiện."]
    assert body(made(shape, {"tt_tin": 7})) == ["Có 07 tin.", "Tiếp tục thực hiện."]


def test_a_segment_answers_for_its_own_blanks() -> None:
    text = "Mở lớp tập huấn<< cho {{tt_tin}} người>><<[^{{ghi_chu}}]>>."
    optional = Field(id="tt_tin", kind="int", label="Người", required=False)
    document = made(form(TextBlock(text=text), fields=(optional, NOTE)), {})
    assert body(document) == ["Mở lớp tập huấn."]
    assert document.notes == ()
    alone = form(TextBlock(text="- <<{{tt_tin}} người>>."), fields=(optional, NOTE))
    assert body(made(alone, {})) == []


def test_a_text_goes_with_the_only_footnote_that_names_something() -> None:
    assert printed("Thực hiện theo văn bản chấp thuận[^Theo {{ghi_chu}}.].", {}) == []
    assert printed("Có {{tt_tin}} tin[^Theo {{ghi_chu}}.].", {"tt_tin": 12}) == ["Có 12 tin."]


def test_a_text_begins_with_a_capital_also_without_its_first_segment() -> None:
    text = "<<Đã phê duyệt {{ghi_chu}}; >>đã có {{tt_tin}} tin."
    assert printed(text, {"tt_tin": 12}) == ["Đã có 12 tin."]
    assert printed(text, {"tt_tin": 12}, style="bullet") == ["- Đã có 12 tin."]


def test_what_is_required_only_later_is_not_missed_yet() -> None:
    later = Field(id="tt_tin", kind="int", label="Tin", required_since="2024-08-20")
    assert body(made(form(TextBlock(text="Có {{tt_tin}} tin."), fields=(later,)), {})) == []


def test_a_denominator_from_elsewhere_does_not_fill_a_field() -> None:
    target = Field(id="dan_so", kind="int", label="Chỉ tiêu")
    reached = Field(
        id="dat", kind="ratio", label="Đạt", base="dan_so", required=False, sentence="{n}/{d}"
    )
    shape = form(TextBlock(text="{{dat}}"), fields=(target, reached))
    assert body(made(shape, {"dan_so": 100})) == []
    assert body(made(shape, {"dan_so": 100, "dat.n": 50})) == ["50/100"]


def test_blocks_and_wordings_have_their_time() -> None:
    shape = form(
        TextBlock(text="cũ", until="2024-06-30"),
        TextBlock(text="mới", since="2024-07-01"),
        TextBlock(
            text=(
                Wording(text="Thẻ CCCD.", until="2024-06-30"),
                Wording(text="Thẻ căn cước.", since="2024-07-01"),
            )
        ),
    )
    assert body(made(shape, {})) == ["mới", "Thẻ căn cước."]


def test_a_field_outside_its_time_prints_nothing() -> None:
    gone = Field(id="tt_tin", kind="int", label="Tin", until="2024-06-30")
    shape = form(TextBlock(text="Trước {{tt_tin}} tin."), fields=(gone, BIRTHS))
    assert body(made(shape, {"tt_tin": 4})) == []
    both = form(TextBlock(text="{{dvc12.n}} {{tt_tin}} hồ sơ."), fields=(gone, BIRTHS))
    assert body(made(both, {"tt_tin": 4, "dvc12.n": 12})) == ["12 hồ sơ."]


def test_each_kind_has_a_sentence_of_its_own() -> None:
    fields = (
        Field(id="tl", kind="ratio", label="Tỷ lệ", decimals=2),
        Field(id="rt", kind="ratio", label="Trẻ em", decimals=2, unit="dữ liệu", remainder=True),
        Field(id="hang", kind="rank", label="Hạng"),
        Field(id="dot", kind="daterange", label="Đợt"),
        Field(id="xong", kind="month", label="Xong"),
        Field(
            id="tan_suat",
            kind="enum",
            label="Tần suất",
            choices=(Choice(code="thang", label="kỳ/tháng"),),
        ),
        Field(
            id="du_an",
            kind="record",
            label="Dự án",
            columns=(
                Column(id="ten", label="Tên"),
                Column(id="tien", label="Tiền", kind="money", unit="triệu đồng"),
            ),
        ),
    )
    shape = form(
        TextBlock(text="{{tl}}|{{rt}}|{{hang}}|{{dot}}|{{xong}}|{{tan_suat}}|{{du_an}}"),
        fields=fields,
    )
    typed: Typed = {
        "tl.n": 1,
        "tl.d": 8,
        "rt.n": 361164,
        "rt.d": 393955,
        "hang.n": 63,
        "hang.d": 63,
        "dot.tu": "2024-07-01",
        "dot.den": "2024-07-20",
        "xong": "2024-12",
        "tan_suat": "thang",
        "du_an.ten": "IOC",
        "du_an.tien": 41928,
    }
    assert body(made(shape, typed)) == [
        (
            "01/08, đạt tỷ lệ 12,50%|"
            "361.164/393.955 dữ liệu, đạt tỷ lệ 91,68%, còn 32.791 dữ liệu|63/63|"
            "từ ngày 01/7/2024 đến ngày 20/7/2024|12/2024|kỳ/tháng|"
            "IOC 41.928 triệu đồng"
        )
    ]


# --- states ---------------------------------------------------------------------------------------


def test_a_state_says_its_sentence_instead() -> None:
    assert printed("Khai sinh: {{dvc12}}", {"dvc12.state": "khong_phat_sinh"}) == [
        f"Khai sinh: {NOTHING}"
    ]


def test_the_fields_own_state_sentence_comes_first() -> None:
    own = Field(
        id="dvc24",
        kind="int",
        label="Tích hợp",
        sentence="Phát sinh {value} hồ sơ",
        state_sentences={"khong_phat_sinh": "Trong tháng không phát sinh hồ sơ"},
    )
    shape = form(TextBlock(text="{{dvc24}}; lũy kế {{tt_tin}} hồ sơ."), fields=(own, NEWS))
    assert body(made(shape, {"dvc24.state": "khong_phat_sinh", "tt_tin": 3})) == [
        "Trong tháng không phát sinh hồ sơ; lũy kế 03 hồ sơ."
    ]


def test_words_around_a_bare_figure_go_with_it() -> None:
    state = {"tt_tin.state": "khong_phat_sinh"}
    assert printed("- Đài: Phát {{tt_tin}} tin.", state) == [f"- Đài: {NOTHING}"]
    assert printed("- Phát {{tt_tin}} tin.", state) == [f"- {NOTHING}"]
    assert printed("Phát {{tt_tin}} tin.", state) == [NOTHING]


def test_words_around_a_bare_figure_stay_for_another_one() -> None:
    typed: Typed = {"tt_tin.state": "khong_phat_sinh", "dvc12.n": 5}
    assert printed("Phát {{tt_tin.value}} tin, {{dvc12.n}} bài.", typed) == ["Phát … tin, 05 bài."]


# --- lists, documents, selections -----------------------------------------------------------------


def test_list_items_are_joined_and_numbered() -> None:
    projects = Field(
        id="von_ds",
        kind="list",
        label="Dự án",
        columns=(
            Column(id="ten", label="Tên", required=True),
            Column(id="tien", label="Tiền", kind="money", unit="triệu đồng", required=True),
        ),
        item="Dự án {ten} {tien} triệu đồng",
        numbered=True,
    )
    shape = form(TextBlock(text="{{von_ds.stated}} dự án, gồm: {{von_ds}}."), fields=(projects,))
    typed: Typed = {
        "von_ds[1].ten": "IOC",
        "von_ds[1].tien": 41928,
        "von_ds[2].ten": "hộ tịch",
    }
    document = made(shape, typed)
    assert body(document) == [
        "02 dự án, gồm: (1) Dự án IOC 41.928 triệu đồng; (2) Dự án hộ tịch … triệu đồng."
    ]
    paragraph = document.blocks[1]
    assert isinstance(paragraph, Paragraph)
    assert Run("41.928", source="von_ds[1].tien") in paragraph.runs


def test_an_empty_list_is_a_gap_only_where_it_is_required() -> None:
    def listing(*, required: bool) -> Field:
        column = Column(id="ten", label="Tên")
        return Field(id="ds", kind="list", label="Ds", columns=(column,), required=required)

    text = TextBlock(text="Gồm: {{ds}}.")
    assert body(made(form(text, fields=(listing(required=True),)), {})) == ["Gồm: …."]
    assert body(made(form(text, fields=(listing(required=False),)), {})) == []


def test_documents_are_cited_in_full() -> None:
    cited = Field(id="vb", kind="documents", label="Văn bản")
    typed = {
        "vb[1].ten_loai": "Công văn",
        "vb[1].so": "802",
        "vb[1].ky_hieu": "UBND-NC",
        "vb[1].ngay": "2024-06-17",
        "vb[1].trich_yeu": "việc chuẩn bị các điều kiện",
        "vb[2].ten_loai": "Nghị quyết",
        "vb[2].so": "57",
        "vb[2].ky_hieu": "NQ/TW",
        "vb[2].co_quan": "Bộ Chính trị",
        "vb[2].trich_yeu": "về đột phá phát triển khoa học",
    }
    assert body(made(form(TextBlock(text="{{vb}}."), fields=(cited,)), typed)) == [
        (
            "Công văn số 802/UBND-NC ngày 17/6/2024 về việc chuẩn bị các điều kiện; "
            "Nghị quyết số 57-NQ/TW của Bộ Chính trị về đột phá phát triển khoa học."
        )
    ]


def test_a_selection_prints_the_rows_it_picks() -> None:
    deaths = Field(id="dvc13", kind="ratio", label="Đăng ký khai tử", decimals=2)
    whole = Field(
        id="tron",
        kind="selection",
        label="Đạt 100%",
        grid="dvc",
        condition="n = d va d > 0",
        required=False,
    )
    grid = Grid(id="dvc", label="Dịch vụ", rows=(GridRow(id="dvc12"), GridRow(id="dvc13")))
    shape = form(
        TextBlock(text="có {{tron.stated}}/02 dịch vụ[^{{tron}}]."),
        fields=(BIRTHS, deaths, whole),
        grids=(grid,),
    )
    some: Typed = {"dvc12.n": 9, "dvc12.d": 9, "dvc13.n": 1, "dvc13.d": 1}
    document = made(shape, some)
    assert body(document) == ["có 02/02 dịch vụ."]
    assert [note.runs for note in document.notes] == [
        (
            Run("Đăng ký khai sinh", source="dvc12"),
            Run("; "),
            Run("Đăng ký khai tử", source="dvc13"),
        )
    ]
    none = made(shape, {"dvc12.n": 1, "dvc12.d": 9})
    assert body(none) == ["có 00/02 dịch vụ."]
    assert none.notes == ()


# --- grids in a text ------------------------------------------------------------------------------


def test_a_grid_in_a_text_prints_its_rows_as_a_list() -> None:
    shape = form(TextBlock(text="Đối với: {{dvc}}."), fields=SERVICE_FIELDS, grids=(SERVICES,))
    assert body(made(shape, {**SERVICE_CELLS, "tt_tin.state": "khong_phat_sinh"})) == [
        (
            "Đối với: (1) Đăng ký khai sinh: Tiếp nhận 949/959 hồ sơ, đạt tỷ lệ 98,96%; "
            "(2) Liên thông: - Công an: Tiếp nhận 1.125 hồ sơ; trong đó, đã giải quyết "
            "1.027 hồ sơ. - Tư pháp: + Trong tháng không phát sinh hồ sơ; "
            "(3) Tích hợp: Trong tháng không phát sinh hồ sơ."
        )
    ]


def test_texts_that_name_each_other_end() -> None:
    one = Field(id="mot", kind="int", label="Một", sentence="{value} {{hai}} {{g}}")
    two = Field(id="hai", kind="int", label="Hai", sentence="{value} {{mot}} {{g}}")
    rows = (GridRow(id="mot"), GridRow(id="r", fields=("hai",), lines=("{{g}}",)))
    grid = Grid(id="g", label="G", rows=rows)
    shape = form(TextBlock(text="{{mot}}"), fields=(one, two), grids=(grid,))
    (text,) = body(made(shape, {"mot": 1, "hai": 2}))
    assert text.startswith("01 02 {{mot}} (1) Một: {{mot}}; (2) ")


def test_the_bare_sentence_may_be_asked_for() -> None:
    typed: Typed = {"dvc12.n": 5, "dvc12.d": 5}
    assert printed("{{dvc12.sentence}}", typed) == ["Tiếp nhận 05/05 hồ sơ, đạt tỷ lệ 100%."]
    assert printed("{{dvc12.value}}", typed) == ["Tiếp nhận 05/05 hồ sơ, đạt tỷ lệ 100%."]
