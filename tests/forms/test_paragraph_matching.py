"""Paragraphs of a corrected copy find their counterparts, in order."""

from hypothesis import given
from hypothesis import strategies as st

from forms.sources.paragraph_matching import Pair, matched

ONE, TWO, THREE = "một hai ba bốn", "năm sáu bảy tám", "chín mười mười một mười hai"
PARAGRAPHS = st.lists(
    st.text(alphabet="ab c", min_size=1, max_size=8).filter(str.strip), min_size=1, max_size=8
)


def test_the_same_paragraphs_are_paired() -> None:
    assert matched([ONE, TWO], [ONE, TWO]) == (Pair(0, ONE), Pair(1, TWO))


def test_what_stands_around_the_report_is_passed_over() -> None:
    assert matched([ONE], ["Kính gửi: Sở", ONE, "Nơi nhận"]) == (Pair(0, ONE),)


def test_a_reworded_paragraph_is_paired_by_its_words() -> None:
    new = ["một hai ba năm mươi", TWO]
    assert matched([ONE, TWO], new) == (Pair(0, new[0]), Pair(1, TWO))


def test_an_added_and_a_removed_paragraph_have_no_counterpart() -> None:
    assert matched([ONE, TWO, THREE], [ONE, "xin thêm", THREE]) == (
        Pair(0, ONE),
        Pair(1, "xin thêm"),
        Pair(2, THREE),
    )
    assert matched([ONE, TWO], [ONE, "xin thêm", TWO])[1] == Pair(None, "xin thêm")
    assert matched([ONE, TWO, THREE], [ONE, THREE])[1] == Pair(1, None)


def test_of_several_changed_ones_the_most_alike_are_paired() -> None:
    new = ["xin thêm câu này", f"{TWO} chín", f"{THREE} nữa"]
    found = dict(pair for pair in matched(["đầu", TWO, THREE, "cuối"], ["đầu", *new, "cuối"]))
    assert (found[1], found[2]) == (new[1], new[2])


@given(PARAGRAPHS, PARAGRAPHS)
def test_every_paragraph_of_the_report_stands_once_and_in_order(
    old: list[str], new: list[str]
) -> None:
    pairs = matched(old, new)
    places = [pair.old for pair in pairs if pair.old is not None]
    assert places == list(range(len(old)))
    taken = [pair.new for pair in pairs if pair.new is not None]
    rest = iter(new)
    assert all(any(text == other for other in rest) for text in taken)
