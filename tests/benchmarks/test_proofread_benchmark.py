"""The benchmark of the proofreader measures what it says; how fast that is, no test asks."""

from benchmarks.proofread import ODD, PAGE, report, texts
from forms.proofreading import proofread


def test_the_long_report_has_so_many_pages_and_claims() -> None:
    text = report(3)
    assert len(text) == 3 * PAGE
    assert len(proofread(text)) > 20


def test_the_texts_are_those_of_the_corpus() -> None:
    assert len(texts()) > 80


def test_odd_inputs_are_proofread() -> None:
    assert all(isinstance(proofread(unit * 5), tuple) for unit in ODD.values())
