"""Corrected wording is taken over with its figures as tokens; changed figures are asked about."""

from collections.abc import Callable

from forms.cells import VALUE, CellKey
from forms.claims.passages import Line, Text
from forms.engine import Computation
from forms.printed.document import Document, Paragraph
from forms.sources import rewording
from forms.sources.rewording import Rewording, compare
from tests.exporters import sample_f02

JULY = sample_f02.july(corrected=True)
UNIT = sample_f02.OFFICE.name
Edit = Callable[[str], str]


def printed(document: Document) -> list[str]:
    return [
        rewording._said(block.runs) for block in document.blocks if isinstance(block, Paragraph)
    ]


def corrected(edit: Edit, computation: Computation = JULY) -> Rewording:
    """Compare the report with a copy in which every paragraph went through ``edit``."""
    document = sample_f02.document(computation)
    body = [Line(part) for text in printed(document) for part in edit(text).split("\n") if part]
    notes = [
        Line(rewording._mark(note.number) + " " + rewording._said(note.runs), note=True)
        for note in document.notes
    ]
    head = [Line("BÁO CÁO"), Line("Kính gửi: Văn phòng Chính phủ")]
    return compare(computation, document, Text((*head, *body, *notes)), unit=UNIT)


def typed(computation: Computation, field: str) -> str:
    return str(computation.cells[CellKey(field, 0, VALUE)])


def replaced(old: str, new: str) -> Edit:
    return lambda text: text.replace(old, new)


def test_a_copy_that_nobody_touched_says_nothing_else() -> None:
    assert corrected(lambda text: text) == Rewording()


def test_other_words_are_taken_over_with_the_tokens_in_their_places() -> None:
    found = corrected(replaced("mô hình phải chờ giải pháp", "mô hình còn đợi giải pháp"))
    assert found.questions == ()
    (block,) = found.blocks
    assert block.field == "ton_tai_mh"
    assert block.stored == typed(JULY, "ton_tai_mh").replace("phải chờ", "còn đợi")
    assert "{{mh_con}}" in block.stored
    assert "còn đợi" in block.lines[0][1]


def test_only_the_touched_line_of_a_block_changes() -> None:
    found = corrected(replaced("Đôn đốc các sở", "Nhắc các sở"))
    (block,) = found.blocks
    assert block.field == "nhiem_vu"
    assert block.stored == typed(JULY, "nhiem_vu").replace("Đôn đốc các sở", "Nhắc các sở")


def test_a_changed_figure_is_a_question_and_is_not_taken() -> None:
    said = next(text for text in printed(sample_f02.document(JULY)) if "mô hình phải chờ" in text)
    figure = said.split()[1]
    found = corrected(replaced(f"Còn {figure} mô hình phải", "Còn 99 mô hình phải"))
    assert found.blocks == ()
    (question,) = found.questions
    assert (question.why, question.field) == ("figure", "ton_tai_mh")
    assert question.figures == (*figure.split("/"), "99")


def test_a_figure_in_a_sentence_of_the_form_is_a_question() -> None:
    found = corrected(replaced("949/959", "950/959"))
    assert found.blocks == ()
    assert [(each.why, each.figures) for each in found.questions] == [("figure", ("949", "950"))]


def test_a_sentence_of_the_form_is_not_reworded() -> None:
    document = sample_f02.document(JULY)
    fixed = next(text for text in printed(document) if text.startswith("I. "))
    found = corrected(replaced(fixed, f"{fixed} VÀ KẾT QUẢ"))
    assert [each.why for each in found.questions] == ["fixed"]


def test_a_paragraph_without_figures_may_be_added_and_removed() -> None:
    words = typed(JULY, "uu_diem")
    found = corrected(replaced(words, f"{words}\nCác đơn vị phối hợp tốt."))
    assert [block.stored for block in found.blocks] == [f"{words}\nCác đơn vị phối hợp tốt."]
    dropped = typed(JULY, "tuyen_truyen").splitlines()[1]
    assert not any(sign.isdigit() for sign in dropped) or "06/CP" in dropped
    found = corrected(replaced(dropped, ""))
    assert [each.why for each in found.questions] == ["removed"]


def test_an_added_paragraph_with_a_figure_is_a_question() -> None:
    words = typed(JULY, "uu_diem")
    found = corrected(replaced(words, f"{words}\nĐã xử lý 12 hồ sơ."))
    assert found.blocks == ()
    assert [(each.why, each.after) for each in found.questions] == [("added", "Đã xử lý 12 hồ sơ.")]


def test_tokens_that_somebody_writes_into_the_copy_are_not_taken() -> None:
    found = corrected(replaced("mô hình phải chờ", "mô hình {{dvc12}} phải chờ"))
    assert found.blocks == ()
    assert found.questions


def test_a_footnote_that_reads_otherwise_is_a_question() -> None:
    document = sample_f02.document(JULY)
    lines = [Line(text) for text in printed(document)]
    notes = [
        Line(f"{rewording._mark(note.number)} {rewording._said(note.runs)}", note=True)
        for note in document.notes
    ]
    assert notes
    notes[0] = Line(f"{notes[0].text} Đã sửa.", note=True)
    found = compare(JULY, document, Text((*lines, *notes)), unit=UNIT)
    assert [each.why for each in found.questions] == ["note"]
    assert found.questions[0].after.endswith("Đã sửa.")


def with_words(words: str) -> Computation:
    cells = {**JULY.cells, CellKey("uu_diem", 0, VALUE): words}
    return sample_f02.ENGINE.open(cells, sample_f02.PERIOD)


def test_notes_figures_and_raised_signs_keep_their_places() -> None:
    words = (
        "Đã xử lý {{dvc12.n}}/{{dvc12.d}} hồ sơ, đạt {{dvc12.p}}[^Theo {{dvc12.n}} phiếu hẹn.],"
        " trên 12 m² diện tích<<, còn {{mh_con}} mô hình>>."
    )
    computation = with_words(words)
    assert corrected(lambda text: text, computation) == Rewording()
    found = corrected(replaced("Đã xử lý", "Toàn tỉnh đã giải quyết"), computation)
    assert found.questions == ()
    assert [block.stored for block in found.blocks] == [
        words.replace("Đã xử lý", "Toàn tỉnh đã giải quyết")
    ]
    found = corrected(replaced(" hồ sơ, đạt", " lượt, đạt tới"), computation)
    assert [block.stored for block in found.blocks] == [
        words.replace(" hồ sơ, đạt", " lượt, đạt tới")
    ]


def test_figures_that_change_places_are_a_question() -> None:
    computation = with_words("Có {{dvc12.n}} hồ sơ đúng hạn trong {{dvc12.d}} hồ sơ.")
    said = "Có 949 hồ sơ đúng hạn trong 959 hồ sơ."
    found = corrected(replaced(said, "Trong 959 hồ sơ có 949 hồ sơ đúng hạn."), computation)
    assert found.blocks == ()
    assert [each.why for each in found.questions] == ["unclear"]
