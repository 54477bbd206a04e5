"""The replay of a case: its head, the player's row, the time line, the conduct, and beside them scorecard or events."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollBar, QWidget

from console.desk.board import Board
from console.desk.intents import OpenTicket
from console.desk.intents_export import ExportCase
from console.desk.intents_replay import LoopReplay, PlayReplay, SeekReplay, ShowReplay, TuneReplay
from console.desk.replaying import ReplayCard
from console.replay.line import Span
from console.replay.rehearsed import customer_of
from console.replay.sources import SPEEDS, Played
from console.ui.kit import Kit
from console.ui.saving import Save, ask_where
from console.ui.trainer.canvas import Canvas
from console.ui.trainer.conduct import ConductCard
from console.ui.trainer.events import EventList
from console.ui.trainer.legal_hold import HoldStrip
from console.ui.trainer.said import CaseWords, State
from console.ui.trainer.transport import Transport
from console.ui.trainer.words import LineWords
from console.ui.widgets.buttons import Button, check_one
from console.ui.widgets.labels import Elided, Icon, Label, Pill
from console.ui.widgets.layout import Box, Scroller, card, column, hairline, row, wrap
from store.directory import Directory

SIDE = 372
_STEP, _LEAP, _FINE = 5.0, 10.0, 0.5
"""Seconds of the arrows, of J and L, of comma and period."""
_SECOND = 1000
_GREY_MS = 300


class ReplayView(QWidget):
    """``closed``: back to the queue. ``next_wanted``: the next case of it."""

    closed = Signal()
    next_wanted = Signal()

    def __init__(self, kit: Kit, save: Save = ask_where) -> None:
        super().__init__()
        self._kit, self._save = kit, save
        self._card: ReplayCard | None = None
        self._directory = Directory()
        self._narrow = False
        self._beside = "events"
        self._panel: QWidget | None = None
        self._without = False
        self._shown: tuple[object, ...] = ()
        self._at = 0.0
        self._said = CaseWords(kit.words)
        words = self._words = LineWords(kit.words, kit.story)
        self.transport = Transport(words)
        self.canvas = Canvas(words, self._name)
        self.conduct = ConductCard(self._name)
        self.events = EventList(words, self._name, self._seek)
        self.hold = HoldStrip(self, kit)
        self._make_head()
        self._make_body()
        self._connect()
        self._late = QTimer(self)
        self._late.setObjectName("replay.late")
        self._late.setSingleShot(True)
        self._late.setInterval(_GREY_MS)
        self._late.timeout.connect(self._show_state)

    # -- building

    def _make_head(self) -> None:
        self.back = Button("replay.close", icon="reply", size="icon", tip_text=self.tr("Back to the list"))
        self._title = Label("", "page", name="replay.title")
        self._sub = Elided("", "muted", name="replay.case")
        self._kept = Pill("", "n", "lock", name="replay.kept")
        self._kept.hide()
        self.ticket = Button("replay.ticket", self.tr("Ticket"), "ticket", on=self._open_ticket)
        self.export = Button(
            "replay.export",
            icon="download",
            size="icon",
            tip_text=self.tr("Take the case along …"),
            on=self._export,
        )
        self.next_case = Button(
            "replay.next_case", self.tr("Next case"), "arrow-right", on=self.next_wanted.emit
        )
        self.next_case.hide()
        self._tabs = {
            code: Button(f"replay.tab.{code}", word, variant="seg", size="sm", on=partial(self.choose, code))
            for code, word in (
                ("line", self.tr("Replay")), ("conduct", self.tr("Conduct")), ("score", self.tr("Scorecard")),
                ("events", self.tr("Events")),
            )
        }  # fmt: skip
        for button in self._tabs.values():
            button.setCheckable(True)
        self._tabs_box = Box("seg", row(*self._tabs.values(), gap=2, margins=(3, 3, 3, 3)))
        self._head = row(
            self.back, 4, (column(self._title, self._sub, gap=0), 1), self._tabs_box, self._kept, self.ticket,
            self.hold.button, self.export, self.next_case, gap=8,
        )  # fmt: skip

    def _make_body(self) -> None:
        self._bar = QScrollBar(Qt.Orientation.Horizontal)
        self._bar.setObjectName("replay.bar")
        self._bar.setAccessibleName(self.tr("Part of the time line"))
        self._bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._bar.hide()
        self._problem_icon = Icon("triangle-alert", "warnT", 16)
        self._problem = Label("", "", "warn", wrap=True, name="replay.problem")
        self._problem_row = wrap(row(self._problem_icon, (self._problem, 1), gap=8))
        self._problem_row.hide()
        scroll = Scroller(self.canvas, "replay.scroll")
        self._line_card = card(
            self.transport,
            hairline(),
            self._problem_row,
            (scroll, 1),
            self._bar,
            gap=8,
            margins=(20, 12, 16, 10),
        )
        self._left = wrap(column((self._line_card, 1), self.conduct, gap=14))
        self._left.setMinimumWidth(560)
        self._side = wrap(column((self.events, 1), gap=0))
        self._side.setFixedWidth(SIDE)
        self._state_icon = Icon("audio-lines", "muted", 28)
        self._fact = Label("", "title", wrap=True, name="replay.fact")
        self._step = Label("", "muted", wrap=True, name="replay.step")
        for label in (self._fact, self._step):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        icon = row(None, self._state_icon, None)
        self._state = card(None, icon, self._fact, self._step, None, gap=8)
        body = row((self._left, 1), self._side, (self._state, 1), gap=14)
        self._state.hide()
        self.setLayout(column(self._head, self.hold, (body, 1), gap=12, margins=(16, 12, 16, 14)))

    def _connect(self) -> None:
        kit, transport = self._kit, self.transport
        self.back.clicked.connect(lambda _=False: self.closed.emit())
        transport.played.connect(lambda on: kit.do(PlayReplay(on=on)))
        transport.stepped.connect(self._step_to)
        transport.side_chosen.connect(lambda side: kit.do(TuneReplay(side=side)))
        transport.speed_chosen.connect(lambda speed: kit.do(TuneReplay(speed=speed)))
        transport.skip_chosen.connect(lambda on: kit.do(TuneReplay(skip=on)))
        transport.loop_dropped.connect(lambda: kit.do(LoopReplay(span=None)))
        self.canvas.on_key = self._key
        self.canvas.sought.connect(self._seek)
        self.canvas.selected.connect(self._loop)
        self.canvas.zoomed_to.connect(self._zoomed)
        self._bar.valueChanged.connect(self._barred)

    def use_panel(self, panel: QWidget) -> None:
        """The scorecard, beside the line."""
        self._panel = panel
        layout = self._side.layout()
        if layout is not None:
            layout.addWidget(panel)
        self._beside = "score"
        self._arrange()

    # -- told

    @property
    def at(self) -> float:
        """Where it stands, in seconds of the line."""
        return self._at

    def put(self, board: Board, now: datetime) -> None:
        """The case on the board."""
        directory = board.directory
        people = tuple((p.key, p.name, p.role) for p in directory.people)
        said = (board.replay, people, board.store_down, board.me.key)
        if said == self._shown:
            return
        before, self._shown = self._shown, said
        self._directory = directory
        card, old = board.replay, self._card
        self._card = card
        self._rehearsed(on=card is not None and card.attempt is not None)
        self.hold.put(card, board, now)
        fresh = card is not None and (old is None or old.ticket != card.ticket)
        if card is None:
            return
        if (
            fresh
            or old is None
            or old.line != card.line
            or old.shapes is not card.shapes
            or (before and before[1] != people)
        ):
            self._draw(card)
        self.transport.put(card)
        self.canvas.put_loop(card.tuning.loop)
        if fresh or old is None or (old.at, old.playing) != (card.at, card.playing):
            self._stand(card.at, said=True)
        self._put_head(card, now)
        problem = self._said.problem(card)
        self._problem.put(problem)
        self._problem_row.setVisible(bool(problem))
        if card.loading:
            self._late.start()
        self._show_state()
        if fresh:
            self.canvas.zoom(0)
            if self._narrow:
                self.choose("line")
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _rehearsed(self, *, on: bool) -> None:
        """A try has its score elsewhere, no scorecard, and measures are of customers' calls."""
        if on is not self._without:
            self._without = on
            if on and self._beside == "score":
                self._beside = "events"
            elif not on and self._beside == "events" and self._panel is not None:
                self._beside = "score"
            self._arrange()

    def _draw(self, card: ReplayCard) -> None:
        self._words.customer = customer_of(card.attempt) if card.attempt is not None else ""
        self.canvas.put(card.line, card.shapes, self._directory)
        self.conduct.put(card.line)
        self.events.put(card.line, self._directory)

    def _put_head(self, card: ReplayCard, now: datetime) -> None:
        rehearsed = card.attempt is not None
        self._title.put(self.tr("Rehearsal replay") if rehearsed else self.tr("Case replay"))
        self._sub.put(self._said.case(card, now))
        for button in (self.ticket, self.export):
            button.setVisible(not rehearsed)
        kept, tone = self._said.kept(card.line, now)
        self._kept.put(kept, tone)
        self.ticket.setEnabled(card.case is not None)

    def _show_state(self) -> None:
        """The line, or why there is none."""
        card = self._card
        if card is None:
            return
        state = self._said.state(card, store_down=bool(self._shown and self._shown[2]))
        if card.loading and not self._late.isActive() and state is None:
            state = State("audio-lines", self.tr("The case is being opened"), "")
        shown = state is not None and not (card.loading and self._late.isActive())
        if state is not None:
            self._state_icon.put(state.icon, "muted")
            self._fact.put(state.fact)
            self._step.put_or_hide(state.step)
        there = not shown and not card.loading
        left = self._beside in {"line", "conduct"}
        self._state.setVisible(shown)
        self._left.setVisible(there and (left or not self._narrow))
        self._side.setVisible(there and not (left and self._narrow))

    def played(self, played: Played) -> None:
        """Where it is heard now."""
        self._stand(played.at)
        view = self.canvas.view
        if self._card is not None and self._card.playing and not view.covers(played.at):
            self.canvas.pan(played.at - view.begin - view.seconds * 0.1)

    def _stand(self, at: float, *, said: bool = False) -> None:
        self._at = at
        self.transport.put_at(at)
        self.canvas.put_at(at, said=said)

    # -- asked

    def _seek(self, at: float) -> None:
        self._kit.do(SeekReplay(at=at))

    def _loop(self, span: Span) -> None:
        self._kit.do(LoopReplay(span=span))
        self._seek(span.begin)

    def _step_to(self, forward: bool) -> None:  # noqa: FBT001 - a slot
        if self._card is None:
            return
        marker = self._card.line.next_marker(self._at, back=not forward)
        if marker is not None:
            self._seek(marker.at)
        elif not forward:
            self._seek(0.0)

    def _open_ticket(self) -> None:
        if self._card is not None:
            self._kit.do(OpenTicket(ticket=self._card.ticket))
            self._kit.go("desk")

    def _export(self) -> None:
        """With recordings, time line and hashes; a ZIP, or a folder if the name says so."""
        if self._card is None:
            return
        name = self._card.case.ticket.shown_number if self._card.case is not None else "case"
        chosen = self._save(self, self.tr("Take the case along"), f"{name}.zip", "*.zip")
        if chosen:
            self._kit.do(ExportCase(ticket=self._card.ticket, out=Path(chosen)))

    def choose(self, beside: str) -> None:
        """What is seen beside the line, or, on a small window, instead of it."""
        self._beside = beside
        self._arrange()

    def _name(self, key: str) -> str:
        return self._kit.words.colleague(key, self._directory)

    # -- size

    def narrow(self, *, on: bool) -> None:
        """There is no room for two columns."""
        if on is self._narrow:
            return
        self._narrow = on
        if on:
            self._beside = "line"
        elif self._beside in {"line", "conduct"}:
            self._beside = "score" if self._panel is not None and not self._without else "events"
        self._arrange()

    def _arrange(self) -> None:
        self._tabs["line"].setVisible(self._narrow)
        self._tabs["conduct"].setVisible(self._narrow and not self._without)
        self._line_card.setVisible(not self._narrow or self._beside != "conduct")
        self.conduct.setVisible(not self._without and (not self._narrow or self._beside == "conduct"))
        panel = self._panel is not None and not self._without
        self._tabs["score"].setVisible(panel)
        self._tabs_box.setVisible(self._narrow or panel)
        check_one(self._tabs, self._beside)
        self._side.setMinimumWidth(0 if self._narrow else SIDE)
        self._side.setMaximumWidth(16_777_215 if self._narrow else SIDE)
        self.events.setVisible(self._beside != "score")
        if self._panel is not None:
            self._panel.setVisible(self._beside == "score")
        self._show_state()

    def _zoomed(self, view: Span) -> None:
        whole = self._card.line.seconds if self._card is not None else 0.0
        part = view.seconds < whole - 0.01
        self._bar.setVisible(part)
        if part:
            self._bar.blockSignals(True)
            self._bar.setRange(0, round((whole - view.seconds) * _SECOND))
            self._bar.setPageStep(round(view.seconds * _SECOND))
            self._bar.setSingleStep(round(view.seconds * _SECOND / 10))
            self._bar.setValue(round(view.begin * _SECOND))
            self._bar.blockSignals(False)

    def _barred(self, value: int) -> None:
        self.canvas.pan(value / _SECOND - self.canvas.view.begin)

    # -- keys

    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        """A player's keys; what somebody types goes elsewhere."""
        if self._card is None or not self._key(event):
            super().keyPressEvent(event)

    def _key(self, event: QKeyEvent) -> bool:
        key, line = Qt.Key(event.key()), self._card.line if self._card is not None else None
        if line is None or event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        ):
            return False
        moves = {
            Qt.Key.Key_Left: -_STEP, Qt.Key.Key_Right: _STEP, Qt.Key.Key_J: -_LEAP, Qt.Key.Key_L: _LEAP,
            Qt.Key.Key_Comma: -_FINE, Qt.Key.Key_Period: _FINE,
        }  # fmt: skip
        places = {Qt.Key.Key_Home: 0.0, Qt.Key.Key_End: line.seconds}
        others: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_Space: self.transport.play.click, Qt.Key.Key_K: self.transport.play.click,
            Qt.Key.Key_Up: lambda: self._step_to(False), Qt.Key.Key_Down: lambda: self._step_to(True),
            Qt.Key.Key_Plus: lambda: self.canvas.zoom(1.5), Qt.Key.Key_Minus: lambda: self.canvas.zoom(1 / 1.5),
            Qt.Key.Key_0: lambda: self.canvas.zoom(0),
            Qt.Key.Key_Less: lambda: self._faster(-1), Qt.Key.Key_Greater: lambda: self._faster(1),
        }  # fmt: skip
        if key in moves:
            self._seek(self._at + moves[key])
        elif key in places:
            self._seek(places[key])
        elif key in others:
            if not event.isAutoRepeat() or key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
                others[key]()
        else:
            return False
        return True

    def _faster(self, by: int) -> None:
        card = self._card
        if card is not None:
            at = min(range(len(SPEEDS)), key=lambda n: abs(SPEEDS[n] - card.tuning.speed))
            self._kit.do(TuneReplay(speed=SPEEDS[max(0, min(len(SPEEDS) - 1, at + by))]))

    def leave(self) -> None:
        """Another page is looked at: nothing plays on unseen."""
        if self._card is not None:
            self._kit.ask(ShowReplay(ticket=None))
        self.hold.close_sheets()
        self._card, self._shown = None, ()
