"""Who signs, with which authority, and who receives it: the foot of a report."""

from datetime import date

import pytest

from forms.cells import CellKey, CellValue
from forms.engine import Computation, Engine
from forms.model import RECIPIENTS, SIGNATURE
from forms.printed.phrases import GAP
from forms.printed.signing import (
    is_deputy,
    recipient_lines,
    signature_block,
    signature_lines,
    unlisted_signatory,
)
from tests.forms.reports import JULY, form

DAY = date(2024, 7, 22)


def _reading(signature: dict[str, str], *recipients: str) -> Computation:
    cells: dict[CellKey, CellValue] = {
        CellKey(SIGNATURE, 0, part): text for part, text in signature.items()
    }
    cells |= {CellKey(RECIPIENTS, row, "ten"): text for row, text in enumerate(recipients, 1)}
    return Engine(form()).open(cells, JULY)


@pytest.mark.parametrize(
    ("body", "authority", "head", "post", "lines"),
    [
        ("", "", "", "Chủ tịch", ("CHỦ TỊCH",)),
        ("Ủy ban nhân dân", "TM.", "", "Chủ tịch", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
        (
            "Ủy ban nhân dân",
            "KT.",
            "Chủ tịch",
            "Phó Chủ tịch",
            ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ),
        (
            "Ủy ban nhân dân",
            "TM.",
            "Chủ tịch",
            "Phó Chủ tịch",
            ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ),
        ("Sở", "TL.", "Giám đốc", "Chánh Văn phòng", ("TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG")),
        ("", "Q.", "Giám đốc", "", ("Q. GIÁM ĐỐC",)),
        ("", "Q.", "Giám đốc", "Chánh án", ("Q. CHÁNH ÁN",)),
        ("", "", "", "", ()),
    ],
)
def test_the_lines_over_a_name(
    body: str, authority: str, head: str, post: str, lines: tuple[str, ...]
) -> None:
    assert signature_lines(body=body, authority=authority, head=head, post=post) == lines


def test_what_is_not_filled_in_is_a_gap() -> None:
    block = signature_block(_reading({}))
    assert (block.lines, block.name) == ((GAP,), GAP)
    filled = signature_block(_reading({"chuc_vu": " Chủ tịch ", "ho_ten": "A"}))
    assert (filled.lines, filled.name) == (("CHỦ TỊCH",), "A")


@pytest.mark.parametrize(
    ("post", "head", "deputy"),
    [
        ("Phó Chủ tịch", "Chủ tịch", True),
        ("PHÓ  CHỦ TỊCH thường trực", "chủ tịch", True),
        ("Phó Giám đốc", "Chủ tịch", False),
        ("Phó Giám đốc", "", True),
        ("Chủ tịch", "Chủ tịch", False),
    ],
)
def test_a_deputy_is_of_a_head(post: str, head: str, deputy: bool) -> None:
    assert is_deputy(post, head) is deputy


def test_who_is_on_the_list_may_sign_however_the_name_is_spaced() -> None:
    reading = _reading({"ho_ten": "Nguyễn  Văn A"})
    assert unlisted_signatory(reading, ["NGUYỄN VĂN A"], DAY) is None


def test_a_blank_name_is_another_finding() -> None:
    assert unlisted_signatory(_reading({}), ["B"], DAY) is None


def test_who_is_not_on_the_list_is_a_warning_with_the_day() -> None:
    found = unlisted_signatory(_reading({"ho_ten": "C"}), ["B"], DAY)
    assert found is not None
    assert (found.code, found.severity, found.given) == ("SIGN-WHO", "warning", "C")
    assert found.expected == "22/7/2024"
    assert found.key == CellKey(SIGNATURE, 0, "ho_ten")


def test_recipients_get_their_dashes_and_stops_and_blanks_are_left_out() -> None:
    reading = _reading({}, "- Như trên;", " ", "Lưu: VT.")
    assert recipient_lines(reading) == ("- Như trên;", "- Lưu: VT.")
    assert recipient_lines(_reading({})) == ()
