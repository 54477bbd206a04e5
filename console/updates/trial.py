"""A message from the center to itself, to see whether the account works."""

from datetime import UTC, datetime

import uuid6

from console.settings_mail import Mail
from console.updates.message import AddressError, compose, message_id
from console.updates.smtp import Result, deliver
from store.update import Channel, CustomerUpdate, Occasion
from store.values import replace


def send_trial(mail: Mail, password: str, center: str) -> str:
    """What is wrong, in words; "" if the server took it. Takes as long as the server does."""
    if not mail.is_set:
        return "Set the mail server and the center's address first."
    now, fresh = datetime.now(UTC), uuid6.uuid7()
    update = CustomerUpdate(
        id=fresh, ticket=fresh, occasion=Occasion.COMPOSED, channel=Channel.EMAIL, to=mail.sender,
        subject="Test of Warmline", created_at=now, due_at=now,
        body="This message was sent by Warmline to see whether customers can be written to. Nothing is to be done.\n",
    )  # fmt: skip
    try:
        update = replace(update, message_id=message_id(update, mail.sender))
        message = compose(update, sender=mail.sender, name=center, reply_to=mail.reply_to, at=now)
    except AddressError as error:
        return str(error)
    attempt = deliver(mail, password, message)
    return "" if attempt.result is Result.SENT else attempt.why
