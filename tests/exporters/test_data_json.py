import json
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporters import data_json
from exporters.data_json import Checked, LogEntry
from exporters.data_parts import LetPass, let_pass, typed_figures
from exporters.problems import ExportProblem
from forms.cells import CellKey
from forms.findings import Acceptance, with_reasons
from forms.printed.document import Annex, Note, Run, Table, TableColumn, TableRow
from forms.report import LogRow
from tests.exporters.sample_report import (
    CELLS,
    DOCUMENT,
    ENGINE,
    IDENTITY,
    PERIOD,
    cell,
    computed,
    rendered_data,
)

DATA = rendered_data(computed())


def test_it_is_canonical_json_without_floats() -> None:
    content = json.loads(DATA, parse_float=pytest.fail)
    again = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert again.encode() + b"\n" == DATA
    assert rendered_data(computed(dict(reversed(CELLS.items())))) == DATA


def test_values_have_the_shape_that_a_report_is_filled_from() -> None:
    content = json.loads(DATA)
    assert content["form"] == "F99"
    assert content["values"]["dvc01"] == {"n": 949, "d": 959, "p": "97.54"}
    assert content["values"]["dvc04"] == {"state": "khong_phat_sinh"}
    assert content["values"]["dvc_du"] == {"stated": 2}
    assert content["values"]["kp_tong"] == {"stated": "0.3455"}
    assert content["values"]["mot_phan"] == 1602
    assert content["values"]["von_ds"][1] == {
        "ten": "Chuyển đổi dữ liệu hộ tịch",
        "so": "33495.25",
    }
    assert content["values"]["tt"]["tin"] == {"ke_hoach": 12, "xong": 11}
    assert content["values"]["ky"] == {"tu": "2024-06-21", "den": "2024-07-20"}
    assert content["text"] == {"uu_diem": "Làm tốt & nhanh <b>; “=1+1”."}
    assert content["signature"]["ho_ten"] == "Nguyễn Văn A"
    assert content["recipients"] == ["Bộ Công an", "Lưu: VT"]
    assert content["sections_off"] == ["ii_tat"]


def test_figures_are_those_printed_computed_ones_included() -> None:
    content = data_json.read(DATA)
    figures = content.figures
    assert figures["dvc01.p"] == "98.96"
    assert figures["dvc05.p"] == "78.13"
    assert figures["dvc_pct"] == "99.14"
    assert figures["dang_ky.d"] == 1026794
    assert figures["dang_ky.p"] == "161.87"
    assert figures["dvc_tong"] == 2122
    assert figures["kp_tong"] == "0.3455"
    assert figures["von_ds.stated"] == 2
    assert figures["von_ds[3].so"] == "33495.25"
    assert figures["tt[3].con"] == 2
    assert "dvc04.p" not in figures
    assert "cu" not in figures
    assert {"dvc01.p", "dvc_pct", "kp_tong", "tt[1].tl"} <= set(content.derived)
    assert not {"dvc01.n", "tt[1].ke_hoach"} & set(content.derived)
    assert "tt[3].ke_hoach" in content.derived
    assert content.rows == {"von_ds": (1, 3)}
    assert content.printed == ("dvc01.d", "dvc01.n", "dvc01.p")


def test_the_same_cells_come_back() -> None:
    back = data_json.cells(data_json.read(DATA), ENGINE.fields)
    assert back == CELLS
    for key, value in CELLS.items():
        if isinstance(value, Decimal):
            assert str(back[key]) == str(value)


@given(
    count=st.integers(0, 10**18 - 1),
    money=st.decimals(0, 10**9, places=2, allow_nan=False),
    text=st.text(st.characters(codec="utf-8"), min_size=1, max_size=50),
    rows=st.lists(st.integers(1, 40), unique=True, max_size=6),
)
def test_any_cells_come_back(count: int, money: Decimal, text: str, rows: list[int]) -> None:
    cells = dict(cell(f"von_ds.{row}.so", money) for row in rows)
    cells |= dict([cell("chi_tieu", count), cell("url", text), cell("mh_kh.n", count)])
    data = data_json.render(ENGINE.open(cells, PERIOD), IDENTITY, Checked())
    back = data_json.cells(data_json.read(data), ENGINE.fields)
    assert {key: str(value) for key, value in back.items()} == {
        key: str(value) for key, value in cells.items()
    }


