"""The erasure of a customer, as the board shows it and as somebody carries it out."""

from collections.abc import Callable
from typing import Protocol
from uuid import UUID

import msgspec

from store.erasure import Erasure, WhatGoes


class Forgotten(msgspec.Struct, frozen=True, kw_only=True):
    """What became of it. ``refused``: why nothing was erased; "" if it was.

    ``left`` recordings are still to be deleted, by the consoles that have them, ``why`` if this one could not;
    ``scrubbed``: no page of the database has anything of it any more.
    """

    refused: str = ""
    erasure: Erasure | None = None
    scrubbed: bool = True
    left: int = 0
    why: str = ""


class Erase(Protocol):
    """Erases a customer on a thread of its own."""

    def __call__(self, customer: UUID, then: Callable[[Forgotten], None], /) -> None:
        """``then`` is called on the desk's thread."""


def no_erase(_customer: UUID, then: Callable[[Forgotten], None], /) -> None:
    """For a desk that was given no way to do it."""
    then(Forgotten(refused="This console cannot erase customers."))


class ErasingCard(msgspec.Struct, frozen=True, kw_only=True):
    """The customer who may be erased. ``goes`` is None while it is looked for, or if they are ``missing``.

    ``running``: it is being done, and nobody can stop it.
    """

    customer: UUID
    loading: bool = True
    missing: bool = False
    goes: WhatGoes | None = None
    running: bool = False
    refused: str = ""


def to_type(goes: WhatGoes) -> str:
    """What a person types to say that they mean this customer: the name, or the first number, or the id."""
    customer = goes.customer
    return " ".join(customer.name.split()) or next(iter(customer.numbers), "") or customer.id.hex[:8]
