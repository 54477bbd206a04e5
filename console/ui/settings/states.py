"""States and queue: why one is away, how long a wrap-up takes, who answers, and what the PBX's queue is told."""

from functools import partial

from console.errors import SettingsError
from console.settings_calls import Queue
from console.ui.settings.parts import Head, Told, form, list_of, whole_number, words_of
from console.ui.settings.port import SettingsPort
from console.ui.settings.saved import SavedCard
from console.ui.settings.words import sentence
from console.ui.shell.telephone import Said
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Icon, Label
from console.ui.widgets.layout import column, flow_box, row
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


class StatesCard(SavedCard):
    """The person's states, and how calls are answered."""

    def __init__(self, port: SettingsPort) -> None:
        super().__init__(port, "settings.states")
        words = partial(self._line, read=words_of, write=list_of)
        reasons = words("states.reasons", self.tr("Reasons for being away"), hint=self.tr("between commas"))
        answer = self._choice(
            "calls.auto_answer",
            self.tr("Calls are answered by themselves"),
            [
                ("off", self.tr("Never")),
                ("asked", self.tr("When the PBX asks for it")),
                ("always", self.tr("Always, after a moment")),
            ],
        )
        ignored = self._choice(
            "states.ring_no_answer",
            self.tr("After a ring that nobody answers"),
            [("not_ready", self.tr("I am away")), ("ignore", self.tr("Nothing changes"))],
        )
        number = partial(self._number, write=whole_number(self.tr("Whole seconds, please.")))
        wrapup = number(
            "states.wrapup_seconds", self.tr("Wrap-up ends after"), hint=self.tr("seconds; 0: when finished")
        )
        more = number("states.wrapup_more_seconds", self.tr("One key adds to it"), hint=self.tr("seconds"))
        wait = number(
            "calls.auto_answer_seconds", self.tr("Answered after"), hint=self.tr("seconds, with a soft tone")
        )
        rang = number("states.no_answer_seconds", self.tr("It must have rung for"), hint=self.tr("seconds"))
        emergency = words(
            "calls.emergency", self.tr("Emergency numbers"), hint=self.tr("empty: those of the country")
        )
        silent = self.tr(
            "In “do not disturb” callers hear busy, and the call is on your list as missed. A hand-over that you wait "
            "for still comes through."
        )
        self.setLayout(
            column(
                Head(self.tr("States"), "settings.states"),
                reasons,
                form((wrapup, more), (answer, wait), (ignored, rang)),
                emergency,
                row(column(Icon("info", "accentT", 16), None), (Label(silent, "meta", wrap=True), 1), gap=9),
                gap=12,
                margins=(20, 16, 20, 16),
            )
        )
        self.put()


class QueueCard(SavedCard):
    """The codes by which the PBX's queue is kept in step."""

    def __init__(self, port: SettingsPort) -> None:
        p = "settings.queue"
        super().__init__(port, p)
        login = self._line("queue.login", self.tr("Log in"))
        logout = self._line("queue.logout", self.tr("Log out"))
        pause = self._line("queue.pause", self.tr("Pause"))
        unpause = self._line("queue.unpause", self.tr("Go on"))
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
        self.setLayout(
            column(
                Head(self.tr("Queue"), p),
                Label(about, "muted", wrap=True),
                row(Label(self.tr("Begin with"), "meta"), (flow_box(*chips, none, gap=6), 1), gap=10),
                form((login, logout), (pause, unpause)),
                self._problem,
                gap=12,
                margins=(20, 16, 20, 16),
            )
        )
        self.put()

    def _fill(self, pbx: str) -> None:
        before = self._port.settings
        try:
            self._port.change(replace(before, queue=Queue(**FORMS.get(pbx, {}))))
        except SettingsError as error:
            self._problem.put(Said("bad", sentence(error.problem), ""))
            return
        self._problem.put(None)
        for bound in self._bound:
            bound.take()
