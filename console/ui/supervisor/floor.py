"""The floor (R51): every colleague with state and call, who waits, what is at risk. Tiles, or many a table."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from PySide6.QtWidgets import QBoxLayout, QGridLayout, QWidget

from console.desk.board import Board
from console.desk.intents import Answer
from console.desk.intents_inbox import WatchFloor
from console.ui import format as fmt
from console.ui.kit import Kit
from console.ui.shell.page import Page
from console.ui.supervisor.clocks import ClockWords
from console.ui.supervisor.floor_rows import Tile, Tiles, weight
from console.ui.supervisor.floor_table import FloorTable
from console.ui.supervisor.floor_tile import AgentTile, Message
from console.ui.supervisor.needs import needs_me
from console.ui.widgets.buttons import Button
from console.ui.widgets.labels import Elided, Icon, Label, Pill
from console.ui.widgets.layout import Box, Scroller, card, column, hairline, row, wrap
from console.ui.widgets.painted import Avatar
from console.ui.widgets.ring import Ring
from console.ui.widgets.row_button import RowButton
from console.ui.widgets.rows import Rows
from store.floor import IN_TIME, FloorView, RiskRow

MOST_TILES = 30
"""More colleagues than that are a table of exceptions."""
_TILE = 290
_SIDE = 330
_ALL = ""
_WAIT_WARN, _WAIT_BAD = 60.0, 180.0
"""Seconds after which a waiting call is coloured."""
_GOAL = 80


class Waits(NamedTuple):
    """A call that waits, ready to be shown; ``mine`` is the call here that answers it."""

    key: str
    name: str
    meta: str
    since: datetime
    mine: str


class WaitRow(QWidget):
    """One of them."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._item: Waits | None = None
        self._avatar = Avatar(32)
        self._name, self._meta = Elided("", "b"), Elided("", "meta")
        self._time = Pill("", "n", ticks=True)
        self._take = Button("floor.take", self.tr("Take"), size="sm", on=self._answer)
        texts = column(self._name, self._meta, gap=0)
        self.setLayout(row(self._avatar, (texts, 1), self._time, self._take, gap=10, margins=(0, 3, 0, 3)))

    def show_item(self, item: Waits, /) -> None:
        """Show it."""
        self._item = item
        self._avatar.put(fmt.initials(item.name))
        self._name.put(item.name)
        self._meta.put(item.meta)
        self._take.setObjectName(f"floor.take.{item.key}")
        self._take.setAccessibleName(self.tr("Take the call of {name}").replace("{name}", item.name))
        self._take.setVisible(bool(item.mine))
        self.tick(self._kit.clock())

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        if self._item is None:
            return
        seconds = (now - self._item.since).total_seconds()
        tone = "bad" if seconds >= _WAIT_BAD else "warn" if seconds >= _WAIT_WARN else "n"
        self._time.put(fmt.duration(seconds), tone)
        self.setAccessibleName(f"{self._item.name}, {self._item.meta}, {self._time.text()}")

    def _answer(self) -> None:
        if self._item is not None:
            self._kit.do(Answer(call=self._item.mine))


class Risk(NamedTuple):
    """A ticket at risk and who has it."""

    row: RiskRow
    who: str


class RiskLine(RowButton):
    """One of them; a press opens its case."""

    def __init__(self, kit: Kit, page: "FloorPage") -> None:
        self._kit, self._page = kit, page
        self._clocks = ClockWords()
        self._ring = Ring(40)
        self._subject, self._who = Elided("", "b"), Elided("", "meta")
        texts = column(self._subject, self._who, gap=1)
        super().__init__(
            row(self._ring, (texts, 1), Icon("chevron-right", "muted", 15), gap=11, margins=(6, 5, 6, 5))
        )
        self._item: Risk | None = None
        self.clicked.connect(self._open)

    def show_item(self, item: Risk, /) -> None:
        """Show it."""
        self._item = item
        risk = item.row
        self.setObjectName(f"floor.risk.{risk.ticket.hex}")
        self._subject.put(risk.subject or risk.number)
        kind = self._clocks.kind(risk.clock)
        self._who.put(" · ".join((f"L{risk.level}", item.who, kind)))
        self.tick(self._kit.clock())

    def tick(self, now: datetime) -> None:
        """The clock has moved."""
        if self._item is not None:
            clock = self._item.row.clock
            self._clocks.show(self._ring, clock, now)
            said = self._clocks.said(clock, now)
            self.setAccessibleName(f"{self._subject.text()}, {self._who.text()}, {said}")

    def _open(self) -> None:
        if self._item is not None:
            self._page.open_case(self._item.row.ticket)


