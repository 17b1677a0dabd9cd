"""The Vietnamese manual says what the program does: keys, findings, commands, files, packs."""

import re
import typing
from decimal import Decimal
from pathlib import Path

import pytest

import resources
from desktop import cli
from desktop.settings import LOG_NAME, STORE_NAME
from desktop.window.actions import ACTIONS, MENUS, Action, shown_keys
from desktop.window.app import LOCK_NAME
from desktop.window.look import LOOK_NAME
from exporters.manifest import DATAPACKAGE, HASH_LIST, MANIFEST, MEDIA_TYPES
from forms import pack
from forms.cells import CellKey, CellValue
from forms.checking.compiler import FormProblem
from forms.formula.expression import parse, references
from forms.messages import MESSAGES
from forms.periods import Period
from forms.relations import Relation
from forms.vocabulary import FieldKind

ROOT = Path(__file__).parent.parent
MANUAL = ROOT / "docs" / "huong-dan"
MOST_LINES = 250
PLAIN_KEYS = {"Enter", "Shift+Enter", "Tab", "Shift+Tab", "Esc", "Alt+1", "Alt+2", "Alt+3"}
PLAIN_KEYS |= {"Ctrl+Enter"}
"""Keys of the tables, of the line under them, of sheets and of reasons, which no menu has."""


def _page(name: str) -> str:
    return (MANUAL / name).read_text(encoding="utf-8")


def _flat(name: str) -> str:
    """Return a page as one line, so that no sentence is broken."""
    return " ".join(_page(name).split())


