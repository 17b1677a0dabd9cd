"""Make the MSI for group policy from the same folder that the NSIS installer packs.

    python packaging/windows/build_msi.py PAYLOAD OUT.msi [VERSION]    (apt: wixl msitools)

For the whole computer, without questions. Beside the MSI the description that it was made from
(`OUT.wxs`) is left; the same folder gives the same description. MSI's cabinets pack less tightly
than NSIS does: it is the second choice, for whoever needs it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

ROOT: Final = Path(__file__).parent.parent.parent
NAME: Final = "Báo Cáo Cơ Sở"
MAKER: Final = "Báo Cáo Cơ Sở contributors"
PROGRAM: Final = "baocao-window.exe"
FOLDER: Final = "BaoCaoCoSo"
# Never changes: by it every version finds the one before.
UPGRADE: Final = uuid.UUID("4f1a4c2e-5d0e-5a57-9c0b-3a6b6f1f6d10")
TYPES: Final = {
    ".capnhat": ("Update", f"Bản cập nhật của {NAME}"),
    ".baocao": ("Copy", f"Bản sao lưu của {NAME}"),
}
# Windows 10 1809. MSI's own properties stop counting at Windows 8.1.
BUILD: Final = 17763
TOO_OLD: Final = (
    f"Máy này dùng Windows cũ nên không chạy được {NAME}. Cần Windows 10 bản 1809 trở lên, 64-bit."
)
NEWER: Final = f"Máy đã có {NAME} mới hơn. Không cài đè bản cũ lên bản mới."


def main(payload: Path, out: Path, version: str) -> None:
    """Write the description, have it built, put the Vietnamese words in."""
    strange = [path.name for path in payload.rglob("*") if not path.name.isascii()]
    if strange:
        sys.exit(f"build_msi: names that no cabinet of wixl can hold: {', '.join(strange)}")
    out = out.absolute()
    words: list[str] = []
    tree = described(payload, version)
    for element in tree.iter():
        _stand_in(element, words)
    wxs = out.with_suffix(".wxs")
    tree.write(wxs, encoding="utf-8", xml_declaration=True)
    # Looks for the files from where it stands.
    subprocess.run(["wixl", "-a", "x64", "-o", str(out), str(wxs)], cwd=payload, check=True)
    with tempfile.TemporaryDirectory() as room:
        _put_words_in(out, words, Path(room))
    print(f"{out.name}: {out.stat().st_size / 1e6:.1f} MB")


def _stand_in(element: Element, words: list[str]) -> None:
    """Take words away that are not ASCII, of which wixl dies; each leaves its number."""

    def numbered(text: str) -> str:
        if text.isascii():
            return text
        if text not in words:
            words.append(text)
        return f"@word{words.index(text)}@"

    for name, value in element.attrib.items():
        element.attrib[name] = numbered(value)
    element.text = numbered(element.text or "") or None


def _put_words_in(out: Path, words: list[str], room: Path) -> None:
    """Put the words in their places, in an MSI whose texts are UTF-8."""
    _import(out, room / "_ForceCodepage.idt", "\r\n\r\n65001\t_ForceCodepage\r\n")
    asked = ["msiinfo", "tables", str(out)]
    tables = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.split()
    for table in tables:
        asked = ["msiinfo", "export", str(out), table]
        said = subprocess.run(asked, check=True, capture_output=True).stdout.decode("latin-1")
        if "@word" in said:
            told = re.sub(r"@word(\d+)@", lambda found: words[int(found[1])], said)
            _import(out, room / f"{table}.idt", told)


def _import(out: Path, file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="")
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    subprocess.run(["msibuild", str(out), "-i", str(file)], check=True, env=environment)


def described(payload: Path, version: str) -> ElementTree[Element]:
    """Describe the installation of a folder."""
    wix = Element("Wix", xmlns="http://schemas.microsoft.com/wix/2006/wi")
    product = SubElement(
        wix, "Product", Id=_identity("product", version), Name=NAME, Version=version,
        Manufacturer=MAKER, Language="1066", UpgradeCode=_told(UPGRADE),
    )  # fmt: skip
    SubElement(
        product, "Package", InstallerVersion="500", Compressed="yes", InstallScope="perMachine",
        Description=f"{NAME} {version}", Manufacturer=MAKER,
        Languages="1066",
    )  # fmt: skip
    SubElement(product, "Media", Id="1", Cabinet="baocao.cab", EmbedCab="yes")
    SubElement(product, "MajorUpgrade", DowngradeErrorMessage=NEWER)
    _demand_windows(product)
    places = SubElement(product, "Directory", Id="TARGETDIR", Name="SourceDir")
    programs = SubElement(places, "Directory", Id="ProgramFiles64Folder")
    folder = SubElement(programs, "Directory", Id="INSTALLDIR", Name=FOLDER)
    menu = SubElement(places, "Directory", Id="ProgramMenuFolder")
    components = [*_files(folder, payload), _shortcut(menu), _types(folder)]
    feature = SubElement(product, "Feature", Id="All", Level="1", Title=NAME)
    for component in components:
        SubElement(feature, "ComponentRef", Id=component)
    indent(wix)
    return ElementTree(wix)


def _demand_windows(product: Element) -> None:
    build = SubElement(product, "Property", Id="WINDOWSBUILDNUMBER")
    SubElement(
        build, "RegistrySearch", Id="BuildNumber", Root="HKLM", Type="raw", Win64="yes",
        Key=r"SOFTWARE\Microsoft\Windows NT\CurrentVersion", Name="CurrentBuildNumber",
    )  # fmt: skip
    condition = SubElement(product, "Condition", Message=TOO_OLD)
    condition.text = f"Installed OR (VersionNT64 AND WINDOWSBUILDNUMBER >= {BUILD})"


def _files(folder: Element, payload: Path) -> list[str]:
    """Describe what is in a folder, one component for each file; give the components' names."""
    made: list[str] = []
    directories = {payload: folder}
    for path in sorted(payload.rglob("*")):
        place = path.relative_to(payload).as_posix()
        parent = directories[path.parent]
        if path.is_dir():
            directories[path] = SubElement(
                parent, "Directory", Id=f"d{_short(place)}", Name=path.name
            )
            continue
        component = _component(parent, place)
        SubElement(
            component, "File", Id=f"f{_short(place)}", Name=path.name, Source=place, KeyPath="yes",
        )  # fmt: skip
        made.append(component.attrib["Id"])
    return made


