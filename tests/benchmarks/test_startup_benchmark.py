"""The start of the built program beside a bare window: what is told, and what is not there."""

from benchmarks.measuring import as_json
from benchmarks.startup import AT_PAINT, FLOOR, MIB, Start, rows

BARE = [Start(0.1, 0.08, 50 * MIB), Start(0.2, 0.08, 50 * MIB)]
SLOW = [Start(0.2, 0.08, (AT_PAINT + 1) * MIB), Start(0.4, 0.08, (AT_PAINT + 1) * MIB)]
QUICK = [Start(0.1, 0.08, AT_PAINT * MIB), Start(0.2, 0.08, AT_PAINT * MIB)]


def test_each_start_is_held_against_the_bare_one_of_its_own_run() -> None:
    told = {row.what: row for row in rows({FLOOR: BARE, "source": SLOW, "built": QUICK})}
    assert told["first paint, source"].ratio == [2.0, 2.0]
    assert told["first paint, built"].ratio == [1.0, 1.0]
    goals = {what: row.met for what, row in told.items()}
    assert goals == {
        "first paint, built": True,
        "… of a processor, built": True,
        "memory at it, built": True,
        "first paint, source": False,
        "… of a processor, source": True,
        "memory at it, source": False,
    }


def test_without_a_built_program_the_report_says_so() -> None:
    last = as_json(rows({FLOOR: BARE, "source": QUICK})[-1])
    assert (last["what"], last["note"]) == ("the built program", "skipped: make dist")
