"""Comments on the recording: at which moment, what kind, what they say; and the line in which one is written."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from console.ui import format as fmt
from console.ui.trainer.review_words import KIND_TONE, ReviewWords
from console.ui.widgets.buttons import Button, check_one
from console.ui.widgets.fields import LineField
from console.ui.widgets.labels import Pill, Prose
from console.ui.widgets.layout import Box, column, row
from store.review import Comment, CommentKind

Item = tuple[int, Comment, bool]
"""Its place, the comment, whether it can be taken away."""


class CommentCard(QWidget):
    """One comment. Its time goes there."""

    def __init__(
        self, w: ReviewWords, seek: Callable[[float], object], drop: Callable[[int], object]
    ) -> None:
        super().__init__()
        self._w = w
        self._place, self._offset = 0, 0.0
        self._time = Button("", "", "play", variant="link", on=lambda: seek(self._offset))
        self._kind = Pill()
        self._drop = Button(
            "", "", "x", variant="ghost", size="icsm", tip_text=self.tr("Remove"),
            on=lambda: drop(self._place),
        )  # fmt: skip
        self._text = Prose("")
        head = row(self._time, self._kind, None, self._drop, gap=10)
        inside = column(head, self._text, gap=3, margins=(12, 6, 6, 9))
        self.setLayout(column(Box("sunk", inside), gap=0))

    def show_item(self, item: Item, /) -> None:
        """Show this comment."""
        self._place, comment, can_drop = item
        self._offset = comment.offset
        self._time.put(fmt.duration(comment.offset))
        self._time.setObjectName(f"score.comment.{self._place}.seek")
        self._time.setAccessibleName(fmt.fill(self.tr("Go to {time}"), time=fmt.duration(comment.offset)))
        self._kind.put(self._w.kind(comment.kind), KIND_TONE[comment.kind])
        self._text.put(comment.text)
        self._drop.setObjectName(f"score.comment.{self._place}.drop")
        self._drop.setVisible(can_drop)


class CommentLine(QWidget):
    """Writes a comment at the player's time; Enter adds it. What is typed stays until it is added."""

    def __init__(self, w: ReviewWords, add: Callable[[Comment], object]) -> None:
        super().__init__()
        self._add = add
        self._seconds = 0.0
        self._at: float | None = None
        """When the typing began: the player may go on meanwhile."""
        self._kind = CommentKind.TRY_NEXT
        self.field = LineField("score.comment.text", self.tr("Comment on this moment"))
        self.field.setMaxLength(1000)
        self.field.returnPressed.connect(self._go)
        self.field.on_edit(self._typed)
        self._kinds = {
            kind.value: Button(
                f"score.comment.{kind.value}", w.kind(kind), variant="seg", size="sm",
                on=partial(self._choose, kind),
            )
            for kind in (CommentKind.TRY_NEXT, CommentKind.WELL_DONE)
        }  # fmt: skip
        for button in self._kinds.values():
            button.setCheckable(True)
        check_one(self._kinds, self._kind.value)
        choice = Box("seg", row(*self._kinds.values(), gap=2, margins=(3, 3, 3, 3)))
        self._go_button = Button("score.comment.add", self.tr("Add"), "plus", on=self._go)
        self.setLayout(column(row((self.field, 1), self._go_button, gap=8), row(choice, None, gap=8), gap=6))
        self.put_time(0.0)

    def put_time(self, seconds: float) -> None:
        """Where the player is."""
        self._seconds = seconds
        shown = self._seconds if self._at is None else self._at
        said = fmt.fill(self.tr("Comment at {time}"), time=fmt.duration(shown))
        if self.field.placeholderText() != said:
            self.field.setPlaceholderText(said)
            self.field.setAccessibleName(said)

    def _typed(self) -> None:
        if not self.field.value():
            self._at = None
        elif self._at is None:
            self._at = self._seconds

    def _choose(self, kind: CommentKind) -> None:
        self._kind = kind
        check_one(self._kinds, kind.value)

    def _go(self) -> None:
        text = self.field.value().strip()
        if not text:
            self.field.setFocus()
            return
        offset = self._seconds if self._at is None else self._at
        self._add(Comment(offset=round(offset, 3), text=text, kind=self._kind))
        self.field.put("")
        self._at = None
        self.put_time(self._seconds)
