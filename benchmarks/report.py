"""The report of all benchmarks: one page of tables, and pictures drawn as SVG by hand.

A picture shows the ratios of a part on a logarithmic scale: right of the line in the middle we are
ahead, left of it behind. The bar ends at the median, the thin line spans the runs.
"""

from __future__ import annotations

import importlib.metadata
import math
import os
import platform
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple
from xml.sax.saxutils import escape

from benchmarks.limits import limit_of

Figures = dict[str, Any]
"""A row as `measuring.as_json` writes it."""
AHEAD: Final = frozenset({"faster", "smaller"})
_OPPOSITE: Final = {"faster": "slower", "slower": "faster", "smaller": "larger"}
PEERS: Final = ("PySide6-Essentials", "SQLAlchemy", "msgspec", "numpy", "simpleeval", "openpyxl")


class Section(NamedTuple):
    """What one part measured, when, and how busy the machine was before and after."""

    module: str
    rows: list[Figures]
    at: str
    load: tuple[float, float]
    quick: bool = False
    failed: bool = False


Titled = tuple[str, str, Section]
"""Title, a sentence about the part, and what it measured."""


def write(page: Path, parts: Sequence[Titled]) -> None:
    """Write the page, and beside it `images/bench-PART.svg` for every part that has ratios."""
    images = page.parent / "images"
    images.mkdir(parents=True, exist_ok=True)
    lines = [*_opening(parts)]
    for title, about, section in parts:
        picture = chart(section.rows)
        name = f"bench-{section.module.replace('_', '-')}.svg"
        if picture:
            (images / name).write_text(picture, encoding="utf-8")
        lines += _section(title, about, section, name if picture else "")
    page.write_text("\n".join(lines) + "\n", encoding="utf-8")


# --- the page -------------------------------------------------------------------------------------


def _opening(parts: Sequence[Titled]) -> Iterator[str]:
    rows = [row for _, _, section in parts for row in section.rows]
    goals = [row["met"] for row in rows if row.get("met") is not None]
    missed = [row for row in rows if row.get("met") is False]
    skipped = [row for row in rows if row.get("note", "").startswith("skipped")]
    yield "# Benchmarks"
    yield ""
    yield "Made by `make bench`; what each row means is told in"
    yield "[benchmarks/README.md](../benchmarks/README.md)."
    yield "A figure is the median of several runs, least and most in brackets. What is compared ran"
    yield "in turn in the same run, so other work on the machine slows both sides: read the ratios."
    yield "Goals are the ambitious ones; a missed one is told here and fails nothing."
    yield ""
    yield f"{machine()}. Load beside each table."
    busiest = max((load for _, _, section in parts for load in section.load), default=0.0)
    if busiest > (os.cpu_count() or 1):
        yield f"**The machine was busy with other work (load up to {busiest:.0f}):** goals in"
        yield "milliseconds, and the slowest of many, come out worse than on an idle one."
    yield ""
    yield (
        f"**{goals.count(True)} of {len(goals)} goals met.** Missed: "
        + ("; ".join(f"{_plain(row)} ({row['goal']})" for row in missed) or "none")
        + "."
    )
    if skipped:
        yield ""
        yield "Not measured here: " + "; ".join(_plain(row) for row in skipped) + "."


def machine() -> str:
    """Return what the figures depend on."""
    versions = []
    for name in PEERS:
        try:
            versions.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            versions.append(f"no {name}")
    about = f"{_processor()}, {os.cpu_count()} processors, {platform.system()}"
    return f"{about}, Python {platform.python_version()}; {', '.join(versions)}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.machine())


def _section(title: str, about: str, section: Section, picture: str) -> Iterator[str]:
    yield ""
    yield f"## {title}"
    yield ""
    yield about
    if section.failed:
        yield ""
        yield "**This part failed or two sides found different things: do not use its figures.**"
    if picture:
        yield ""
        yield "Green: the goal is met; orange: missed; grey: no goal."
        yield ""
        yield f"![{title}: how many times ahead or behind](images/{picture})"
    yield ""
    yield "| what | ours | beside it | ratio | goal | |"
    yield "|---|---|---|---|---|---|"
    yield from map(_line, section.rows)
    yield from _limits(section)
    yield ""
    kind = ", `--quick`: few runs" if section.quick else ""
    before, after = section.load
    yield f"Measured {section.at}{kind}; load {before:.1f} before, {after:.1f} after."


def _limits(section: Section) -> Iterator[str]:
    """Say of every missed goal why the limit is where it is, once for rows of one name."""
    missed = dict.fromkeys(_plain(row) for row in section.rows if row.get("met") is False)
    told = [(what, why) for what in missed if (why := limit_of(section.module, what))]
    if told:
        yield ""
        yield "Why the limit is where it is:"
        yield ""
    for what, why in told:
        yield f"* *{what}*: {why}."


def _line(row: Figures) -> str:
    if row.get("note"):
        return f"| {_plain(row)} | {row['note']} | | | {row.get('goal', '')} | |"
    unit = row.get("unit", "")
    theirs = f"{row['beside']} {_spread(row['theirs'], unit)}" if "theirs" in row else ""
    met = {True: "met", False: "**missed**", None: ""}[row.get("met")]
    cells = (_plain(row), _spread(row.get("ours"), unit), theirs, _ratio(row), row.get("goal", ""))
    return "| " + " | ".join((*cells, met)) + " |"


