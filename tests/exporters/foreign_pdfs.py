"""PDFs as other offices' programs make them: hard wraps, running heads, feet, footnote blocks.

Each layout prints the same paragraphs; what is read back must be these paragraphs.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import resources

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

BODY: Final = (
    (
        "Thực hiện Kế hoạch số 709/KH-UBND ngày 16/7/2024 của Ủy ban nhân dân tỉnh, trong "
        "tháng các cơ quan, đơn vị đã tiếp nhận 4.615/4.723 hồ sơ, đạt tỷ lệ 97,71%, còn lại "
        "108 hồ sơ đang được xem xét theo đúng thời hạn quy định."
    ),
    (
        "- Lực lượng Công an đã thu nhận 1.626.938 hồ sơ định danh điện tử, phê duyệt "
        "1.604.117 tài khoản, trong đó kích hoạt 1.402.771/1.604.117 tài khoản, đạt tỷ lệ "
        "87,45% so với số tài khoản được phê duyệt."
    ),
    (
        "- Bảo hiểm xã hội tỉnh đã đồng bộ 143/160^ dữ liệu của các đơn vị sự nghiệp, đạt tỷ "
        "lệ 89,38%, và gửi 12.618/12.709 thông báo đến người tham gia, đạt tỷ lệ 99,28%."
    ),
    (
        "Tổng kinh phí thực hiện là 101.375 triệu đồng, gồm: (1) dự án trung tâm điều hành "
        "41.928 triệu đồng; (2) dự án hộ tịch 33.495 triệu đồng; (3) dự án số hóa 18.809 "
        "triệu đồng; (4) bản đồ số 4.245 triệu đồng; (5) chính sách dân tộc 2.898 triệu đồng."
    ),
    (
        "Các đơn vị đã kiểm tra 36/36 nhiệm vụ, từ ngày 20/6/2024 đến ngày 15/7/2024, phát "
        "hiện 05 nhiệm vụ chậm; đề nghị báo cáo bằng văn bản trước ngày 25 hằng tháng."
    ),
)
"""Paragraphs; ``^`` is where a footnote's mark stands."""

NOTES: Final = (
    (
        "Công văn số 1307/SKHCN-CĐS ngày 24/6/2025 của Sở Khoa học và Công nghệ về việc phối "
        "hợp đồng bộ dữ liệu của các đơn vị sự nghiệp trên địa bàn."
    ),
)
SIGNED: Final = (
    ("Nơi nhận:", "TM. ỦY BAN NHÂN DÂN"),
    ("- Sở Nội vụ;", "CHỦ TỊCH"),
    ("- Lưu: VT.", "Nguyễn Văn A"),
)
"""The end of a paper: two columns."""
_SIZE: Final = 13.0
_LEADING: Final = 18.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 85.0, 540.0, 780.0, 90.0
_FONT: Final = "BaoCaoSerif"


class Layout(NamedTuple):
    """How an office prints: what stands over and under each page, and how footnotes look.

    ``ragged`` lines are not spread to the margin; ``glued`` marks stand on the line as digits.
    ``lines`` is how many lines a page takes: few lines cut paragraphs in two.
    """

    name: str
    head: Callable[[Canvas, int], None] | None = None
    foot: Callable[[Canvas, int], None] | None = None
    lines: int = 30
    ragged: bool = True
    rule: bool = True
    glued: bool = False
    indent: float = 28.0


def _centred(words: str, y: float) -> Callable[[Canvas, int], None]:
    def draw(canvas: Canvas, page: int) -> None:
        canvas.setFont(_FONT, 12)
        canvas.drawCentredString((_LEFT + _RIGHT) / 2, y, words.format(page=page))

    return draw


def _two_columns(left: str, right: str, y: float) -> Callable[[Canvas, int], None]:
    def draw(canvas: Canvas, page: int) -> None:
        canvas.setFont(_FONT, 9)
        canvas.drawString(_LEFT, y, left.format(page=page))
        canvas.drawRightString(_RIGHT, y, right.format(page=page))

    return draw


