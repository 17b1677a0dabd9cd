"""A form seen before it is used: on screen and on paper, with example figures, and no store.

Nothing here is kept and nothing is opened but the pack itself. Every page says that its figures are
examples and that it is a draft.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec.structs import replace

from forms.composition import Office, compose
from forms.engine import Computation, Engine
from forms.findings import Finding, Tally, tally
from forms.pack import canonical, fingerprint
from forms.periods import Period, as_of
from forms.printed.document import Document
from forms.sources.examples import example_period, examples

if TYPE_CHECKING:
    from exporters.manifest import Identity

MARK: Final = "SỐ LIỆU VÍ DỤ – DỰ THẢO"
"""Stands under the subject of every previewed report."""
_OFFICE: Final = Office(
    superior="",
    issuer="TÊN CƠ QUAN (VÍ DỤ)",
    symbol="VD",
    place="Địa danh",
    name="Đơn vị ví dụ",
)
_UNIT: Final = "VI-DU"
_STEM: Final = "xem-thu"


class Preview(NamedTuple):
    """A form with example figures: what a desk shows of a report, and its paper.

    ``findings`` are what the form's own checks say of the example; a form whose relations the
    example cannot meet still shows. ``pdf`` is the draft as it would be printed.
    """

    computation: Computation
    document: Document
    findings: tuple[Finding, ...]
    pdf: bytes

    @property
    def tally(self) -> Tally:
        """Count the findings of the example."""
        return tally(self.findings)

    def workbook(self) -> bytes:
        """Return the Excel file of the example."""
        from exporters.data_json import Checked
        from exporters.excel import render_workbook
        from exporters.files import sha256

        identity, checked = self._identity(), Checked(self.findings)
        return render_workbook(
            self.computation,
            self.document,
            identity,
            checked,
            data_sha256=sha256(canonical(self.computation.engine.form)),
        )

    def _identity(self) -> Identity:
        from exporters.manifest import Identity

        form, period = self.computation.engine.form, self.computation.period
        return Identity(
            id=f"{form.id}-{_UNIT}-{period.code}",
            form=form.id,
            form_version=form.version,
            pack_sha256=fingerprint(form),
            unit=_UNIT,
            unit_name=f"{_OFFICE.name} – {MARK}",
            period=period.code,
            revision=1,
            status="draft",
            dated=self.document.dated,
        )

    def files(self) -> dict[str, bytes]:
        """Return the preview's files by name: PDF, Excel, and each page as a picture."""
        from exporters.files import ascii_name
        from exporters.page_pictures import page_pictures

        stem = f"{_STEM}-{ascii_name(self.computation.engine.form.id)}"
        pictures = enumerate(page_pictures(self.pdf), 1)
        pages = {f"{stem}-trang-{number:02d}.png": data for number, data in pictures}
        return {f"{stem}.pdf": self.pdf, f"{stem}.xlsx": self.workbook(), **pages}

    def write(self, folder: Path) -> tuple[Path, ...]:
        """Write the preview's files into a folder (made where missing)."""
        from exporters.files import write_all

        folder.mkdir(parents=True, exist_ok=True)
        return write_all(folder, self.files())


def preview(engine: Engine, period: Period | None = None) -> Preview:
    """Return a checked form with example figures; the same form gives the same bytes.

    ``period`` is one of the form's periods; left out, one in which the form is valid.
    Raises ExportProblem where the form's words cannot be printed.
    """
    from exporters.pdf import render_pdf

    chosen = period or example_period(engine.form)
    computation = engine.open(examples(engine, chosen), chosen)
    dated = f"{as_of(chosen, engine.form.period).isoformat()}T08:00:00+07:00"
    composed = compose(computation, _OFFICE, draft=True, dated=dated)
    document = replace(
        composed, subject=(*composed.subject, MARK), title=f"{composed.title} ({MARK})"
    )
    return Preview(computation, document, computation.findings(), render_pdf(document))
