"""Cells are written as differences and read one by one or by the hundred: always the same."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import content, heads
from db.content import Kept
from db.store import Store
from forms.cells import CellKey
from tests.db.samples import CELLS, REPORT

ENGINES = ["file", "server"]
KEYS = [CellKey(f"o{number}", row, "n") for number in range(3) for row in range(2)]
FIGURES = st.tuples(st.integers(-(10**18) + 1, 10**18 - 1), st.integers(0, 4))
STATES = st.dictionaries(
    st.sampled_from(KEYS), st.one_of(FIGURES, st.text("xă1", max_size=2)), max_size=len(KEYS)
)


@given(states=st.lists(STATES, min_size=1, max_size=4))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_stored_is_the_last_state_however_it_is_read(
    store: Store, states: list[dict[CellKey, Kept]]
) -> None:
    session = store._session
    with session.writing() as connection:
        report = heads.draft(connection, REPORT).number
        numbers = {key: session.registry.place(connection, key) for key in (*KEYS, *CELLS)}
        stored = content.read_all(connection, report)
        for state in states:
            wanted = {numbers[key]: kept for key, kept in state.items()}
            content.replace(connection, report, stored, wanted)
            stored = content.read_all(connection, report)
            assert stored == wanted
            assert content.read_some(connection, report, list(numbers.values())) == wanted
            for place in numbers.values():
                alone = {place: wanted[place]} if place in wanted else {}
                assert content.read_some(connection, report, [place]) == alone
