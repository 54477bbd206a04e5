"""A real mail server on loopback (aiosmtpd), that can be told to misbehave."""

import asyncio
import ssl
import threading
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword

DEADLINE = 30.0


class MailServer:
    """``answers`` are given to DATA in order, "" for 250, ``drop`` cuts the line instead, ``hang`` says nothing more.

    ``rcpt`` likewise to RCPT. With ``users`` a login is needed.
    """

    def __init__(
        self,
        *,
        answers: tuple[str, ...] = (),
        rcpt: tuple[str, ...] = (),
        users: dict[str, str] | None = None,
        tls: ssl.SSLContext | None = None,
        implicit: bool = False,
        port: int = 0,
    ) -> None:
        self.answers, self.rcpt = list(answers), list(rcpt)
        self.users, self.tls, self.implicit = users, tls, implicit
        self.envelopes: list[Envelope] = []
        self.got = threading.Event()
        self.port = port
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._released: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(DEADLINE)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(DEADLINE)
        assert not self._thread.is_alive()

    @property
    def messages(self) -> list[EmailMessage]:
        """What was accepted, in order."""
        made = [message_from_bytes(e.content, policy=policy.default) for e in self.envelopes]  # type: ignore[arg-type]
        return [m for m in made if isinstance(m, EmailMessage)]

    # -- the server's thread

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        made: list[SMTP] = []

        def protocol() -> SMTP:
            made.append(
                SMTP(
                    self,
                    hostname="mail.test",
                    tls_context=None if self.implicit else self.tls,
                    authenticator=self._authenticate if self.users is not None else None,
                    auth_required=self.users is not None,
                    auth_require_tls=self.tls is not None and not self.implicit,
                    loop=self._loop,
                )
            )
            return made[-1]

        context = self.tls if self.implicit else None
        server = await self._loop.create_server(protocol, "127.0.0.1", self.port, ssl=context)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        for one in made:
            if isinstance(one.transport, asyncio.WriteTransport):
                one.transport.abort()
        others = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _authenticate(self, _server: Any, _session: Any, _envelope: Any, _how: str, given: Any) -> AuthResult:
        assert isinstance(given, LoginPassword)
        good = (self.users or {}).get(given.login.decode()) == given.password.decode()
        return AuthResult(success=good, handled=False)

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        answer = self.rcpt.pop(0) if self.rcpt else ""
        if not answer:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Envelope) -> str:
        answer = self.answers.pop(0) if self.answers else ""
        if answer == "hang":
            self.got.set()
            await self._stop.wait()
        if answer in {"drop", "hang"}:
            self.envelopes.append(envelope)  # it is here, whatever the sender knows of it
            server.transport.abort()
        elif not answer:
            self.envelopes.append(envelope)
        self.got.set()
        return answer or "250 2.0.0 taken"


def wait_for(condition: Callable[[], bool], what: str) -> None:
    """Until it holds, looked at often; at most half a minute."""
    waiter = threading.Event()
    for _ in range(int(DEADLINE / 0.02)):
        if condition():
            return
        waiter.wait(0.02)
    raise AssertionError(what)
