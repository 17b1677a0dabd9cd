"""Findings: their names, what accepts them, how they are counted, ordered and worded."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from forms.findings import (
    SEVERITIES,
    Acceptance,
    Finding,
    Repair,
    Tally,
    rank_of,
    tally,
    with_reasons,
)
from forms.messages import HINTS, MESSAGES, sentence
from tests.builders import key

RATE = Finding(
    code="RATIO",
    severity="error",
    place="dvc12",
    key=key("dvc12.p"),
    given="97,54",
    expected="98,96",
    difference="-1,42",
)


def test_a_finding_is_named_by_code_place_and_rule() -> None:
    assert RATE.id == "RATIO@dvc12"
    assert replace(RATE, place="t[2].p", rule="r1").id == "RATIO@t[2].p#r1"


def test_its_name_and_print_are_the_same_in_every_run() -> None:
    again = replace(RATE, message="sentences may change", hint="hints, too", severity="warning")
    assert (again.id, again.fingerprint) == (RATE.id, RATE.fingerprint)
    assert re.fullmatch("[0-9a-f]{16}", RATE.fingerprint)


@pytest.mark.parametrize("name", ["given", "expected", "difference", "place", "code", "rule"])
def test_other_figures_make_another_print(name: str) -> None:
    assert replace(RATE, **{name: "khác"}).fingerprint != RATE.fingerprint


def test_figures_do_not_run_together() -> None:
    one, other = replace(RATE, given="1", expected="23"), replace(RATE, given="12", expected="3")
    assert one.fingerprint != other.fingerprint


def accepted(finding: Finding) -> Acceptance:
    return Acceptance(
        finding=finding.id,
        fingerprint=finding.fingerprint,
        reason="Số của hệ thống khác.",
        who="an",
        at="2024-07-22T08:00:00+07:00",
    )


def test_a_reason_holds_as_long_as_the_figures_do() -> None:
    other = replace(RATE, place="dvc14")
    found = with_reasons((RATE, other), (accepted(RATE),))
    assert [finding.reason for finding in found] == ["Số của hệ thống khác.", None]
    changed = replace(RATE, given="97,55")
    assert with_reasons((changed,), (accepted(RATE),))[0].reason is None
    assert with_reasons((RATE,), ()) == (RATE,)


def test_findings_are_counted_by_severity_and_accepted_ones_apart() -> None:
    found = [replace(RATE, severity=severity) for severity in SEVERITIES]
    found += [RATE, replace(RATE, reason="ghi rõ")]
    counts = tally(tuple(found))
    assert counts == Tally(error=2, warning=1, note=1, missing=1, accepted=1)


@pytest.mark.parametrize(
    ("counts", "blocks"),
    [
        (Tally(), False),
        (Tally(note=3, accepted=2), False),
        (Tally(error=1), True),
        (Tally(warning=1), True),
        (Tally(missing=1), True),
    ],
)
def test_what_keeps_a_report_from_being_finalized(counts: Tally, *, blocks: bool) -> None:
    assert counts.blocks is blocks


def test_findings_are_ordered_by_place_severity_and_name() -> None:
    order = {"a": 0, "t": 1, "b": 2}
    found = (
        replace(RATE, place="b", severity="note"),
        replace(RATE, place="t[2].x"),
        replace(RATE, place="t[1].x", severity="warning"),
        replace(RATE, place="khac"),
        replace(RATE, place="b"),
        replace(RATE, place="a.n", severity="missing"),
        replace(RATE, place="b", code="LE"),
    )
    ranked = sorted(found, key=lambda finding: rank_of(finding, order))
    assert [(f.place, f.severity, f.code) for f in ranked] == [
        ("a.n", "missing", "RATIO"),
        ("t[2].x", "error", "RATIO"),
        ("t[1].x", "warning", "RATIO"),
        ("b", "error", "LE"),
        ("b", "error", "RATIO"),
        ("b", "note", "RATIO"),
        ("khac", "error", "RATIO"),
    ]


def test_a_repair_names_its_cell() -> None:
    assert Repair("drop", "t", 2, "x").key == key("t[2].x")


# --- sentences -----------------------------------------------------------------------------------


def test_a_sentence_is_filled_in_one_pass_and_begins_with_a_capital() -> None:
    text = sentence("TEST", "{label}: {given} {khac} {đặc}", label="{given}", given="5")
    assert text == "{given}: 5 {khac} {đặc}"
    assert sentence("TEST", "{label} sai.", label="đường truyền") == "Đường truyền sai."
    assert sentence("TEST", "", label="A") == "A: không thỏa điều kiện của biểu mẫu."
    assert sentence("TEST", "", label="") == ": không thỏa điều kiện của biểu mẫu."


@given(
    template=st.lists(
        st.sampled_from(["{given}", "{label}", "{khac}", "{", "}", "{}", "{Đ}", " sai", "ă", "5."]),
        min_size=1,
    ).map("".join),
    words=st.dictionaries(
        st.sampled_from(["given", "label"]), st.sampled_from(["", "{label}", "{given}", "đủ", "7"])
    ),
)
def test_every_sentence_is_what_replacing_each_gap_once_gives(
    template: str, words: dict[str, str]
) -> None:
    def fill(gap: re.Match[str]) -> str:
        return words.get(gap[1], gap[0])

    plain = re.sub(r"\{([a-z]+)\}", fill, template)
    assert sentence("TEST", template, **words) == plain[:1].upper() + plain[1:]


def test_a_code_of_a_pack_alone_still_speaks() -> None:
    assert sentence("OF-THE-PACK", label="A") == sentence("TEST", label="A")


@pytest.mark.parametrize("code", MESSAGES)
def test_every_sentence_is_whole(code: str) -> None:
    gaps = (
        "label",
        "given",
        "expected",
        "difference",
        "n",
        "d",
        "rest",
        "detail",
        "state",
        "before",
        "value",
        "form",
        "at",
    )
    text = sentence(code, **dict.fromkeys(gaps, "x"))
    assert "{" not in text
    assert text.endswith(".")
    assert re.fullmatch(r"[A-Z]+(-[A-Z0-9]+)*", code)


def test_every_slip_has_words() -> None:
    assert {"digit", "transposed", "shifted", "missing_digit", "extra_digit"} <= set(HINTS)