class KeyFigure(Box):
    """A number of the whole floor."""

    def __init__(self, name: str, word: str) -> None:
        self._word = Label(word, "meta")
        self._value = Label("", "num", name=f"floor.figure.{name}")
        self._note = Elided("", "meta", fit=True)
        values = row(self._value, (self._note, 1), None, gap=9)
        super().__init__("card", column(self._word, values, gap=3, margins=(15, 10, 12, 10)))

    def put(self, value: str, note: str = "", tone: str = "") -> None:
        """Another value."""
        self._value.put(value)
        self._note.put(note, tone)
        self.setAccessibleName(f"{self._word.text()}: {value} {note}")


class FloorPage(Page):
    """``root`` is what its sheets float over. The board is asked for while the page is looked at."""

    def __init__(self, root: QWidget, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._make, self._clocks = Tiles(kit.words), ClockWords()
        self._team, self._only = _ALL, False
        self._board: Board | None = None
        self._shown: tuple[object, ...] = ()
        self._across = 0
        self._many = False
        self._title = Label(self.tr("Floor"), "page")
        self._count = Label("", "muted", name="floor.count")
        self._teams_box = Box("seg", None)
        self._team_buttons: dict[str, Button] = {}
        self._teams_row = row(gap=2, margins=(3, 3, 3, 3))
        self._teams_box.setLayout(self._teams_row)
        self._only_button = Button("floor.exceptions", "", variant="chip", on=self._toggle_only)
        self._only_button.setCheckable(True)
        self._figures = {
            "calls": KeyFigure("calls", self.tr("On calls")),
            "available": KeyFigure("available", self.tr("Available")),
            "waiting": KeyFigure("waiting", self.tr("Waiting")),
            "answered": KeyFigure(
                "answered", self.tr("Answered in {n} s").format(n=int(IN_TIME.total_seconds()))
            ),
            "abandoned": KeyFigure("abandoned", self.tr("Abandoned today")),
            "escalations": KeyFigure("escalations", self.tr("Open escalations")),
        }
        self._build(root)

    def _build(self, root: QWidget) -> None:
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(12)
        inside = wrap(column(self._grid, None, gap=0))
        self.message = Message(root, self._title, self._kit)
        self._tiles: dict[str, AgentTile] = {}
        self._tiles_scroll = Scroller(inside, "floor.tiles")
        self.table = FloorTable()
        self.table.selectionModel().currentChanged.connect(lambda *_: self._show_one())
        self._one = AgentTile(self._kit, self.message)
        self._one.hide()
        self._table_box = card((self.table, 1), self._one, gap=10, margins=(8, 8, 8, 8))
        self._none = card(
            None, row(None, Icon("users", "muted", 28), None),
            row(None, Label(self.tr("Nobody is in the directory yet"), "title", name="floor.none"), None),
            row(None, Label(self.tr("Add colleagues in the directory; they appear here at once."), "muted"), None),
            None, gap=10,
        )  # fmt: skip
        self._none.hide()
        head = row(self._title, self._count, None, self._only_button, self._teams_box, gap=14)
        figures = row(*((f, 1) for f in self._figures.values()), gap=12)
        self._split = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._split.setContentsMargins(0, 0, 0, 0)
        self._split.setSpacing(14)
        left = wrap(column((self._tiles_scroll, 1), (self._table_box, 1), (self._none, 1), gap=0))
        self._split.addWidget(left, 1)
        self._side = self._make_side()
        self._split.addWidget(self._side)
        self.setLayout(column(head, figures, (self._split, 1), gap=12, margins=(16, 14, 16, 16)))

    def _make_side(self) -> QWidget:
        self._waits = Rows[Waits](lambda: WaitRow(self._kit), gap=0)
        self._over = Pill("", "bad")
        self._no_waits = Label(self.tr("Nobody waits."), "muted", name="floor.no_waits")
        self._waits_from = Label("", "meta", wrap=True, name="floor.waits_from")
        self._risks = Rows[Risk](lambda: RiskLine(self._kit, self), gap=1)
        self._no_risks = Label(self.tr("No promise is at risk."), "muted", name="floor.no_risks")
        waits = card(
            row(Label(self.tr("Waiting calls"), "title"), None, self._over), self._no_waits, self._waits.layout,
            self._waits_from, gap=8, margins=(18, 14, 16, 14),
        )  # fmt: skip
        risks_inside = wrap(column(self._no_risks, self._risks.layout, None, gap=4))
        note = row(
            Icon("info", "muted", 14),
            (Label(self.tr("Agents see who listens. Whisper reaches only them."), "meta", wrap=True), 1), gap=8,
        )  # fmt: skip
        risks = card(
            row(Label(self.tr("SLA at risk"), "title"), None, Label(self.tr("time left"), "meta")),
            (Scroller(risks_inside, "floor.risks"), 1), hairline(), note, gap=8, margins=(16, 14, 14, 12),
        )  # fmt: skip
        side = wrap(column(waits, (risks, 1), gap=14))
        side.setFixedWidth(_SIDE)
        return side

    # -- told

    def enter(self) -> None:
        """The page is looked at."""
        self._kit.ask(WatchFloor(on=True))

    def leave(self) -> None:
        """It is not any more."""
        self._kit.ask(WatchFloor(on=False))

    def narrow(self, *, on: bool) -> None:
        """The side gives way."""
        self._side.setFixedWidth(268 if on else _SIDE)
        for name in ("answered", "abandoned"):
            self._figures[name].setVisible(not on)

    def put(self, board: Board, now: datetime) -> None:
        """Who is there."""
        said = (board.floor, board.directory, board.seen, board.me, board.cards, board.transfer, self._team,
                self._only, board.cases, board.policy.conduct)  # fmt: skip
        if said == self._shown:
            return
        self._shown, self._board = said, board
        floor = board.floor or FloorView()
        everybody = [self._make.of(p, board, now) for p in floor.people]
        self._put_teams(board)
        team = self._team_name(board)
        tiles = [t for t in everybody if not self._team or t.team == team]
        self._put_people(tiles, board, now)
        self._put_figures(floor, everybody, board, now)
        waits = self._waiting(floor, board)
        self._put_waits(waits, floor, now)
        self._risks.put([self._risk(r, board) for r in floor.at_risk], lambda r: r.row.ticket)
        self._no_risks.setVisible(not floor.at_risk)

    def _team_name(self, board: Board) -> str:
        home = board.directory.department(self._team)
        return home.name if home is not None else ""

    def _put_teams(self, board: Board) -> None:
        used = {p.department for p in board.directory.people}
        homes = [d for d in board.directory.departments if d.key in used]
        wanted = [(_ALL, self.tr("All teams")), *((d.key, d.name) for d in homes)]
        if [k for k, _ in wanted] != list(self._team_buttons):
            for old in self._team_buttons.values():
                old.hide()
                old.setObjectName("")
                old.deleteLater()
            self._team_buttons = {}
            for key, word in wanted:
                made = Button(f"floor.team.{key or 'all'}", word, variant="seg", size="sm")
                made.setCheckable(True)
                made.clicked.connect(lambda _=False, k=key: self.choose_team(k))
                self._team_buttons[key] = made
                self._teams_row.addWidget(made)
        for key, button in self._team_buttons.items():
            button.setChecked(key == self._team)
        self._teams_box.setVisible(len(wanted) > 2)  # noqa: PLR2004 - all, and the only one

    def _put_people(self, tiles: list[Tile], board: Board, now: datetime) -> None:
        self._many = many = len(tiles) > MOST_TILES
        self._count.put(
            fmt.counted(len(tiles), self.tr("{n} colleague, live"), self.tr("{n} colleagues, live"))
        )
        out = [t for t in tiles if t.edge]
        self._only_button.setVisible(many)
        self._only_button.put(self.tr("Only what stands out ({n})").format(n=len(out)))
        self._only_button.setChecked(self._only)
        self._tiles_scroll.setVisible(bool(tiles) and not many)
        self._table_box.setVisible(many)
        self._none.setVisible(not tiles)
        if many:
            self.table.put(out if self._only else tiles, now)
            self._show_one()
        else:
            self._put_tiles(sorted(tiles, key=weight), board)

    def _put_tiles(self, tiles: list[Tile], board: Board) -> None:
        across = max(1, self._tiles_scroll.viewport().width() // _TILE)
        keys = [t.key for t in tiles]
        for gone in [k for k in self._tiles if k not in keys]:
            widget = self._tiles.pop(gone)
            self._grid.removeWidget(widget)
            widget.hide()
            widget.setObjectName("")
            widget.deleteLater()
        for place, tile in enumerate(tiles):
            known = self._tiles.get(tile.key)
            widget = known or AgentTile(self._kit, self.message)
            self._tiles[tile.key] = widget
            if widget.item != tile:
                widget.show_item(tile)
            widget.with_board(board)
            self._grid.addWidget(widget, place // across, place % across)
            widget.show()
        for n in range(max(across, self._across)):
            self._grid.setColumnStretch(n, 1 if n < across else 0)
        self._across = across

    def _show_one(self) -> None:
        chosen = self.table.chosen() if self._many else None
        self._one.setVisible(chosen is not None)
        if chosen is not None and self._board is not None:
            self._one.show_item(chosen)
            self._one.with_board(self._board)

    def _put_figures(self, floor: FloorView, tiles: list[Tile], board: Board, now: datetime) -> None:
        put = self._figures
        there = [t for t in tiles if t.state not in {"", "offline"}]
        calls = sum(t.call is not None for t in tiles)
        put["calls"].put(str(calls), self.tr("of {n}").format(n=len(there)))
        put["available"].put(str(sum(t.state == "available" and t.call is None for t in tiles)))
        since = [w.since for w in self._waiting(floor, board)]
        longest = fmt.between(min(since), now) if since else ""
        tone = "bad" if since and (now - min(since)).total_seconds() >= _WAIT_BAD else ""
        told = self.tr("longest {time}").replace("{time}", longest) if longest else ""
        put["waiting"].put(str(len(since)), told, tone)
        day = floor.figures
        share = round(100 * day.in_time / day.answered) if day.answered else None
        goal = self.tr("goal {n}").format(n=_GOAL)
        shown = f"{share} %" if share is not None else "–"
        put["answered"].put(shown, goal, "ok" if share is not None and share >= _GOAL else "")
        offered = day.answered + day.abandoned
        lost = f"{100 * day.abandoned / offered:.1f} %" if offered else ""
        put["abandoned"].put(str(day.abandoned), lost)
        mine = needs_me(board)
        note = self.tr("{n} need you").format(n=mine) if mine else ""
        put["escalations"].put(str(floor.open_escalations), note, "warn" if mine else "")

    def _waiting(self, floor: FloorView, board: Board) -> list[Waits]:
        """In the queues or at desks; what rings here can be taken here."""
        words, directory = self._kit.words, board.directory
        rings = board.ringing
        made = []
        for one in floor.waiting:
            here = rings is not None and one.ticket is not None and rings.ticket == one.ticket
            at = ", ".join(words.colleague(p, directory) for p in one.persons[:2])
            said = (
                words.colleague(one.queue, directory)
                if one.queue
                else self.tr("rings at {who}").replace("{who}", at)
            )
            call = rings.call if here and rings is not None else ""
            made.append(Waits(one.call.hex, words.who(one.name, one.number), said, one.since, call))
        return made

    def _put_waits(self, waits: list[Waits], floor: FloorView, now: datetime) -> None:
        self._waits.put(waits[:8], lambda w: w.key)
        over = sum((now - w.since).total_seconds() >= _WAIT_BAD for w in waits)
        self._over.put(self.tr("{n} over goal").format(n=over) if over else "")
        self._no_waits.setVisible(not waits)
        told = self.tr("What consoles know: without the PBX's own queue, nobody else is seen.")
        self._waits_from.put_or_hide("" if floor.queues_known else told)

    def _risk(self, risk: RiskRow, board: Board) -> Risk:
        owner = risk.owner or risk.owner_department
        if owner == board.me.key:
            return Risk(risk, self.tr("you"))
        return Risk(risk, self._kit.words.colleague(owner, board.directory) if owner else self.tr("no owner"))

    # -- asked

    def choose_team(self, team: str) -> None:
        """Only this department; "" is everybody."""
        self._team = team
        self._again()

    def _toggle_only(self) -> None:
        self._only = not self._only
        self._again()

    def open_case(self, ticket: UUID) -> None:
        """In the inbox."""
        self._kit.go(f"escalations.{ticket.hex}")

    def _again(self) -> None:
        if self._board is not None:
            self.put(self._board, self._kit.clock())

    def room(self, width: int, *, narrow: bool) -> None:
        """The page has another size."""
        super().room(width, narrow=narrow)
        across = max(1, self._tiles_scroll.viewport().width() // _TILE)
        if across != self._across and self._board is not None and not self._many:
            tiles = [t.item for t in self._tiles.values() if t.item is not None]
            self._put_tiles(sorted(tiles, key=weight), self._board)

    def tick(self, now: datetime) -> None:
        """A second has passed: times move, and what stands out may do so only now."""
        for tile in self._tiles.values():
            tile.tick(now)
        if self._many:
            self.table.model_.tick(now)
            self._one.tick(now)
        for rows in (self._waits, self._risks):
            for widget in rows.widgets():
                if isinstance(widget, (WaitRow, RiskLine)):
                    widget.tick(now)
