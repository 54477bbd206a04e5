"""Calls that could be reviewed: drawn, or picked by what makes them worth a look; and to whom they are given."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QWidget

from console.desk import intents_review as ask
from console.desk.board import Board
from console.ui import format as fmt
from console.ui.kit import Kit
from console.ui.trainer.review_words import PICK_TONE, ReviewWords
from console.ui.widgets.buttons import Button, check_one
from console.ui.widgets.fields import Choice
from console.ui.widgets.labels import Elided, Label, Pill, Prose
from console.ui.widgets.layout import Box, Scroller, column, flow_box, row, wrap
from console.ui.widgets.painted import Avatar
from console.ui.widgets.row_button import RowButton
from console.ui.widgets.rows import Rows
from store.directory import Directory
from store.review import Pick, ReviewState, may_review
from store.reviewing import Reviewable, worth_a_look
from store.values import replace

Item = tuple[Reviewable, Directory, datetime, bool]
"""A call, and whether it is chosen."""
DUE_DAYS = (1, 3, 7, 14)


class CallLine(QWidget):
    """One call: choose it, or review it at once."""

    def __init__(
        self, w: ReviewWords, choose: Callable[[UUID], object], take: Callable[[Reviewable], object]
    ) -> None:
        super().__init__()
        self._w = w
        self._call: Reviewable | None = None
        self._avatar = Avatar(34, colleague=True)
        self._name, self._subject = Elided("", "b"), Elided("", "muted")
        self._pills = [Pill() for _ in range(4)]
        self._state = Pill()
        text = column(self._name, self._subject, gap=1)
        inside = row(self._avatar, (text, 1), *self._pills, self._state, gap=8, margins=(10, 8, 10, 8))
        self._row = RowButton(inside, checkable=True)
        self._row.clicked.connect(lambda _=False: choose(self._call.call) if self._call else None)
        self._take = Button(
            "", self.tr("Review"), "play", size="sm", on=lambda: take(self._call) if self._call else None
        )
        self.setLayout(row((self._row, 1), self._take, gap=8))

    def show_item(self, item: Item, /) -> None:
        """Show it."""
        call, directory, now, chosen = item
        self._call, w = call, self._w
        who = w.words.colleague(call.person, directory)
        self._row.setObjectName(f"queue.call.{call.call.hex}")
        self._take.setObjectName(f"queue.take.{call.call.hex}")
        self._avatar.put(fmt.initials(who))
        self._name.put(f"{who} · {w.words.when(call.at, now)} · {fmt.duration(call.seconds)}")
        subject = call.subject or self.tr("no subject")
        customer = call.customer_name or self.tr("unknown caller")
        self._subject.put(f"{call.number} · {subject} · {customer}")
        causes = [(self._cause(pick, call), PICK_TONE[pick], "") for pick in worth_a_look(call)][:3]
        if call.held:
            causes.insert(0, (self.tr("Legal hold"), "vio", "lock"))
        if not call.recorded:
            causes.append((self.tr("Not recorded"), "n", ""))
        for pill, (word, tone, icon) in zip(self._pills, [*causes, *[("", "n", "")] * 4], strict=False):
            pill.put(word, tone, icon)
        standing = call.reviews[-1] if call.reviews else None
        state = ""
        if standing is not None:
            name = fmt.short_name(w.words.colleague(standing.reviewer, directory))
            state = f"{name}: {w.state(standing.state).lower()}"
        self._state.put(state, "ok" if standing and standing.state is not ReviewState.ASSIGNED else "accent")
        self._row.setChecked(chosen)
        told = ", ".join(word for word, _, _ in causes)
        said = ", ".join(t for t in (self._name.text(), self._subject.text(), told, state) if t)
        self._row.setAccessibleName(said)
        self._take.setAccessibleName(fmt.fill(self.tr("Review the call of {name}"), name=who))

    def _cause(self, pick: Pick, call: Reviewable) -> str:
        if pick is Pick.LONG_HOLD:
            return fmt.fill(self.tr("Hold {time}"), time=fmt.duration(call.hold_seconds))
        if pick is Pick.MANY_HOPS:
            return fmt.counted(call.hops, self.tr("{n} hop"), self.tr("{n} hops"))
        return self.tr("CSAT {n}").format(n=call.csat) if pick is Pick.LOW_CSAT else self._w.pick(pick)


class FindCalls(QWidget):
    """Conditions above, calls below, and at the end to whom the chosen ones go."""

    def __init__(self, kit: Kit, w: ReviewWords, open_case: Callable[[UUID], object]) -> None:
        super().__init__()
        self._kit, self._w, self._open_case = kit, w, open_case
        self._asked = ask.AskedQueue()
        self._chosen: set[UUID] = set()
        self._board: Board | None = None
        self._rows_shown: tuple[Reviewable, ...] = ()
        self._make_conditions()
        self._rows = Rows[Item](lambda: CallLine(w, self._toggle, self._take), gap=2)
        self._nothing = Prose("", "muted", name="queue.nothing")
        self._drawn = Label("", "meta", name="queue.drawn")
        inside = wrap(column(self._nothing, self._rows.layout, None, gap=8, margins=(14, 12, 12, 12)))
        self._make_assigning()
        body = column(
            (Scroller(inside, "queue.scroll.find"), 1), self._assigning, gap=0, margins=(0, 2, 0, 2)
        )
        head = column(self._picks_box, flow_box(*self._choices, gap=8), gap=10)
        self.setLayout(column(head, (Box("card", body), 1), gap=12))

    def _make_conditions(self) -> None:
        tr, w = self.tr, self._w
        self._picks = {
            pick.value: Button(f"queue.pick.{pick.value}", w.pick(pick), variant="chip",
                               on=partial(self._ask, pick=pick))
            for pick in Pick
        }  # fmt: skip
        for button in self._picks.values():
            button.setCheckable(True)
        self._picks_box = flow_box(*self._picks.values(), gap=8)
        spans = (("1w", tr("This week")), ("last", tr("Last week")), ("4w", tr("Last 4 weeks")),
                 ("12w", tr("Last 12 weeks")), ("52w", tr("Last 52 weeks")))  # fmt: skip
        self._span = Choice("queue.span", tr("Time"), spans)
        self._each = Choice("queue.each", tr("Calls of each agent"),
                            [(str(n), tr("{n} of each agent").format(n=n)) for n in (1, 2, 3, 5, 10)])  # fmt: skip
        self._department = Choice("queue.department", tr("Department"), [("", tr("All departments"))])
        self._person = Choice("queue.person", tr("Agent"), [("", tr("All agents"))])
        lengths = (("0", tr("Any length")), ("60", tr("Over 1 min")), ("300", tr("Over 5 min")),
                   ("900", tr("Over 15 min")))  # fmt: skip
        self._length = Choice("queue.length", tr("Length"), lengths)
        self._recorded = Choice("queue.recorded", tr("Recording"),
                                [("yes", tr("Recorded")), ("held", tr("On legal hold")),
                                 ("no", tr("Recorded or not"))])  # fmt: skip
        self._choices = (self._span, self._each, self._department, self._person, self._length, self._recorded)
        for choice, letters in zip(self._choices, (10, 13, 13, 13, 9, 12), strict=True):
            choice.setMinimumContentsLength(letters)
            choice.on_choose(self._again)
        self._each.put("2")

    def _make_assigning(self) -> None:
        tr = self.tr
        self._count = Label("", "b", name="queue.chosen")
        self._first = Choice("queue.reviewer", tr("Reviewer"), [])
        self._second = Choice("queue.second", tr("Second reviewer, to compare"), [])
        self._due = Choice(
            "queue.due", tr("Due"), [(str(n), tr("due in {n} d").format(n=n)) for n in DUE_DAYS]
        )
        self._due.put("7")
        for choice, letters in ((self._first, 13), (self._second, 16), (self._due, 9)):
            choice.setMinimumContentsLength(letters)
        self._all = Button("queue.all", tr("Choose all"), size="sm", variant="ghost", on=self._choose_all)
        self._assign = Button(
            "queue.assign", tr("Assign"), "user-check", variant="primary", key="Ctrl Enter", on=self.primary
        )
        line = flow_box(
            self._count, self._all, self._first, self._second, self._due, self._assign, gap=8, end=True
        )
        self._assigning = Box("sunk", column(row(self._drawn, None), line, gap=6, margins=(14, 10, 14, 10)))

    # -- asked

    def begin(self) -> None:
        """Look for calls, once."""
        if self._board is None or self._board.reviewing.queue is None:
            self._kit.do(ask.ShowReviewQueue(asked=self._asked))

    def leave(self) -> None:
        """Not looked at any more."""
        if self._board is not None and self._board.reviewing.queue is not None:
            self._kit.do(ask.ShowReviewQueue(asked=None))

    def _again(self) -> None:
        self._ask(
            span=self._span.value(), each=int(self._each.value()), department=self._department.value(),
            person=self._person.value(), min_seconds=float(self._length.value()),
            recorded=self._recorded.value() == "yes", held=self._recorded.value() == "held",
        )  # fmt: skip

    def _ask(self, **values: object) -> None:
        asked = replace(self._asked, **values)  # type: ignore[arg-type]
        if self._kit.do(ask.ShowReviewQueue(asked=asked)) is None:
            self._asked = asked
            self._chosen.clear()
            self._put_asked()

    def _toggle(self, call: UUID) -> None:
        self._chosen ^= {call}
        self._put_rows()

    def _choose_all(self) -> None:
        free = {r.call for r in self._rows_shown if not r.reviews}
        self._chosen = set() if self._chosen >= free else free
        self._put_rows()

    def _take(self, call: Reviewable) -> None:
        if self._kit.do(ask.TakeReview(call=call.call, why=self._asked.pick.value)) is None:
            self._open_case(call.ticket)

    def primary(self) -> bool:
        """Assign the chosen ones."""
        if not self._chosen:
            return False
        calls = tuple(r.call for r in self._rows_shown if r.call in self._chosen)
        who, second = self._first.value(), self._second.value()
        due = self._kit.clock() + timedelta(days=int(self._due.value()))
        reviewers = tuple(dict.fromkeys(k for k in (who, second) if k))
        intent = ask.AssignReviews(
            calls=calls, reviewers=reviewers, due_at=due, why=self._asked.pick.value, calibrate=bool(second)
        )
        if self._kit.do(intent) is None:
            self._chosen.clear()
            self._put_rows()
            said = fmt.counted(
                len(calls), self.tr("{n} call is assigned."), self.tr("{n} calls are assigned.")
            )
            self._kit.tell(said)
        return True

    # -- shown

    def put(self, board: Board) -> None:
        """What was found."""
        before, self._board = self._board, board
        if before is None or before.directory != board.directory or before.me != board.me:
            self._name(board)
        card = board.reviewing.queue
        if card is not None:
            self._asked = card.asked
        self._rows_shown = card.rows if card is not None else ()
        self._chosen &= {r.call for r in self._rows_shown}
        self._put_asked()
        self._put_rows()
        self._nothing.put_or_hide(self._why_nothing(board))
        drawn = self.tr("Drawn for week {week}: whoever draws again draws the same.")
        sample = card is not None and card.asked.pick is Pick.SAMPLE and bool(card.seed)
        self._drawn.put_or_hide(fmt.fill(drawn, week=card.seed) if card is not None and sample else "")

    def _why_nothing(self, board: Board) -> str:
        card = board.reviewing.queue
        if card is None or self._rows_shown:
            return ""
        if board.store_down:
            return self.tr("The store cannot be reached, so nothing can be looked for.")
        if card.loading:
            return self.tr("Looking for calls …")
        if card.asked.recorded:
            return self.tr(
                "No recorded call of this time is like this. Choose a longer time, or “Recorded or not”."
            )
        return self.tr("No call of this time is like this. Choose a longer time.")

    def _name(self, board: Board) -> None:
        directory = board.directory
        people = sorted((p.name, p.key) for p in directory.people)
        _fill(
            self._department,
            [("", self.tr("All departments")), *((d.key, d.name) for d in directory.departments)],
        )
        _fill(self._person, [("", self.tr("All agents")), *((k, n) for n, k in people if k != board.me.key)])
        reviewers = [(n, k) for n, k in people if may_review(directory.person(k), "")]
        mine = [("", self.tr("Me")), *((k, n) for n, k in reviewers if k != board.me.key)]
        me = [(board.me.key, self.tr("Me")), *mine[1:]]
        _fill(self._first, me)
        _fill(self._second, [("", self.tr("Nobody to compare")), *((k, n) for n, k in reviewers)])

    def _put_asked(self) -> None:
        asked = self._asked
        check_one(self._picks, asked.pick.value)
        self._span.put(asked.span)
        self._each.put(str(asked.each))
        self._each.setVisible(asked.pick is Pick.SAMPLE)
        self._department.put(asked.department)
        self._person.put(asked.person)
        self._length.put(f"{asked.min_seconds:g}")
        self._recorded.put("held" if asked.held else "yes" if asked.recorded else "no")

    def _put_rows(self) -> None:
        board = self._board
        if board is None:
            return
        now = self._kit.clock().replace(second=0, microsecond=0)
        items = [(r, board.directory, now, r.call in self._chosen) for r in self._rows_shown]
        self._rows.put(items, lambda item: item[0].call)
        n = len(self._chosen)
        self._count.put(self.tr("{n} chosen").format(n=n) if n else self.tr("Choose calls to assign them"))
        self._assign.setEnabled(n > 0)
        self._assigning.setVisible(bool(self._rows_shown))


def _fill(choice: Choice, options: list[tuple[str, str]]) -> None:
    before = choice.value()
    choice.clear()
    for code, word in options:
        choice.addItem(word, code)
    if any(code == before for code, _ in options):
        choice.put(before)
