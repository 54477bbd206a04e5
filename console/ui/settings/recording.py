"""Recording: which calls, who is asked and told, what pauses it; and what is measured and hinted at."""

from functools import partial

from PySide6.QtWidgets import QLayout

from console.ui.settings.parts import Head, form, list_of, words_of
from console.ui.settings.port import SettingsPort
from console.ui.settings.saved import SavedCard
from console.ui.widgets.labels import Icon, Label
from console.ui.widgets.layout import column, hairline, row

_P = "settings.recording"


class RecordingCard(SavedCard):
    """What is saved holds for calls that are answered from then on."""

    def __init__(self, port: SettingsPort) -> None:
        super().__init__(port, _P)
        self._head = Head(self.tr("Recording"), _P)
        about = self.tr(
            "What the law asks of you depends on where you and your callers are: that people are told, that they "
            "agree, or that they may object. This holds for calls that are answered from now on."
        )
        measured = self.tr(
            "Who talks how much is worked out from loudness alone; no speech is recognised. Switched off, nothing is "
            "measured, recorded or not."
        )
        self.setLayout(
            column(
                self._head,
                Label(about, "muted", wrap=True),
                self._recording(),
                hairline(),
                Label(self.tr("Conduct in calls"), "b"),
                self._conduct(),
                row(
                    column(Icon("info", "accentT", 16), None), (Label(measured, "meta", wrap=True), 1), gap=9
                ),
                gap=12,
                margins=(20, 16, 20, 16),
            )
        )
        self.put()

    def _recording(self) -> QLayout:
        policy = self._choice(
            "recording.policy",
            self.tr("Calls are recorded"),
            [
                ("off", self.tr("Never")),
                ("on_demand", self.tr("When I say so")),
                ("always", self.tr("Always")),
            ],
            saved=self.put,
        )
        first = self._yes_or_no(
            "recording.ask_first",
            self.tr("When I say so, they are asked first"),
            self.tr("Yes"),
            self.tr("No"),
        )
        objection = self._choice(
            "recording.on_objection",
            self.tr("If they object"),
            [
                ("stop", self.tr("Stop recording")),
                ("pause", self.tr("Pause for the rest of the call")),
            ],
            saved=self.put,
        )
        notice = self._line(
            "recording.notice", self.tr("Notice that they hear"), hint=self.tr("tone, or a WAV file")
        )
        every = self._number(
            "recording.notice_every",
            self.tr("And again after"),
            self._seconds,
            hint=self.tr("seconds; 0: once"),
        )
        fields = self._line(
            "recording.sensitive",
            self.tr("Fields that pause it"),
            hint=self.tr("such as step.card"),
            read=words_of,
            write=list_of,
        )
        return form((policy, first), (objection, notice), (every, fields))

    def _conduct(self) -> QLayout:
        measure = self._yes_or_no(
            "recording.measure",
            self.tr("Talk, silence and hold"),
            self.tr("Measured"),
            self.tr("Not measured"),
        )
        hints = self._yes_or_no(
            "recording.hints", self.tr("Hints during a call"), self.tr("A quiet line"), self.tr("None")
        )
        seconds = partial(self._number, write=self._seconds, hint=self.tr("seconds; 0: none"))
        silent = seconds("recording.silent_seconds", self.tr("Hint after a silence of"))
        hold = seconds("recording.hold_seconds", self.tr("Hint after a hold of"))
        return form((measure, hints), (silent, hold))

    def _seconds(self, text: str) -> float:
        try:
            return float(text)
        except ValueError as error:
            raise ValueError(self.tr("A number of seconds, please.")) from error

    def put(self) -> None:
        """As every such card, and in a word what is recorded."""
        super().put()
        policy = self._port.settings.recording.policy
        word = {"on_demand": self.tr("On demand"), "always": self.tr("Always")}.get(policy, self.tr("Off"))
        self._head.pill.put(word, "n" if policy == "off" else "ok")
