"""How the window looks: larger and smaller letters, light, dark and high contrast; kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from desktop.problems import Trouble, attempt
from desktop.window import theme
from desktop.window.look import Look, Scheme, keep_look

if TYPE_CHECKING:
    from desktop.window.main_window import MainWindow

_NAMES: Final[dict[Scheme, str]] = {
    "light": "Giao diện sáng",
    "dark": "Giao diện tối",
    "contrast": "Giao diện tương phản cao",
}


class LookActs(QObject):
    """Changes the look of the whole program at once and keeps it for the next start."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def larger(self) -> None:
        """Make all letters one step larger."""
        self._resize(1)

    def smaller(self) -> None:
        """Make all letters one step smaller."""
        self._resize(-1)

    def usual(self) -> None:
        """Give letters their usual size."""
        self._resize(0)

    def _resize(self, steps: int) -> None:
        look = theme.look().sized(steps)
        self._wear(look)
        self._window.bar.say(f"Cỡ chữ {look.size}% (Ctrl+0: cỡ thường).")

    def light(self) -> None:
        """Show dark letters on a light ground."""
        self._paint("light")

    def dark(self) -> None:
        """Show light letters on a dark ground."""
        self._paint("dark")

    def contrast(self) -> None:
        """Show white on black, with strong frames."""
        self._paint("contrast")

    def _paint(self, scheme: Scheme) -> None:
        self._wear(Look(scheme, theme.look().size))
        self._window.bar.say(f"{_NAMES[scheme]}.")

    def _wear(self, look: Look) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication) and look != theme.look():
            theme.apply(app, look)
            # What has painted its colours into texts and models is made anew.
            self._window.dress_editor()
        kept = attempt(lambda: keep_look(self._window.data_dir, look))
        if isinstance(kept, Trouble):
            self._window.tell(kept)