def _plain(row: Figures) -> str:
    return str(row["what"]).replace("|", "/")


def _ratio(row: Figures) -> str:
    if "ratio" not in row:
        return ""
    ratio, word = row["ratio"], row.get("direction", "")
    if ratio["median"] < 1 and word in _OPPOSITE and ratio["least"] > 0:
        word = _OPPOSITE[word]
        turned = {"median": "median", "least": "most", "most": "least"}
        ratio = {name: 1 / ratio[other] for name, other in turned.items()}
    return f"{_short(ratio['median'])}× {word} ({_short(ratio['least'])}–{_short(ratio['most'])})"


def _spread(figure: dict[str, float] | None, unit: str) -> str:
    if figure is None:
        return ""
    scale, name = _scale(figure["median"], unit)
    middle, least, most = (_short(figure[k] * scale) for k in ("median", "least", "most"))
    return f"{middle}{name}" if least == most else f"{middle}{name} ({least}–{most})"


def _scale(value: float, unit: str) -> tuple[float, str]:
    """Return the factor and the name of the unit that a value is best read in."""
    if unit == "seconds":
        return (1.0, " s") if value >= 10 else (1e3, " ms") if value >= 1e-3 else (1e6, " µs")
    if unit == "bytes":
        return (1e-6, " MB") if value >= 1e6 else (1e-3, " KB")
    if unit == "instructions":
        return 1e-6, " M"
    return 1.0, f" {unit}".rstrip()


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


# --- pictures -------------------------------------------------------------------------------------

WIDTH, LINE, HEAD, MARGIN, LABEL = 900, 26, 44, 16, 440
_FAMILY: Final = "font-family='sans-serif'"


def ahead(row: Figures) -> tuple[float, float, float] | None:
    """Return how many times ahead we are (median, least, most); below 1 is behind."""
    if "ratio" not in row or not row["ratio"]["least"] > 0:
        return None
    ratio = row["ratio"]
    if row.get("direction") in AHEAD:
        return ratio["median"], ratio["least"], ratio["most"]
    return 1 / ratio["median"], 1 / ratio["most"], 1 / ratio["least"]


def chart(rows: Sequence[Figures]) -> str:
    """Draw the ratios of a part; empty where it has none."""
    shown = [(row, found) for row in rows if (found := ahead(row)) is not None]
    if not shown:
        return ""
    ends = [abs(math.log10(value)) for _, found in shown for value in found]
    decades = max(1, math.ceil(max(ends)))
    height = HEAD + LINE * len(shown) + MARGIN
    body = [*_grid(decades, height)]
    for place, (row, found) in enumerate(shown):
        body += _bar(row, found, HEAD + LINE * place, decades)
    head = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {height}' role='img'"
        f" width='{WIDTH}' height='{height}'><title>How many times ahead (right) or behind"
        f" (left) we are</title><rect width='100%' height='100%' fill='#ffffff'/>"
    )
    return "\n".join((head, *body, "</svg>")) + "\n"


def _x(value: float, decades: int) -> float:
    """Return the place of a ratio; the middle of the field is 1."""
    middle, half = (LABEL + WIDTH - MARGIN) / 2, (WIDTH - MARGIN - LABEL) / 2
    return middle + half * max(-1.0, min(1.0, math.log10(value) / decades))


def _grid(decades: int, height: int) -> Iterator[str]:
    step = max(1, math.ceil(decades / 3))
    for power in range(-decades, decades + 1):
        if power % step:
            continue
        x = _x(10.0**power, decades)
        stroke = "#333333" if power == 0 else "#d5d5d5"
        text = "as fast" if power == 0 else f"{10 ** abs(power):,}×"
        yield f"<line x1='{x:.1f}' y1='30' x2='{x:.1f}' y2='{height - 8}' stroke='{stroke}'/>"
        place = f"x='{x:.1f}' y='24' text-anchor='middle'"
        yield f"<text {place} {_FAMILY} font-size='11'>{text}</text>"
    yield f"<text x='{LABEL + 4}' y='11' {_FAMILY} font-size='11'>behind</text>"
    end = WIDTH - MARGIN
    yield f"<text x='{end}' y='11' {_FAMILY} font-size='11' text-anchor='end'>ahead</text>"


def _bar(row: Figures, found: tuple[float, float, float], y: int, decades: int) -> Iterator[str]:
    median, least, most = (_x(value, decades) for value in found)
    zero = _x(1.0, decades)
    colour = {True: "#1a7f37", False: "#b35900", None: "#57606a"}[row.get("met")]
    label = _cut(f"{row['what']} ({row.get('beside', '')})")
    middle = y + LINE / 2
    yield (
        f"<text x='{LABEL - 8}' y='{middle + 4:.1f}' {_FAMILY} font-size='12'"
        f" text-anchor='end'>{escape(label)}</text>"
    )
    yield (
        f"<rect x='{min(zero, median):.1f}' y='{y + 5}' width='{max(abs(median - zero), 1):.1f}'"
        f" height='{LINE - 10}' fill='{colour}'/>"
    )
    yield (
        f"<line x1='{least:.1f}' y1='{middle:.1f}' x2='{most:.1f}' y2='{middle:.1f}'"
        f" stroke='#000000' stroke-width='1.5'/>"
    )


def _cut(text: str) -> str:
    return text if len(text) <= 66 else text[:64] + "…"
