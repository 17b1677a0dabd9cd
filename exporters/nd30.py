"""The page measures of Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I, and our choice within them.

Every number of the printed page stands here, named, with the article that sets it ("Mục II.6.e"
means Mục II, khoản 6, điểm e of that part). `_MM` names are millimetres, `_PT` names points of
1/72 inch. Where the decree gives a range, the constant is the value printed and the comment the
range. Names without an article are ours: the decree is silent there.
"""

from __future__ import annotations

from typing import Final

POINTS_PER_MM: Final = 72 / 25.4

# --- Mục I: the page ------------------------------------------------------------------------------

PAGE_WIDTH_MM: Final = 210.0  # I.1: A4
PAGE_HEIGHT_MM: Final = 297.0
MARGIN_TOP_MM: Final = 20.0  # I.3: 20-25
MARGIN_BOTTOM_MM: Final = 20.0  # I.3: 20-25
MARGIN_LEFT_MM: Final = 30.0  # I.3: 30-35
MARGIN_RIGHT_MM: Final = 15.0  # I.3: 15-20; the narrow one, for Quốc hiệu beside the issuer
PAGE_NUMBER_PT: Final = 14.0  # I.7: 13-14, upright, centred in the top margin, none on page 1
PAGE_NUMBER_BASELINE_MM: Final = 11.7  # from the top edge: the digits stand in mid-margin

# Times New Roman and its metric twins: ascent, descent and "single" line per point of size.
ASCENT: Final = 0.891
DESCENT: Final = 0.216
SINGLE_LINE: Final = 1.149

# --- Mục II.1 to II.4: the head of page 1 ---------------------------------------------------------

QUOC_HIEU: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
TIEU_NGU: Final = "Độc lập - Tự do - Hạnh phúc"
ISSUER_COLUMN_MM: Final = 70.0  # IV, ô 2; Quốc hiệu needs 88,3 mm of the rest at 12 pt
QUOC_HIEU_PT: Final = 12.0  # II.1.a: 12-13, bold
TIEU_NGU_PT: Final = 13.0  # II.1.b: 13-14, bold; rule below as long as the text
SUPERIOR_PT: Final = 12.0  # II.2.b: 12-13, regular
ISSUER_PT: Final = 12.0  # II.2.b: 12-13, bold; rule below 1/3-1/2 of the text
SHORT_RULE_SHARE: Final = 0.4  # II.2.b and II.5.b: between 1/3 and 1/2 of the line above
RULE_WEIGHT_PT: Final = 0.75
RULE_GAP_MM: Final = 0.7  # between a line of text (with its descenders) and the rule under it
NUMBER_PT: Final = 13.0  # II.3.c: 13, upright
DATE_PT: Final = 13.0  # II.4.c: 13-14, italic, on the line of the number
NUMBER_BLANK_MM: Final = 25.0  # left free after "Số:" for the registry
NUMBER_GAP_MM: Final = 1.0  # from the lower rule to the band of the number line
NUMBER_BAND_MM: Final = 8.0  # height left free around that blank
NUMBER_BASELINE_MM: Final = 5.6  # of the number line, below the top of the band
ABOUT_PT: Final = 12.0  # II.5.b of a letter: 12-13, upright, centred under the number
ABOUT_GAP_PT: Final = 6.0  # 6 below the number
DATE_BLANK_MM: Final = 9.0  # left free for the day, and again for the month

# --- Mục II.5 and II.9.d: title and addressees ----------------------------------------------------

TITLE_PT: Final = 14.0  # II.5.b: 13-14, bold, centred
TITLE_GAP_PT: Final = 16.0  # above the type
TITLE_WIDTH_SHARE: Final = 0.86  # of the text width: a subject from edge to edge is no title
AFTER_TITLE_PT: Final = 12.0  # below the rule under the subject
ADDRESSEE_PT: Final = 14.0  # II.9.d: 13-14, upright; dashes stand under the colon
ADDRESSEE_WIDTH_SHARE: Final = 0.7  # of the text width, before a name wraps

# --- Mục II.6: the text ---------------------------------------------------------------------------

BODY_PT: Final = 14.0  # II.6.e: 13-14, justified
FIRST_LINE_INDENT_MM: Final = 12.7  # II.6.e: 10 or 12,7
PARAGRAPH_GAP_PT: Final = 6.0  # II.6.e: at least 6
LINE_FACTOR: Final = 1.15  # II.6.e: between single and 1,5 lines

# --- Mục II.7 to II.9: signature and recipients ---------------------------------------------------

SIGNATURE_PT: Final = 14.0  # II.7.d: 13-14, bold; authority and post in capitals
SIGNATURE_WIDTH_MM: Final = 80.0  # left free between post and name
SIGNATURE_HEIGHT_MM: Final = 30.0
SEAL_WIDTH_MM: Final = 30.0  # free beside it: the seal covers a third of it (II.8.a)
RECIPIENTS_TITLE_PT: Final = 12.0  # II.9.d: 12, bold italic
RECIPIENTS_PT: Final = 11.0  # II.9.d: 11, upright
RECIPIENTS_MARGIN_MM: Final = 1.5  # between the recipients and the place of the seal
BEFORE_SIGNATURE_PT: Final = 14.0
SIGNATURE_BLOCK_SHARE: Final = 0.8  # of a page, at most, so that closing lines fit above it

# --- Mục III.1: annexes ---------------------------------------------------------------------------

ANNEX_TITLE_PT: Final = 14.0  # III.1.b: number 14, bold, lower case; title 13-14, bold, capitals
ANNEX_REFERENCE_PT: Final = 14.0  # III.1.c: 13-14, italic

# --- Not in the decree: fields and check code -----------------------------------------------------

SIGNATURE_FIELD_WIDTH_MM: Final = 60.0  # in the middle of the free 80 mm
SEAL_FIELD_MM: Final = 36.0  # a round seal; it covers a third of that field (II.8.a)
TEXT_FIELD_DROP_MM: Final = 1.6  # below the baseline
TEXT_FIELD_HEIGHT_MM: Final = 6.4
CODE_PT: Final = 8.0
CODE_QR_MM: Final = 12.0  # in the bottom margin of the last page
CODE_QR_TOP_MM: Final = 2.5  # below the text area; printers leave the last 4-5 mm white
CODE_GAP_MM: Final = 2.5  # between QR and words; the quiet zone of a QR is 4 modules

# --- Not in the decree: tables, notes, draft ------------------------------------------------------

TABLE_PT: Final = 12.0
TABLE_CAPTION_PT: Final = 13.0
TABLE_LINE_WEIGHT_PT: Final = 0.5
CELL_PADDING_X_PT: Final = 4.0
CELL_PADDING_Y_PT: Final = 2.5
AFTER_TABLE_PT: Final = 6.0
NOTE_PT: Final = 10.0
NOTE_MARK_SHARE: Final = 0.64  # of the letter size: the raised number
NOTE_MARK_RISE_SHARE: Final = 0.36
NOTE_RULE_MM: Final = 50.0
NOTE_RULE_ABOVE_PT: Final = 8.0  # from the text to the rule
NOTE_RULE_BELOW_PT: Final = 4.0  # from the rule to the first note
DRAFT_WORDS: Final = "BẢN NHÁP"
DRAFT_PT: Final = 110.0
DRAFT_GREY: Final = 0.9  # 1 is white
DRAFT_ANGLE: Final = 52.0


def mm(length: float) -> float:
    """Turn millimetres into points."""
    return length * POINTS_PER_MM


def single(size: float) -> float:
    """Give the height of one line at single spacing, in points."""
    return size * SINGLE_LINE
