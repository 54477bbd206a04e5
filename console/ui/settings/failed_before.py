"""By what the desk knows that a bot or a menu has failed a caller before: such a call is an escalation to a human."""

from collections.abc import Mapping

from console.ui.settings.parts import Head, list_of
from console.ui.settings.port import SettingsPort
from console.ui.settings.saved import SavedCard
from console.ui.widgets.fields import Field
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import column

_P = "settings.failed"


class FailedBeforeCard(SavedCard):
    """``[calls]``: the header, and two tables."""

    def __init__(self, port: SettingsPort) -> None:
        super().__init__(port, _P)
        about = self.tr(
            "A caller whom a bot or a telephone menu could not help is an escalation to a human from the first second. "
            "The PBX says so by a header of the call, or by the extension that was dialled."
        )
        after = self.tr("A call that is up goes on; another header is read after it.")
        header = self._line(
            "calls.mark_header",
            self.tr("Header of the call"),
            "X-Failed",
            hint=self.tr("empty: none is read"),
            saved=self._use_header,
        )
        self.setLayout(
            column(
                Head(self.tr("Callers whom a machine has failed"), _P),
                Label(about, "muted", wrap=True),
                header,
                self._table("marks", self.tr("What it says, and what that is"), "chatbot = bot, menu = ivr"),
                self._table("failed_lines", self.tr("Extensions"), "2900 = bot, 2901 = ivr"),
                Label(after, "meta", wrap=True),
                gap=12,
                margins=(20, 16, 20, 16),
            )
        )
        self.put()

    def _table(self, key: str, label: str, example: str) -> Field:
        hint = self.tr("between commas; bot or ivr")
        return self._line(
            f"calls.{key}", label, example, hint=hint, read=text_of_table, write=self._read_table
        )

    def _read_table(self, text: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for pair in list_of(text):
            key, equals, value = (part.strip() for part in pair.partition("="))
            if not (key and equals and value in {"bot", "ivr"}):
                raise ValueError(
                    self.tr("“{pair}” is not understood: a name, =, and bot or ivr.").replace("{pair}", pair)
                )
            if key in found:
                raise ValueError(self.tr("“{key}” occurs twice.").replace("{key}", key))
            found[key] = value
        return found

    def _use_header(self) -> None:
        """The telephone reads it: it is given the account again."""
        self._port.use_account("", lambda _: None)


def text_of_table(table: Mapping[str, str]) -> str:
    """``chatbot = bot, menu = ivr``."""
    return ", ".join(f"{key} = {value}" for key, value in table.items())
