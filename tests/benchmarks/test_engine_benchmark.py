"""The engine benchmark compares like with like; how fast anything is, no test asks."""

import json
import re
import tomllib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

import pytest

from benchmarks import stress_form
from benchmarks.calc import Absent, CalcSheet
from benchmarks.engine import Broken, Report, Typist, agreed, engine_broken, report
from benchmarks.measuring import (
    Disagreement,
    Timed,
    as_json,
    compare,
    faster,
    skipped,
    slower,
    table,
)
from benchmarks.stress_form import FULL, PERIOD, Shape
from forms.pack import canonical, compiled

SMALL = Shape(tables=3, rows=12, grown=5, bounded=2)
SLIPS = 25


def numpy_broken(shared: Report, *, together: bool = False) -> Broken:
    pytest.importorskip("numpy")
    from benchmarks.numpy_floor import NumpyFloor

    return NumpyFloor(*shared, together=together).broken()


def simpleeval_broken(shared: Report) -> Broken:
    pytest.importorskip("simpleeval")
    from benchmarks.simpleeval_peer import SimpleEvalPeer

    return set(SimpleEvalPeer(*shared).validate())


@pytest.mark.parametrize("shape", [SMALL, SMALL._replace(rows=30, grown=14), FULL])
def test_all_sides_find_the_same_broken_relations(shape: Shape) -> None:
    shared = report(shape, SLIPS)
    sides = {
        "engine": engine_broken(shared.opened()),
        "numpy": numpy_broken(shared),
        "numpy, all as one array": numpy_broken(shared, together=True),
        "simpleeval": simpleeval_broken(shared),
    }
    assert agreed(sides) >= SLIPS // 2
    kinds = {rule.partition("_")[0] for rule, _row in sides["engine"]}
    assert kinds == {"rate", "rest", "sum", "grow", "range"}


def test_right_figures_break_nothing_on_any_side() -> None:
    right = stress_form.right_figures(SMALL, Random(1))  # noqa: S311  figures, not secrets
    shared = Report(SMALL, right, stress_form.figures_before(right))
    assert engine_broken(shared.opened()) == set()
    assert numpy_broken(shared) == numpy_broken(shared, together=True) == set()
    assert simpleeval_broken(shared) == set()


def test_sides_that_disagree_stop_the_comparison() -> None:
    with pytest.raises(Disagreement, match=r"ours and theirs disagree on .*rate_t01.*, 7"):
        agreed({"ours": {("rest_t01", 3)}, "theirs": {("rest_t01", 3), ("rate_t01", 7)}})


def test_the_form_has_the_promised_size() -> None:
    checks = report(FULL, SLIPS).opened().plan.checks
    assert (FULL.cells, FULL.relations) == (10_000, 5_000)
    assert sum(check.rows for check in checks) == FULL.relations
    keys = Typist(SMALL, 1)
    computed = sum(check.rows for check in keys.c.plan.checks if check.writes)
    assert computed == stress_form.computed_cells(SMALL)
    assert stress_form.computed_cells(FULL) == 4_044


def test_the_author_s_text_has_the_content_of_the_pack() -> None:
    form = stress_form.checked_form(SMALL)
    assert compiled(form).form == form
    text = stress_form.toml_text(form)
    assert tomllib.loads(text) == json.loads(canonical(form))


def test_calc_and_the_engine_count_the_same_wrong_rates(judge: Callable[[str], Path]) -> None:
    judge("soffice")
    keys = Typist(SMALL, 1)
    try:
        sheet = CalcSheet(SMALL, keys.figures, keys.stated)
    except Absent as absent:
        pytest.skip(str(absent))
    with sheet:
        assert sheet.wrong == 0
        strokes = keys.strokes(200)
        assert len(sheet.put(strokes)) == 200
    typed = stress_form.cells(SMALL, keys.figures)
    found = keys.engine.open({**typed, **keys.stated}, PERIOD).findings()
    wrong = [finding for finding in found if finding.code.startswith("RATIO")]
    assert sheet.wrong == len(wrong) > 0


# --- the table ------------------------------------------------------------------------------------


def test_ratios_are_formed_within_a_run() -> None:
    timings = {"ours": [1.0, 4.0, 2.0], "floor": [1.0, 2.0, 0.5]}
    row = slower("all", timings, ("ours", "floor"), most=3)
    assert list(row.ratio) == [1.0, 2.0, 4.0]
    assert row.met is True
    assert slower("all", timings, ("ours", "floor"), most=1.5).met is False
    assert faster("all", timings, ("floor", "ours"), least=2).met is True
    assert faster("all", timings, ("floor", "ours"), least=3).met is False
    assert faster("all", timings, ("floor", "ours")).met is None


def test_the_table_says_plainly_what_is_missed_or_was_not_measured() -> None:
    timings = {"ours": [0.002, 0.004, 0.003], "floor": [0.001, 0.001, 0.001]}
    rows = [slower("check", timings, ("ours", "floor"), most=2), skipped("load", "no such pack")]
    lines = table(rows).splitlines()[2:]
    assert re.split(r" {2,}", lines[0]) == [
        "check",
        "3 ms (2–4)",
        "floor 1 ms (1–1)",
        "3× slower (2–4)",
        "≤ 2×",
        "MISSED",
    ]
    assert re.split(r" {2,}", lines[1]) == ["load", "skipped: no such pack"]
    assert as_json(rows[0])["ratio"] == pytest.approx({"median": 3, "least": 2, "most": 4})
    assert as_json(rows[1]) == {
        "what": "load",
        "unit": "",
        "met": None,
        "note": "skipped: no such pack",
    }


def test_every_action_is_timed_in_every_run_and_the_order_rotates() -> None:
    order: list[str] = []
    actions = {name: Timed(partial(order.append, name), 1) for name in "abc"}
    timings = compare(actions, 3)
    assert {name: len(seconds) for name, seconds in timings.items()} == {"a": 3, "b": 3, "c": 3}
    assert order == list("abcbcacab")
