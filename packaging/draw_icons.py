"""Draw the icon in the sizes that desktops and Windows ask for.

python packaging/draw_icons.py FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

SOURCE: Final = Path(__file__).parent.parent / "resources" / "icons" / "baocao.svg"
SIZES: Final = (16, 24, 32, 48, 64, 128, 256)


def draw_all(folder: Path) -> None:
    """Write `baocao-SIZE.png` for every size, and `baocao.ico` with all of them."""
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        _draw(size, folder / f"baocao-{size}.png")
    pictures = [Image.open(folder / f"baocao-{size}.png") for size in SIZES]
    pictures[-1].save(
        folder / "baocao.ico",
        sizes=[(size, size) for size in SIZES],
        append_images=pictures[:-1],
    )


def _draw(size: int, file: Path) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(SOURCE)).render(painter)
    painter.end()
    image.save(str(file))


if __name__ == "__main__":
    draw_all(Path(sys.argv[1]))
