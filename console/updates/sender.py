"""The worker that sends what customers are to be told: its own thread, its own way to the store, one message a time.

    due ─► words ─► claim (committed) ─► mail server ─► what became of it (committed)

The claim is conditional, so of several consoles on one store one sends. Whoever claims has :data:`LEASE` to tell how it
went; after that, or when the connection was lost between message and answer, the message is held for a person and
never sent again by itself. "Wait" and "not there" are tried again, after pauses that grow and are never quite alike.
"""

import logging
import random
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

import msgspec

from console.settings_mail import Mail
from console.updates.smtp import Attempt, Result
from store.book import Book, Case
from store.changes_updates import RecordUpdate
from store.directory import Directory
from store.errors import Rejected, SchemaTooNew, StoreUnavailable
from store.update import CustomerUpdate, Occasion, UpdateState
from store.values import replace

if TYPE_CHECKING:
    from console.updates.templates import Written

log = logging.getLogger("console.updates")

PERSON = "mail"
"""Who did it, in the records."""
LEASE = timedelta(minutes=10)
"""Longer than all timeouts of one try together (:mod:`console.updates.smtp`)."""
STALE = timedelta(hours=24)
"""What was not sent by then is old news: a person is told instead of the customer."""
PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
LOOK_SECONDS = 10.0
"""How often the queue is looked at, beside being told that something is there."""
_STORE_SECONDS = 5.0

Deliver = Callable[[Mail, str, EmailMessage], Attempt]


class MailAccount(msgspec.Struct, frozen=True, kw_only=True):
    """From what and as whom. ``center`` is the call center's name."""

    mail: Mail
    password: str = ""
    center: str = "Warmline"


class Told(Protocol):
    """How the sender tells that the account is not in order ("" : it is), and what is wrong with own templates."""

    def __call__(self, account: str, templates: tuple[str, ...], /) -> None:
        """On the sender's thread."""


def nobody(_account: str, _templates: tuple[str, ...], /) -> None:
    """Tells nobody."""


