"""Our export of ten pages beside other libraries' of the same words; see `export_peers`."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from benchmarks.export_peers import PEERS
from benchmarks.export_sample import ten_pages
from benchmarks.measuring import Row, skipped
from exporters import nd30
from exporters.pages import page_count
from forms.printed.document import Document, Table

ROOT: Final = Path(__file__).parent.parent
PYTHON: Final = ROOT / "build" / "peers" / "bin" / "python"
PATIENCE: Final = 180
_WHAT: Final = "10 pages beside {name}"


class Made(NamedTuple):
    """What a peer took for the ten pages: cold process, then warm, in seconds; bytes; pages."""

    wall: float
    seconds: float
    warm: float
    size: float
    pages: int


class Ours(NamedTuple):
    """The same of our side, run by run."""

    wall: Sequence[float]
    seconds: Sequence[float]
    warm: Sequence[float]
    size: Sequence[float]


def rows(ours: Ours) -> list[Row]:
    """Set our figures beside each peer's; one that is not installed is named."""
    found: list[Row] = []
    for name in PEERS:
        what = _WHAT.format(name=name)
        if not PYTHON.exists():
            found.append(skipped(what, "no build/peers (sh packaging/setup.sh bench)"))
            continue
        made = [make(name) for _ in ours.wall]
        failed = next((each for each in made if isinstance(each, str)), None)
        if failed is not None:
            found.append(skipped(what, failed))
            continue
        found += _rows(what, name, ours, [each for each in made if isinstance(each, Made)])
    return found


def _rows(what: str, name: str, ours: Ours, made: Sequence[Made]) -> list[Row]:
    pages = f"{name}, {made[0].pages} pages"
    return [
        _row(f"{what}: cold process, wall", "ms", ours.wall, (name, [x.wall for x in made])),
        _row(f"{what}: cold process", "ms", ours.seconds, (name, [x.seconds for x in made])),
        _row(f"{what}: in a running program", "ms", ours.warm, (name, [x.warm for x in made])),
        _row(f"{what}: size", "KB", ours.size, (pages, [x.size for x in made[:1]])),
    ]


def _row(what: str, unit: str, ours: Sequence[float], beside: tuple[str, Sequence[float]]) -> Row:
    name, theirs = beside
    mine = ours[: len(theirs)]
    ratio = [other / own for own, other in zip(mine, theirs, strict=True)]
    return Row(what, unit, mine, name, theirs, ratio, "smaller" if unit == "KB" else "faster")


def make(name: str) -> Made | str:
    """Have a peer make the pages in a fresh process; or say why it could not."""
    with tempfile.TemporaryDirectory() as home:
        words, made = Path(home) / "words.json", Path(home) / "made.pdf"
        words.write_text(json.dumps(content(ten_pages())), encoding="utf-8")
        command: list[str | Path] = [
            PYTHON,
            ROOT / "benchmarks" / "export_peers.py",
            name,
            words,
            made,
        ]
        done = subprocess.run(
            command, capture_output=True, check=False, text=True, timeout=PATIENCE
        )
        if done.returncode:
            return done.stderr.strip().rpartition("\n")[2][:100]
        told: dict[str, float] = json.loads(done.stdout)
        return Made(**told, pages=page_count(made.read_bytes()))


def content(document: Document) -> dict[str, Any]:
    """Give the words of a document without anything of ours."""
    head = document.letterhead
    lines = list(document.signature.lines)
    right = [*lines, *[""] * 4, document.signature.name]
    left = ["Nơi nhận:", *document.recipients]
    count = max(len(left), len(right))
    return {
        "title": document.title,
        "head": [[head.issuer, nd30.QUOC_HIEU], [f"Số:      /{head.symbol}", nd30.TIEU_NGU]],
        "subject": [document.kind, *document.subject],
        "blocks": [_block(block) for block in document.blocks],
        "notes": ["".join(run.text for run in note.runs) for note in document.notes],
        "foot": [
            list(pair) for pair in zip(_filled(left, count), _filled(right, count), strict=True)
        ],
    }


def _block(block: Any) -> dict[str, Any]:  # noqa: ANN401 - two kinds of block, told apart here
    if isinstance(block, Table):
        return {
            "columns": [column.title for column in block.columns],
            "widths": [column.share for column in block.columns],
            "rows": [list(row.cells) for row in block.rows],
        }
    runs = [{"text": run.text, "note": run.note} for run in block.runs]
    return {"heading": block.style == "heading", "runs": runs}


def _filled(lines: Sequence[str], count: int) -> list[str]:
    return [*lines, *[""] * (count - len(lines))]
