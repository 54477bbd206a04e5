"""What is better escalated before anyone complains (R16): one bar, one press."""

from console.desk.advice import off
from console.desk.board import Board
from console.desk.escalating import Proposal
from console.desk.intents import FollowProposal, LeaveProposal
from console.ui.agent.advice_words import AdviceWords
from console.ui.keys import cap
from console.ui.kit import Kit
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Icon, Label
from console.ui.widgets.layout import Box, column, row


class ProposalBar(Box):
    """The first of the board's proposals; the others are counted."""

    def __init__(self, kit: Kit, prefix: str = "proposals") -> None:
        self._kit = kit
        self._words = AdviceWords(kit.words)
        self._proposal: Proposal | None = None
        self._title = Label("", "b", "vio", wrap=True, name=f"{prefix}.title")
        self._note = Label("", "meta", "vio", wrap=True, name=f"{prefix}.note")
        self._more = Label("", "meta", "vio", name=f"{prefix}.more")
        self._go = Button(
            f"{prefix}.follow",
            self.tr("Escalate"),
            "arrow-up",
            variant="esc",
            size="sm",
            key=cap("propose"),
            on=self._follow,
        )
        self._leave_it = Button(
            f"{prefix}.leave", self.tr("Not now"), size="sm", variant="ghost", on=self._leave
        )
        super().__init__(
            "vio",
            column(
                row(Icon("lightbulb", "vioT", 18), (column(self._title, self._note, gap=2), 1), gap=10),
                row(self._more, None, self._leave_it, self._go, gap=8),
                gap=7,
                margins=(14, 10, 12, 10),
            ),
            prefix,
        )
        self.hide()

    def put(self, board: Board) -> None:
        """Show the first; while the panel is open the person is at it already."""
        shown = bool(board.proposals) and board.form is None and not off(board)
        first = board.proposals[0] if shown else None
        self.setVisible(first is not None)
        self._proposal = first
        if first is None:
            return
        title, note = self._words.proposal(first)
        self._title.put(title)
        self._note.put_or_hide(note)
        n = len(board.proposals) - 1
        self._more.put(self.tr("{n} more").format(n=n) if n else "")
        self.setAccessibleName(f"{title} {note}")

    def _follow(self) -> None:
        if self._proposal is not None:
            self._kit.do(FollowProposal(key=self._proposal.key))

    def _leave(self) -> None:
        if self._proposal is not None:
            self._kit.do(LeaveProposal(key=self._proposal.key))
