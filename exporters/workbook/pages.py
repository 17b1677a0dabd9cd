"""What every sheet of a workbook shares, and the sheets that hold no cells of the report.

Page set-up, head and foot of the print, protection, rules for what may be typed; the cover; the
list of findings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from exporters.manifest import Identity
from exporters.workbook.cells import Spot, letters, neighbours
from exporters.workbook.layout import COVER, FINDINGS, FIRST_ROW
from exporters.workbook.paper import HEAD_ROWS, write_head
from exporters.workbook.pen import Pen, clean
from exporters.workbook.styles import FONT, Styles
from forms.dates import format_date
from forms.findings import SEVERITIES, Finding, tally
from forms.model import Column
from forms.periods import title
from forms.printed.document import Document

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from forms.engine import Computation

A4: Final = 9
SEVERITY_WORDS: Final = {
    "error": "Lỗi",
    "warning": "Cảnh báo",
    "missing": "Còn thiếu",
    "note": "Nhắc",
}
_STATUS_WORDS: Final = {"draft": "Bản nháp", "finalized": "Đã chốt", "deleted": "Đã xóa"}
_FIRST_DAY: Final = date(1900, 1, 1)
_LAST_DAY: Final = date(2100, 12, 31)
_LIST_LENGTH: Final = 255
_LARGEST: Final = 10**15
_MARGINS: Final = {"left": 0.6, "right": 0.6, "top": 0.8, "bottom": 0.7}
"""In inches, as Excel has them."""

_COVER_WORDS: Final = (
    "Ô nền trắng là số liệu đã nhập; ô nền xám là công thức, tự tính khi số liệu thay đổi.",
    "Cột “đã in” là số mà văn bản hoặc người gửi đã nêu; cột “Kiểm tra” so số đó với số tính được.",
    "Ô trống là chưa có số liệu, không phải số 0.",
    "Số dài hơn 15 chữ số được ghi dưới dạng chữ vì bảng tính không giữ đủ chữ số.",
)


class Frame(NamedTuple):
    """One workbook being written, and what all of its sheets say of the report."""

    workbook: Workbook
    styles: Styles
    document: Document
    report: Identity
    data_sha256: str
    period: str

    def begin(self, name: str, heading: str, widths: Sequence[int]) -> Pen:
        """Begin a sheet: the office, the title across all columns, the period."""
        pen = Pen(self.workbook.add_worksheet(name), self.styles, widths)
        pen.text(0, 0, self.document.letterhead.issuer, "office")
        pen.banner(1, heading, "title", height=24)
        pen.banner(2, self.period, "period", height=18)
        return pen

    def begin_paper(self, name: str, heading: str, widths: Sequence[int]) -> Pen:
        """Begin a data sheet: the head of the paper form, the title, the period."""
        pen = Pen(self.workbook.add_worksheet(name), self.styles, widths)
        write_head(pen, self.document, widths)
        pen.banner(HEAD_ROWS, heading, "title", height=24)
        pen.banner(HEAD_ROWS + 1, self.period, "period", height=18)
        return pen

    def finish(
        self, pen: Pen, *, wide: bool, heads: int = 1, pages: int = 0, first: int = FIRST_ROW
    ) -> None:
        """Prepare a sheet for print and lock what is computed.

        `heads` rows of headings, from row `first` on, are repeated on every page; `pages` is the
        most that it may take in height, 0 for any number.
        """
        pen.finish()
        page = pen.page
        page.set_paper(A4)
        if wide:
            page.set_landscape()
        page.fit_to_pages(1, pages)
        page.set_margins(**_MARGINS)
        page.center_horizontally()
        draft = "BẢN NHÁP" if self.document.draft else ""
        where = f"{self.report.form} – {self.report.unit} – {self.report.period}"
        page.set_header(f"&L{_font(10)}{_plain(where)}&C{_font(12)}{draft}")
        code = _plain(f"{self.report.id} – mã dữ liệu {self.data_sha256[:16]}")
        page.set_footer(f"&L{_font(8)}{code}&R{_font(10)}Trang &P/&N")
        if heads:
            page.freeze_panes(first + heads, 3)
            page.repeat_rows(first, first + heads - 1)
        page.protect("", {"format_columns": True, "format_rows": True, "insert_rows": True})
        page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def period_words(c: Computation) -> str:
    """Say the period as the sheets print it: `Tháng 7/2024 (từ 21/6/2024 đến 20/7/2024)`."""
    name = title(c.period)
    start, end = (format_date(day) for day in c.span)
    return f"{name[:1].upper()}{name[1:]} (từ ngày {start} đến ngày {end})"


def _font(size: int) -> str:
    return f'&"{FONT},Regular"&{size} '


def _plain(text: str) -> str:
    return clean(text).replace("&", "&&")


# --- what may be typed -------------------------------------------------------------------------


class Rules(NamedTuple):
    """What an input cell takes; cells of the same rules share one entry in the file."""

    kind: str
    choices: tuple[str, ...] = ()


def rules_of(column: Column | None) -> Rules | None:
    """Return the rules of a cell of `column`; `None` where anything may be typed."""
    if column is None:
        return None
    if column.kind == "enum":
        labels = tuple(choice.label for choice in column.choices)
        listed = ",".join(labels)
        plain = not any("," in label for label in labels) and len(listed) <= _LIST_LENGTH
        return Rules("enum", labels) if labels and plain else None
    known = {"int": "whole", "speed": "whole", "money": "money", "pct": "percent"}
    days = {"date": "day", "month": "day"}
    kind = known.get(column.kind) or days.get(column.kind)
    return None if kind is None else Rules(kind)


_VALIDATIONS: Final[Mapping[str, dict[str, Any]]] = {
    "whole": {
        "validate": "integer",
        "criteria": "between",
        "minimum": 0,
        "maximum": _LARGEST,
        "error_message": "Ô này chỉ nhận số nguyên từ 0 trở lên, không có phần lẻ.",
    },
    "money": {
        "validate": "decimal",
        "criteria": ">=",
        "value": 0,
        "error_message": "Ô này chỉ nhận số tiền từ 0 trở lên, theo đơn vị ghi ở tiêu đề.",
    },
    "percent": {
        "validate": "decimal",
        "criteria": "between",
        "minimum": 0,
        "maximum": 100,
        "error_type": "warning",
        "error_message": "Tỷ lệ thường nằm trong khoảng từ 0 đến 100.",
    },
    "day": {
        "validate": "date",
        "criteria": "between",
        "minimum": _FIRST_DAY,
        "maximum": _LAST_DAY,
        "error_message": "Ô này chỉ nhận ngày, ví dụ 20/7/2024.",
    },
}


def validate(page: Worksheet, rules: Rules, spots: Iterable[Spot]) -> None:
    """Bind cells to their rules."""
    listed = sorted(spots, key=lambda spot: (spot.column, spot.row))
    options = dict(_VALIDATIONS.get(rules.kind, {}))
    if rules.kind in {"enum", "state"}:
        options = {"validate": "list", "source": list(rules.choices)}
        options["error_message"] = "Hãy chọn một mục trong danh sách của ô này."
    options["error_title"] = "Số liệu chưa đúng"
    options["multi_range"] = " ".join(
        f"{letters(run[0].column)}{run[0].row + 1}:{letters(run[-1].column)}{run[-1].row + 1}"
        for run in neighbours(listed)
    )
    first = listed[0]
    page.data_validation(first.row, first.column, first.row, first.column, options)


# --- cover and findings ------------------------------------------------------------------------


def write_cover(frame: Frame, c: Computation, contents: Iterable[tuple[str, str]]) -> None:
    """Write the first sheet: whose report this is, its fingerprint, what the sheets hold."""
    report = frame.report
    pen = frame.begin(COVER, frame.document.title, (34, 74))
    facts = [
        ("Biểu mẫu", f"{report.form} – {c.engine.form.title}"),
        ("Phiên bản biểu mẫu", report.form_version),
        ("Đơn vị báo cáo", f"{report.unit_name} (mã {report.unit})"),
        ("Kỳ báo cáo", frame.period),
        ("Lần nộp", str(report.revision)),
        ("Trạng thái", _STATUS_WORDS[report.status]),
        ("Thời điểm", report.dated),
        ("Mã báo cáo", report.id),
        ("Mã băm dữ liệu (SHA-256)", frame.data_sha256),
        ("Mã băm biểu mẫu (SHA-256)", report.pack_sha256),
    ]
    facts += [(f"Trang “{name}”", heading) for name, heading in contents]
    facts.append((f"Trang “{FINDINGS}”", "Kết quả kiểm tra và giải trình"))
    for row, (label, value) in enumerate(facts, FIRST_ROW):
        pen.text(row, 0, label, "bold")
        pen.text(row, 1, value, "free")
    for row, words in enumerate(_COVER_WORDS, FIRST_ROW + len(facts) + 1):
        pen.banner(row, words, "small")
    frame.finish(pen, wide=True, heads=0, pages=1)


_FINDING_COLUMNS: Final = (
    ("STT", 5),
    ("Mức độ", 12),
    ("Mã", 14),
    ("Vị trí", 18),
    ("Nội dung", 60),
    ("Số đã nêu", 16),
    ("Số đúng", 16),
    ("Chênh lệch", 14),
    ("Giải trình", 36),
)


def write_findings(frame: Frame, findings: tuple[Finding, ...]) -> None:
    """Write the last sheet: what the checks say, and why something was let pass."""
    widths = [width for _, width in _FINDING_COLUMNS]
    pen = frame.begin(FINDINGS, "KẾT QUẢ KIỂM TRA", widths)
    for column, (heading, _) in enumerate(_FINDING_COLUMNS):
        pen.text(FIRST_ROW, column, heading, "head")
    for number, finding in enumerate(findings, 1):
        _finding(pen, number, finding)
    pen.text(FIRST_ROW + len(findings) + 2, 0, _summary(findings), "caption")
    frame.finish(pen, wide=True)


def _finding(pen: Pen, number: int, finding: Finding) -> None:
    texts = (
        str(number),
        SEVERITY_WORDS[finding.severity],
        finding.code,
        finding.place,
        " ".join(part for part in (finding.message, finding.hint) if part),
        finding.given,
        finding.expected,
        finding.difference,
        finding.reason or "",
    )
    for column, text in enumerate(texts):
        pen.text(FIRST_ROW + number, column, text, "center" if column < 2 else "free")


def _summary(findings: tuple[Finding, ...]) -> str:
    if not findings:
        return "Không có lỗi, cảnh báo hay chỗ thiếu."
    counts = tally(findings)
    words = [
        f"{getattr(counts, severity)} {SEVERITY_WORDS[severity].lower()}"
        for severity in SEVERITIES
        if getattr(counts, severity)
    ]
    if counts.accepted:
        words.append(f"{counts.accepted} có giải trình")
    return "Tổng hợp: " + ", ".join(words) + "."
