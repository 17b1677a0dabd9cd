"""The form F02 with the figures of July 2024, as published and as corrected."""

from exporters import data_json, manifest
from exporters.data_json import Checked
from exporters.excel import render_workbook
from exporters.files import sha256
from exporters.manifest import Identity
from forms.cells import CellKey, CellValue, Change, applied
from forms.composition import Office, compose
from forms.editing import Session
from forms.engine import Computation, Engine
from forms.pack import fingerprint, read_json
from forms.periods import Period
from forms.printed.document import Document
from forms.report import ReportHead
from forms.sources.filling import plan_fill
from resources import path

PUBLISHED = "F02-2024-07.json"
CORRECTIONS = "F02-2024-07-corrections.json"

FORM = read_json(path("packs/F02/form.json").read_bytes())
ENGINE = Engine(FORM)
PERIOD = Period("month", 2024, 7)
OFFICE = Office(
    superior="",
    issuer="ỦY BAN NHÂN DÂN TỈNH AN GIANG",
    symbol="UBND",
    place="An Giang",
    name="tỉnh An Giang",
)
HEAD = ReportHead(
    id="F02-91-2024-07",
    form=FORM.id,
    pack_version=FORM.version,
    pack_sha256=fingerprint(FORM),
    unit="91",
    period="2024-07",
    status="finalized",
    created_at="2024-07-20T08:00:00+07:00",
    finalized_at="2024-07-24T10:00:01+07:00",
)
IDENTITY: Identity = manifest.identity(
    HEAD, unit_name="Ủy ban nhân dân tỉnh An Giang", dated=HEAD.finalized_at
)


def july(*, corrected: bool) -> Computation:
    cells: dict[CellKey, CellValue] = {}
    for name in (PUBLISHED, CORRECTIONS) if corrected else (PUBLISHED,):
        change = plan_fill(
            Session(ENGINE.open(cells, PERIOD)), path(f"samples/{name}").read_bytes()
        )
        assert isinstance(change, Change), change
        cells = applied(cells, change)
    return ENGINE.open(cells, PERIOD)


def document(computation: Computation) -> Document:
    return compose(computation, OFFICE, draft=False, dated=IDENTITY.dated)


def data_of(computation: Computation) -> bytes:
    checked = Checked(computation.findings())
    return data_json.render(computation, IDENTITY, checked, document=document(computation))


def workbook_of(computation: Computation) -> bytes:
    return render_workbook(
        computation,
        document(computation),
        IDENTITY,
        Checked(computation.findings()),
        data_sha256=sha256(data_of(computation)),
    )
