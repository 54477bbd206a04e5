"""The policy on paper (R32): as a PDF or a web page, whole or with one person's part in it."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from console.desk.board import Board
from console.ui.directory.words import EditorWords
from console.ui.kit import Kit
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import Choice
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import Box, row


class PrintCard(Box):
    """Whose part comes first, and two buttons; the file is asked for."""

    def __init__(self, kit: Kit, words: EditorWords) -> None:
        self._kit, self._words = kit, words
        self._board: Board | None = None
        about = Label(self.tr("The policy that is in force, on paper"), "muted", wrap=True)
        self._person = Choice("policy.print.person", self.tr("Whose part in it"), ())
        self._offered: tuple[tuple[str, str], ...] = ()
        self._person.setFixedWidth(200)
        pdf = Button(
            "policy.print.pdf", self.tr("As PDF"), "download", size="sm", on=partial(self._ask, "pdf")
        )
        html = Button(
            "policy.print.html", self.tr("As web page"), "globe", size="sm", on=partial(self._ask, "html")
        )
        inside = row((about, 1), self._person, pdf, html, gap=8, margins=(20, 10, 16, 10))
        super().__init__("card", inside, "policy.print")

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

    def _ask(self, kind: str) -> None:
        title = self.tr("Print the policy")
        name = f"escalation-policy.{kind}"
        path, _ = QFileDialog.getSaveFileName(self, title, name, f"*.{kind}")
        if path:
            self.write(Path(path))

    def write(self, path: Path) -> None:
        """As what the name says; what keeps it from being written is told."""
        board = self._board
        if board is None:
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
        try:
            write_paper(paper, self._words, path)
        except OSError as error:
            said = self.tr("{path} could not be written: {why}").replace("{path}", str(path))
            self._kit.tell(said.replace("{why}", error.strerror or str(error)))
            return
        self._kit.tell(self.tr("The policy is in {path}.").replace("{path}", str(path)))
