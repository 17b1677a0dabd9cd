"""Cells are written as differences and read one by one or by the hundred: always the same."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import bindparam, insert, select, update

from db import content, heads
from db.content import Kept
from db.prepared import Prepared
from db.store import Store
from db.tables import reports
from db.tables import settings as settings_table
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


def test_what_is_prepared_gives_what_core_gives(store: Store) -> None:
    wanted = select(reports.c.id, reports.c.revision).where(reports.c.id == bindparam("wanted"))
    one = wanted.order_by(reports.c.report_id.desc()).limit(1)
    with store._session.reading() as connection:
        for name in (REPORT, "không có"):
            plain = [tuple(row) for row in connection.execute(one, {"wanted": name})]
            assert Prepared(one).rows(connection, {"wanted": name}) == plain
    put = insert(settings_table)
    late = update(settings_table).where(settings_table.c.name.like("m%")).values(value="muộn")
    with store._session.writing() as connection:
        rows = [{"name": f"mới {number}", "value": "0"} for number in range(3)]
        Prepared(put).run(connection, rows)
        assert Prepared(late).run(connection, [{}]) == 3
    assert store.setting("mới 2") == "muộn"
