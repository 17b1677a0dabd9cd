"""A finished workbook, packed as small as it opens everywhere.

XlsxWriter packs at middling strength, and lists every name again among the document's properties,
where only a dialogue shows them. Both make a mailbox's difference and nothing else.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

_PROPERTIES: Final = "docProps/app.xml"
_LISTS: Final = re.compile(rb"<HeadingPairs>.*</TitlesOfParts>", re.DOTALL)


def compact(workbook: bytes) -> bytes:
    """Give the same workbook in fewer bytes; the members keep their order and dates."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as written, zipfile.ZipFile(buffer, "w") as packed:
        for member in written.infolist():
            content = written.read(member)
            if member.filename == _PROPERTIES:
                content = _LISTS.sub(b"", content)
            packed.writestr(member, content, compresslevel=9)
    return buffer.getvalue()