class Outgoing:
    """One look at the queue after another. Pure but for the book and ``deliver``."""

    def __init__(
        self,
        account: MailAccount,
        *,
        deliver: Deliver,
        now: Callable[[], datetime],
        new_id: Callable[[], UUID],
        told: Told = nobody,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._account, self._deliver, self._now, self._new_id = account, deliver, now, new_id
        self._told, self._jitter = told, jitter
        self._account_wrong = ""
        self._templates_wrong: tuple[str, ...] = ()
        self._unsettled: tuple[CustomerUpdate, Attempt] | None = None
        """What the server said while the store could not be told."""

    def use(self, account: MailAccount) -> None:
        """Another account from now on."""
        if account != self._account:
            self._account, self._account_wrong, self._templates_wrong = account, "", ()
            self._told("", ())

    def turn(self, book: Book) -> int:
        """Do what is due; how many messages were tried. Raises StoreUnavailable."""
        tried = 0
        if self._unsettled is not None:
            self._conclude(book, *self._unsettled)
        for update in book.updates_due(self._now()):
            if update.state is UpdateState.SENDING:
                self._record(book, update, UpdateState.HELD, error=_LOST)
            elif self._now() - update.created_at > STALE:
                why = update.error or "It could not be sent for a day."
                self._record(book, update, UpdateState.FAILED, error=why)
            elif self._one(book, update):
                tried += 1
                if self._account_wrong:
                    break  # the others would fare no better
        return tried

    def _one(self, book: Book, update: CustomerUpdate) -> bool:
        """Whether it was ours to send."""
        from console.updates.message import AddressError, compose, message_id  # noqa: PLC0415 - when one is sent

        case = book.case(update.ticket)
        if case is None:
            return False
        update, language = self._worded(book, update, case)
        mail, now = self._account.mail, self._now()
        try:
            update = replace(update, message_id=message_id(update, mail.sender))
            message = compose(
                update, sender=mail.sender, name=self._account.center, reply_to=mail.reply_to, language=language,
                at=now,
            )  # fmt: skip
        except AddressError as error:
            return not self._record(book, update, UpdateState.FAILED, error=str(error))
        claim = self._change(
            update, UpdateState.SENDING, due_at=now + LEASE, message_id=update.message_id, subject=update.subject,
            body=update.body,
        )  # fmt: skip
        try:
            book.apply(claim)
        except Rejected as rejected:
            log.debug("%s: %s", update.id, rejected.message)
            return False
        claimed = replace(update, state=UpdateState.SENDING, tries=update.tries + 1)
        self._unsettled = claimed, self._deliver(mail, self._account.password, message)
        self._conclude(book, *self._unsettled)
        return True

    def _worded(self, book: Book, update: CustomerUpdate, case: Case) -> tuple[CustomerUpdate, str]:
        """Subject and body, unless a person has written them or they were sent before; and their language."""
        if update.body:
            return update, update.language if update.tries == 0 else ""
        asks = Occasion.SURVEY in book.policy(self._now()).tells
        survey = asks or update.occasion is Occasion.SURVEY
        written = words_of(update, case, book.directory(), self._account, survey=survey)
        if written.problems != self._templates_wrong:
            self._templates_wrong = written.problems
            self._told(self._account_wrong, self._templates_wrong)
        return replace(update, subject=written.subject, body=written.body), written.language

    def _conclude(self, book: Book, update: CustomerUpdate, attempt: Attempt) -> None:
        wrong = attempt.why if attempt.result is Result.ACCOUNT else ""
        if wrong != self._account_wrong:
            self._account_wrong = wrong
            self._told(wrong, self._templates_wrong)
        state = _STATES[attempt.result]
        due_at = self._now() + self._pause(update.tries) if state is UpdateState.QUEUED else None
        error = "" if state is UpdateState.SENT else attempt.why
        if not self._record(book, update, state, error=error, code=attempt.code, due_at=due_at):
            # Held meanwhile by another console, since it took so long; what the server said counts all the same.
            held = replace(update, state=UpdateState.HELD)
            self._record(book, held, state, error=error, code=attempt.code, due_at=due_at)
        self._unsettled = None

    def _pause(self, tries: int) -> timedelta:
        """1, 2, 4 … 60 minutes, and up to a quarter more: consoles shall not come all at once."""
        pause: timedelta = min(PAUSE * 2 ** min(tries - 1, 10), LONGEST_PAUSE)
        return pause * (1 + self._jitter() / 4)

    def _record(
        self, book: Book, update: CustomerUpdate, state: UpdateState, *, error: str = "", code: int = 0,
        due_at: datetime | None = None,
    ) -> bool:  # fmt: skip
        """False if the update is not what we took it for any more."""
        try:
            book.apply(self._change(update, state, error=error, code=code, due_at=due_at))
        except Rejected as rejected:
            log.debug("%s: %s", update.id, rejected.message)
            return False
        return True

    def _change(self, update: CustomerUpdate, state: UpdateState, **values: object) -> RecordUpdate:
        return RecordUpdate(
            id=self._new_id(), at=self._now(), person=PERSON, update=update.id, was=update.state,
            tries=update.tries, state=state, **values,  # type: ignore[arg-type]
        )  # fmt: skip


_LOST = "Whether it was sent is not known: the console that was sending it stopped."
_STATES = {
    Result.SENT: UpdateState.SENT,
    Result.LATER: UpdateState.QUEUED,
    Result.ACCOUNT: UpdateState.QUEUED,
    Result.REFUSED: UpdateState.FAILED,
    Result.UNKNOWN: UpdateState.HELD,
}


def words_of(
    update: CustomerUpdate, case: Case, directory: Directory, account: MailAccount, *, survey: bool
) -> "Written":
    """What the templates make of it."""
    from console.updates.templates import language_of, render  # noqa: PLC0415 - Jinja2 is imported when something is sent
    from console.updates.values import values_of  # noqa: PLC0415

    mail = account.mail
    own = Path(mail.templates) if mail.templates else None
    language = language_of(update.occasion.value, update.language, own)
    values = values_of(update, case, directory, mail, center=account.center, survey=survey, language=language)
    return render(update.occasion.value, update.language, values, own)


def utc_now() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


class Sender:
    """Runs :class:`Outgoing` on a thread of its own, with a book of its own.

    ``account`` is asked on that thread before each look, and may take as long as a keyring does; None: nothing is
    sent. ``told`` is called on that thread too.
    """

    def __init__(
        self,
        open_book: Callable[[], Book],
        account: Callable[[], MailAccount | None],
        *,
        new_id: Callable[[], UUID],
        told: Told = nobody,
        deliver: Deliver | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._open_book, self._account, self._new_id, self._told = open_book, account, new_id, told
        self._deliver, self._now = deliver, now
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._book: Book | None = None
        self._thread = threading.Thread(target=self._run, name="mail", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def nudge(self) -> None:
        """Something may be there to be sent, or the account is another one."""
        self._wake.set()

    def stop(self, timeout: float = 2.0) -> bool:
        """No more; False if a server keeps us waiting: what is under way is then held after its lease."""
        self._stopping.set()
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        outgoing: Outgoing | None = None
        while not self._stopping.is_set():
            self._wake.clear()
            account = self._account()
            wait = LOOK_SECONDS
            if account is not None:
                outgoing = outgoing or self._outgoing(account)
                outgoing.use(account)
                wait = self._look(outgoing)
            self._wake.wait(wait)
        self._close()

    def _outgoing(self, account: MailAccount) -> Outgoing:
        from console.updates.smtp import deliver  # noqa: PLC0415 - smtplib and ssl, once there is an account

        return Outgoing(
            account, deliver=self._deliver or deliver, now=self._now, new_id=self._new_id, told=self._told
        )

    def _look(self, outgoing: Outgoing) -> float:
        """Seconds until the next look."""
        try:
            if self._book is None:
                self._book = self._open_book()
            outgoing.turn(self._book)
        except (
            StoreUnavailable,
            SchemaTooNew,
        ) as error:  # the desk tells it; what was under way is held later
            log.info("the queue of messages cannot be reached: %s", error.message)
            self._close()
            return _STORE_SECONDS
        return LOOK_SECONDS

    def _close(self) -> None:
        if self._book is not None:
            self._book.close()
            self._book = None
