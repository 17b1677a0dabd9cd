"""What files say that come in: packages verified, workbooks read, forms and figures looked up."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from desktop.problems import Trouble, plain
from desktop.use_cases.catalog import Catalog
from desktop.use_cases.finalizing import vector_of
from desktop.use_cases.homecoming import installed_roots
from forms import pack
from forms.cells import CellKey
from forms.department.receipts import Receipt
from forms.department.receiving import Asked, Claims, Judgement
from forms.editing import Session
from forms.engine import Computation, Engine
from forms.model import Form
from forms.periods import Period, fits, parse_period
from forms.sources.carrying import start
from forms.sources.sheet_filling import plan_sheets
from forms.units import Registry, Unit

if TYPE_CHECKING:
    from exporters.data_json import DataFile
    from exporters.incoming import IncomingFile
    from exporters.manifest import Identity
    from exporters.package import Verification

_TOLD: Final = 3


class Taken(NamedTuple):
    """A file that was read: what it says, its data, and its report as it is computed here.

    Without a form at hand there is no computation, and no ``vector`` of its figures to add up.
    ``accepted`` counts findings let pass.
    ``rules`` is the form with this office's deadline: nobody grants a later one to himself.
    """

    claims: Claims
    data: bytes = b""
    pack_sha256: str = ""
    finalized_at: str = ""
    accepted: int = 0
    known_form: bool = False
    rules: Form | None = None
    computation: Computation | None = None
    vector: bytes = b""

    @property
    def form(self) -> Form | None:
        """Return the form version that it was filled in, where it is at hand."""
        return None if self.computation is None else self.computation.engine.form


class Occasion(NamedTuple):
    """What is known of a workbook beside its cells: whose report it is, and when it came."""

    engine: Engine
    unit: Unit
    period: Period
    revision: int
    at: str


class Reader:
    """Reads files for one round of receiving; the forms it meets are looked up once."""

    def __init__(self, catalog: Catalog, registry: Registry, data_dir: Path) -> None:
        """Bind the forms, the units, and the folder with the certificates."""
        self._catalog, self._registry, self._folder = catalog, registry, data_dir
        self._engines: dict[tuple[str, str, str], Engine | None] = {}

    # -- packages ---------------------------------------------------------------------------------

    def package(self, file: IncomingFile) -> Taken:
        """Verify a package and read what is in it."""
        from exporters.data_json import encode
        from exporters.package import verify_package
        from exporters.problems import ExportProblem

        verified = verify_package(file.data)
        if verified.data is None or not verified.ok:
            faults = (Judgement(each.code, each.message) for each in verified.problems)
            return Taken(Claims(file.sha256, faults=tuple(faults)))
        content, said = verified.data, verified.data.report
        engine = self.engine(said.form, said.form_version, said.pack_sha256)
        try:
            computation = None if engine is None else opened(engine, content)
            vector = b"" if computation is None else vector_of(computation)
        except (ExportProblem, Trouble) as problem:
            return Taken(Claims(file.sha256, faults=(Judgement(problem.code, problem.message),)))
        signers, broken = self._signers(file.data, verified)
        claims = Claims(
            sha256=file.sha256,
            form=said.form,
            version=said.form_version,
            unit=said.unit,
            period=said.period,
            report=said.id,
            revision=said.revision,
            data_sha256=verified.data_sha256,
            finalized=said.status == "finalized",
            signers=signers,
            broken=broken,
            differing=() if computation is None else tuple(differing(content, computation)),
        )
        return Taken(
            claims,
            data=encode(content),
            pack_sha256=said.pack_sha256,
            finalized_at=said.dated,
            accepted=content.counts.accepted,
            known_form=self._catalog.has(said.form),
            rules=None if computation is None else self._rules(computation.engine.form),
            computation=computation,
            vector=vector,
        )

    def _signers(
        self, data: bytes, verified: Verification
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Name who has signed the paper, and whose signatures are not whole."""
        if not verified.signatures:
            return (), ()
        from exporters.archive import open_archive
        from exporters.package import LIMITS
        from exporters.signed_pdf import check_paper

        name = verified.signatures[0].file
        paper = check_paper(
            name, open_archive(data, LIMITS).members[name], installed_roots(self._folder)
        )
        names = tuple(plain(each.signer or each.field) for each in paper.signatures)
        return ((), names or (name,)) if paper.problems else (names, ())

    def _rules(self, form: Form) -> Form:
        try:
            mine = self._catalog.find(form.id, form.version)
        except Trouble:
            return form
        return msgspec.structs.replace(mine, period=form.period)

    def engine(self, form_id: str, version: str, sha256: str) -> Engine | None:
        """Return the engine of the very version of a form, ``None`` where it is not at hand."""
        name = (form_id, version, sha256)
        if name not in self._engines:
            self._engines[name] = self._catalog.exact(*name)
        return self._engines[name]

    # -- workbooks --------------------------------------------------------------------------------

    def sheet(self, file: IncomingFile, asked: Asked, *, revision: int, at: str) -> Taken:
        """Read a filled workbook: ours, or an official one that a form knows."""
        from exporters.problems import ExportProblem

        try:
            known = self._occasion(file, asked, revision=revision, at=at)
            return self._filled(file, known)
        except (ExportProblem, Trouble) as problem:
            fault = Judgement(problem.code, problem.message)
            return Taken(Claims(file.sha256, kind="sheet", faults=(fault,)))

    def report_of(self, file: IncomingFile, asked: Asked) -> str:
        """Return the id of the report that a workbook is of; empty where that is not known."""
        from exporters.problems import ExportProblem

        try:
            known = self._occasion(file, asked, revision=1, at="")
        except (ExportProblem, Trouble):
            return ""
        return f"{known.engine.form.id}-{known.unit.code}-{known.period.code}"

    def _occasion(self, file: IncomingFile, asked: Asked, *, revision: int, at: str) -> Occasion:
        from exporters.incoming import identity_of

        said = identity_of(file.data)
        period = _period(said.period or asked.period)
        form = self._form_of(file.data, said.form, period)
        unit = self._unit(said.unit or asked.unit, form)
        return Occasion(self._catalog.engine(form), unit, period, revision, at)

    def _form_of(self, data: bytes, said: str, period: Period) -> Form:
        if said:
            return self._catalog.fitting(said, period)
        from exporters.readers.workbook_filling import is_official

        for line in self._catalog.forms():
            form = self._catalog.form(line.id)
            if form.templates and fits(period, form.period):
                fitting = self._catalog.fitting(line.id, period)
                if is_official(data, self._catalog.engine(fitting).open({}, period)):
                    return fitting
        message = "Bảng tính này không phải của chương trình, cũng không theo mẫu Excel nào đã biết"
        raise Trouble(f"{message}. Hãy gửi lại đúng bảng tính mẫu.", code="XLSX-FOREIGN")

    def _unit(self, said: str, form: Form) -> Unit:
        code = said or (form.owed_by[0] if len(form.owed_by) == 1 else "")
        unit = self._registry.find(code)
        if unit is None:
            message = "Bảng tính không ghi là của đơn vị nào. Hãy chọn đơn vị rồi nhận lại."
            raise Trouble(message, code="SHEET-UNIT")
        return unit

    def _filled(self, file: IncomingFile, known: Occasion) -> Taken:
        from exporters.readers.workbook_filling import read_filled

        engine, period = known.engine, known.period
        session = Session(engine.open(start(engine, period).cells, period))
        sheets = read_filled(file.data, session.computation, unit=known.unit.code)
        plan = plan_sheets(session, sheets)
        if plan.problems:
            told = " ".join(f"{one.place}: {one.message}" for one in plan.problems[:_TOLD])
            raise Trouble(told, code=plan.problems[0].code)
        session.apply(plan.change)
        return _sheet(file, known, session.computation)


