"""Why a goal is missed where it is: told below the table of every part that misses one.

Each reason names its floor, measured in the same table where it can be. A reason is found by its
part and by how the row begins; it is told only while the row misses its goal.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_COMPILING: Final = (
    "reading the text is 20 to 30 times faster than tomllib (the row below). The rest makes the"
    " checks: names are looked up, kinds of values compared, closures made, 20 µs of Python for"
    " each check, and no step takes much more than a tenth of it. Closures cannot be kept on the"
    " disk; a form is loaded once in the life of a program"
)

_DENSE: Final = (
    "hardly a paragraph is as dense: of all passages of the reports measured, 99 in 100 are read"
    " in the time of the row above. Each of its 22 figures may be a part, a whole, a share or a"
    " rest of the others, and some thirty searches ask so"
)

LIMITS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "engine": {
            "load a form of": _COMPILING,
            "load the pack F02": _COMPILING,
            "full validation of every relation": (
                "numpy on bare columns reaches some 65× in the same run (the last row of the"
                " comparison), without blanks, rows that come and go, or a name for what is broken."
                " Python that looks at every figure stays below that, and code generated for a form"
                " would run the comprehensions over slices that the checks run now"
            ),
            "… and its findings with their sentences": (
                "a sentence takes 13 µs: its place named, three to six figures printed, the slip of"
                " the hand looked for. A hundred of them take twice as long as checking the 5,000"
                " relations that they are about"
            ),
            "one keystroke with cascading totals, p": (
                "a figure concerns eight checks, 5 µs each, which is the median. The slowest of a"
                " hundred also make, word and file a finding, with code that runs so seldom that"
                " the processor has to fetch it anew"
            ),
        },
        "engine_peers": {
            "every relation": (
                "`formulas` takes twice as long in one run as in the next; ours a fifteenth of a"
                " millisecond in each"
            ),
            "sums and remainders": (
                "two thirds of ours are the sentences, which say more than the peer's; naming the"
                " broken ones alone is nearly 400 times faster (the row below). The goal would"
                " leave 0.1 µs for a relation, about what reading its figures takes in Python"
            ),
        },
        "saving": {
            "keeping one figure among": (
                "one bare row, flushed to the disk, is itself about 8 times faster than the"
                " document (the last row): the goal lies beyond what a disk allows. Where flushing"
                " costs nothing, in memory, ours is 17 times faster. Above the bare row lie what"
                " stood in the cell before, read and compared, the line of the trail with its hash"
                " and index (two more pages to flush), and 80 µs of processor, of which the driver"
                " and SQLite take 30"
            ),
            "… p99": (
                "the disk decides the slowest flush, as it does for the bare row beside it; of the"
                " processor ours takes 0.3 ms at p99. Every 300 figures the log is moved into the"
                " file, which is flushed twice more"
            ),
        },
        "export": {
            "10 pages: memory": (
                "38 of the 51 MB are the interpreter and its libraries before anything is drawn"
            ),
            "… with data and workbook in it: size": (
                "the goal was set with a workbook of one sheet and 9 KB; ours has its cover, checks"
                " and findings, too"
            ),
        },
        "sizes": {"Debian's package": "Qt and Python are most of it"},
        "proofread": {
            "75 pages of labelled texts": (
                "no report is as dense: its pages are the labelled texts, hardly a line of them"
                " without a claim"
            ),
            "a paragraph of 22 figures": _DENSE,
            "one of three such paragraphs changed": _DENSE,
        },
    }
)


def limit_of(part: str, row: str) -> str:
    """Return why a row of a part misses its goal; empty where nothing is said of it."""
    reasons = LIMITS.get(part, {})
    return next((why for begins, why in reasons.items() if row.startswith(begins)), "")
