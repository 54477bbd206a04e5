"""The policy on paper (R32): as a PDF or a web page, whole or with one person's part in it."""

from functools import partial
from pathlib import Path

from console.desk.board import Board
from console.ui.directory.words import EditorWords
from console.ui.format import fill
from console.ui.kit import Kit
from console.ui.saving import Save, Saver, ask_where, chosen
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import Choice
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import Box, row


class PrintCard(Box):
    """Whose part comes first, and two buttons. ``save`` asks where a file goes; a test gives its own."""

    def __init__(self, kit: Kit, words: EditorWords, save: Save = ask_where) -> None:
        self._kit, self._words, self._save = kit, words, save
        self._board: Board | None = None
        about = Label(self.tr("The policy that is in force, on paper"), "muted", wrap=True)
        self._person = Choice("policy.print.person", self.tr("Whose part in it"), ())
        self._offered: tuple[tuple[str, str], ...] = ()
        self._person.setFixedWidth(200)
        self._pdf = Button(
            "policy.print.pdf", self.tr("As PDF"), "download", size="sm", on=partial(self._ask, "pdf")
        )
        self._html = Button(
            "policy.print.html", self.tr("As web page"), "globe", size="sm", on=partial(self._ask, "html")
        )
        inside = row((about, 1), self._person, self._pdf, self._html, gap=8, margins=(20, 10, 16, 10))
        super().__init__("card", inside, "policy.print")
        self._saver = Saver(self._show_busy)

    def put(self, board: Board) -> None:
        """Of this board."""
        self._board = board
        people = sorted(board.directory.people, key=lambda p: (p.name.casefold(), p.key))
        offered = (("", self.tr("Everybody's part")), *((p.key, p.name) for p in people))
        if offered != self._offered:
            self._offered = offered
            chosen = self._person.value()
            self._person.clear()
            for code, word in offered:
                self._person.addItem(word, code)
            self._person.put(chosen)

    def _show_busy(self) -> None:
        for button in (self._pdf, self._html):
            button.setEnabled(not self._saver.busy)

    def _ask(self, kind: str) -> None:
        board = self._board
        path = chosen(self._save, self, self.tr("Print the policy"), f"escalation-policy.{kind}", f"*.{kind}")
        if path is None or board is None:
            return
        from console.paper.policy import Paper  # noqa: PLC0415 - seldom
        from console.ui.policy_pdf import write_paper  # noqa: PLC0415 - seldom

        paper = Paper(
            policy=board.policy,
            directory=board.directory,
            versions=board.policies,
            now=self._kit.clock(),
            person=self._person.value(),
        )
        button = self._pdf if kind == "pdf" else self._html
        self._saver.save(button, lambda: write_paper(paper, self._words, path), partial(self._told, path))

    def _told(self, path: Path, why: str) -> None:
        said = self.tr("{path} could not be written: {why}.") if why else self.tr("The policy is in {path}.")
        self._kit.tell(fill(said, path=str(path), why=why))