def _sheet(file: IncomingFile, known: Occasion, computation: Computation) -> Taken:
    from exporters import data_json
    from exporters.files import sha256

    form, unit, period = known.engine.form, known.unit, known.period
    said = _identity(form, known)
    checked = data_json.Checked(computation.findings())
    data = data_json.render(computation, said, checked)
    claims = Claims(
        sha256=file.sha256,
        kind="sheet",
        form=form.id,
        version=form.version,
        unit=unit.code,
        period=period.code,
        report=said.id,
        revision=known.revision,
        data_sha256=sha256(data),
    )
    return Taken(
        claims,
        data=data,
        pack_sha256=said.pack_sha256,
        finalized_at=known.at,
        known_form=True,
        rules=form,
        computation=computation,
        vector=vector_of(computation),
    )


def _identity(form: Form, known: Occasion) -> Identity:
    from exporters.manifest import Identity

    return Identity(
        id=f"{form.id}-{known.unit.code}-{known.period.code}",
        form=form.id,
        form_version=form.version,
        pack_sha256=pack.fingerprint(form),
        unit=known.unit.code,
        unit_name=known.unit.name,
        period=known.period.code,
        revision=known.revision,
        status="finalized",
        dated=known.at,
    )


def _period(text: str) -> Period:
    period = parse_period(text)
    if isinstance(period, Period):
        return period
    if text:
        raise Trouble(period.message, code=period.code)
    message = "Bảng tính không ghi là của kỳ nào. Hãy chọn kỳ rồi nhận lại."
    raise Trouble(message, code="SHEET-PERIOD")


# -- data ------------------------------------------------------------------------------------------


def opened_again(catalog: Catalog, receipt: Receipt, content: DataFile) -> Computation:
    """Open what was received before; refused where the form's version is not at hand."""
    engine = catalog.exact(receipt.form, receipt.pack_version, receipt.pack_sha256)
    computation = None if engine is None else opened(engine, content)
    if computation is None:
        message = (
            f"Máy này chưa có biểu {receipt.form} phiên bản {receipt.pack_version} của nơi gửi."
            " Hãy cài biểu rồi làm lại."
        )
        raise Trouble(message, code="RCV-VERSION", place=str(receipt.number))
    return computation


def opened(engine: Engine, content: DataFile) -> Computation | None:
    """Open a report as it was handed in; ``None`` where its form has no such period.

    Raises:
        ExportProblem: it says what nobody can have typed.
    """
    from exporters.data_json import cells

    period = parse_period(content.report.period)
    if not isinstance(period, Period) or not fits(period, engine.form.period):
        return None
    return engine.open(cells(content, engine.fields), period)


def differing(content: DataFile, computation: Computation) -> Iterator[str]:
    """Name the computed figures that the same typed ones do not give here."""
    from exporters.agreement import place_of

    for place in content.derived:
        field, row, part = place_of(place)
        if computation.effective(CellKey(field, row, part)) != Decimal(content.figures[place]):
            yield place


def decoded(data: bytes) -> DataFile:
    """Read kept data again; what the inbox keeps was read before.

    Raises:
        ExportProblem: it is damaged.
    """
    from exporters.data_json import read

    return read(data)
