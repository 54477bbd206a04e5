"""The escalation e-mail by its elements (R30): what each is, which are missing, and sentences to begin with. Pure.

Whether an element is there is told by its own field, not guessed from words: whoever writes knows what they mean.
"""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from functools import cache

import msgspec

import resources
from console.updates.text import FALLBACK, languages, plain, printable
from console.updates.values import when
from store.book import Case
from store.directory import Directory, Person
from store.escalation import Escalation


class Element(StrEnum):
    """In the order in which they stand in the message."""

    EMPATHY = "empathy"
    FAULT = "fault"
    APOLOGY = "apology"
    STEPS = "steps"
    SERIOUS = "serious"
    TIME_LINE = "time_line"
    COMMITMENT = "commitment"
    CONTACT = "contact"


class Phrases(msgspec.Struct, frozen=True):
    """One language's sentences. ``of`` are the suggestions by element, the other words have places to be filled."""

    language: str
    words: dict[str, str] = msgspec.field(default_factory=dict)
    of: dict[Element, tuple[str, ...]] = msgspec.field(default_factory=dict)


def missing(fields: Mapping[str, str]) -> tuple[Element, ...]:
    """The elements whose field is empty."""
    return tuple(e for e in Element if not fields.get(e.value, "").strip())


def assemble(fields: Mapping[str, str], greeting: str, closing: str) -> str:
    """The message: a paragraph for each element that is there."""
    parts = [printable(fields.get(e.value, "")).strip() for e in Element]
    return "\n\n".join(p for p in (greeting, *parts, closing) if p) + "\n"


def phrases(language: str) -> Phrases:
    """In that language, or the nearest that there is."""
    root = resources.path("updates")
    tag = next((t for t in languages(language) if (root / t / "elements.toml").is_file()), FALLBACK)
    return _read(tag)


@cache
def _read(tag: str) -> Phrases:
    found = tomllib.loads(resources.path(f"updates/{tag}/elements.toml").read_text(encoding="utf-8"))
    of = {Element(key): tuple(values) for key, values in found["sentences"].items()}
    return Phrases(language=tag, words=found["words"], of=of)


def shipped() -> tuple[str, ...]:
    """The languages that there are sentences in."""
    return tuple(sorted(f.parent.name for f in resources.path("updates").glob("*/elements.toml")))


class Start(msgspec.Struct, frozen=True, kw_only=True):
    """What the composer begins with. ``greeting`` and ``closing`` frame the message."""

    subject: str
    greeting: str
    closing: str
    fields: dict[str, str]


def start(
    case: Case, directory: Directory, language: str, *, me: Person, center: str, escalation: Escalation | None
) -> Start:
    """From the records alone: who, when, and to whom; an internal note never gets into a message by itself."""
    written = phrases(language)
    words = written.words
    customer = case.customer
    zone = customer.time_zone if customer else ""
    name = customer.name if customer else case.ticket.caller_name
    owner = directory.person(case.ticket.owner) or me
    fields = {
        Element.STEPS.value: "\n".join(_steps(case, written, directory, zone)),
        Element.CONTACT.value: _filled(
            words["contact_email" if owner.email else "contact"], owner=owner.name, email=owner.email,
            number=case.ticket.shown_number,
        ),
    }  # fmt: skip
    if escalation is not None and escalation.promised_at is not None:
        promised = when(escalation.promised_at, zone, written.language)
        fields[Element.TIME_LINE.value] = _filled(words["promised"], promised=promised)
    greeting = _filled(words["greeting" if name else "greeting_unknown"], customer=name)
    return Start(
        subject=_filled(words["subject"], number=case.ticket.shown_number),
        greeting=greeting,
        closing=_filled(words["closing"], me=me.name, center=center),
        fields={k: v for k, v in fields.items() if v},
    )


def _steps(case: Case, written: Phrases, directory: Directory, zone: str) -> list[str]:
    def dated(word: str, at: datetime) -> str:
        return written.words[word].replace("{when}", when(at, zone, written.language))

    told = [dated("opened", case.ticket.opened_at)]
    for e in case.escalations:
        if e.target_is_department:
            department = directory.department(e.target)
            name = department.name if department else e.target_name
        else:
            person = directory.person(e.target)
            name = person.name if person else e.target_name
        if name:
            told.append(_filled(dated("escalated", e.created_at), target=name))
        taker = directory.person(e.accepted_by)
        if e.accepted_at is not None and taker is not None:
            told.append(_filled(dated("accepted", e.accepted_at), owner=taker.name))
    return told


def _filled(sentence: str, **values: str) -> str:
    """Names may hold braces of their own: each place is filled once, from left to right of ``values``."""
    for name, value in values.items():
        sentence = sentence.replace("{" + name + "}", plain(value))
    return sentence
