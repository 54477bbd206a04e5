"""A message as it goes over the wire: RFC 5322, plain text in UTF-8, no line over 78 signs, no header from outside."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from store.update import CustomerUpdate, Occasion

_POLICY = SMTP.clone(cte_type="7bit")
"""Quoted-printable or base64 where the text needs it: every server takes that."""


class AddressError(Exception):
    """The address cannot be written to; the message is a sentence."""


def message_id(update: CustomerUpdate, sender: str) -> str:
    """The same for every try (RFC 5322, 3.6.4): the update's UUID at the center's domain."""
    return update.message_id or f"<{update.id.hex}@{_domain(sender)}>"


def compose(
    update: CustomerUpdate, *, sender: str, name: str, reply_to: str = "", language: str = "", at: datetime
) -> EmailMessage:
    """What is sent. ``name`` is the center's. Subject and body are the update's own by now."""
    made = EmailMessage(policy=_POLICY)
    made["From"] = Address(_one_line(name), addr_spec=wire_address(sender))
    made["To"] = Address("", addr_spec=wire_address(update.to))
    if reply_to and reply_to != sender:
        made["Reply-To"] = Address("", addr_spec=wire_address(reply_to))
    made["Subject"] = _one_line(update.subject)
    made["Date"] = format_datetime(at)
    made["Message-ID"] = update.message_id
    if update.occasion is not Occasion.COMPOSED:
        made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation notice answers it
    if language:
        made["Content-Language"] = language
    made.set_content(update.body, charset="utf-8")
    return made


def wire_address(address: str) -> str:
    """The domain as the network has it (IDNA). AddressError if it cannot be.

    Before the @ only ASCII: other letters need SMTPUTF8 (RFC 6531) all the way to the customer.
    """
    local, _, domain = address.rpartition("@")
    return f"{local}@{_domain(address)}" if local.isascii() and local and domain else _refuse(address)


def _domain(address: str) -> str:
    domain = address.rpartition("@")[2]
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return _refuse(address)


def _refuse(address: str) -> str:
    raise AddressError(f"“{address}” is no address that e-mail can be sent to.")


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
