"""The import of contacts: first what it would change, then one button that does it, then what was done."""

from pathlib import PurePath

from console.desk.board import Board, Import
from console.desk.intents import ImportContacts
from console.ui.agent.caller import Hint
from console.ui.format import fill
from console.ui.kit import Kit
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Elided, Label, Prose
from console.ui.widgets.layout import Box, Scroller, column, row, wrap

_MOST = 200
"""So many problems are listed; a file with more is the wrong file."""


class ImportReport(Box):
    """The report of one file, above the contacts."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._shown: Import | None = None
        self._title = Label("", "title", name="import.title")
        self._file = Elided("", "meta", name="import.file")
        self._counts = {
            "new": self._count(self.tr("new")),
            "changed": self._count(self.tr("changed")),
            "same": self._count(self.tr("as before")),
        }
        self._said = Label("", "muted", wrap=True, name="import.said")
        self._error = Hint("bad", "triangle-alert", "bad", "import.error")
        self._head = Label("", "b", name="import.problems_head")
        self._problems = Prose("", "text", 12, name="import.problems")
        inside = wrap(column(self._problems, None, margins=(2, 0, 8, 0)))
        self._list = Scroller(inside, "import.problem_list")
        self._list.setMinimumHeight(60)
        self.apply = Button("import.apply", "", "check", variant="primary", on=self._apply)
        self._close = Button("import.close", "", on=self._end)
        counts = row(*(box for _, box in self._counts.values()), None, gap=10)
        self._counted = wrap(counts)
        super().__init__(
            "",
            column(
                row((column(self._title, self._file, gap=2), 1)),
                self._counted,
                self._said,
                self._error,
                self._head,
                (self._list, 100),
                None,
                row(None, self._close, self.apply, gap=8),
                gap=12,
                margins=(4, 4, 8, 4),
            ),
            "import",
        )
        self.hide()

    @staticmethod
    def _count(word: str) -> tuple[Label, Box]:
        number = Label("", "num")
        return number, Box("sunk", column(number, Label(word, "meta"), gap=0, margins=(14, 8, 22, 8)))

    def put(self, board: Board) -> None:
        """The file that is being taken in; hidden without one."""
        report = board.importing
        self.setVisible(report is not None)
        if report is None or report == self._shown:
            self._shown = report
            return
        self._shown = report
        self._title.put(self.tr("Contacts taken in") if report.applied else self.tr("Import contacts"))
        self._file.put(PurePath(report.path).name)
        for name, (label, _) in self._counts.items():
            label.put(self._kit.locale.toString(getattr(report, name)))
        self._counted.setVisible(not report.error)
        self._said.put_or_hide(self._sentence(report))
        self._error.put(self.tr("The file cannot be read.") if report.error else "", report.error)
        self._put_problems(report)
        self._put_buttons(report)
        self.setAccessibleName(f"{self._title.text()}: {self._said.text()}")

    def _sentence(self, report: Import) -> str:
        if report.error:
            return ""
        if report.applied:
            return self.tr("It is done. The same file can be taken in again: nothing is there twice.")
        if report.new or report.changed:
            return self.tr("Nothing has been changed yet.")
        return self.tr("There is nothing new in this file.")

    def _put_problems(self, report: Import) -> None:
        n = len(report.problems)
        one = self.tr("1 row cannot be read and is left out")
        many = self.tr("{n} rows cannot be read and are left out").format(n=n)
        self._head.put_or_hide((one if n == 1 else many) if n else "")
        self._list.setVisible(bool(n))
        lines = [
            fill(self.tr("Line {line}: {why}"), line=str(line), why=why) if line else why
            for line, why in report.problems[:_MOST]
        ]
        if n > _MOST:
            lines.append(self.tr("and {n} more").format(n=n - _MOST))
        self._problems.put("\n".join(lines))

    def _put_buttons(self, report: Import) -> None:
        count = report.new + report.changed
        wanted = count > 0 and not report.applied and not report.error
        self.apply.setVisible(wanted)
        self.apply.setEnabled(wanted)
        one = self.tr("Take in 1 contact")
        many = self.tr("Take in {n} contacts").replace("{n}", self._kit.locale.toString(count))
        self.apply.put(one if count == 1 else many)
        self._close.put(self.tr("Cancel") if wanted else self.tr("Close"))

    def primary(self) -> bool:
        """Ctrl+Enter."""
        if self.isVisible() and not self.apply.isHidden():
            self._apply()
            return True
        return False

    def _apply(self) -> None:
        if self._shown is not None:
            self.apply.setEnabled(False)
            if self._kit.do(ImportContacts(path=self._shown.path, apply=True)) is not None:
                self.apply.setEnabled(True)

    def _end(self) -> None:
        self._kit.do(ImportContacts(path=None))
