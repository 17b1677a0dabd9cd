"""Return files: the same bytes for the same return; nothing strange is read."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from exporters.archive import open_archive
from exporters.files import sha256
from exporters.incoming import IncomingFile, read
from exporters.manifest import HASH_LIST
from exporters.return_file import (
    CONTENTS,
    LIMITS,
    WORDS,
    ReturnFile,
    Submission,
    file_name,
    read_return,
    write_return,
)
from forms.department.receipts import Remark

RETURN = ReturnFile(
    submission=Submission(
        report="F16-30292-2025-08",
        form="F16",
        form_version="1.0",
        unit="30292",
        unit_name="Phường Long Xuyên",
        period="2025-08",
        revision=1,
        data_sha256="a" * 64,
    ),
    unit="91",
    name="Tỉnh An Giang",
    who="Trần Thị Bình",
    at="2025-09-01T08:00:00+07:00",
    note="Số quá hạn lệch với tháng trước",
    remarks=(
        Remark(place="tthc[1].tn_tt", text="Gấp ba tháng trước, xem lại"),
        Remark(place="", text="Thiếu phần kiến nghị"),
    ),
)
PACKED = write_return(RETURN)


def members(data: bytes = PACKED) -> dict[str, bytes]:
    return dict(open_archive(data, LIMITS).members)


def packed(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def relisted(**changed: bytes) -> bytes:
    """The file with other members and a right list of hashes."""
    files = {**members(), **{name.replace("_", "."): data for name, data in changed.items()}}
    files[WORDS] = changed.get("words", members()[WORDS])
    files.pop("words", None)
    files.pop(HASH_LIST)
    lines = [f"{sha256(data)}  {name}\n" for name, data in sorted(files.items())]
    return packed({**files, HASH_LIST: "".join(lines).encode()})


def said(**changes: object) -> bytes:
    """`return.json` with other values, written as the program writes it."""
    content = json.loads(members()[CONTENTS])
    for name, value in changes.items():
        place = content["submission"] if name in content["submission"] else content
        place[name] = value
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=2)
    return text.encode() + b"\n"


def codes(data: bytes) -> list[str]:
    verdict = read_return(data)
    assert (verdict.content is None) == bool(verdict.problems)
    assert all(problem.message for problem in verdict.problems)
    return [problem.code for problem in verdict.problems]


def test_a_return_is_read_as_it_was_written() -> None:
    assert read_return(PACKED).content == RETURN
    assert write_return(RETURN) == PACKED
    assert sorted(members()) == sorted({CONTENTS, WORDS, HASH_LIST})
    assert file_name(RETURN) == "F16_30292_2025-08_v1_tra-lai.zip"
    assert file_name(RETURN, 2) == "F16_30292_2025-08_v1_tra-lai-2.zip"


def test_people_without_the_program_can_read_it() -> None:
    text = members()[WORDS].decode()
    for words in ("F16", "Phường Long Xuyên", "tthc[1].tn_tt", "Thiếu phần kiến nghị"):
        assert words in text


def test_it_is_known_among_incoming_files(tmp_path: Path) -> None:
    alone, bundle = tmp_path / "a.zip", tmp_path / "b.zip"
    alone.write_bytes(PACKED)
    bundle.write_bytes(packed({"thư/a.zip": PACKED}))
    for path in (alone, bundle):
        (found,) = read(path)
        assert isinstance(found, IncomingFile)
        assert (found.kind, found.data) == ("return", PACKED)


HOSTILE = {
    "nothing": (b"", "PKG-ZIP"),
    "cut off": (PACKED[: len(PACKED) // 2], "PKG-ZIP"),
    "too large": (PACKED + b"\0" * (1 << 20), "PKG-SIZE"),
    "no list": (packed({k: v for k, v in members().items() if k != HASH_LIST}), "PKG-MISSING"),
    "a list that is none": (packed({**members(), HASH_LIST: b"x"}), "PKG-LIST"),
    "no words": (packed({k: v for k, v in members().items() if k != WORDS}), "PKG-MISSING"),
    "too many files": (packed({**members(), "x.exe": b"MZ"}), "PKG-MEMBERS"),
    "another file": (
        packed({CONTENTS: members()[CONTENTS], "x": b"", HASH_LIST: members()[HASH_LIST]}),
        "PKG-MISSING",
    ),
    "a path out": (packed({**members(), f"../{WORDS}": b""}), "PKG-MEMBERS"),
    "a name with a path": (packed({f"../{WORDS}": b"", CONTENTS: b"{}"}), "PKG-NAME"),
    "swapped members": (
        packed({**members(), CONTENTS: members()[WORDS], WORDS: members()[CONTENTS]}),
        "PKG-HASH",
    ),
    "another remark": (
        packed({**members(), CONTENTS: said(note="Khác")}),
        "PKG-HASH",
    ),
    "other words than data": (relisted(return_json=said(note="Khác")), "PKG-IDENTITY"),
    "another submission": (relisted(return_json=said(revision=2)), "PKG-IDENTITY"),
    "no remarks": (relisted(return_json=said(remarks=[])), "PKG-MANIFEST"),
    "a strange key": (relisted(return_json=said(khac=1)), "PKG-MANIFEST"),
    "a wrong hash": (relisted(return_json=said(data_sha256="z" * 64)), "PKG-MANIFEST"),
    "no time zone": (relisted(return_json=said(at="2025-09-01T08:00:00")), "PKG-MANIFEST"),
    "no time": (relisted(return_json=said(at="hôm nay")), "PKG-MANIFEST"),
    "unseen letters": (relisted(return_json=said(who="Bình\u202e")), "PKG-MANIFEST"),
    "two lines": (relisted(return_json=said(note="a\nb")), "PKG-MANIFEST"),
    "too many remarks": (
        relisted(return_json=said(remarks=[{"place": "", "text": "x"}] * 501)),
        "PKG-MANIFEST",
    ),
    "a long remark": (
        relisted(return_json=said(remarks=[{"place": "", "text": "x" * 2001}])),
        "PKG-MANIFEST",
    ),
    "a later format": (relisted(return_json=said(format="baocao-return/2")), "PKG-VERSION"),
    "not canonical": (
        relisted(return_json=members()[CONTENTS].replace(b"  ", b" ")),
        "PKG-MANIFEST",
    ),
    "deep": (relisted(return_json=b"[" * 100_000), "PKG-MANIFEST"),
    "a bomb": (relisted(return_json=b" " * (4 << 20)), "PKG-BOMB"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_or_damaged_return_is_refused_with_its_reason(name: str) -> None:
    data, code = HOSTILE[name]
    assert codes(data)[0] == code


def test_words_that_fit_their_data_are_taken() -> None:
    other = replace(RETURN, note="")
    assert read_return(write_return(other)).content == other


@given(place=st.integers(0, len(PACKED) - 1), patch=st.binary(min_size=1, max_size=8))
def test_any_changed_bytes_give_a_verdict(place: int, patch: bytes) -> None:
    changed = PACKED[:place] + patch + PACKED[place + len(patch) :]
    verdict = read_return(changed)
    assert verdict.problems or verdict.content == RETURN


@given(st.binary(max_size=400))
def test_any_bytes_give_a_verdict(data: bytes) -> None:
    assert codes(data)
