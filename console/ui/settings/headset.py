"""The headset with keys: what its keys and lamps do, as far as the device says that it has them."""

from console.desk.board import Board
from console.desk.seat import Headset
from console.ui import format as fmt
from console.ui.settings.parts import Check, Head, Told
from console.ui.shell.telephone import Said
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import Box, column


class HeadsetCard(Box):
    """Connected, missing, or kept from us."""

    def __init__(self) -> None:
        p = "settings.headset"
        self._shown: Headset | None = None
        self._head = Head(self.tr("Headset"), p)
        none = self.tr(
            "No headset with keys. Sound works without; calls are answered by the window and its keys."
        )
        self._none = Label(none, "muted", wrap=True, name=f"{p}.none")
        self._checks = {
            "hook": Check(f"{p}.hook", self.tr("Call button")),
            "mute": Check(f"{p}.mute", self.tr("Mute button")),
            "lamp": Check(f"{p}.lamp", self.tr("Lamps")),
        }
        self._problem = Told(f"{p}.problem")
        parts = (self._head, self._none, *self._checks.values(), self._problem)
        super().__init__("card", column(*parts, gap=10, margins=(20, 16, 20, 16)), p)

    def put(self, board: Board) -> None:
        """What there is."""
        headset = board.headset
        if headset == self._shown:
            return
        self._shown = headset
        there = bool(headset.name)
        self._head.title.put(headset.name or self.tr("Headset"))
        wrong = bool(headset.problem)
        if wrong:
            self._head.pill.put(self.tr("Not usable"), "warn")
        else:
            self._head.pill.put(self.tr("Connected") if there else "", "ok")
        self._none.setVisible(not there and not wrong)
        for check in self._checks.values():
            check.setVisible(there and not wrong)
        no = Said("n", self.tr("it has none"), "")
        hook = Said("ok", self.tr("answers and hangs up"), "")
        mute = Said("ok", self.tr("in step with Warmline"), "")
        self._checks["hook"].put(hook if headset.hook_key else no)
        self._checks["mute"].put(mute if headset.mute_key else no)
        self._checks["lamp"].put(self._lamps(headset) or no)
        self._problem.put(self._trouble(headset))

    def _lamps(self, headset: Headset) -> Said | None:
        lamps = [
            (headset.ring_lamp, self.tr("ring")),
            (headset.call_lamp, self.tr("call")),
            (headset.mute_lamp, self.tr("mute")),
        ]
        has = [word for there, word in lamps if there]
        return Said("ok", self.tr("follow: {what}").format(what=", ".join(has)), "") if has else None

    def _trouble(self, headset: Headset) -> Said | None:
        if not headset.problem:
            return None
        name = headset.name or self.tr("The headset")
        what, remedy = {
            "no_access": (
                self.tr("The system does not let Warmline read the keys of {name}."),
                self.tr("Install Warmline's udev rule, or ask your administrator; then plug it in again."),
            ),
            "lost": (
                self.tr("{name} was unplugged."),
                self.tr("Plug it in again; its keys work at once."),
            ),
        }.get(headset.problem, (self.tr("The keys of {name} cannot be read."), headset.why))
        return Said("warn", fmt.fill(what, name=name), remedy)
