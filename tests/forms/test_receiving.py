"""What becomes of a file, judged from what it says and what is known: no clock, no disk."""

from __future__ import annotations

import itertools
from datetime import date, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from forms.department.receipts import Receipt, ReceiptState
from forms.department.receiving import Asked, Claims, Desk, Judgement, judge, reports_to
from forms.model import Due, Form
from forms.periods import PeriodRule
from forms.units import Registry, Unit
from forms.workdays import Workdays
from tests.forms.reports import form

PROVINCE = Unit(code="91", name="Tỉnh", issuer="T", kind="tinh")
POLICE = Unit(code="91-CAT", name="Công an tỉnh", issuer="C", kind="so_nganh", parent="91")
COMMUNE = Unit(code="30292", name="Xã A", issuer="A", kind="xa", parent="91")
HAMLET = Unit(code="30292-1", name="Ấp 1", issuer="Ấ", kind="ap", parent="30292")
ELSEWHERE = Unit(code="80001", name="Xã B", issuer="B", kind="xa", parent="80")
OTHER = Unit(code="80", name="Tỉnh khác", issuer="K", kind="tinh")
UNITS = Registry((PROVINCE, POLICE, COMMUNE, HAMLET, ELSEWHERE, OTHER))
FORM: Form = replace(
    form(),
    id="F16",
    level="xa",
    due=Due(days=2, working=False),
    period=PeriodRule(cycle="month", rule="month_to_day", day=20),
)
CLAIMS = Claims(
    sha256="a" * 64,
    form="F16",
    version="1",
    unit="30292",
    period="2025-08",
    report="F16-30292-2025-08",
    revision=1,
    data_sha256="d1",
    signers=("Nguyễn Văn An",),
)
CAME = datetime.fromisoformat("2025-08-21T09:00")
DESK = Desk(
    unit=PROVINCE,
    registry=UNITS,
    workdays=Workdays(),
    came=CAME,
    form=FORM,
    known_form=True,
)


def receipt(
    number: int, revision: int = 1, data: str = "d1", state: ReceiptState = "accepted"
) -> Receipt:
    return Receipt(
        number=number,
        sha256=f"{number}" * 64,
        name="x.zip",
        kind="package",
        state=state,
        at="",
        who="",
        report=CLAIMS.report,
        revision=revision,
        data_sha256=data,
    )


def told(claims: Claims = CLAIMS, desk: Desk = DESK) -> tuple[str, list[str]]:
    verdict = judge(claims, desk)
    return verdict.state, [each.code for each in verdict.judgements]


def test_a_plain_submission_is_accepted() -> None:
    verdict = judge(CLAIMS, DESK)
    assert (verdict.state, verdict.judgements, verdict.late) == ("accepted", (), False)
    assert verdict.reason == ""


@pytest.mark.parametrize(
    ("changes", "state", "codes"),
    [
        ({"faults": (Judgement("PKG-HASH", "Tệp đã bị thay đổi."),)}, "refused", ["RCV-GENUINE"]),
        ({"report": "F16-30292-2025-09"}, "refused", ["RCV-IDENTITY"]),
        ({"report": "F16-30292-2025-08-x"}, "refused", ["RCV-IDENTITY"]),
        ({"report": "F16-30292-2025-08-2"}, "accepted", []),
        ({"finalized": False}, "refused", ["RCV-DRAFT"]),
        ({"unit": "99999", "report": "F16-99999-2025-08"}, "refused", ["RCV-UNIT"]),
        ({"unit": "80001", "report": "F16-80001-2025-08"}, "refused", ["RCV-FOREIGN"]),
        ({"unit": "91-CAT", "report": "F16-91-CAT-2025-08"}, "refused", ["RCV-OWES"]),
        ({"period": "2025-W31", "report": "F16-30292-2025-W31"}, "refused", ["RCV-PERIOD"]),
        ({"period": "2025-99", "report": "F16-30292-2025-99"}, "refused", ["RCV-PERIOD"]),
        ({"period": "2026-08", "report": "F16-30292-2026-08"}, "held", ["RCV-FUTURE"]),
        ({"period": "2025-09", "report": "F16-30292-2025-09"}, "accepted", ["RCV-EARLY"]),
        ({"broken": ("An",)}, "held", ["RCV-SIGNATURE"]),
        ({"signers": ()}, "accepted", ["RCV-UNSIGNED"]),
        ({"differing": ("dvc12.p",)}, "held", ["RCV-FIGURES"]),
    ],
)
def test_each_fault_has_its_code(changes: dict[str, Any], state: str, codes: list[str]) -> None:
    assert told(CLAIMS._replace(**changes)) == (state, codes)


def test_the_reason_tells_everything_but_the_missing_signature() -> None:
    verdict = judge(CLAIMS._replace(signers=(), differing=("dvc12.p",)), DESK)
    assert "dvc12.p" in verdict.reason
    assert "chữ ký" not in verdict.reason


def test_a_form_or_version_that_is_not_here_waits() -> None:
    assert told(desk=DESK._replace(form=None)) == ("held", ["RCV-VERSION"])
    unknown = DESK._replace(form=None, known_form=False)
    assert told(desk=unknown) == ("held", ["RCV-FORM"])


def test_another_unit_or_period_than_asked_for_waits() -> None:
    assert told(desk=DESK._replace(asked=Asked("30292", "2025-08"))) == ("accepted", [])
    assert told(desk=DESK._replace(asked=Asked("30301"))) == ("held", ["RCV-ASKED"])
    assert told(desk=DESK._replace(asked=Asked("", "2025-07"))) == ("held", ["RCV-ASKED"])


