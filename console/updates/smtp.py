"""One try to hand a message to the mail server (RFC 5321), and what is known of it afterwards.

The line is crossed when the message's end is sent: before it a lost connection means that nothing was accepted, after
it, without the server's answer, nobody knows. What is wrong with the account is told apart from what is wrong with the
message: for the one all wait, for the other only this one fails.
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage
from enum import StrEnum

import msgspec

from console.settings_mail import Mail

CONNECT_SECONDS = 20.0
GOODBYE_SECONDS = 5.0
COMMAND_SECONDS = 30.0
ANSWER_SECONDS = 240.0
"""For the answer to the message itself: servers look it over (RFC 5321, 4.5.3.2.6, would give them 600)."""
_GO_AHEAD = 354
_NOT_NOW = 400
_NEVER = 500
_LOGIN_REFUSED = frozenset({530, 534, 535, 538})


class Result(StrEnum):
    """What is known after a try."""

    SENT = "sent"
    LATER = "later"
    """The server asked to wait, or was not there: nothing was accepted."""
    REFUSED = "refused"
    """The server will not take this message."""
    UNKNOWN = "unknown"
    """The connection was lost after the message and before the answer."""
    ACCOUNT = "account"
    """Our own account, its password or the server's certificate is not in order: nothing was sent."""


class Attempt(msgspec.Struct, frozen=True):
    """``why`` is a sentence with what the server said; ``code`` its SMTP status, 0 without one."""

    result: Result
    why: str = ""
    code: int = 0


class _AccountError(Exception):
    def __init__(self, why: str, code: int = 0) -> None:
        super().__init__(why)
        self.why, self.code = why, code


def deliver(mail: Mail, password: str, message: EmailMessage) -> Attempt:
    """Hand ``message`` over; never raises for what a network or a server does."""
    return _try(mail, password, lambda smtp: _send(smtp, message))


def look(mail: Mail, password: str) -> Attempt:
    """Connect and log in, and send nothing; ``sent`` if that works."""
    return _try(mail, password, lambda _: Attempt(Result.SENT))


def _try(mail: Mail, password: str, then: Callable[[smtplib.SMTP], Attempt]) -> Attempt:
    try:
        smtp = _connected(mail)
        try:
            _log_in(smtp, mail, password)
            return then(smtp)
        finally:
            _leave(smtp)
    except (_AccountError, OSError) as error:  # all of smtplib's and ssl's are OSErrors
        return _failed(error, mail)


def _failed(error: Exception, mail: Mail) -> Attempt:
    """Before a message was under way: it is never the message's fault."""
    host, port = mail.place
    result, code = Result.LATER, 0
    if isinstance(error, _AccountError):
        result, why, code = Result.ACCOUNT, error.why, error.code
    elif isinstance(error, ssl.SSLCertVerificationError):
        result = Result.ACCOUNT
        why = f"The certificate of {host} is not to be trusted: {error.verify_message}."
    elif isinstance(error, ssl.SSLError):
        result = Result.ACCOUNT
        why = f"{host}, port {port}, does not speak TLS as is set ({error.reason or error})."
    elif isinstance(error, smtplib.SMTPResponseException):
        code = error.smtp_code
        result = Result.ACCOUNT if code >= _NEVER else Result.LATER
        why = f"{host} says: {code} {_text(error.smtp_error)}."
    elif isinstance(error, smtplib.SMTPException):
        why = f"{host} broke off: {_short(str(error))}."
    elif isinstance(error, socket.gaierror):
        why = f"There is no host {host}: {error.strerror}."
    else:
        why = f"{host}, port {port}, cannot be reached: {getattr(error, 'strerror', None) or error}."
    return Attempt(result, why, code)


def _leave(smtp: smtplib.SMTP) -> None:
    """However the server takes our good-bye, what became of the message is known by now."""
    with suppress(OSError, smtplib.SMTPException):
        if smtp.sock is not None:
            smtp.sock.settimeout(GOODBYE_SECONDS)
        smtp.quit()
    smtp.close()


def _connected(mail: Mail) -> smtplib.SMTP:
    """With TLS as is set; the certificate is checked, and has to be of that very name."""
    host, port = mail.place
    context = ssl.create_default_context(cafile=mail.ca_file or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if mail.security == "tls":
        return _patient(smtplib.SMTP_SSL(host, port, timeout=CONNECT_SECONDS, context=context))
    smtp = _patient(smtplib.SMTP(host, port, timeout=CONNECT_SECONDS))
    if mail.security == "starttls":
        try:
            smtp.ehlo_or_helo_if_needed()
            if not smtp.has_extn("starttls"):
                raise _AccountError(f"{host} offers no STARTTLS. Nothing was sent in the clear.")
            smtp.starttls(context=context)
        except BaseException:
            smtp.close()
            raise
    return smtp


def _patient(smtp: smtplib.SMTP) -> smtplib.SMTP:
    if smtp.sock is not None:
        smtp.sock.settimeout(COMMAND_SECONDS)
    return smtp


def _log_in(smtp: smtplib.SMTP, mail: Mail, password: str) -> None:
    smtp.ehlo_or_helo_if_needed()
    if not mail.username:
        return
    if not password:
        raise _AccountError(f"There is no password for {mail.username} at {mail.host}.")
    try:
        smtp.login(mail.username, password)
    except smtplib.SMTPAuthenticationError as error:
        if error.smtp_code < _NEVER:
            raise
        why = f"{mail.host} refuses the login of {mail.username}: {_text(error.smtp_error)}."
        raise _AccountError(why, error.smtp_code) from error
    except smtplib.SMTPNotSupportedError as error:
        raise _AccountError(f"{mail.host} takes no login here.") from error
    except smtplib.SMTPException as error:
        if isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPServerDisconnected):
            raise
        raise _AccountError(f"{mail.host} has no way of logging in that we know.") from error


def _send(smtp: smtplib.SMTP, message: EmailMessage) -> Attempt:
    sender, to = message["From"].addresses[0].addr_spec, message["To"].addresses[0].addr_spec
    for code, said in (smtp.mail(sender), smtp.rcpt(to)):
        if code >= _NOT_NOW:
            return _answered(code, _text(said))
    code, said = smtp.docmd("DATA")
    if code != _GO_AHEAD:
        return _answered(code, _text(said))
    lines = re.sub(rb"(?m)^\.", b"..", message.as_bytes())  # RFC 5321, 4.5.2; the lines end in CRLF
    if not lines.endswith(b"\r\n"):
        lines += b"\r\n"
    if smtp.sock is not None:
        smtp.sock.settimeout(ANSWER_SECONDS)
    try:
        smtp.send(lines + b".\r\n")
        code, said = smtp.getreply()
    except (OSError, smtplib.SMTPException) as error:
        return Attempt(
            Result.UNKNOWN, f"The connection was lost after the message was sent: {_short(str(error))}."
        )
    if code // 100 not in {2, 4, 5}:
        return Attempt(Result.UNKNOWN, f"The server answered what nobody understands: {_text(said)}.")
    return _answered(code, _text(said))


def _answered(code: int, said: str) -> Attempt:
    if code in _LOGIN_REFUSED:
        return Attempt(Result.ACCOUNT, f"The mail server wants another login: {code} {said}.", code)
    why = f"{code} {said}".strip()
    if code >= _NEVER:
        return Attempt(Result.REFUSED, why, code)
    return Attempt(Result.LATER if code >= _NOT_NOW or code < 0 else Result.SENT, why, code)


def _text(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return _short(text)


def _short(text: str) -> str:
    """On one line, at most 300 characters: a server may say anything."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:300].rstrip(".")
