"""What nobody has looked at is told with what stood in the earlier report, in short."""

import pytest

from forms.engine import Context, Engine
from forms.model import Field
from forms.sources.carrying import start
from tests import builders as make
from tests.builders import Typed


def _told(field: Field, earlier: Typed) -> list[str]:
    engine = Engine(make.form(field))
    before = make.report(engine, earlier, period="2024-06")
    context = Context(previous=before.cells, previous_period=before.period)
    cells = start(engine, make.JULY, before).cells
    c = engine.open(cells, make.JULY, context=context)
    return [one.expected for one in c.findings() if one.code == "REVIEW"]


@pytest.mark.parametrize(
    ("field", "earlier", "said"),
    [
        (make.whole("x", behaviour="L"), {"x": 1304}, ["1.304"]),
        (make.ratio("x", behaviour="L"), {"x.n": 949, "x.d": 959}, ["949/959"]),
        (make.listing("x", "a", behaviour="L"), {"x[1].a": 1, "x[2].a": 2}, ["2 dòng"]),
        (make.single("x", "rich"), {"x": "Đã họp hai lần."}, [""]),
        (make.single("x", "text", behaviour="L"), {"x": "Đã họp."}, [""]),
        (make.table("x", ["a"], ["r1"]), {}, []),
    ],
    ids=["figure", "rate", "list", "paragraph", "words", "nothing carried"],
)
def test_the_earlier_figure_is_told_where_it_is_short(
    field: Field, earlier: Typed, said: list[str]
) -> None:
    assert _told(field, earlier) == said
