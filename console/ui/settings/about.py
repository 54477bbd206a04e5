"""How the window looks, and what Warmline is made of."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QSizePolicy

from console.errors import SettingsError
from console.ui.settings.parts import Head, Told
from console.ui.settings.port import SettingsPort
from console.ui.settings.words import sentence
from console.ui.shell.telephone import Said
from console.ui.widgets.buttons import Button, check_one
from console.ui.widgets.fields import AreaField, Choice, Field
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import Box, column, grid, hairline, row
from store.values import replace

LANGUAGES = ("en-GB", "en-US")
"""Those that the window speaks; other tags in the file only change how numbers and days are written."""
THIRD_PARTY = (
    ("pjproject (pjsua2)", "GPL-2.0-or-later", "SIP and media"),
    ("Qt for Python (PySide6)", "LGPL-3.0", "the window"),
    ("SQLAlchemy, Alembic", "MIT", "the store"),
    ("psycopg", "LGPL-3.0", "PostgreSQL"),
    ("msgspec", "BSD-3-Clause", "messages and settings"),
    ("tomlkit", "MIT", "settings with their comments"),
    ("phonenumbers", "Apache-2.0", "telephone numbers"),
    ("platformdirs, keyring, typer, uuid6", "MIT", "folders, keyring, command line, numbers"),
    ("hidapi", "BSD-3-Clause", "headset keys"),
    ("jeepney", "MIT", "D-Bus: keys, and sound that goes first"),
    ("Jinja2", "BSD-3-Clause", "what customers are written"),
    ("Babel", "BSD-3-Clause", "days and times in what customers are written"),
    ("holidays", "MIT", "public holidays"),
    ("NumPy", "BSD-3-Clause", "samples and sums"),
    ("soundfile, libsndfile", "BSD-3-Clause, LGPL-2.1", "FLAC of recordings"),
    ("fsspec", "BSD-3-Clause", "where recordings are kept"),
    ("cryptography", "Apache-2.0 or BSD-3-Clause", "keys and encryption"),
    ("Inter", "OFL-1.1", "typeface"),
    ("Lucide", "ISC", "icons"),
)
"""What is shipped with Warmline or needed by it: name, licence, what for."""


class AppearanceCard(Box):
    """Theme and language. ``choose`` puts a theme in force."""

    def __init__(self, port: SettingsPort, choose: Callable[[str], object]) -> None:
        self._port, self._choose = port, choose
        p = "settings.ui"
        themes = {"system": self.tr("As the system"), "light": self.tr("Light"), "dark": self.tr("Dark")}
        self._themes = {}
        for code, word in themes.items():
            made = Button(f"{p}.theme.{code}", word, variant="seg", on=partial(self._theme, code))
            made.setCheckable(True)
            self._themes[code] = made
        label = self.tr("Language")
        options = [("", self.tr("As the system")), *((tag, _language(tag)) for tag in LANGUAGES)]
        self._language = Choice(f"{p}.language", label, options)
        self._language.on_choose(self._speak)
        self._problem = Told(f"{p}.problem")
        seg = Box("seg", row(*self._themes.values(), gap=2, margins=(3, 3, 3, 3)))
        self._field = Field(label, self._language, hint=self.tr("from the next start"))
        inside = column(
            Head(self.tr("Appearance"), p),
            Label(self.tr("Theme"), "metab"),
            row(seg, None),
            self._field,
            self._problem,
            gap=12,
            margins=(20, 16, 20, 16),
        )
        super().__init__("card", inside, p)
        self.put()

    def put(self) -> None:
        """Show what is in force."""
        check_one(self._themes, self._port.settings.ui.theme)
        self._language.put(self._port.settings.ui.language)

    def _theme(self, code: str) -> None:
        if self._save(theme=code):
            self._choose(code)
            self.put()

    def _speak(self) -> None:
        self._save(language=self._language.value())

    def _save(self, **changes: str) -> bool:
        before = self._port.settings
        try:
            ui = replace(before.ui, **changes)  # type: ignore[arg-type]
            self._port.change(replace(before, ui=ui))
        except SettingsError as error:
            self._problem.put(Said("bad", sentence(error.problem), ""))
            return False
        self._problem.put(None)
        return True


class AboutCard(Box):
    """Version, licence, third parties."""

    def __init__(self, port: SettingsPort) -> None:
        p = "settings.about"
        self._licences = AreaField(f"{p}.licences", self.tr("Licences of third parties"), height=230)
        self._licences.setReadOnly(True)
        self._licences.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._licences.put("\n".join(f"{name} · {licence} · {what}" for name, licence, what in THIRD_PARTY))
        free = self.tr(
            "Warmline is free software under the GNU General Public License, version 3 or later. It comes without any "
            "warranty; you may pass it on and change it under the same licence."
        )
        facts = grid(
            (Label(self.tr("Version"), "meta"), Label(_version(), "b", name=f"{p}.version")),
            (Label(self.tr("Licence"), "meta"), Label("GPL-3.0-or-later", "b")),
            (
                Label(self.tr("Settings"), "meta"),
                Label(port.file, "", wrap=True, select=True, name=f"{p}.file"),
            ),
            across=20,
            down=8,
            stretch=(1,),
        )
        inside = column(
            Head(self.tr("About Warmline"), p),
            facts,
            Label(free, "muted", wrap=True),
            hairline(),
            Label(self.tr("Made with"), "metab"),
            self._licences,
            gap=12,
            margins=(20, 16, 20, 16),
        )
        super().__init__("card", inside, p)


def _language(tag: str) -> str:
    locale = QLocale(tag)
    return f"{QLocale.languageToString(locale.language())} ({QLocale.territoryToString(locale.territory())})"


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - not before somebody asks

    try:
        return version("warmline")
    except PackageNotFoundError:
        return "0.1.0"
