"""A case that a colleague brings: who consults, whether it is to be believed, why, what was tried and expected."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from console.desk.calling import Handover, Trust
from console.ui.agent.caller import Hint
from console.ui.kit import Kit
from console.ui.widgets.labels import Elided, Label, Pill, Prose
from console.ui.widgets.layout import Box, column, flow_box, wrap


class TrustWords(QObject):
    """The badge of a case that came by telephone."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit

    def badge(self, handover: Handover) -> tuple[str, str, str]:
        """Word, tone and icon."""
        return {
            Trust.VERIFIED: (self.tr("verified"), "ok", "shield-check"),
            Trust.MATCHED: (self.tr("from the store"), "ok", "shield"),
            Trust.CHECKING: (self.tr("checking"), "n", "shield"),
            Trust.UNVERIFIED: (self.tr("unverified"), "warn", "shield-question-mark"),
            Trust.NONE: ("", "n", ""),
        }[handover.trust]

    def why(self, handover: Handover) -> str:
        """Why it is not believed; "" if it is."""
        if handover.trust is not Trust.UNVERIFIED:
            return ""
        return self.tr("Unverified: {why}.").replace("{why}", self._kit.words.trust(handover.why))


class Brief(QWidget):
    """Customer, reason, path and summary. An unverified one shows nothing but why."""

    def __init__(self, kit: Kit, prefix: str) -> None:
        super().__init__()
        self._kit = kit
        self._trust = TrustWords(kit)
        self._unverified = Hint("warn", "shield-question-mark", "warn", f"{prefix}.unverified")
        self._customer = Elided("", "title", name=f"{prefix}.customer")
        self._number = Prose("", "text", 13, 600, name=f"{prefix}.customer_number", figures=True)
        self._reason = Pill("", "vio", name=f"{prefix}.reason")
        self._kind = Pill("", "n", name=f"{prefix}.kind")
        self._path = Pill("", "n", name=f"{prefix}.path")
        self._tried = Prose("", name=f"{prefix}.tried")
        self._expects = Prose("", name=f"{prefix}.expects")
        self._tried_box = wrap(column(Label(self.tr("What was tried"), "metab"), self._tried, gap=2))
        self._expects_box = wrap(
            column(Label(self.tr("What the customer expects"), "metab"), self._expects, gap=2)
        )
        self._later = Label(self.tr("The summary is on its way."), "meta")
        self._box = Box(
            "sunk",
            column(
                column(Label(self.tr("About"), "meta"), self._customer, self._number, gap=1),
                flow_box(self._reason, self._kind, self._path, gap=6),
                self._tried_box,
                self._expects_box,
                self._later,
                gap=11,
                margins=(16, 12, 16, 13),
            ),
        )
        self.setLayout(column(self._unverified, self._box, gap=12))

    def put(self, handover: Handover) -> None:
        """Show this case."""
        words = self._kit.words
        why = self._trust.why(handover)
        self._unverified.put(
            why, self.tr("Nothing of it is linked to a ticket. Ask your colleague.") if why else ""
        )
        self._box.setVisible(handover.known or handover.trust is Trust.CHECKING)
        self._customer.put(words.who(handover.customer_name, handover.customer_number))
        self._number.put_or_hide(handover.customer_number if handover.customer_name else "")
        self._reason.put(words.reason(handover.reason))
        self._kind.put(words.kind(handover.kind))
        level = self.tr("to L{n}").format(n=handover.level) if handover.level else ""
        hop = self.tr("hop {n}").format(n=handover.hop) if handover.hop else ""
        self._path.put(" · ".join(t for t in (level, hop) if t))
        self._tried.put(handover.summary)
        self._expects.put(handover.expects)
        self._tried_box.setVisible(bool(handover.summary))
        self._expects_box.setVisible(bool(handover.expects))
        self._later.setVisible(not handover.summary)


class TrustBadge(Pill):
    """The badge itself."""

    def __init__(self, kit: Kit, name: str) -> None:
        super().__init__("", "n", name=name)
        self._trust = TrustWords(kit)

    def show_trust(self, handover: Handover | None) -> None:
        """The badge for this case; no case, no badge."""
        word, tone, icon = self._trust.badge(handover) if handover else ("", "n", "")
        self.put(word, tone, icon)