def _shortcut(menu: Element) -> str:
    component = _component(menu, "shortcut")
    SubElement(
        component, "Shortcut", Id="Menu", Directory="ProgramMenuFolder", Name=NAME,
        Target=f"[INSTALLDIR]{PROGRAM}", WorkingDirectory="INSTALLDIR",
    )  # fmt: skip
    _registry(component, rf"Software\{FOLDER}", "1", name="Menu", key="yes")
    return component.attrib["Id"]


def _types(folder: Element) -> str:
    component = _component(folder, "file types")
    for number, (suffix, (kind, words)) in enumerate(TYPES.items()):
        owner = rf"Software\Classes\{FOLDER}.{kind}"
        _registry(component, owner, words, key="no" if number else "yes")
        _registry(component, rf"{owner}\DefaultIcon", f"[INSTALLDIR]{PROGRAM},0")
        command = f'"[INSTALLDIR]{PROGRAM}" "%1"'
        _registry(component, rf"{owner}\shell\open\command", command)
        _registry(component, rf"Software\Classes\{suffix}", f"{FOLDER}.{kind}")
    return component.attrib["Id"]


def _component(parent: Element, place: str) -> Element:
    return SubElement(
        parent, "Component", Id=f"c{_short(place)}", Guid=_identity("component", place),
        Win64="yes",
    )  # fmt: skip


def _registry(
    component: Element, key_: str, value: str, *, name: str = "", key: str = "no"
) -> None:
    named = {"Name": name} if name else {}
    SubElement(
        component, "RegistryValue", named, Root="HKLM", Key=key_, Type="string", Value=value,
        KeyPath=key,
    )  # fmt: skip


def _identity(kind: str, name: str) -> str:
    return _told(uuid.uuid5(UPGRADE, f"{kind}:{name}"))


def _short(place: str) -> str:
    return uuid.uuid5(UPGRADE, place).hex


def _told(number: uuid.UUID) -> str:
    return f"{{{str(number).upper()}}}"


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    said = ROOT / "resources" / "version.txt"
    release = sys.argv[3] if len(sys.argv) > 3 else said.read_text(encoding="utf-8").strip()
    main(Path(sys.argv[1]), Path(sys.argv[2]), release)
