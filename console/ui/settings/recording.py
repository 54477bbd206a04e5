"""Recording: which calls, who is asked and told, what pauses it; and what is measured and hinted at."""

from collections.abc import Callable
from functools import partial
from typing import Any

from console.ui.settings.parts import Bound, Head, form, list_of, words_of
from console.ui.settings.port import SettingsPort
from console.ui.widgets.fields import Choice, Field, LineField
from console.ui.widgets.labels import Icon, Label
from console.ui.widgets.layout import Box, column, hairline, row

_P = "settings.recording"


class RecordingCard(Box):
    """Each field is saved when it is left; it holds for calls that are answered from then on."""

    def __init__(self, port: SettingsPort) -> None:
        self._port = port
        self._bound: list[Bound] = []
        super().__init__("card", name=_P)
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
                *self._recording(),
                hairline(),
                Label(self.tr("Conduct in calls"), "b"),
                *self._conduct(),
                row(
                    column(Icon("info", "accentT", 16), None), (Label(measured, "meta", wrap=True), 1), gap=9
                ),
                gap=12,
                margins=(20, 16, 20, 16),
            )
        )
        self.put()

    def _recording(self) -> tuple[Any, ...]:
        policy = self._choice(
            self.tr("Calls are recorded"),
            "policy",
            [
                ("off", self.tr("Never")),
                ("on_demand", self.tr("When I say so")),
                ("always", self.tr("Always")),
            ],
        )
        first = self._yes(
            self.tr("When I say so, they are asked first"), "ask_first", self.tr("Yes"), self.tr("No")
        )
        objection = self._choice(
            self.tr("If they object"),
            "on_objection",
            [
                ("stop", self.tr("Stop recording")),
                ("pause", self.tr("Pause for the rest of the call")),
            ],
        )
        notice = self._line(self.tr("Notice that they hear"), "notice", hint=self.tr("tone, or a WAV file"))
        every = self._line(
            self.tr("And again after"), "notice_every", self._seconds, hint=self.tr("seconds; 0: once")
        )
        fields = self._line(
            self.tr("Fields that pause it"),
            "sensitive",
            list_of,
            read=words_of,
            hint=self.tr("such as step.card"),
        )
        return (form((policy, first), (objection, notice), (every, fields)),)

    def _conduct(self) -> tuple[Any, ...]:
        measure = self._yes(
            self.tr("Talk, silence and hold"), "measure", self.tr("Measured"), self.tr("Not measured")
        )
        hints = self._yes(self.tr("Hints during a call"), "hints", self.tr("A quiet line"), self.tr("None"))
        seconds = partial(self._line, write=self._seconds, hint=self.tr("seconds; 0: none"))
        silent = seconds(self.tr("Hint after a silence of"), "silent_seconds")
        hold = seconds(self.tr("Hint after a hold of"), "hold_seconds")
        return (form((measure, hints), (silent, hold)),)

    def _seconds(self, text: str) -> float:
        try:
            return float(text)
        except ValueError as error:
            raise ValueError(self.tr("A number of seconds, please.")) from error

    def put(self) -> None:
        """Show what is in force, unless something is being typed."""
        for bound in self._bound:
            bound.put()
        policy = self._port.settings.recording.policy
        word = {"on_demand": self.tr("On demand"), "always": self.tr("Always")}.get(policy, self.tr("Off"))
        self._head.pill.put(word, "n" if policy == "off" else "ok")

    def _choice(self, label: str, key: str, options: list[tuple[str, str]]) -> Field:
        field = Field(label, Choice(f"{_P}.{key}", label, options))
        self._bound.append(Bound(self._port, field, "recording", key, saved=self.put))
        return field

    def _yes(self, label: str, key: str, yes: str, no: str) -> Field:
        field = Field(label, Choice(f"{_P}.{key}", label, [("yes", yes), ("no", no)]))
        bound = Bound(
            self._port,
            field,
            "recording",
            key,
            read=lambda on: "yes" if on else "no",
            write=lambda text: text == "yes",
        )
        self._bound.append(bound)
        return field

    def _line(
        self,
        label: str,
        key: str,
        write: Callable[[str], Any] = str,
        *,
        read: Callable[[Any], str] = str,
        hint: str = "",
    ) -> Field:
        field = Field(label, LineField(f"{_P}.{key}", label), hint=hint)
        shown = _whole if write == self._seconds else read
        self._bound.append(Bound(self._port, field, "recording", key, read=shown, write=write))
        return field


def _whole(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)