def _rows(name: str) -> list[list[str]]:
    lines = [line for line in _page(name).splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


# --- the pages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", sorted(MANUAL.glob("*.md")), ids=lambda page: page.name)
def test_a_page_is_short(page: Path) -> None:
    assert 0 < len(page.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_the_readme_leads_to_every_page() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    pages = [f"docs/huong-dan/{page.name}" for page in sorted(MANUAL.glob("*.md"))]
    assert pages
    assert [page for page in pages if f"]({page})" not in readme] == []


# --- the window -----------------------------------------------------------------------------------


def _told(entry: Action) -> str:
    keys = " hoặc ".join(f"`{key}`" for key in shown_keys(entry).split(", ") if key)
    return f"{entry.text} {keys}".strip()


@pytest.mark.parametrize("entry", ACTIONS, ids=lambda entry: entry.id)
def test_every_action_is_named_with_its_keys(entry: Action) -> None:
    table = _flat("phim-tat.md")
    assert re.search(rf"(?:: |; ){re.escape(_told(entry))}[;.](?: |$)", table)


def test_the_menus_are_those_of_the_window() -> None:
    table = _page("phim-tat.md")
    assert re.findall(r"^- \*\*(.+)\*\*: ", table, re.MULTILINE) == list(MENUS)


@pytest.mark.parametrize("page", ["xa.md", "phim-tat.md", "so-nganh.md"])
def test_no_key_is_named_that_the_window_does_not_have(page: str) -> None:
    known = {key for entry in ACTIONS for key in shown_keys(entry).split(", ")} | PLAIN_KEYS
    text = _page(page)
    named = set(re.findall(r"\b(?:(?:Ctrl|Shift|Alt)\+)+[A-Za-z0-9]+|\bF[1-9][0-2]?\b", text))
    assert named
    assert named - known == set()


@pytest.mark.parametrize("page", sorted(MANUAL.glob("*.md")), ids=lambda page: page.name)
def test_the_way_to_an_action_leads_through_its_menu(page: Path) -> None:
    ways = re.findall(r"\*\*([^*→]+) → ([^*→]+)\*\*", _flat(page.name))
    known = {menu: {entry.text for entry in entries} for menu, entries in MENUS.items()}
    assert [(menu, text) for menu, text in ways if text not in known.get(menu, ())] == []


def test_the_manual_leads_through_menus() -> None:
    pages = "".join(_flat(page.name) for page in MANUAL.glob("*.md"))
    assert len(re.findall(r"\*\*[^*→]+ → [^*→]+\*\*", pages)) >= len(MENUS)


@pytest.mark.parametrize(
    "words",
    ["Tạo báo cáo", "Chèn", "Số đã in", "Trạng thái", "Nơi nhận, chữ ký", "Đã xóa", "ô chưa nhận"],
)
def test_a_name_on_the_screen_is_written_as_it_is_shown(words: str) -> None:
    sources = [file.read_text(encoding="utf-8") for file in (ROOT / "desktop").rglob("*.py")]
    assert any(words in source for source in sources)
    assert words in _flat("xa.md")


# --- findings -------------------------------------------------------------------------------------


def _own_codes() -> set[str]:
    """Return the codes that the packs bring with sentences of their own."""
    files = sorted(resources.path("packs").glob("*/form.json"))
    forms = [pack.read_json(file.read_bytes()) for file in files]
    rules = {rule.code for form in forms for rule in form.relations}
    return rules | {field.code for form in forms for field in form.fields}


def test_every_finding_is_explained_with_its_repair() -> None:
    rows = [row for row in _rows("ma-loi.md") if re.fullmatch(r"`[A-Z][A-Z0-9-]*`", row[0])]
    codes = [row[0].strip("`") for row in rows]
    assert len(codes) == len(set(codes))
    assert set(MESSAGES) - set(codes) == set()
    assert set(codes) - set(MESSAGES) - _own_codes() == set()
    assert [row for row in rows if len(row) != len(("code", "meaning", "repair"))] == []
    assert [row for row in rows if not all(row)] == []


# --- command line and files -----------------------------------------------------------------------


def _commands() -> set[str]:
    parser = cli.build_parser()
    choices = (action.choices for action in parser._actions if isinstance(action.choices, dict))
    return {name for choice in choices for name in choice}


def test_every_command_is_listed_for_it() -> None:
    first = [row[0] for row in _rows("lenh.md")]
    listed = {match[1] for cell in first if (match := re.match(r"`baocao ([a-z-]+)", cell))}
    assert listed == _commands()


def test_every_exit_status_is_listed_for_it() -> None:
    rows = {row[0]: row[1] for row in _rows("cntt.md") if row[0].isdecimal()}
    assert sorted(rows) == ["0", "1", "2", "3", "4"]
    assert all(rows.values())


@pytest.mark.parametrize("name", [STORE_NAME, LOG_NAME, LOCK_NAME, LOOK_NAME])
def test_every_file_of_the_data_folder_is_named(name: str) -> None:
    assert f"`{name}`" in _page("cntt.md")


def test_the_package_is_described_as_it_is() -> None:
    parts = {f"F02_91_2024-07_v1.{suffix}" for suffix in MEDIA_TYPES}
    text = _page("cntt.md").partition("## 7. ")[2]
    rows = re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)
    assert set(rows) == {*parts, MANIFEST, DATAPACKAGE, HASH_LIST}


# --- form packs -----------------------------------------------------------------------------------


def _blocks(language: str, page: str = "mau-bieu.md") -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", _page(page), re.MULTILINE | re.DOTALL)


def _first_pack() -> str:
    return _blocks("toml")[0]


def _second_pack() -> str:
    """Return the example after its four edits, done as the page tells."""
    first, field, fields, text, relation = _blocks("toml")
    before, opening, after = first.partition("[[sections]]\n")
    edited = before + field + "\n" + opening + after
    for line in (fields, text):
        key = line.partition(" = ")[0]
        old = [known for known in edited.splitlines() if known.startswith(f"{key} = ")]
        assert len(old) == 1, key
        edited = edited.replace(old[0], line.strip())
    return edited + "\n" + relation


def _check(folder: Path, text: str, capsys: pytest.CaptureFixture[str]) -> str:
    (folder / "pack.toml").write_text(text, encoding="utf-8")
    assert cli.main(["forms", "check", str(folder)]) == 0
    return capsys.readouterr().out


def test_the_example_packs_are_taken_in_the_words_of_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = [_check(tmp_path, text, capsys) for text in (_first_pack(), _second_pack())]
    assert said == _blocks("text")


def test_the_example_total_is_computed_and_a_wrong_one_told() -> None:
    engine = pack.compiled(pack.read_toml(_second_pack().encode()))
    typed = {"khai_sinh": 12, "khai_tu": 3, "tong_ho_tich": 16}
    cells: dict[CellKey, CellValue] = {
        CellKey(name, 0, "value"): Decimal(number) for name, number in typed.items()
    }
    report = engine.open(cells, Period("month", 2026, 10))
    told = [finding for finding in report.findings() if finding.severity == "error"]
    assert [(f.code, f.given, f.expected) for f in told] == [("SUM", "16", "15")]


_TASKS = """
[[fields]]
id = "nv"
kind = "list"
label = "Nhiệm vụ"

[[fields.columns]]
id = "trang_thai"
label = "Trạng thái"
kind = "enum"
choices = [{ code = "hoan_thanh", label = "Hoàn thành" }, { code = "cham", label = "Chậm" }]

[[fields.columns]]
id = "han"
label = "Thời hạn"
kind = "date"

[[fields.columns]]
id = "ngay_ht"
label = "Ngày hoàn thành"
kind = "date"
"""


def test_the_examples_of_rows_conditions_and_days_are_taken() -> None:
    rows, count, period, table = _blocks("toml", "cong-thuc.md")
    first = _first_pack().replace('"khai_tu"]', '"khai_tu", "nv", "nv_xong", "tb"]')
    text = f"{first}\n{_TASKS}\n{rows}\n{count}\n{period}\n{table}"
    engine = pack.compiled(pack.read_toml(text.encode()))
    cells: dict[CellKey, CellValue] = {
        CellKey("nv", 1, "trang_thai"): "hoan_thanh",
        CellKey("nv", 1, "han"): "2026-10-01",
        CellKey("nv", 1, "ngay_ht"): "2026-11-02",
        CellKey("nv_xong", 0, "value"): Decimal(2),
        CellKey("tb", 1, "co"): Decimal(1),
        CellKey("tb", 1, "can"): Decimal(3),
    }
    report = engine.open(cells, Period("month", 2026, 10))
    told = {(f.code, f.place) for f in report.findings() if f.severity != "missing"}
    late = {("DEADLINE", "nv[1].ngay_ht"), ("DATE-PERIOD", "nv[1].ngay_ht")}
    assert told == {("STATUS", "nv_xong"), *late}
    assert report.effective(CellKey("tb", 3, "thieu")) == Decimal(2)
    listed = re.findall(
        r"^\| [^|`]+ \| `((?:COUNT|SUMIF)[^`]+)`", _page("cong-thuc.md"), re.MULTILINE
    )
    assert [references(parse(words)) for words in listed]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"khai_tu", "tong_ho_tich"]', '"khai_tu"]'),
        ('total = "tong_ho_tich"', 'total = "tong_hotich"'),
        ("unit = ", "donvi = "),
        ('kind = "int"', 'kind = "so"'),
        ('\nid = "khai_tu"', '\nid = "khai_tu'),
    ],
)
def test_a_refusal_is_listed_with_what_to_do(old: str, new: str) -> None:
    broken = _second_pack().replace(old, new, 1)
    with pytest.raises(FormProblem) as refused:
        pack.compiled(pack.read_toml(broken.encode()))
    table = _page("mau-bieu.md").partition("## 5. ")[2].partition("## 6. ")[0]
    listed = re.findall(r"^\| (.+?) \|", table.replace("`", ""), re.MULTILINE)
    patterns = [re.escape(words).replace("…", ".*") for words in listed]
    assert any(re.search(pattern, str(refused.value)) for pattern in patterns)


def test_every_kind_of_relation_is_listed() -> None:
    kinds = [rule.__struct_config__.tag for rule in typing.get_args(Relation)]
    text = _page("mau-bieu.md").partition("## 4. ")[2].partition("## 5. ")[0]
    assert sorted(re.findall(r"^\| `([a-z_]+)` \|", text, re.MULTILINE)) == sorted([*kinds, "kind"])


def test_the_kinds_of_fields_that_are_listed_exist() -> None:
    text = _page("mau-bieu.md").partition("Loại chỉ tiêu")[2].partition("Không bắt buộc")[0]
    first = [row.split("|")[1] for row in text.splitlines() if row.startswith("| `")]
    named = {name for cell in first for name in re.findall(r"`([a-z]+)`", cell)} - {"kind"}
    assert named
    assert named - set(typing.get_args(FieldKind)) == set()
