"""The page of reports: what is asked at the top, key figures, charts, what was learned; cases at the side."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.desk.board import Board
from console.desk.intents import OpenTicket
from console.desk.intents_reports import Asked, ShowReport, ShowReportCases
from console.desk.reporting import ReportCard
from console.ui.kit import Kit
from console.ui.reports import figures as fig
from console.ui.reports.cards import ChartCard, FigureLine, FigureTile, GreyBars, said_card
from console.ui.reports.cases import CasesPanel
from console.ui.reports.filters import Filters
from console.ui.reports.learned import Learned
from console.ui.reports.words import SERIES_TONE, ReportWords
from console.ui.saving import Save, Saver, ask_where, chosen
from console.ui.shell.page import Page
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import Choice
from console.ui.widgets.labels import Label
from console.ui.widgets.layout import Box, Scroller, column, row, wrap
from console.ui.widgets.rows import Rows
from store.directory import Directory
from store.reports import Report, Series, Slice

_GREY_MS = 300
"""So long an answer may take before something is shown for it."""
_WIDE = 1180
"""Under this the charts stand two by two."""
_NARROW = 760
"""And under this one by one."""
_TILES = 6


class ReportsPage(Page):
    """``save`` asks where a file goes; a test gives its own."""

    shown_first = True

    def __init__(self, kit: Kit, save: Save = ask_where) -> None:
        super().__init__()
        self._kit, self._save = kit, save
        self._saver = Saver(self._show_state)
        self._shown: tuple[object, ...] = ()
        self._board: Board | None = None
        self._words = ReportWords(kit.words, Directory())
        self._drawn: Report | None = None
        self._of = "reasons"
        self._beside = 0
        self.filters = Filters(kit, self._ask, self.save_csv, self.save_pdf)
        self._make_cards()
        self._cards = column(gap=14)
        self._lines_of_cards: list[QWidget] = []
        self.body = wrap(column((wrap(self._cards), 1), gap=12, margins=(0, 0, 4, 0)))
        self._scroll = Scroller(self.body, "reports.scroll", steady=True)
        self._grey = GreyBars(self.tr("The report is being worked out"))
        self._said, self._fact, self._step = said_card("chart-column", "muted")
        self._wrong, self._wrong_fact, self._wrong_step = said_card("triangle-alert", "badT")
        self.cases = CasesPanel(kit, self._open_case, self._more_cases, self._close_cases)
        self.cases.hide()
        parts = (self._scroll, self._grey, self._said, self._wrong)
        for part in parts[1:]:
            part.hide()
        below = row((column(*((p, 1) for p in parts), gap=0), 1), self.cases, gap=12)
        self.setLayout(column(self.filters, (below, 1), gap=12, margins=(16, 12, 10, 12)))
        self._late = QTimer(self)
        self._late.setObjectName("reports.late")
        self._late.setSingleShot(True)
        self._late.setInterval(_GREY_MS)
        self._late.timeout.connect(self._show_state)

    def _make_cards(self) -> None:
        w, open_ = self._words, self._open_part
        self.tiles = [FigureTile(f"reports.tile.{n}", open_) for n in range(_TILES)]
        legend = [(w.series(s), SERIES_TONE[s]) for s in Series]
        self.series = ChartCard(
            "reports.series", self.tr("Escalations by type"), open_, "", legend=legend, height=250
        )
        self.first_line = ChartCard(
            "reports.first_line", self.tr("First-line resolution"), open_,
            self.tr("No telephone ticket of this time is closed yet."), height=250,
        )  # fmt: skip
        names = (
            ("reasons", self.tr("reason")), ("departments", self.tr("department")), ("levels", self.tr("level")),
            ("kinds", self.tr("kind")), ("modes", self.tr("how it was sent")),
            ("triggers", self.tr("what began it")), ("postures", self.tr("before or after a complaint")),
        )  # fmt: skip
        self.dimension = Choice("reports.dimension", self.tr("What the bars count by"), names)
        self.dimension.on_choose(self._another_dimension)
        self.bars = ChartCard(
            "reports.bars",
            self.tr("Escalations by"),
            open_,
            self.tr("No escalation."),
            height=210,
            corner=self.dimension,
        )
        self.hops = ChartCard(
            "reports.hops", self.tr("Hops per case"), open_,
            self.tr("No telephone ticket of this time is closed yet."), height=210,
        )  # fmt: skip
        self.times = ChartCard(
            "reports.times",
            self.tr("Time to resolve by level"),
            open_,
            self.tr("No case is closed yet."),
            height=210,
        )
        both = [(self.tr("before"), "n"), (self.tr("after"), "ok")]
        self.opinions = ChartCard(
            "reports.opinions", self.tr("CSAT before and after"), open_,
            self.tr("No customer has answered yet. They are asked after a call and when a case is closed."),
            legend=both, height=210,
        )  # fmt: skip
        self._lines = Rows[fig.KeyFigure](lambda: FigureLine("", open_), gap=1)
        self.more = Box(
            "card",
            column(Label(self.tr("Promises and demands"), "title"), self._lines.layout, None, gap=6,
                   margins=(18, 14, 10, 12)),
        )  # fmt: skip
        self.learned = Learned(self._kit, lambda: self._words, open_)

    # -- asked

    def enter(self) -> None:
        """The page was opened."""
        self._scroll.verticalScrollBar().setValue(0)
        self._ask(self.filters.asked)

    def leave(self) -> None:
        """Another page is looked at."""
        self._kit.ask(ShowReport(asked=None))
        self._shown, self._drawn = (), None

    def _ask(self, asked: Asked) -> None:
        self._kit.do(ShowReport(asked=asked))

    def _open_part(self, part: Slice) -> None:
        self._kit.do(ShowReportCases(part=part))

    def _more_cases(self) -> None:
        card = self._board.reports if self._board else None
        if card is not None and card.part is not None:
            self._kit.do(ShowReportCases(part=card.part, more=True))

    def _close_cases(self) -> None:
        self._kit.do(ShowReportCases(part=None))

    def _open_case(self, ticket: UUID) -> None:
        self._kit.do(OpenTicket(ticket=ticket))
        self._kit.go("desk")

    # -- told

    def put(self, board: Board, now: datetime) -> None:
        """What the board has of the reports."""
        directory = board.directory  # its people's states change all the time, and are not shown here
        people = tuple((p.key, p.name) for p in directory.people)
        names = (directory.departments, directory.levels, people, board.policy.reasons)
        said = (board.reports, names, board.store_down)
        if said == self._shown:
            return
        self._shown, before = said, self._shown
        self._board = board
        if not before or before[1] != names:
            self._words = ReportWords(self._kit.words, board.directory)
            self.filters.name(board.directory, board.policy.reasons)
            self._drawn = None
        card = board.reports
        if card is not None:
            self.filters.put(card.asked)
            if card.report is not None and card.report is not self._drawn:
                self._draw(card.report)
            if card.report is not None:
                self.learned.put(card.report.causes, card.recommendations)
        self._put_cases(card, now)
        if card is None or card.loading:
            self._late.start()
        else:
            self._late.stop()
        self._show_state()

    def _put_cases(self, card: ReportCard | None, now: datetime) -> None:
        wanted = card is not None and card.part is not None and card.report is not None
        if card is not None and wanted:
            self.cases.put(card, self._words, now)
        if wanted is self.cases.isHidden():
            self.cases.setVisible(wanted)
            self._arrange()

    def _show_state(self) -> None:
        """Which of the four is seen: the report, grey bars, nothing to show, or what is wrong."""
        board = self._board
        card = board.reports if board else None
        report = card.report if card else None
        waits = card is None or card.loading
        down = bool(board and board.store_down) and waits
        empty = report is not None and report.empty and not waits
        grey = waits and not down and (report is None or not self._late.isActive())
        if down:
            self._wrong_fact.put(self.tr("The report cannot be worked out now: the store cannot be reached."))
            self._wrong_step.put(self.tr("It is asked for again by itself, as soon as the store is back."))
        if empty and report is not None:
            self._fact.put(
                self._words.fill(self.tr("No escalation from {span}."), span=self._words.span(report.filter))
            )
            narrowed = report.filter.narrowed
            self._step.put(
                self.tr("Take a condition away.") if narrowed else self.tr("Choose a longer time above.")
            )
        # Before the first third of a second the place is empty: a flash of grey would only disturb.
        self._grey.setVisible(grey and not self._late.isActive())
        self._said.setVisible(empty)
        self._wrong.setVisible(down)
        self._scroll.setVisible(report is not None and not (down or empty or self._grey.isVisibleTo(self)))
        self.filters.ready(on=report is not None and not waits and not self._saver.busy)

    # -- drawing

    def _draw(self, report: Report) -> None:
        w = self._words
        self._drawn = report
        for tile, figure in zip(self.tiles, fig.key_figures(report, w), strict=True):
            tile.put(figure)
        steps = {
            "day": self.tr("Cases a day"),
            "week": self.tr("Cases a week"),
            "month": self.tr("Cases a month"),
        }
        self.series.put(fig.by_series(report, w), steps[report.filter.width.value])
        whole = self.tr("Share of telephone tickets solved without escalation")
        narrowed = report.filter.narrowed
        self.first_line.put(
            fig.first_line(report, w), self.tr("{sub}, whole center").format(sub=whole) if narrowed else whole
        )
        self.hops.put(fig.hops(report, w), self.tr("Share of cases by number of hops"))
        self.times.put(fig.time_by_level(report, w), self.tr("Median and middle 80 % of cases"))
        answers = w.scores(fig.answers(report))
        self.opinions.put(fig.opinions(report, w), answers)
        self._draw_bars(report)
        self._lines.put(fig.more_figures(report, w), lambda f: f.key)
        self.learned.again()

    def _draw_bars(self, report: Report) -> None:
        cases = self._words.cases(report.now.escalations)
        sub = self.tr("{cases}, change against the period before") if report.before else "{cases}"
        self.bars.put(fig.bars(report, self._of, self._words), sub.format(cases=cases))

    def _another_dimension(self) -> None:
        self._of = self.dimension.value()
        if self._drawn is not None:
            self._draw_bars(self._drawn)

    # -- files

    def save_csv(self) -> None:
        """The figures, for a spreadsheet."""
        report = self._drawn
        path = self._where("csv", self.tr("CSV, for spreadsheets (*.csv)"))
        if report is not None and path is not None:
            from console import report_csv  # noqa: PLC0415 - not before it is needed

            w = self._words
            self._write(
                self.filters.csv, path, lambda: report_csv.write(path, report_csv.table(report, w.name))
            )

    def save_pdf(self) -> None:
        """The charts, on paper."""
        report = self._drawn
        path = self._where("pdf", self.tr("PDF (*.pdf)"))
        if report is not None and path is not None:
            from console.ui.reports import pdf  # noqa: PLC0415 - not before it is needed

            w, now = self._words, self._kit.clock()
            self._write(self.filters.pdf, path, lambda: pdf.write(path, report, w, now))

    def _where(self, ending: str, kind: str) -> Path | None:
        report = self._drawn
        if report is None:
            return None
        name = f"escalations-{report.filter.since.isoformat()}-{report.filter.until.isoformat()}.{ending}"
        return chosen(self._save, self, self.tr("Save the report"), name, kind)

    def _write(self, button: Button, path: Path, work: Callable[[], object]) -> None:
        def told(why: str) -> None:
            saved = self.tr("The report is saved at {path}.")
            said = self.tr("The report could not be saved at {path}: {why}.") if why else saved
            self._kit.tell(self._words.fill(said, path=str(path), why=why))

        self._saver.save(button, work, told)

    # -- size

    def resizeEvent(self, event: QResizeEvent, /) -> None:
        """Two or four beside each other, as there is room."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        room = self.width() - (self.cases.WIDE + 12 if self.cases.isVisibleTo(self) else 0)
        beside = 4 if room >= _WIDE else 2 if room >= _NARROW else 1
        if beside == self._beside:
            return
        self._beside = beside
        one, two, last = self.learned.causes, self.learned.recommendations, self.more
        four = (self.bars, self.hops, self.times, self.opinions)
        tiles = {4: 6, 2: 6, 1: 3}[beside]
        lines: list[list[tuple[QWidget, int]]] = [
            [(tile, 1) for tile in self.tiles[at : at + tiles]] for at in range(0, _TILES, tiles)
        ]
        if beside == 4:  # noqa: PLR2004 - as in the picture
            lines += [
                [(self.series, 63), (self.first_line, 37)],
                list(zip(four, (31, 21, 23, 25), strict=True)),
                [(last, 28), (one, 32), (two, 40)],
            ]
        else:
            rest = (self.first_line, *four, last, one, two)
            lines.append([(self.series, 1)])
            lines += [[(c, 1) for c in rest[at : at + beside]] for at in range(0, len(rest), beside)]
        old = self._lines_of_cards
        self._lines_of_cards = []
        for line in lines:
            made = QWidget()
            inside = row(gap=14)
            for card, share in line:
                policy = card.sizePolicy()
                policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
                card.setSizePolicy(policy)
                inside.addWidget(card, share)
            made.setLayout(inside)
            self._cards.addWidget(made, 0 if line[0][0] in self.tiles else 1)
            self._lines_of_cards.append(made)
        for gone in old:
            self._cards.removeWidget(gone)
            gone.deleteLater()
