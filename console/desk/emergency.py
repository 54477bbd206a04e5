"""Which numbers pass every policy and state: pure."""

from collections.abc import Sequence

from telephony.address import user_of

EVERYWHERE = ("112", "911")
"""What every mobile network takes for an emergency (3GPP TS 22.101 section 10.1.1); so do we."""


def numbers_of(country: str) -> tuple[str, ...]:
    """The emergency numbers of a country, and those of everywhere; slow the first time (it imports phonenumbers)."""
    import phonenumbers  # noqa: PLC0415 - see below

    digits = (f"{n:0{width}d}" for width in (2, 3) for n in range(10**width))
    own = [n for n in digits if country and phonenumbers.is_emergency_number(n, country)]
    return tuple(dict.fromkeys((*own, *EVERYWHERE)))


def is_emergency(target: str, numbers: Sequence[str], country: str) -> bool:
    """Whether what is about to be dialled calls for help.

    ``numbers`` are those of the settings; without any they are those of the ``country`` (ISO 3166), by the tables
    of phonenumbers, and :data:`EVERYWHERE`.
    """
    dialled = user_of(target)
    if not dialled:
        return False
    if numbers:
        return dialled in numbers
    if dialled in EVERYWHERE:
        return True
    import phonenumbers  # noqa: PLC0415 - slow, and only needed once something is dialled

    return bool(country) and phonenumbers.is_emergency_number(dialled, country)
