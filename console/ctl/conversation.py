"""One connection of `warmline ctl`: its question, the waiting for the effect, and the answer."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalSocket

from console.ctl import changes, inbox_verbs, paper_verbs, verbs
from console.ctl.plan import Answer, Plan, Request, Result
from console.ctl.show import status
from console.desk.board import Board
from console.desk.intents import Refusal
from store.errors import StoreError

if TYPE_CHECKING:
    from console.ctl.server import CtlServer

_LONGEST_QUESTION = 256 * 1024
"""Bytes; a note may be long."""
_LONGEST_BACKLOG = 4 << 20
"""Bytes that a listener to events may leave unread before they are dropped."""
_ASK_AGAIN_MS = 100


class _Question(msgspec.Struct, frozen=True):
    verb: str
    args: dict[str, Any] = {}
    seconds: float | None = None


class Conversation(QObject):
    """Lives as long as the connection. Signals: ``over``, once, when it ends."""

    over = Signal()

    def __init__(self, server: "CtlServer", socket: QLocalSocket) -> None:
        super().__init__(server)
        self._server = server
        self._socket = socket
        socket.setParent(self)
        self._heard = bytearray()
        self._question: _Question | None = None
        self._plan: Plan | None = None
        self._unwatch: Callable[[], None] | None = None
        self._follows = False
        self._ended = False
        self._last_notice = 0
        self._deadline = QTimer(self, singleShot=True)
        self._deadline.timeout.connect(self._too_late)
        self._settling = QTimer(self, singleShot=True)
        self._asking_again = QTimer(self, singleShot=True, interval=_ASK_AGAIN_MS)
        self._asking_again.timeout.connect(self._query)
        socket.readyRead.connect(self._read)
        socket.disconnected.connect(self.end)

    def begin(self) -> None:
        """Read what has come already."""
        self._read()

    @property
    def waits_for_the_phone(self) -> bool:
        """A command of ours may still be refused."""
        return self._plan is not None and self._plan.by_phone and not self._ended

    def told_refusal(self, command: str, code: str, message: str) -> None:
        """For those who follow what happens."""
        if self._follows:
            told = {"event": "refused", "command": command, "code": code, "message": message}
            self._say(changes.dated(told))

    def refuse(self, refusal: Refusal) -> None:
        """Answer that it was not done."""
        self._answer({"error": {"code": refusal.code, "message": refusal.message}})

    def end(self) -> None:
        """Nothing more is said; harmless when it has ended before."""
        if self._ended:
            return
        self._ended = True
        for timer in (self._deadline, self._settling, self._asking_again):
            timer.stop()
        if self._unwatch is not None:
            self._unwatch()
            self._unwatch = None
        self.over.emit()
        if self._socket.state() is QLocalSocket.LocalSocketState.UnconnectedState:
            self.deleteLater()
        else:
            # What is written is still delivered; the socket may only go after that.
            self._socket.disconnected.connect(self.deleteLater)
            self._socket.disconnectFromServer()

    # -- the question

    def _read(self) -> None:
        self._heard += self._socket.readAll().data()
        if self._question is not None:
            return
        line, end, _ = self._heard.partition(b"\n")
        if not end:
            if len(self._heard) > _LONGEST_QUESTION:
                self._bad("The question is too long.")
            return
        try:
            self._question = msgspec.json.decode(line, type=_Question)
        except msgspec.MsgspecError as error:
            self._bad(f"This is no question: {error}.")
            return
        self._understand(self._question)

    def _bad(self, why: str) -> None:
        self._question = _Question("")
        self.refuse(Refusal("bad_request", why))

    def _understand(self, question: _Question) -> None:
        board = self._server.board()
        request = Request(question.verb, question.args, board)
        self._last_notice = max((n.id for n in board.notices), default=0)
        if question.verb == "events":
            self._follow(board, follow=request.flag("follow"))
        elif question.verb == "raise":
            self._server.raise_asked.emit()
            self._answer(verbs.pids(board))
        elif request.text("ticket"):
            self._find_ticket(request)
        else:
            self._carry_out(request)

    def _find_ticket(self, request: Request) -> None:
        """A number was given; the desk knows tickets by their UUID."""
        number = request.text("ticket")

        def found(ids: Any) -> None:
            if ids is None:
                self.refuse(Refusal("no_such_ticket", f"There is no ticket “{number[:40]}”."))
                return
            self._carry_out(request._replace(args=request.args | ids, board=self._server.board()))

        def find(book: Any) -> Any:
            case = paper_verbs.find_case(book, number)
            if case is None:
                return None
            return {"ticket_id": case.ticket.id, "escalation_id": inbox_verbs.meant(case)}

        self._server.ask(find, self._if_alive(found), self._if_alive(self._store_failed))

    # -- carrying it out

    def _carry_out(self, request: Request) -> None:
        plan = verbs.plan(request)
        if isinstance(plan, Refusal):
            self.refuse(plan)
            return
        seen: list[Board] = []
        self._unwatch = self._server.watch(seen.append)
        for intent in plan.intents:
            refusal = self._server.do(intent)
            if refusal is not None:
                self.refuse(refusal)
                return
        self._plan = plan
        asked = self._question.seconds if self._question else None
        self._deadline.start(int((asked or plan.seconds) * 1000))
        self._unwatch()
        self._unwatch = self._server.watch(self._look)
        self._query()
        for board in (*seen, self._server.board()):
            self._look(board)

    def _look(self, board: Board) -> None:
        """See whether this board shows the effect."""
        plan = self._plan
        if plan is None or self._ended or self._settling.isActive():
            return
        rejected = next((n for n in board.notices if n.id > self._last_notice and n.code == "rejected"), None)
        if plan.query is not None and rejected is not None:
            self.refuse(Refusal("rejected", rejected.values.get("why", "The store refused it.")))
        elif plan.look is not None:
            self._judge(plan.look(board))

    def _query(self) -> None:
        if self._plan is not None and self._plan.query is not None:
            self._server.ask(
                self._plan.query, self._if_alive(self._queried), self._if_alive(self._store_failed)
            )

    def _queried(self, answer: Answer) -> None:
        if answer is None:
            self._asking_again.start()
        else:
            self._judge(answer)

    def _judge(self, answer: Answer) -> None:
        if answer is None or self._ended:
            return
        if isinstance(answer, Refusal):
            self.refuse(answer)
        elif self._plan is not None and self._plan.settle > 0:
            self._settling.timeout.connect(lambda: self._answer(answer))
            self._settling.start(int(self._plan.settle * 1000))
        else:
            self._answer(answer)

    def _store_failed(self, error: StoreError) -> None:
        self.refuse(Refusal(error.code, error.message))

    def _too_late(self) -> None:
        down = self._server.board().store_down
        if self._plan is not None and self._plan.query is not None and down:
            self.refuse(Refusal("store_down", f"It is kept in order, but not stored yet: {down}"))
        else:
            self.refuse(Refusal("timeout", "It was asked for, but its effect has not come yet."))

    def _if_alive(self, call: Callable[[Any], None]) -> Callable[[Any], None]:
        """The store answers when it can; nobody may be waiting by then."""
        return lambda value: None if self._ended else call(value)

    # -- the answer

    def _answer(self, answer: Result) -> None:
        if self._ended:
            return
        self._say(answer)
        quits = self._question is not None and self._question.verb == "quit" and "error" not in answer
        if quits:
            self._socket.flush()
        self.end()
        if quits:
            self._server.quit()

    def _follow(self, board: Board, *, follow: bool) -> None:
        self._say(changes.dated({"event": "status", "status": status(board)}))
        if not follow:
            self.end()
            return
        self._follows = True
        shown = board

        def tell(after: Board) -> None:
            nonlocal shown
            for event in changes.between(shown, after):
                self._say(event)
            shown = after

        self._unwatch = self._server.watch(tell)

    def _say(self, line: Result) -> None:
        if self._ended:
            return
        if self._socket.bytesToWrite() > _LONGEST_BACKLOG:
            self._socket.abort()
            return
        self._socket.write(msgspec.json.encode(line) + b"\n")