def test_what_is_typed_here_too_is_told() -> None:
    assert told(desk=DESK._replace(typed=True)) == ("accepted", ["RCV-TYPED"])


# --- days ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("came", "hour", "until", "late"),
    [
        ("2025-08-22T23:59", "", None, False),
        ("2025-08-23T00:00", "", None, True),
        ("2025-08-22T15:59", "16:00", None, False),
        ("2025-08-22T16:00", "16:00", None, True),
        ("2025-08-25T23:00", "16:00", date(2025, 8, 25), False),
        ("2025-08-26T00:00", "", date(2025, 8, 25), True),
        ("2025-08-22T23:00", "", date(2025, 8, 1), False),
    ],
)
def test_a_deadline_is_kept_to_the_minute(
    came: str, hour: str, until: date | None, late: bool
) -> None:
    due = replace(FORM, due=replace(FORM.due, hour=hour))
    verdict = judge(CLAIMS, DESK._replace(came=datetime.fromisoformat(came), form=due, until=until))
    assert verdict.late is late
    assert [each.code for each in verdict.judgements] == ["RCV-LATE"] * late


def test_a_form_on_demand_has_no_deadline() -> None:
    demand = replace(FORM, due=replace(FORM.due, on_demand=True))
    assert told(desk=DESK._replace(form=demand, came=datetime.fromisoformat("2030-01-01"))) == (
        "accepted",
        [],
    )


# --- beside what came before ---------------------------------------------------------------------


def before(*known: Receipt) -> Desk:
    return DESK._replace(before=known)


def test_the_same_submission_changes_nothing() -> None:
    verdict = judge(CLAIMS, before(receipt(7)))
    assert (verdict.state, verdict.known) == ("known", 7)
    assert told(CLAIMS._replace(data_sha256="d2"), before(receipt(7)))[0] == "held"
    sheet = CLAIMS._replace(kind="sheet", sha256="7" * 64, data_sha256="d9")
    assert told(sheet, before(receipt(7)))[0] == "known"


def test_what_could_not_be_read_is_known_by_its_bytes() -> None:
    bad = Claims("7" * 64, faults=(Judgement("PKG-ZIP", "Tệp hỏng."),))
    old = replace(receipt(7, state="refused"), report="", data_sha256="")
    assert told(bad, before(old)) == ("known", ["PKG-ZIP", "RCV-SAME"])


@pytest.mark.parametrize(
    ("revision", "known", "state", "codes", "replaces"),
    [
        (2, [receipt(1)], "accepted", ["RCV-NEWER"], (1,)),
        (2, [receipt(1, state="returned")], "accepted", ["RCV-NEWER"], (1,)),
        (2, [receipt(1, state="held")], "accepted", ["RCV-NEWER"], (1,)),
        (2, [receipt(1, state="refused")], "accepted", [], ()),
        (1, [receipt(1, state="refused", data="x")], "accepted", [], ()),
        (1, [receipt(1, 2, "x")], "superseded", ["RCV-OLDER"], ()),
        (1, [receipt(1, 1, "x")], "held", ["RCV-CONFLICT"], ()),
        (
            1,
            [receipt(1, 1, "x", "superseded"), receipt(2, 2, "y")],
            "superseded",
            ["RCV-OLDER"],
            (),
        ),
        (
            3,
            [receipt(1, 1, "x", "superseded"), receipt(2, 2, "y")],
            "accepted",
            ["RCV-NEWER"],
            (2,),
        ),
    ],
)
def test_one_submission_counts_in_the_end(
    revision: int, known: list[Receipt], state: str, codes: list[str], replaces: tuple[int, ...]
) -> None:
    claims = CLAIMS._replace(revision=revision, data_sha256="new")
    verdict = judge(claims, before(*known))
    assert (verdict.state, [each.code for each in verdict.judgements]) == (state, codes)
    assert verdict.replaces == replaces


@pytest.mark.parametrize("order", list(itertools.permutations((1, 2, 3))))
def test_the_newest_counts_in_every_order(order: tuple[int, ...]) -> None:
    known: dict[int, Receipt] = {}
    for number, revision in enumerate(order, 1):
        verdict = judge(
            CLAIMS._replace(revision=revision, data_sha256=f"d{revision}"), before(*known.values())
        )
        assert verdict.state in ("accepted", "superseded")
        state: ReceiptState = "accepted" if verdict.state == "accepted" else "superseded"
        known[number] = receipt(number, revision, f"d{revision}", state)
        for old in verdict.replaces:
            known[old] = replace(known[old], state="superseded")
    assert {one.revision: one.state for one in known.values()} == {
        1: "superseded",
        2: "superseded",
        3: "accepted",
    }


# --- who reports to whom -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "receiver", "right"),
    [
        (COMMUNE, PROVINCE, True),
        (COMMUNE, POLICE, True),
        (POLICE, PROVINCE, True),
        (HAMLET, PROVINCE, True),
        (HAMLET, COMMUNE, True),
        (PROVINCE, PROVINCE, False),
        (COMMUNE, COMMUNE, False),
        (PROVINCE, COMMUNE, False),
        (ELSEWHERE, PROVINCE, False),
        (ELSEWHERE, OTHER, True),
    ],
)
def test_a_department_receives_for_its_superior(unit: Unit, receiver: Unit, right: bool) -> None:
    assert reports_to(unit, receiver, UNITS) is right
