"""Timing side by side, and the table of what came out.

Everything that is compared is timed in turn inside each run, and ratios are formed inside the run:
other load on the machine then slows both sides. A row shows the median over the runs and, in
brackets, the least and the most.
"""

from __future__ import annotations

import gc
import json
import statistics
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

Action = Callable[[], object]
Clock = Callable[[], float]
Timings = Mapping[str, Sequence[float]]

_HEADINGS = ("what", "ours", "beside it", "ratio", "goal", "met")


class Disagreement(RuntimeError):
    """Two implementations found different things; their times mean nothing then."""


class Timed(NamedTuple):
    """One thing to time: how often in each run (the run's figure is the median)."""

    action: Action
    repeats: int


class Row(NamedTuple):
    """One line of the table: figures of our side and, where there is one, of the other side.

    ``ratio`` is formed run by run; ``met`` is ``None`` where there is no goal.
    """

    what: str
    unit: str
    ours: Sequence[float]
    beside: str = ""
    theirs: Sequence[float] = ()
    ratio: Sequence[float] = ()
    direction: str = ""
    goal: str = ""
    met: bool | None = None
    note: str = ""


def compare(
    actions: Mapping[str, Timed], runs: int, *, clock: Clock = perf_counter
) -> dict[str, list[float]]:
    """Return the seconds of every action, run by run; each run begins with another action.

    Where all sides only compute, ``process_time`` leaves out what other programs did meanwhile.
    """
    found: dict[str, list[float]] = {name: [] for name in actions}
    names = list(actions)
    for run in range(runs):
        turn = run % len(names)
        for name in (*names[turn:], *names[:turn]):
            found[name].append(_sample(*actions[name], clock))
    return found


def _sample(action: Action, repeats: int, clock: Clock) -> float:
    gc.collect()
    seconds = []
    for _ in range(repeats):
        start = clock()
        result = action()
        seconds.append(clock() - start)
        del result
    return statistics.median(seconds)


def slower(what: str, timings: Timings, pair: tuple[str, str], *, most: float | None = None) -> Row:
    """Return the row of how many times slower ours is than a floor; ``most`` is the goal."""
    ours, theirs = (timings[name] for name in pair)
    ratio = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    met = None if most is None else statistics.median(ratio) <= most
    goal = "" if most is None else f"≤ {most:g}×"
    return Row(what, "ms", ours, pair[1], theirs, ratio, "slower", goal, met)


def faster(
    what: str, timings: Timings, pair: tuple[str, str], *, least: float | None = None
) -> Row:
    """Return the row of how many times faster ours is than another; ``least`` is the goal."""
    ours, theirs = (timings[name] for name in pair)
    ratio = [other / mine for mine, other in zip(ours, theirs, strict=True)]
    met = None if least is None else statistics.median(ratio) >= least
    goal = "" if least is None else f"≥ {least:g}×"
    return Row(what, "ms", ours, pair[1], theirs, ratio, "faster", goal, met)


def skipped(what: str, reason: str) -> Row:
    """Return the row of something that could not be measured here."""
    return Row(what, "", (), note=f"skipped: {reason}")


def table(rows: Sequence[Row]) -> str:
    """Return the rows as aligned text."""
    lines = [_HEADINGS, *(_texts(row) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(_HEADINGS))]
    padded = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in lines]
    return "\n".join([padded[0], "-" * max(map(len, padded)), *padded[1:]])


def _texts(row: Row) -> tuple[str, ...]:
    if row.note:
        return row.what, row.note, "", "", row.goal, ""
    theirs = f"{row.beside} {_figure(row.theirs, row.unit)}" if row.theirs else ""
    ratio = _spread(row.ratio, f"× {row.direction}") if row.ratio else ""
    met = "" if row.met is None else ("yes" if row.met else "MISSED")
    return row.what, _figure(row.ours, row.unit), theirs, ratio, row.goal, met


def _figure(values: Sequence[float], unit: str) -> str:
    return _spread([value * _SCALES[unit] for value in values], f" {unit}")


_SCALES = {"ms": 1e3, "KB": 1e-3, "MB": 1e-6, "M": 1e-6}


def _spread(values: Sequence[float], unit: str) -> str:
    middle = statistics.median(values)
    if len(values) == 1:
        return f"{_short(middle)}{unit}"
    return f"{_short(middle)}{unit} ({_short(min(values))}–{_short(max(values))})"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def tell(rows: Sequence[Row], file: Path | None) -> None:
    """Print the table and, where a file is named, write the rows for a machine."""
    print(table(rows))
    if file:
        content = [as_json(row) for row in rows]
        file.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def as_json(row: Row) -> dict[str, Any]:
    """Return a row for a machine: seconds, bytes and ratios as median, least and most."""
    figures = {"ours": row.ours, "theirs": row.theirs, "ratio": row.ratio}
    spreads = {name: _summary(values) for name, values in figures.items() if values}
    words = {"beside": row.beside, "direction": row.direction, "goal": row.goal, "note": row.note}
    return {
        "what": row.what,
        "unit": _UNITS.get(row.unit, ""),
        "met": row.met,
        **{name: word for name, word in words.items() if word},
        **spreads,
    }


_UNITS = {"ms": "seconds", "KB": "bytes", "MB": "bytes", "M": "instructions"}


def _summary(values: Sequence[float]) -> dict[str, float]:
    return {"median": statistics.median(values), "least": min(values), "most": max(values)}
