"""Old Vietnamese fonts: every letter, the rule of detection, and texts that must stay."""

from __future__ import annotations

import unicodedata

import pytest

from forms.legacy_fonts import Encoding, convert, detect, modern

LETTERS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
SAID = "Ủy ban nhân dân xã đã tiếp nhận và giải quyết hồ sơ, đạt tỷ lệ 98,5%"
TCVN3 = (
    "\xf1y ban nh\xa9n d\xa9n x\xb7 \xae\xb7 ti\xd5p nh\xcbn v\xb5 gi\xb6i quy\xd5t"
    " h\xe5 s\xac, \xae\xb9t t\xfb l\xd6 98,5%"
)
VNI = (
    "U\xdby ban nha\xe2n da\xe2n xa\xf5 \xf1a\xf5 tie\xe1p nha\xe4n va\xf8 gia\xfbi quye\xe1t"
    " ho\xe0 s\xf4, \xf1a\xeft ty\xfb le\xe4 98,5%"
)


def toned(tones: tuple[str, ...] = TONES) -> list[str]:
    return [unicodedata.normalize("NFC", letter + tone) for letter in LETTERS for tone in tones]


def test_each_letter_of_tcvn3_has_one_byte() -> None:
    codes = [chr(code) for code in range(0xA1, 0xFF)]
    made = [letter for code in codes if (letter := convert(code, "tcvn3")) != code or code == "ý"]
    small = [letter for letter in made if letter in toned() and not letter.isascii()]
    assert sorted(small) == sorted(letter for letter in toned() if not letter.isascii())
    capitals = [letter for letter in made if letter.isupper() and letter in "ĂÂÊÔƠƯĐ"]
    assert sorted(capitals) == sorted("ĂÂÊÔƠƯĐ")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("a\xf9 a\xf8 a\xfb a\xf5 a\xef", "á à ả ã ạ"),
        ("e\xe2 e\xe1 e\xe0 e\xe5 e\xe3 e\xe4", "ê ế ề ể ễ ệ"),
        ("a\xea a\xe9 a\xe8 a\xfa a\xfc a\xeb", "ă ắ ằ ẳ ẵ ặ"),
        ("\xf4 \xf4\xf9 \xf4\xf8 \xf4\xfb \xf4\xf5 \xf4\xef", "ơ ớ ờ ở ỡ ợ"),
        ("\xf6 \xf6\xf9 \xf6\xef", "ư ứ ự"),
        ("\xed \xec \xe6 \xf3 \xf2 y\xf9 \xee \xf1", "í ì ỉ ĩ ị ý ỵ đ"),
        ("A\xd9 \xd4\xd8 \xd6\xcf \xd1 E\xc1 \xcd", "Á Ờ Ự Đ Ế Í"),
        ("\xd1o\xe4c la\xe4p", "Độc lập"),
    ],
)
def test_vni_pairs(written: str, meant: str) -> None:
    assert convert(written, "vni") == meant


@pytest.mark.parametrize(("text", "encoding"), [(TCVN3, "tcvn3"), (VNI, "vni")])
def test_a_sentence_is_recognized_and_read(text: str, encoding: Encoding) -> None:
    assert detect(text) == encoding
    read = convert(text, encoding)
    assert read.lower() == SAID.lower()
    assert unicodedata.is_normalized("NFC", read)


def test_what_exports_put_in_place_of_two_bytes() -> None:
    assert convert("ph\u2212\xeang x\u2219", "tcvn3") == "phường xã"


@pytest.mark.parametrize(
    "text",
    [
        SAID,
        unicodedata.normalize("NFD", SAID),
        "So sánh hai năm",
        "tháng này chính phòng mai táng phí",
        "Café Élysée, naïve, Müller, São Paulo, Ångström, garçon",
        "Đã đạt 98,5% (±0,5); 15 m²",
        "Plain ASCII, 12/15 = 80%",
        "",
        "\xb1 5 \xb0C",
    ],
)
def test_what_is_unicode_or_not_vietnamese_stays(text: str) -> None:
    assert detect(text) == ""
    assert modern([text]).texts == (unicodedata.normalize("NFC", text),)


def test_a_font_name_makes_one_word_enough_and_is_no_proof() -> None:
    assert detect("x\xb7") == ""
    assert detect("x\xb7", ".VnTime") == "tcvn3"
    assert detect("nha\xe2n", "VNI-Times") == "vni"
    assert detect("xã hội", ".VnTime") == ""


def test_lines_of_one_text_are_converted_together_but_unicode_lines_stay() -> None:
    found = modern([TCVN3, "x\xb7", SAID])
    assert found.encoding == "tcvn3"
    assert found.texts[1:] == ("xã", SAID)
