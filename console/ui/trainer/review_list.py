"""Reviews in a list: whose call it was, about what, how it stands, when it is due."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from PySide6.QtWidgets import QWidget

from console.ui import format as fmt
from console.ui.trainer.review_words import PICK_TONE, STATE_TONE, ReviewWords
from console.ui.widgets.labels import Elided, Label, Pill
from console.ui.widgets.layout import column, row
from console.ui.widgets.painted import Avatar
from console.ui.widgets.row_button import RowButton
from console.ui.widgets.rows import Rows
from store.directory import Directory
from store.review import TO_DO, Pick
from store.reviewing import ReviewRow

Item = tuple[ReviewRow, Directory, datetime, bool]
"""The last says whose name stands first: the reviewer's for reviews of one's own calls."""


class ReviewLine(RowButton):
    """One review; pressed it is opened."""

    def __init__(self, w: ReviewWords, name: str, open_: Callable[[UUID, UUID], object]) -> None:
        self._w, self._prefix = w, name
        self._avatar = Avatar(34, colleague=True)
        self._name = Elided("", "b")
        self._subject = Elided("", "muted")
        self._why, self._both, self._state = Pill(), Pill(), Pill()
        self._percent = Label("", "timeb")
        self._when = Label("", "meta")
        text = column(self._name, self._subject, gap=1)
        right = column(
            row(None, self._why, self._both, self._state, self._percent, gap=8), row(None, self._when), gap=3
        )
        super().__init__(row(self._avatar, (text, 1), right, gap=12, margins=(10, 8, 10, 8)))
        self._item: ReviewRow | None = None
        self.clicked.connect(
            lambda _=False: open_(self._item.review.ticket, self._item.review.id) if self._item else None
        )

    def show_item(self, item: Item, /) -> None:
        """Show it."""
        shown, directory, now, about_me = item
        self._item, w, review = shown, self._w, shown.review
        self.setObjectName(f"{self._prefix}.{review.id.hex}")
        who = w.words.colleague(review.reviewer if about_me else review.agent, directory)
        self._avatar.put(fmt.initials(who))
        self._name.put(who)
        subject = shown.subject or self.tr("no subject")
        customer = shown.customer_name or self.tr("unknown caller")
        about = f"{shown.number} · {subject} · {customer} · {fmt.duration(shown.seconds)}"
        self._subject.put(about)
        to_do = review.state in TO_DO and not review.version
        self._why.put(w.pick(review.why) if to_do and review.why else "", _tone(review.why))
        self._both.put(self.tr("Compared") if review.calibration else "", "vio")
        self._state.put(w.state(review.state), STATE_TONE[review.state])
        version = shown.shown if about_me else None
        percent = version.percent if version is not None else review.percent
        self._percent.put_or_hide(w.percent(percent) if percent is not None else "")
        when, tone = self._time(shown, now, to_do=to_do)
        self._when.put(when, tone)
        self.setAccessibleName(", ".join(t for t in (who, about, w.state(review.state), when) if t))

    def _time(self, shown: ReviewRow, now: datetime, *, to_do: bool) -> tuple[str, str]:
        if to_do:
            return self._w.due(shown.review.due_at, now), "bad" if shown.review.overdue(now) else ""
        at = shown.shown.shared_at if shown.shown else shown.review.handed_in_at
        return (self._w.words.when(at, now), "") if at else ("", "")


def _tone(why: str) -> str:
    return PICK_TONE[Pick(why)] if why in set(Pick) else "n"


class ReviewList(QWidget):
    """The rows."""

    def __init__(
        self, w: ReviewWords, name: str, open_: Callable[[UUID, UUID], object], *, about_me: bool = False
    ) -> None:
        super().__init__()
        self._about_me = about_me
        self._rows = Rows[Item](lambda: ReviewLine(w, name, open_), gap=2)
        self.setLayout(column(self._rows.layout, gap=0))

    def put(self, rows: tuple[ReviewRow, ...], directory: Directory, now: datetime) -> None:
        """Show these. The minute is enough: a line is not painted anew each second."""
        minute = now.replace(second=0, microsecond=0)
        self._rows.put([(r, directory, minute, self._about_me) for r in rows], lambda item: item[0].review.id)
