"""What the account's form keeps folded away: few PBXs need it, and whoever does has it from their administrator."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from console.ui import format as fmt
from console.ui.settings.parts import form
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import Field
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import column, row, wrap

if TYPE_CHECKING:
    from console.settings import Settings

Make = Callable[..., Field]
"""``text(key, label, placeholder, hint)`` or ``choice(key, label, options)``: see ``TypedCard``."""


class MoreOfAccount(QWidget):
    """Folded until it is asked for, or something in it is wrong. Empty fields are as usual."""

    def __init__(self, prefix: str, text: Make, choice: Make) -> None:
        super().__init__()
        self.fields = self._make_fields(text, choice)
        self._button = Button(
            f"{prefix}.more", self.tr("Advanced"), "chevron-right", variant="ghost", on=self.turn
        )
        self._note = Label("", "meta", name=f"{prefix}.more.note")
        trusted = Label(
            self.tr(
                "With a PBX nobody else may ring. Add the machines that pass its calls on, such as a session border "
                "controller, by address, network or name."
            ),
            "meta",
            wrap=True,
        )
        own = Label(
            self.tr(
                "Some PBXs play music of their own to whom we hold. Warmline's is heard everywhere; with the PBX's we "
                "send nothing."
            ),
            "meta",
            wrap=True,
        )
        f = self.fields
        self._inside = wrap(
            column(
                form(
                    (f["sip.proxy"], f["sip.register_seconds"]),
                    (f["sip.bind"], f["sip.port"]),
                    (f["sip.dtmf"], f["sip.hold_music"]),
                ),
                own,
                f["sip.trusted"],
                trusted,
                gap=12,
            )
        )
        self._inside.hide()
        self.setLayout(column(row(self._button, None, self._note, gap=10), self._inside, gap=10))

    def _make_fields(self, text: Make, choice: Make) -> Mapping[str, Field]:
        tr = self.tr
        return {
            "sip.proxy": text("sip.proxy", tr("Outbound proxy"), "", tr("if the PBX has one")),
            "sip.register_seconds": text(
                "sip.register_seconds", tr("Register for"), "", tr("seconds, 30 to 7200")
            ),
            "sip.bind": text("sip.bind", tr("Listen at"), "0.0.0.0", tr("0.0.0.0: everywhere")),  # noqa: S104 - shown only
            "sip.port": text("sip.port", tr("Port"), "0", tr("0: any")),
            "sip.dtmf": choice(
                "sip.dtmf",
                tr("Keys pressed in a call"),
                [
                    ("auto", tr("As the other side can")),
                    ("rfc2833", tr("In the sound (RFC 4733)")),
                    ("info", tr("As messages (SIP INFO)")),
                ],
            ),
            "sip.hold_music": choice(
                "sip.hold_music",
                tr("Music on hold"),
                [
                    ("auto", tr("As the PBX needs it")),
                    ("own", tr("Warmline's")),
                    ("pbx", tr("The PBX's")),
                ],
            ),
            "sip.trusted": text(
                "sip.trusted",
                tr("Who else may ring"),
                "10.0.0.7, 10.1.0.0/24, sbc.example",
                tr("between commas"),
            ),
        }

    @property
    def is_open(self) -> bool:
        """Whether the fields are seen."""
        return not self._inside.isHidden()

    def turn(self) -> None:
        """Unfold, or fold away; what is typed stays."""
        self.unfold(on=not self.is_open)

    def unfold(self, *, on: bool = True) -> None:
        """Show the fields, or not."""
        self._inside.setVisible(on)
        self._button.put(icon="chevron-down" if on else "chevron-right")

    def put(self, settings: "Settings") -> None:
        """How much of it is not as usual is seen without unfolding."""
        usual = type(settings.sip)()
        keys = (key.partition(".")[2] for key in self.fields)
        changed = sum(getattr(settings.sip, key) != getattr(usual, key) for key in keys)
        self._note.put(
            fmt.fill(self.tr("{n} not as usual"), n=str(changed)) if changed else self.tr("as usual")
        )
