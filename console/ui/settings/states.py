"""States and queue: why one is away, how long a wrap-up takes, who answers, and what the PBX's queue is told."""

from collections.abc import Callable
from functools import partial
from typing import Any

from console.errors import SettingsError
from console.ui.settings.parts import Bound, Head, Told, form, list_of, whole_number, words_of
from console.ui.settings.port import SettingsPort
from console.ui.settings.words import sentence
from console.ui.shell.telephone import Said
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import Choice, Field, LineField
from console.ui.widgets.labels import Icon, Label
from console.ui.widgets.layout import Box, column, flow_box, row
from store.values import replace

FORMS = {
    "asterisk": {"login": "*51", "logout": "*52", "pause": "*53{reason}", "unpause": "*54"},
    "freeswitch": {
        "login": "*22{extension}",
        "logout": "*23{extension}",
        "pause": "*24{extension}",
        "unpause": "*25{extension}",
    },
    "3cx": {"login": "*62", "logout": "*63", "pause": "", "unpause": ""},
}
"""Feature codes to begin with: of 3CX they are its own, of the others they are as a dialplan may have them (README)."""


class StatesCard(Box):
    """The person's states, and how calls are answered."""

    def __init__(self, port: SettingsPort) -> None:
        self._port = port
        self._bound: list[Bound] = []
        self._seconds = whole_number(self.tr("Whole seconds, please."))
        reasons = self._line(
            self.tr("Reasons for being away"),
            "states",
            "reasons",
            words_of,
            list_of,
            self.tr("between commas"),
        )
        answer = self._choice(
            self.tr("Calls are answered by themselves"),
            "calls",
            "auto_answer",
            [
                ("off", self.tr("Never")),
                ("asked", self.tr("When the PBX asks for it")),
                ("always", self.tr("Always, after a moment")),
            ],
        )
        ignored = self._choice(
            self.tr("After a ring that nobody answers"),
            "states",
            "ring_no_answer",
            [("not_ready", self.tr("I am away")), ("ignore", self.tr("Nothing changes"))],
        )
        number = partial(self._line, read=_whole, write=self._seconds)
        wrapup = number(
            self.tr("Wrap-up ends after"),
            "states",
            "wrapup_seconds",
            hint=self.tr("seconds; 0: when finished"),
        )
        more = number(self.tr("One key adds to it"), "states", "wrapup_more_seconds", hint=self.tr("seconds"))
        wait = number(
            self.tr("Answered after"),
            "calls",
            "auto_answer_seconds",
            hint=self.tr("seconds, with a soft tone"),
        )
        rang = number(
            self.tr("It must have rung for"), "states", "no_answer_seconds", hint=self.tr("seconds")
        )
        emergency = self._line(
            self.tr("Emergency numbers"),
            "calls",
            "emergency",
            words_of,
            list_of,
            self.tr("empty: those of the country"),
        )
        silent = self.tr(
            "In “do not disturb” callers hear busy, and the call is on your list as missed. A hand-over that you wait "
            "for still comes through."
        )
        inside = column(
            Head(self.tr("States"), "settings.states"),
            reasons,
            form((wrapup, more), (answer, wait), (ignored, rang)),
            emergency,
            row(column(Icon("info", "accentT", 16), None), (Label(silent, "meta", wrap=True), 1), gap=9),
            gap=12,
            margins=(20, 16, 20, 16),
        )
        super().__init__("card", inside, "settings.states")
        self.put()

    def put(self) -> None:
        """Show what is in force."""
        for bound in self._bound:
            bound.put()

    def _line(
        self,
        label: str,
        section: str,
        key: str,
        read: Callable[[Any], str] = str,
        write: Callable[[str], Any] = str,
        hint: str = "",
    ) -> Field:
        field = Field(label, LineField(f"settings.{section}.{key}", label), hint=hint)
        self._bound.append(Bound(self._port, field, section, key, read=read, write=write))
        return field

    def _choice(self, label: str, section: str, key: str, options: list[tuple[str, str]]) -> Field:
        field = Field(label, Choice(f"settings.{section}.{key}", label, options))
        self._bound.append(Bound(self._port, field, section, key))
        return field


class QueueCard(Box):
    """The codes by which the PBX's queue is kept in step."""

    def __init__(self, port: SettingsPort) -> None:
        self._port = port
        self._bound: dict[str, Bound] = {}
        p = "settings.queue"
        labels = {
            "login": self.tr("Log in"),
            "logout": self.tr("Log out"),
            "pause": self.tr("Pause"),
            "unpause": self.tr("Go on"),
        }
        fields = []
        for key, label in labels.items():
            field = Field(label, LineField(f"{p}.{key}", label))
            self._bound[key] = Bound(port, field, "queue", key)
            fields.append(field)
        self._problem = Told(f"{p}.problem")
        about = self.tr(
            "The queue of your PBX follows your state: Warmline dials these codes. {extension} is yours, {reason} the "
            "place of the reason in the list, counted from 1. A code has to say what it does; one that toggles "
            "cannot be kept in step."
        )
        forms = {"asterisk": "Asterisk", "freeswitch": "FreeSWITCH", "3cx": "3CX"}
        chips = [
            Button(f"{p}.form.{k}", w, variant="chip", on=partial(self._fill, k)) for k, w in forms.items()
        ]
        none = Button(f"{p}.form.none", self.tr("No queue"), variant="chip", on=partial(self._fill, ""))
        inside = column(
            Head(self.tr("Queue"), p),
            Label(about, "muted", wrap=True),
            row(Label(self.tr("Begin with"), "meta"), (flow_box(*chips, none, gap=6), 1), gap=10),
            form((fields[0], fields[1]), (fields[2], fields[3])),
            self._problem,
            gap=12,
            margins=(20, 16, 20, 16),
        )
        super().__init__("card", inside, p)
        self.put()

    def put(self) -> None:
        """Show what is in force."""
        for bound in self._bound.values():
            bound.put()

    def _fill(self, pbx: str) -> None:
        codes = FORMS.get(pbx, dict.fromkeys(self._bound, ""))
        before = self._port.settings
        try:
            queue = replace(before.queue, **codes)
            self._port.change(replace(before, queue=queue))
        except SettingsError as error:
            self._problem.put(Said("bad", sentence(error.problem), ""))
            return
        self._problem.put(None)
        for bound in self._bound.values():
            bound.take()


def _whole(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)
