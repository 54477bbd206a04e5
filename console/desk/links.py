"""Links that ask to be dialled (``tel:`` RFC 3966, ``sip:`` and ``sips:`` RFC 3261, ``callto:``): pure.

A link comes from a web page or a mail, so it is hostile: it must pass the same door as whatever is dialled
(:func:`telephony.address.check_target`), and even then a person is asked first.
"""

import re

from console.desk.board import DialOffer
from telephony.address import NumberKind, check_target, normalise, user_of
from telephony.errors import AddressError

_SCHEME = re.compile(r"(tel|sip|sips|callto):", re.IGNORECASE)
_LONGEST = 256
_SHOWN = 80
_NOWHERE = "nowhere.invalid"


def read_link(link: str, *, country: str, host: str, port: int | None = None) -> DialOffer:
    """What a link would dial, or with ``problem`` (an AddressError code) why it must not be.

    ``host`` completes what names none ("" in direct mode: such a link has the problem ``no_host``). Numbers are
    dialled as E.164 where they can be read so; an extension behind a number (``;ext=``) is not dialled.
    """
    text = link.strip()
    quoted = "".join(c for c in text[:_SHOWN] if c.isprintable())
    try:
        if len(link) > _LONGEST:
            raise AddressError("too_long", "The link is too long.")
        if _SCHEME.match(text) is None:
            raise AddressError("scheme", "Only tel:, sip:, sips: and callto: links are dialled.")
        # As it stands first: what follows reads numbers kindly, and would make a line break a blank.
        uri = check_target(text, default_host=host or _NOWHERE, default_port=port)
        user, _, named = uri.removeprefix("sip:").partition(";")[0].rpartition("@")
        number = normalise(user, country) if user else None
        # Whatever was completed with our own host is a number or an extension, read as people here write it.
        if number is not None and named.partition(":")[0] == (host or _NOWHERE):
            asked = number.value if number.kind is NumberKind.E164 else user_of(user)
            transport = uri.partition(";")[2]
            uri = check_target(asked, default_host=host, default_port=port)
            uri += f";{transport}" if transport else ""
            shown = number.shown
        else:
            shown = f"{user}@{named}" if user else named
    except AddressError as error:
        return DialOffer(link=quoted, problem=error.code)
    return DialOffer(link=quoted, target=uri, shown=shown)
