"""Whether a data folder lies where it may come to harm: in a synced folder, or on the network.

A program that copies a database while it is being written to copies half of it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path, PureWindowsPath
from typing import Final

_SYNCED: Final = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "icloud": "iCloud",
    "nextcloud": "Nextcloud",
    "syncthing": "Syncthing",
}
_VARIABLES: Final = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
_NETWORK: Final = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs"})
_REMOTE_DRIVE: Final = 4
_FIELDS: Final = 3


def risk(folder: Path) -> str:
    """Return in one sentence why a folder is no good place for figures; empty when it is."""
    place = folder.absolute()
    synced = _synced(place)
    if synced:
        return (
            f"Thư mục số liệu {place} do {synced} đồng bộ, tệp đang ghi có thể bị hỏng."
            " Hãy chuyển số liệu sang một thư mục trên máy và sao lưu bằng chương trình."
        )
    if _is_remote(place):
        return (
            f"Thư mục số liệu {place} nằm trên mạng, mất mạng giữa chừng thì dễ hỏng tệp."
            " Hãy dùng thư mục trên máy; nhiều người cùng làm thì dùng máy chủ cơ sở dữ liệu."
        )
    return ""


def _synced(place: Path) -> str:
    for variable in _VARIABLES:
        root = os.environ.get(variable)
        if root and place.is_relative_to(root):
            return "OneDrive"
    for part in place.parts:
        for begin, name in _SYNCED.items():
            if part.casefold().startswith(begin):
                return name
    return ""


def _is_remote(place: Path) -> bool:
    if PureWindowsPath(place).drive.startswith("\\\\"):
        return True
    if sys.platform == "win32":
        import ctypes

        kind: int = ctypes.windll.kernel32.GetDriveTypeW(place.anchor)
        return kind == _REMOTE_DRIVE
    return _kind_of_disk(place) in _NETWORK


def _kind_of_disk(place: Path) -> str:
    """Return the kind of file system that a folder lies on, empty where nobody says."""
    try:
        table = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    best, kind = -1, ""
    for line in table.splitlines():
        words = line.split(" ")
        if len(words) >= _FIELDS and place.is_relative_to(words[1].replace("\\040", " ")):
            length = len(Path(words[1]).parts)
            if length >= best:
                best, kind = length, words[2]
    return kind
