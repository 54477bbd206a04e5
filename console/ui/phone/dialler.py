"""The dial field with what belongs to it: whom it may mean, the pad, the last number, and one button that calls."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from console.desk.board import Board
from console.desk.intents import Dial, FindContacts, Intent, Redial, Refusal
from console.ui import format as fmt
from console.ui.agent.at_hand import worked_on
from console.ui.agent.caller import Hint
from console.ui.kit import Kit
from console.ui.phone import numbers
from console.ui.phone.field import DialField
from console.ui.phone.numbers import Typed
from console.ui.phone.pad import Pad
from console.ui.phone.suggest import SHORTEST, Suggest, Suggestion, query_of
from console.ui.widgets.buttons import Button
from console.ui.widgets.fields import Field
from console.ui.widgets.labels import Elided, Icon, Label
from console.ui.widgets.layout import Item, Scroller, column, row, wrap
from console.ui.widgets.painted import Avatar
from console.ui.widgets.row_button import RowButton
from console.ui.widgets.rows import Rows

WAIT_MS = 120
"""So long after the last stroke the store is asked."""


def last_number(board: Board) -> str:
    """What was dialled last, as a number: a colleague is dialled by key, but nobody knows people by their keys."""
    last = board.last_dialled
    person, department = board.directory.person(last), board.directory.department(last)
    if person is not None:
        return person.extension or person.target
    return department.target if department is not None else last


class SuggestionRow(RowButton):
    """Somebody who may be meant; pressed, they are called."""

    def __init__(self, prefix: str, call: Callable[[Suggestion], object]) -> None:
        self._avatar = Avatar(32)
        self._name = Elided("", "b")
        self._meta = Elided("", "meta")
        inside = row(
            self._avatar,
            (column(self._name, self._meta, gap=1), 1),
            Icon("phone", "muted", 15),
            gap=10,
            margins=(8, 5, 10, 5),
        )
        super().__init__(inside, checkable=True)
        self._prefix = prefix
        self._item: Suggestion | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clicked.connect(lambda: self._item is not None and call(self._item))

    def show_item(self, item: Suggestion, /) -> None:
        """Show them."""
        self._item = item
        self.setObjectName(f"{self._prefix}.suggestion.{item.key}")
        self._avatar.put(fmt.initials(item.name), colleague=item.colleague, dot=item.dot)
        self._name.put(item.name)
        self._meta.put(" · ".join(t for t in (item.number, item.meta) if t))
        said = self.tr("Call {name}").replace("{name}", item.name)
        self.setAccessibleName(", ".join(t for t in (said, item.number, item.meta) if t))


class Dialler(QWidget):
    """``went`` is called when a call is on its way. With ``pad`` there are twelve keys to press, too."""

    def __init__(self, kit: Kit, prefix: str, *, pad: bool, went: Callable[[], object]) -> None:
        super().__init__()
        self._kit, self._prefix, self._went = kit, prefix, went
        self._suggest = Suggest(kit.words)
        self._board: Board | None = None
        self._shown: tuple[object, ...] = ()
        self._fitting: tuple[Suggestion, ...] = ()
        self._at = -1
        label = self.tr("Number, name or address")
        self.field = DialField(f"{prefix}.field", label, self.tr("Number, name or SIP address"))
        self.field.entered, self.field.chosen = self._enter, self._move
        self._field = Field(label, self.field)
        self._emergency = Hint("bad", "triangle-alert", "bad", f"{prefix}.emergency")
        self._rows = Rows[Suggestion](lambda: SuggestionRow(prefix, self._call_suggested), gap=1)
        self._none = Label("", "muted", wrap=True, name=f"{prefix}.none")
        self._none.setContentsMargins(8, 4, 8, 4)
        self._lately = Label(self.tr("Lately"), "head", name=f"{prefix}.lately")
        self._lately.setContentsMargins(8, 4, 8, 4)
        inside = wrap(column(self._lately, self._none, self._rows.layout, None, gap=0))
        self._found = Scroller(inside, f"{prefix}.suggestions")
        self._holds = Label("", "meta", wrap=True, name=f"{prefix}.holds")
        self._redial = Button(f"{prefix}.redial", "", "history", size="sm", variant="ghost", on=self._last)
        self.call = Button(
            f"{prefix}.call", self.tr("Call"), "phone", variant="primary", key="Enter", on=self._enter
        )
        self.pad = Pad(f"{prefix}.key", self._press, plus=True) if pad else None
        below: list[Item] = [self.pad] if self.pad is not None else []
        below += [self._holds, row((self._redial, 1), self.call, gap=8)]
        self.setLayout(column(self._field, self._emergency, (self._found, 1), *below, gap=10))
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT_MS)
        self._wait.timeout.connect(self._ask)
        self.field.textChanged.connect(self._typed)

    # -- told

    def put(self, board: Board) -> None:
        """Whom there is, what was found, what was dialled last."""
        self._board = board
        self.field.country = board.country
        current = worked_on(board)
        talking = current if current is not None and not current.held else None
        said = (
            self.field.text(),
            board.directory,
            board.seen,
            board.contacts if board.contacts_query == query_of(self.field.text()) else None,
            board.today,
            board.last_dialled,
            board.emergency,
            talking and (talking.name, talking.number),
        )
        if said == self._shown:
            return
        self._shown = said
        text = self.field.text()
        self._put_found(board, text)
        emergency = numbers.is_emergency(text, board.emergency, board.country)
        self._emergency.put(
            self.tr("Emergency number") if emergency else "",
            self.tr("The call goes out whatever your state is. Stay on the line.") if emergency else "",
        )
        self.call.put(self.tr("Emergency call") if emergency else self.tr("Call"))
        self._put_last(board, text)
        who = (fmt.short_name(talking.name, talking.number) or self.tr("the caller")) if talking else ""
        self._holds.put_or_hide(self.tr("Calling puts {name} on hold.").replace("{name}", who) if who else "")

    def _put_last(self, board: Board, text: str) -> None:
        last = numbers.as_typed(last_number(board), board.country)
        self._redial.put(last, tip_text=self.tr("Redial"))
        self._redial.setVisible(bool(last) and not text)
        self.call.setEnabled(bool(text) or bool(last))

    def _put_found(self, board: Board, text: str) -> None:
        before = self._fitting[self._at].key if 0 <= self._at < len(self._fitting) else ""
        self._fitting = self._suggest.fitting(board, text)
        self._lately.setVisible(bool(self._fitting) and not text)
        name = numbers.kind(text) is Typed.NAME
        places = {s.key: i for i, s in enumerate(self._fitting)}
        self._at = places.get(before, 0 if name and self._fitting else -1)
        self._rows.put(self._fitting, lambda s: s.key)
        nobody = name and not self._fitting and self._answered(board)
        said = self.tr("Nobody is found by “{name}”.").replace("{name}", text.strip()[:40]) if nobody else ""
        self._none.put_or_hide(said)
        self._mark()

    def _answered(self, board: Board) -> bool:
        query = query_of(self.field.text())
        return len(query) < SHORTEST or board.contacts_query == query

    def _mark(self) -> None:
        for i, widget in enumerate(self._rows.widgets()):
            if isinstance(widget, SuggestionRow):
                widget.setChecked(i == self._at)

    # -- typed

    def _typed(self) -> None:
        self._field.put_problem("")
        self._at = -1
        self._wait.start()
        if self._board is not None:
            self.put(self._board)

    def _ask(self) -> None:
        query = query_of(self.field.text())
        known = self._board is not None and self._board.contacts_query == query
        if len(query) >= SHORTEST and not known:
            self._kit.ask(FindContacts(query=query))

    def _press(self, digit: str) -> None:
        self.field.press(digit)

    def _move(self, by: int) -> None:
        if self._fitting:
            lowest = 0 if numbers.kind(self.field.text()) is Typed.NAME else -1
            self._at = min(max(self._at + by, lowest), len(self._fitting) - 1)
            self._mark()
            rows = self._rows.widgets()
            if 0 <= self._at < len(rows):
                self._found.ensureWidgetVisible(rows[self._at], 0, 4)

    # -- dialled

    def _enter(self) -> None:
        text, board = self.field.text().strip(), self._board
        if board is None:
            return
        if 0 <= self._at < len(self._fitting):
            self._call_suggested(self._fitting[self._at])
        elif not text:
            self._again(board)
        elif numbers.kind(text) is Typed.NAME and not self._answered(board):
            self._wait.stop()
            self._ask()  # Enter again, once it is seen who was found
        elif numbers.kind(text) in {Typed.NUMBER, Typed.EXTENSION}:
            self._dial(Dial(target=numbers.digits(text)))
        else:
            self._dial(Dial(target=text))

    def _again(self, board: Board) -> None:
        """The number dialled last, to be seen before it is dialled again."""
        if board.last_dialled:
            self.field.fill(last_number(board))
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _call_suggested(self, suggestion: Suggestion) -> None:
        self._dial(Dial(target=suggestion.target))

    def _last(self) -> None:
        self._dial(Redial())

    def _dial(self, intent: Intent) -> None:
        refusal: Refusal | None = self._kit.ask(intent)
        if refusal is not None:
            self._field.put_problem(refusal.message)
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.field.clear()
        self._went()
