"""The colours of the window, by their use: light, dark, and high contrast.

Text on its own ground has a contrast of 4.5 and more in every palette, and the inks of errors,
warnings, gaps and good news are told apart by eyes without red or without green cones too; tests
compute both. Nothing is told by colour alone: signs and words say the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from desktop.window.look import Scheme

Palette = Mapping[str, str]

LIGHT: Final[Palette] = MappingProxyType(
    {
        "window": "#f4f5f7",
        "paper": "#ffffff",
        "stripe": "#fafbfc",
        "desk": "#d6dae0",
        "line": "#d9dde3",
        "line_strong": "#b9c0ca",
        "ink": "#1c2430",
        "soft": "#5b6675",
        "faint": "#65707d",
        "accent": "#1f5fa8",
        "accent_soft": "#e3edf8",
        "accent_ink": "#ffffff",
        "derived": "#eef0f3",
        "derived_ink": "#49525f",
        "error": "#a8002f",
        "error_soft": "#fde8e6",
        "warning": "#8a5a00",
        "warning_soft": "#fff3d6",
        "missing": "#44689a",
        "missing_soft": "#f2f6fb",
        "note": "#44689a",
        "good": "#0b6b4a",
        "good_soft": "#e1f3ec",
    }
)
DARK: Final[Palette] = MappingProxyType(
    {
        "window": "#1b1f25",
        "paper": "#23282f",
        "stripe": "#272c34",
        "desk": "#14171b",
        "line": "#3a414c",
        "line_strong": "#596372",
        "ink": "#e8ebef",
        "soft": "#b3bcc8",
        "faint": "#97a2b1",
        "accent": "#8abcf5",
        "accent_soft": "#2b3d54",
        "accent_ink": "#10202f",
        "derived": "#2d333c",
        "derived_ink": "#c3cad4",
        "error": "#ff8d85",
        "error_soft": "#4a2427",
        "warning": "#f2c14e",
        "warning_soft": "#443618",
        "missing": "#9db9e3",
        "missing_soft": "#293343",
        "note": "#9db9e3",
        "good": "#70e2c0",
        "good_soft": "#1d3d34",
    }
)
CONTRAST: Final[Palette] = MappingProxyType(
    {
        "window": "#000000",
        "paper": "#000000",
        "stripe": "#121212",
        "desk": "#000000",
        "line": "#8c8c8c",
        "line_strong": "#ffffff",
        "ink": "#ffffff",
        "soft": "#ffffff",
        "faint": "#c8c8c8",
        "accent": "#ffe600",
        "accent_soft": "#003a70",
        "accent_ink": "#000000",
        "derived": "#1f1f1f",
        "derived_ink": "#ffffff",
        "error": "#ff9d94",
        "error_soft": "#4d0000",
        "warning": "#ffd23f",
        "warning_soft": "#3d2f00",
        "missing": "#9fd0ff",
        "missing_soft": "#00264d",
        "note": "#9fd0ff",
        "good": "#6bf0c2",
        "good_soft": "#003d2b",
    }
)
PALETTES: Final[Mapping[Scheme, Palette]] = MappingProxyType(
    {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}
)
