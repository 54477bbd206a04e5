"""What differs from country to country about numbers: emergencies, and how people begin to type one. Pure.

By the tables of phonenumbers, whose import is slow; so each function imports it when it is called.
"""

from collections.abc import Sequence

from telephony.address import user_of

EVERYWHERE = ("112", "911")
"""What every mobile network takes for an emergency (3GPP TS 22.101 section 10.1.1); so do we."""


_LONGEST = 6


def emergency_numbers(country: str) -> tuple[str, ...]:
    """The emergency numbers of two and three digits of a country (ISO 3166), and those of everywhere."""
    import phonenumbers  # noqa: PLC0415 - see above

    digits = (f"{n:0{width}d}" for width in (2, 3) for n in range(10**width))
    own = [n for n in digits if country and phonenumbers.is_emergency_number(n, country)]
    return tuple(dict.fromkeys((*own, *EVERYWHERE)))


def is_emergency(target: str, numbers: Sequence[str], country: str) -> bool:
    """Whether what is about to be dialled calls for help.

    ``numbers`` are those of the settings; without any they are those of the ``country``, and :data:`EVERYWHERE`.
    """
    dialled = user_of(target)
    if numbers:
        return dialled in numbers
    # No country has longer ones, and phonenumbers would read *999 as 999.
    if not dialled.isdigit() or len(dialled) > _LONGEST:
        return False
    if dialled in EVERYWHERE:
        return True
    import phonenumbers  # noqa: PLC0415 - see above

    return bool(country) and phonenumbers.is_emergency_number(dialled, country)


def international(typed: str, country: str) -> str:
    """The beginning of a number as numbers are kept: ``020 79`` typed in GB is ``+442079``. Other text as it is."""
    digits = "".join(c for c in typed if c.isascii() and c.isdigit())
    if not digits.startswith("0") or not set(typed) <= set("0123456789 -./()"):
        return typed
    if digits.startswith("00"):
        return f"+{digits[2:]}" if digits[2:] else typed
    import phonenumbers  # noqa: PLC0415 - see above

    code = phonenumbers.country_code_for_region(country)
    rest = digits.removeprefix(phonenumbers.ndd_prefix_for_region(country, True) or "")
    return f"+{code}{rest}" if code and rest else typed