def test_findings_reasons_and_the_log_are_in_it() -> None:
    found = computed().findings()
    bad = next(finding for finding in found if finding.id == "RATIO@dvc01")
    reason = Acceptance(bad.id, bad.fingerprint, "Theo số đã công bố", "Lan", "2024-07-21T09:00:00")
    trail = (
        LogRow(
            seq=7,
            report=IDENTITY.id,
            at="2024-07-20T08:01:00",
            who="Lan",
            action="edit",
            key=CellKey("von_ds", 3, "so"),
            old=None,
            new=Decimal("33495.25"),
            hash="aa" * 32,
        ),
        LogRow(
            seq=9,
            report=IDENTITY.id,
            at="2024-07-21T09:30:15",
            who="Lan",
            action="finalize",
            hash="bb" * 32,
        ),
    )
    checked = Checked(with_reasons(found, (reason,)), (reason,))
    content = data_json.read(data_json.render(computed(), IDENTITY, checked, trail=trail))
    assert [(item.code, item.reason, item.who) for item in content.accepted] == [
        ("RATIO", "Theo số đã công bố", "Lan")
    ]
    assert content.counts.accepted == 1
    assert content.counts.missing == sum(f.severity == "missing" for f in found)
    assert content.log[0].place == "von_ds[3].so"
    assert content.log[0].new == "33495.25"
    assert content.log_hash == "bb" * 32
    assert {entry.hash for entry in content.log} == {msgspec.UNSET}


def test_a_log_that_repeats_every_hash_is_read_as_it_is() -> None:
    # So files of the first releases were written.
    line = LogEntry(
        seq=7, at="", who="Lan", action="edit", place="", old=None, new=None, detail="", hash="aa"
    )
    content = msgspec.structs.replace(data_json.read(DATA), log=(line,), log_hash="aa")
    older = data_json.encode(content)
    assert b'"hash":"aa"' in older
    assert data_json.read(older) == content


def test_one_changed_figure_changes_the_bytes() -> None:
    assert rendered_data(computed(CELLS | dict([cell("mot_phan", 1603)]))) != DATA


def test_printed_places_include_tables_notes_and_annexes() -> None:
    row = TableRow(("1", "Đăng ký khai sinh", "205", "205", "100"), source="dvc02")
    listed = TableRow(("2", "Hộ tịch", "33.495,25"), source="von_ds[3]")
    table = Table((TableColumn("STT", 1),), (row, listed))
    annex = Annex("", "PHỤ LỤC", "", (table,))
    note = Note(1, (Run("36", source="mh_kh.n"),))
    paper = msgspec.structs.replace(DOCUMENT, annexes=(annex,), notes=(note,))
    data = data_json.render(computed(), IDENTITY, Checked(), document=paper)
    assert data_json.read(data).printed == (
        *("dvc01.d", "dvc01.n", "dvc01.p", "dvc02.d", "dvc02.n", "dvc02.p"),
        *("mh_kh.n", "von_ds[3].so"),
    )


def _changed(**changes: object) -> bytes:
    content = json.loads(DATA) | changes
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode() + b"\n"


DEEP = b'{"values":' + b"[" * 200_000 + b"]" * 200_000 + b"}"

