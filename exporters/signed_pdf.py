"""Whether a signed PDF is the report's own paper with signatures added, and nothing else.

`check_paper` looks at a file alone: its signatures, what each covers, whether anything changed
after it, whether pages, check code and the data carried inside say the same. `compare_paper` holds
it against the PDF that the program exports for the report. Neither raises for a strange file: each
problem found has one of these codes:

    SIGNED-READ     no PDF, damaged, cut off, or locked by a password
    SIGNED-NONE     no digital signature in it
    SIGNED-BROKEN   a signature does not fit the bytes that it covers
    SIGNED-GAP      a signature leaves a part of the file before it uncovered
    SIGNED-CHANGED  something was changed or added after a signature
    SIGNED-CHAIN    root certificates are installed, and a signer's leads to none of them
    SIGNED-FOREIGN  the check code of this program is not printed in it
    SIGNED-CODE     pages and data carried in the file are not of one export
    SIGNED-OTHER    the paper of another report or another submission
    SIGNED-PAGES    more or fewer pages than were exported
    SIGNED-CONTENT  a page shows another content than was exported
    SIGNED-ADDED    something was added that is no signature
    SIGNED-FIGURE   a figure looks otherwise than it was printed: covered or overwritten
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from io import BytesIO
from typing import TYPE_CHECKING, Final

import msgspec

from exporters import agreement, data_json
from exporters.agreement import pdf_text
from exporters.archive import PackageProblem
from exporters.check_code import CheckCode, printed_codes
from exporters.files import sha256
from exporters.package import CheckedFile
from exporters.pages import page_size, render_page
from exporters.problems import ExportProblem
from exporters.revisions import Difference, UnreadableError, differences
from exporters.signatures import Roots, Signature, read_signatures

if TYPE_CHECKING:
    from exporters.pdf import Place, Profile

MAX_BYTES: Final = 64 << 20
"""A signed report with scanned seals takes a few megabytes; some signing tools add one each."""

_HASH_IN_XMP: Final = re.compile(rb"""\w:dataSha256(?:>|\s{0,8}=\s{0,8}["'])([0-9a-f]{64})\b""")
_OWN_FIELDS: Final = frozenset({"so", "ngay", "thang", "ky_lanh_dao", "ky_co_quan"})
_MAX_CARRIED: Final = 8
_MAX_CARRIED_BYTES: Final = 20 << 20
_MAX_TOLD: Final = 5
_WIDTH_PX: Final = 1240
_SPARE_PX: Final = 2
_FILLED_IN: Final = re.compile(r"[\d/.\-]+|ngày|tháng|năm|Số:")
"""What a registry may write into the blanks of page 1: the number and parts of the date."""
_MOST_FILLED_IN: Final = 12


class SignedPaper(msgspec.Struct, frozen=True):
    """The verdict on a PDF. ``files`` are the PDF itself and what it carries."""

    ok: bool
    files: tuple[CheckedFile, ...] = ()
    data_sha256: str = ""
    signatures: tuple[Signature, ...] = ()
    problems: tuple[PackageProblem, ...] = ()


# --- the file alone -------------------------------------------------------------------------------


def check_paper(name: str, pdf: bytes, roots: Roots = Roots()) -> SignedPaper:  # noqa: B008 - an immutable value
    """Check a PDF that came back, without the report it is of."""
    read = _signed(name, pdf, roots)
    if isinstance(read, PackageProblem):
        return SignedPaper(ok=False, problems=(read,))
    problems = [*_signature_problems(name, pdf, read)]
    # What the first signer vouched for: properties may be written anew afterwards.
    first = next((each.covers for each in read if each.covers), len(pdf))
    files, data_sha256, carried = _inside(name, pdf, pdf[:first])
    problems += carried
    return SignedPaper(not problems, files, data_sha256, read, tuple(problems))


def _signed(name: str, pdf: bytes, roots: Roots) -> tuple[Signature, ...] | PackageProblem:
    """Return the signatures, or why there is nothing to look at."""
    try:
        differences(pdf, pdf)
    except UnreadableError:
        return _problem("SIGNED-READ", name)
    found = read_signatures(name, pdf, roots)
    if found is None:
        return _problem("SIGNED-READ", name)
    return found or _problem("SIGNED-NONE", name)


def _signature_problems(
    name: str, pdf: bytes, signatures: Sequence[Signature]
) -> Iterator[PackageProblem]:
    for signature in signatures:
        who = signature.signer or signature.field
        if signature.status != "whole":
            yield _problem("SIGNED-BROKEN", name, who=who)
        elif not signature.covers:
            yield _problem("SIGNED-GAP", name, who=who)
        elif _changed_since(pdf, signature):
            yield _problem("SIGNED-CHANGED", name, who=who)
        if signature.status == "whole" and signature.trust == "chain not valid":
            yield _problem("SIGNED-CHAIN", name, who=who)


def _changed_since(pdf: bytes, signature: Signature) -> bool:
    if signature.covers_all:
        return False
    try:
        return bool(differences(pdf[: signature.covers], pdf))
    except UnreadableError:
        return True


def _inside(
    name: str, pdf: bytes, vouched: bytes
) -> tuple[tuple[CheckedFile, ...], str, list[PackageProblem]]:
    """Return the files in hand, the hash of the data they speak of, and what disagrees."""
    said, carried = _said_within(vouched)
    data = {each: content for each, content in carried.items() if each.endswith(".json")}
    files = [CheckedFile(name, len(pdf), sha256(pdf), listed=True)]
    for each, content in sorted(carried.items()):
        hashed = sha256(content)
        files.append(CheckedFile(each, len(content), hashed, each not in data or hashed == said))
    codes = set(printed_codes(pdf_text(pdf) or ""))
    if not codes:
        return tuple(files), said, [_problem("SIGNED-FOREIGN", name)]
    agreeing = all(code.short == _short(said) for code in codes)
    if not agreeing or not all(file.listed for file in files):
        return tuple(files), said, [_problem("SIGNED-CODE", name)]
    return tuple(files), said, [*_carried_problems(name, pdf, carried)]


def _short(hashed: str) -> str:
    return CheckCode("", "", "", "", hashed).short


def _said_within(pdf: bytes) -> tuple[str, dict[str, bytes]]:
    """Return the hash in the properties, and the files that the PDF carries, within bounds."""
    import pikepdf

    carried: dict[str, bytes] = {}
    try:
        with pikepdf.open(BytesIO(pdf)) as opened:
            metadata = opened.Root.get("/Metadata")
            packet = b"" if metadata is None else bytes(metadata.read_bytes())
            for each in list(opened.attachments)[:_MAX_CARRIED]:
                file = opened.attachments[each].get_file()
                if file.size <= _MAX_CARRIED_BYTES:
                    carried[each] = file.read_bytes()
    except (pikepdf.PdfError, AttributeError, ValueError, TypeError, LookupError, RuntimeError):
        return "", {}
    found = _HASH_IN_XMP.search(packet)
    return found[1].decode() if found else "", carried


def _carried_problems(name: str, pdf: bytes, carried: dict[str, bytes]) -> Iterator[PackageProblem]:
    """Compare pages and workbook with the data file that the PDF carries, where it does."""
    for each, content in carried.items():
        if not each.endswith(".json"):
            continue
        try:
            data = data_json.read(content)
        except ExportProblem as refused:
            yield PackageProblem("SIGNED-CODE", each, refused.message)
            return
        yield from agreement.pdf_problems(name, pdf, data, data_sha256=sha256(content))
        workbook = carried.get(f"{each.removesuffix('.json')}.xlsx")
        if workbook is not None:
            yield from agreement.workbook_problems(each, workbook, data)


# --- against the report ---------------------------------------------------------------------------


def profile_of(pdf: bytes) -> Profile:
    """Tell which of the two profiles a PDF was exported in: the one with fields has ours."""
    import pikepdf

    try:
        with pikepdf.open(BytesIO(pdf)) as opened:
            form = opened.Root.get("/AcroForm")
            fields = () if form is None else form.get("/Fields", ())
            names = {str(field.get("/T", "")) for field in fields}
    except (pikepdf.PdfError, AttributeError, ValueError, TypeError, LookupError, RuntimeError):
        return "trinh-ky"
    return "o-ky" if names >= _OWN_FIELDS else "trinh-ky"


def compare_paper(
    name: str, pdf: bytes, exported: bytes, places: Iterable[Place]
) -> tuple[PackageProblem, ...]:
    """Find what a signed PDF shows otherwise than the one exported; ``places`` are the figures'."""
    other = _other_report(pdf, exported)
    if other is not None:
        return (_problem("SIGNED-OTHER", name, which=other),)
    try:
        found = differences(exported, pdf)
    except UnreadableError:
        return (_problem("SIGNED-READ", name),)
    problems = [*_told(name, found, pdf, exported)]
    if problems:
        return tuple(problems)
    return tuple(_figure_problems(name, pdf, exported, places))


def _other_report(pdf: bytes, exported: bytes) -> str | None:
    """Return the check code that says that this is another report's paper, or nothing."""
    expected = set(printed_codes(pdf_text(exported) or ""))
    codes = set(printed_codes(pdf_text(pdf) or ""))
    strange = sorted(codes - expected)
    return strange[0].printed if strange else None


def _told(
    name: str, found: Iterable[Difference], pdf: bytes, exported: bytes
) -> Iterator[PackageProblem]:
    for each in list(found)[:_MAX_TOLD]:
        if each.kind == "pages":
            many = int(each.what)
            how = f"thừa {many}" if many > 0 else f"thiếu {-many}"
            yield _problem("SIGNED-PAGES", name, how=how)
        elif each.kind == "annotation":
            yield _problem("SIGNED-ADDED", name, where=f"trang {each.page}", what=each.what)
        elif each.kind == "catalogue":
            yield _problem("SIGNED-ADDED", name, where="cả tệp", what=each.what)
        elif not _only_filled_in(pdf, exported, each.page):
            yield _problem("SIGNED-CONTENT", name, page=str(each.page))


def _only_filled_in(pdf: bytes, exported: bytes, page: int) -> bool:
    """Tell whether a page has all of its words, and beside them a number and a date at most.

    Some registries write these into the page itself before they sign. What the page looks like is
    compared afterwards, figure by figure.
    """
    before, after = ((pdf_text(one, page) or "").split() for one in (exported, pdf))
    if len(after) > len(before) + _MOST_FILLED_IN:
        return False
    for tag, first, last, start, end in SequenceMatcher(a=before, b=after).get_opcodes():
        if tag == "equal":
            continue
        added = Counter(after[start:end])
        added.subtract(before[first:last])
        if page != 1 or min(added.values()) < 0:
            return False
        if not all(_FILLED_IN.fullmatch(word) for word in (+added).elements()):
            return False
    return True


def _figure_problems(
    name: str, pdf: bytes, exported: bytes, places: Iterable[Place]
) -> Iterator[PackageProblem]:
    """Compare the picture of every figure: nothing may lie over one, whatever it is."""
    pdf, exported = _with_everything(pdf), _with_everything(exported)
    by_page: dict[int, list[Place]] = {}
    for place in places:
        by_page.setdefault(place.page, []).append(place)
    wrong = dict.fromkeys(
        (page + 1, place.source)
        for page, listed in sorted(by_page.items())
        for place in _changed(pdf, exported, page, listed)
    )
    for number, source in list(wrong)[:_MAX_TOLD]:
        yield _problem("SIGNED-FIGURE", name, page=str(number), place=source)


def _with_everything(pdf: bytes) -> bytes:
    """Draw what lies on the pages, signatures and fields, into the pages themselves."""
    import pikepdf

    with pikepdf.open(BytesIO(pdf)) as opened:
        opened.flatten_annotations("all")
        buffer = BytesIO()
        opened.save(buffer)
    return buffer.getvalue()


def _changed(pdf: bytes, exported: bytes, page: int, places: Sequence[Place]) -> Iterator[Place]:
    before = render_page(exported, page, width_px=_WIDTH_PX)
    after = render_page(pdf, page, width_px=_WIDTH_PX)
    if before == after:
        return
    scale = before.width / page_size(exported, page)[0]
    for place in places:
        left, right = int(place.x * scale), int((place.x + place.width) * scale) + _SPARE_PX
        top, bottom = int(place.y * scale), int((place.y + place.height) * scale) + _SPARE_PX
        for row in range(max(top, 0), min(bottom, before.height)):
            start, end = (4 * (row * before.width + x) for x in (left, min(right, before.width)))
            if before.bgrx[start:end] != after.bgrx[start:end]:
                yield place
                break


# --- sentences ------------------------------------------------------------------------------------

_SENTENCES: Final = {
    "SIGNED-READ": "Không đọc được tệp PDF “{name}”: tệp hỏng, bị cắt hoặc có mật khẩu. Hãy lấy "
    "lại tệp từ nơi ký.",
    "SIGNED-NONE": "Tệp “{name}” chưa có chữ ký số nào. Hãy chọn tệp PDF đã ký; bản ký tay, bản "
    "quét thì chỉ ghi ngày gửi.",
    "SIGNED-BROKEN": "Chữ ký của {who} trong “{name}” không khớp với nội dung: tệp đã bị sửa sau "
    "khi ký. Hãy lấy lại tệp từ nơi ký.",
    "SIGNED-GAP": "Chữ ký của {who} không che hết phần tệp đứng trước nó. Hãy ký lại bản PDF do "
    "chương trình xuất ra.",
    "SIGNED-CHANGED": "Sau khi {who} ký, tệp “{name}” còn bị sửa hoặc thêm nội dung. Hãy lấy lại "
    "tệp từ nơi ký.",
    "SIGNED-CHAIN": "Chứng thư của {who} không dẫn đến chứng thư gốc nào đã cài. Hãy hỏi người "
    "phụ trách CNTT về chứng thư gốc.",
    "SIGNED-FOREIGN": "Tệp “{name}” không in mã đối chiếu của chương trình này, nên không phải "
    "báo cáo đã xuất ra.",
    "SIGNED-CODE": "Các trang và số liệu kèm trong “{name}” không cùng một lần xuất.",
    "SIGNED-OTHER": "Tệp “{name}” là của báo cáo khác hoặc lần nộp khác ({which}). Hãy chọn đúng "
    "báo cáo.",
    "SIGNED-PAGES": "Tệp “{name}” {how} trang so với bản đã xuất.",
    "SIGNED-CONTENT": "Trang {page} của “{name}” có nội dung khác bản đã xuất.",
    "SIGNED-ADDED": "Tệp “{name}” có thêm thứ không phải chữ ký ({where}: {what}).",
    "SIGNED-FIGURE": "Trang {page} của “{name}”: số ở ô {place} bị che hoặc khác bản đã xuất.",
}
"""By code; those of the file alone, then those against the report."""


def _problem(code: str, name: str, **said: str) -> PackageProblem:
    return PackageProblem(code, name, _SENTENCES[code].format(name=name, **said))
