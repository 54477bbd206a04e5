"""Light, dark, or as the system has it; switched at run time.

The palette and the style sheet are the application's, one per process, and so are the tokens in force:
:func:`ink` gives a colour to whoever paints.
"""

import threading
from functools import cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

import resources
from console.ui.qss import style_sheet
from console.ui.tokens import DARK, LIGHT, Tokens

FONTS = ("Inter-Regular.ttf", "Inter-Medium.ttf", "Inter-SemiBold.ttf", "Inter-Bold.ttf")

_in_force: Tokens = dict(LIGHT)


def tokens() -> Tokens:
    """The colours in force, by name."""
    return _in_force


@cache
def _colour(value: str) -> QColor:
    return QColor(value)


def ink(token: str) -> QColor:
    """The colour of a token, now."""
    return _colour(_in_force[token])


class _Fonts(threading.local):
    """Each thread's own: Qt binds a font to what one thread has loaded, and a PDF is drawn on another."""

    def __init__(self) -> None:
        self.of = cache(_font)


def font(pixels: int = 13, weight: int = 400, *, figures: bool = False) -> QFont:
    """Inter; ``weight`` is 400 to 700. ``figures`` are tabular, for what ticks or stands in columns.

    Only for those: Inter makes the hyphen as wide as a digit too, which tears words apart.
    """
    return _fonts.of(pixels, weight, figures)


def _font(pixels: int, weight: int, figures: bool) -> QFont:  # noqa: FBT001 - a key of the cache
    made = QFont("Inter")
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight(weight))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if figures:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


_fonts = _Fonts()


class Theme(QObject):
    """Signals: ``changed`` after the colours of the whole application have been replaced."""

    changed = Signal()

    def __init__(self, app: QApplication, wanted: str = "system") -> None:
        super().__init__()
        self._app = app
        self.wanted = ""
        self.dark = False
        _prepare(app)
        app.styleHints().colorSchemeChanged.connect(self._system_changed)
        self.choose(wanted)

    def choose(self, wanted: str) -> None:
        """``light``, ``dark`` or ``system``."""
        if wanted == self.wanted:
            return
        self.wanted = wanted
        scheme = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(
            wanted, Qt.ColorScheme.Unknown
        )
        self._app.styleHints().setColorScheme(scheme)
        self._put(dark=wanted == "dark" or (wanted != "light" and self._system_is_dark()))

    def _system_is_dark(self) -> bool:
        return self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark

    def _system_changed(self) -> None:
        if self.wanted not in {"light", "dark"}:
            self._put(dark=self._system_is_dark())

    def _put(self, *, dark: bool) -> None:
        self.dark = dark
        _in_force.clear()
        _in_force.update(DARK if dark else LIGHT)
        self._app.setPalette(_palette(_in_force))
        sheet = style_sheet(_in_force)
        if self._app.styleSheet() != sheet:
            self._app.setStyleSheet(sheet)
        self.changed.emit()


def _prepare(app: QApplication) -> None:
    if app.property("warmlineFonts"):
        return
    app.setProperty("warmlineFonts", True)
    app.setStyle("Fusion")
    for name in FONTS:
        QFontDatabase.addApplicationFont(str(resources.path(f"fonts/{name}")))
    app.setFont(font())


def _palette(c: Tokens) -> QPalette:
    role = QPalette.ColorRole
    colours = {
        role.Window: "bg",
        role.Base: "card",
        role.AlternateBase: "sunk",
        role.Button: "card",
        role.Text: "text",
        role.WindowText: "text",
        role.ButtonText: "text",
        role.BrightText: "white",
        role.Highlight: "accentF",
        role.HighlightedText: "white",
        role.Accent: "accent",
        role.ToolTipBase: "text",
        role.ToolTipText: "card",
        role.PlaceholderText: "muted",
        role.Link: "accentT",
    }
    made = QPalette()
    for which, token in colours.items():
        made.setColor(which, QColor(c[token]))
    return made