BAD = {
    "empty": b"",
    "no json": b"\x00\xff",
    "half": DATA[: len(DATA) // 2],
    "array": b"[]",
    "null": b"null",
    "deep": DEEP,
    "deep object": b'{"a":' * 100_000,
    "indented": msgspec.json.format(DATA, indent=2),
    "no line end": DATA[:-1],
    "twice": DATA + DATA,
    "byte order mark": b"\xef\xbb\xbf" + DATA,
    "NaN": DATA.replace(b'"mot_phan":1602', b'"mot_phan":NaN'),
    "float": DATA.replace(b'"mot_phan":1602', b'"mot_phan":1602.0'),
    "exponent": DATA.replace(b'"mot_phan":1602', b'"mot_phan":1e3'),
    "huge": DATA.replace(b'"mot_phan":1602', b'"mot_phan":' + b"9" * 5000),
    "repeated key": DATA.replace(b'"mot_phan":1602', b'"mot_phan":1,"mot_phan":1602'),
    "another format": DATA.replace(b"baocao-data/1", b"baocao-data/9"),
    "unknown key": _changed(extra=1),
    "missing key": DATA.replace(b'"derived"', b'"derives"'),
    "not a number": _changed(figures={"a.n": "1e5"}),
    "not a place": _changed(figures={"../x": 1}),
    "derived without figure": _changed(derived=["zz"]),
    "another form": _changed(form="F01"),
    "not UTF-8": DATA.replace("Lưu".encode(), b"L\xff"),
    "too large": DATA + b" " * data_json.MAX_BYTES,
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_ours_is_refused(name: str) -> None:
    with pytest.raises(ExportProblem, match=r"data\.json hỏng") as caught:
        data_json.read(BAD[name])
    assert caught.value.code == "DATA"


@given(st.integers(0, len(DATA) - 1), st.integers(0, 255))
def test_a_changed_byte_is_refused_or_another_report(place: int, byte: int) -> None:
    changed = bytearray(DATA)
    changed[place] = byte
    try:
        content = data_json.read(bytes(changed))
    except ExportProblem:
        return
    assert data_json.encode(content) == bytes(changed)


# --- parts of it, read alone ----------------------------------------------------------------------


def test_what_was_let_pass_is_read_from_the_begin_alone() -> None:
    begin = DATA[: DATA.index(b'"figures"')]
    counts = data_json.read(DATA).counts
    assert let_pass(begin) == let_pass(DATA) == LetPass(counts.error, counts.warning)
    assert let_pass(begin[:40]) is None


def test_typed_figures_are_those_that_nothing_computed() -> None:
    figures, content = typed_figures(DATA), data_json.read(DATA)
    assert {*figures, *content.derived} == set(content.figures)
    assert not {*figures} & {*content.derived}
    assert all(figures[place] == Decimal(content.figures[place]) for place in figures)


DAMAGED = {
    "nothing": b"",
    "cut off": DATA[:-40],
    "another key": DATA.replace(b'"derived"', b'"derives"'),
    "no number": DATA.replace(b'"figures":{', b'"figures":{"a.n":"NaN",'),
    "words": DATA.replace(b'"figures":{', b'"figures":{"a.n":"ba",'),
    "very deep": b'{"figures":' + b"[" * 100_000,
}


@pytest.mark.parametrize("name", DAMAGED)
def test_kept_figures_that_are_damaged_are_refused(name: str) -> None:
    with pytest.raises(ExportProblem) as caught:
        typed_figures(DAMAGED[name])
    assert caught.value.code == "DATA"


def test_a_damaged_begin_is_refused_or_says_nothing() -> None:
    for begin in (DATA.replace(b'"counts"', b'"counted"'), b"\x00" + DATA):
        with pytest.raises(ExportProblem) as caught:
            let_pass(begin)
        assert caught.value.code == "DATA"
    assert let_pass(DAMAGED["another key"]) is None


def _saying(**changed: object) -> bytes:
    return json.dumps({**json.loads(DATA), **changed}).encode()


@pytest.mark.parametrize(
    "changed",
    [
        {"values": {"chi_tieu": "ba mươi"}},
        {"values": {"chi_tieu": "NaN"}},
        {"values": {"chi_tieu": "1e99"}},
        {"values": {"chi_tieu": 10**18}},
        {"values": {"chi_tieu": "0.1234567890123456789"}},
        {"rows": {"recipients": [1, 2, 3, 4, 5, 6, 7, 8, 9]}},
        {"recipients": ["A", "B"], "rows": {"recipients": [2, 1]}},
        {"recipients": ["A", "B"], "rows": {"recipients": [0, 1]}},
        {"recipients": ["A", "B"], "rows": {"recipients": [1, 10**6]}},
    ],
)
def test_cells_that_nobody_can_have_typed_are_refused(changed: dict[str, object]) -> None:
    with pytest.raises(ExportProblem) as caught:
        data_json.typed_cells(_saying(**changed), ENGINE.fields)
    assert caught.value.code == "DATA"


def test_rows_keep_the_numbers_that_they_had() -> None:
    said = _saying(recipients=["A", "B"], rows={"recipients": [3, 7]}, values={})
    found = data_json.typed_cells(said, ENGINE.fields)
    told = {key.row: value for key, value in found.items() if key.field == "recipients"}
    assert told == {3: "A", 7: "B"}