LAYOUTS: Final = (
    Layout("page-numbers-on-top", head=_centred("{page}", 810), lines=9),
    Layout("numbers-between-dashes", head=_centred("- {page} -", 810), lines=7, ragged=False),
    Layout(
        "running-head-and-foot",
        head=_two_columns("UBND HUYỆN THOẠI SƠN", "Báo cáo tháng 7/2024", 812),
        foot=_two_columns("Phòng Nội vụ", "Trang {page}/3", 50),
        lines=8,
    ),
    Layout(
        "foot-of-two-columns",
        foot=_two_columns("D:\\Bao cao\\thang 7.docx", "{page}", 50),
        lines=11,
        ragged=False,
    ),
    Layout("footnotes-without-a-rule", foot=_centred("{page}", 40), lines=10, rule=False),
    Layout("marks-glued-to-figures", head=_centred("Trang {page}", 812), lines=12, glued=True),
)


def foreign_pdf(layout: Layout, body: Sequence[str] = BODY) -> bytes:
    """Print paragraphs in a layout."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(TTFont(_FONT, str(resources.path("fonts/BaoCaoSerif-Regular.ttf"))))
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=(595, 842), invariant=True)
    lines = list(_lines(layout, body))
    for page, start in enumerate(range(0, len(lines), layout.lines), 1):
        for draw in (layout.head, layout.foot):
            if draw is not None:
                draw(canvas, page)
        shown = lines[start : start + layout.lines]
        for at, (words, left, last) in enumerate(shown):
            _line(canvas, layout, words, (left, _TOP - at * _LEADING), spread=not last)
        if start + layout.lines >= len(lines):
            _signed(canvas, _TOP - (len(shown) + 1) * _LEADING)
        if any("^" in words for words, _, _ in shown):
            _notes(canvas, layout)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def _signed(canvas: Canvas, y: float) -> None:
    canvas.setFont(_FONT, _SIZE)
    for at, (left, right) in enumerate(SIGNED):
        canvas.drawString(_LEFT, y - at * _LEADING, left)
        canvas.drawString(_LEFT + 270, y - at * _LEADING, right)


def _lines(layout: Layout, body: Sequence[str]) -> Iterator[tuple[str, float, bool]]:
    """Yield the wrapped lines, where they begin, and whether they end a paragraph."""
    for paragraph in body:
        words, line, left = paragraph.split(" "), "", _LEFT + layout.indent
        for word in words:
            longer = f"{line} {word}".strip()
            if _width(longer) > _RIGHT - left:
                yield line, left, False
                line, left = word, _LEFT
            else:
                line = longer
        yield line, left, True


def _width(words: str, size: float = _SIZE) -> float:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return float(stringWidth(words.replace("^", ""), _FONT, size))


def _line(
    canvas: Canvas, layout: Layout, words: str, at: tuple[float, float], *, spread: bool
) -> None:
    x, y = at
    room = _RIGHT - x - _width(words)
    gap = room / max(words.count(" "), 1) if spread and not layout.ragged else 0.0
    before, mark, after = words.partition("^")
    text = canvas.beginText(x, y)
    text.setFont(_FONT, _SIZE)
    text.setWordSpace(0)
    x = _said(canvas, before, (x, y), gap)
    if mark:
        size = _SIZE if layout.glued else _SIZE * 0.62
        canvas.setFont(_FONT, size)
        canvas.drawString(x, y if layout.glued else y + _SIZE * 0.38, "2")
        x = _said(canvas, after, (x + _width("2", size), y), gap)


def _said(canvas: Canvas, words: str, at: tuple[float, float], gap: float) -> float:
    x, y = at
    canvas.setFont(_FONT, _SIZE)
    for place, word in enumerate(words.split(" ")):
        x += (_width(" ") + gap) if place else 0
        canvas.drawString(x, y, word)
        x += _width(word)
    return x


def _notes(canvas: Canvas, layout: Layout) -> None:
    y = _BOTTOM + 40
    if layout.rule:
        canvas.line(_LEFT, y + 14, _LEFT + 140, y + 14)
    words, line, x = NOTES[0].split(" "), "", _LEFT
    size = 10.0
    if layout.glued:
        canvas.setFont(_FONT, size)
        line = "2"
    else:
        canvas.setFont(_FONT, 6.5)
        canvas.drawString(x, y + 3, "2")
        x += 5
    for word in words:
        longer = f"{line} {word}".strip()
        if x + _width(longer, size) > _RIGHT:
            canvas.setFont(_FONT, size)
            canvas.drawString(x, y, line)
            y, line, x = y - 12, word, _LEFT
        else:
            line = longer
    canvas.setFont(_FONT, size)
    canvas.drawString(x, y, line)
