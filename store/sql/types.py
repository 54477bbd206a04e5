"""Column types that give back what the records hold, on SQLite and PostgreSQL alike."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import DateTime, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from store.policy import Policy, from_text, to_text
from store.recording import Conduct
from store.ticket import Wait
from store.training import PlanStep


class Utc(TypeDecorator[datetime]):
    """A time in UTC with microseconds: ``timestamptz``, or text that sorts as it reads."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite has no zone, so only UTC goes in."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """PostgreSQL answers in the session's zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Word(TypeDecorator[StrEnum]):
    """One word of a StrEnum; text in the database, so that a new word needs no migration."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write the word itself."""
        return None if value is None else self.words(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:  # noqa: ARG002
        """Read it back as what it is."""
        return None if value is None else self.words(value)


class Texts(TypeDecorator[tuple[str, ...]]):
    """A few short texts in order, as a JSON array."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str:  # noqa: ARG002
        """Nothing is an empty array."""
        return json.dumps(list(value or ()), ensure_ascii=False)

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[str, ...]:  # noqa: ARG002
        """Records are frozen, and so are their texts."""
        return tuple(json.loads(value))


class PolicyText(TypeDecorator[Policy]):
    """An escalation policy, as JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Policy | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """As it is kept."""
        return None if value is None else to_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Policy | None:  # noqa: ARG002
        """Read it back."""
        return None if value is None else _policy(value)


@lru_cache(maxsize=256)
def _policy(text: str) -> Policy:
    """Versions are read whenever something was written, and hardly ever change."""
    return from_text(text)


class Tuples(TypeDecorator[tuple[Any, ...]]):
    """Frozen records in order, as a JSON array of objects; a field that is new takes its default."""

    impl = Text
    cache_ok = True

    def __init__(self, record: type[Any]) -> None:
        super().__init__()
        self.record = record

    def process_bind_param(self, value: tuple[Any, ...] | None, dialect: Dialect) -> str:  # noqa: ARG002
        """Nothing is an empty array."""
        return msgspec.json.encode(value or ()).decode()

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[Any, ...]:  # noqa: ARG002
        """As they were."""
        return tuple(msgspec.json.decode(value, type=list[self.record]))  # type: ignore[name-defined]


class Fields(TypeDecorator[dict[str, str]]):
    """Names and texts, as a JSON object."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: dict[str, str] | None, dialect: Dialect) -> str:  # noqa: ARG002
        """Nothing is an empty object."""
        return json.dumps(value or {}, ensure_ascii=False)

    def process_result_value(self, value: Any, dialect: Dialect) -> dict[str, str]:  # noqa: ARG002
        """Give a dictionary of its own each time."""
        return dict(json.loads(value))


class Waits(TypeDecorator[tuple[Wait, ...]]):
    """Spans of time, UTC, as a JSON array of pairs; the last one may have no end."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[Wait, ...] | None, dialect: Dialect) -> str:  # noqa: ARG002
        """Nothing is an empty array."""
        return json.dumps([[w.begin.isoformat(), w.end and w.end.isoformat()] for w in value or ()])

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[Wait, ...]:  # noqa: ARG002
        """As they were."""
        return tuple(
            Wait(datetime.fromisoformat(begin), datetime.fromisoformat(end) if end else None)
            for begin, end in json.loads(value)
        )


class Pauses(TypeDecorator[tuple[tuple[float, float], ...]]):
    """Spans in seconds, as a JSON array of pairs."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[tuple[float, float], ...] | None, dialect: Dialect) -> str:  # noqa: ARG002
        """Nothing is an empty array."""
        return json.dumps(value or ())

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[tuple[float, float], ...]:  # noqa: ARG002
        """As they were."""
        return tuple((begin, end) for begin, end in json.loads(value))


class ConductText(TypeDecorator[Conduct]):
    """The conduct of a leg, as a JSON object."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Conduct | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """None stays NULL."""
        return None if value is None else json.dumps(msgspec.to_builtins(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> Conduct | None:  # noqa: ARG002
        """As it was."""
        return None if value is None else Conduct(**json.loads(value))


class Ids(TypeDecorator[tuple[UUID, ...]]):
    """Some ids in order, as a JSON array of 32 hex digits each."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[UUID, ...] | None, dialect: Dialect) -> str:  # noqa: ARG002
        """Nothing is an empty array."""
        return json.dumps([each.hex for each in value or ()])

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[UUID, ...]:  # noqa: ARG002
        """As they were."""
        return tuple(map(UUID, json.loads(value)))


class Days(TypeDecorator[dict[str, int]]):
    """Numbers by name, as a JSON object."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: dict[str, int] | None, dialect: Dialect) -> str:  # noqa: ARG002
        """Nothing is an empty object."""
        return json.dumps(value or {}, sort_keys=True)

    def process_result_value(self, value: Any, dialect: Dialect) -> dict[str, int]:  # noqa: ARG002
        """Give a dictionary of its own each time."""
        return dict(json.loads(value))


class Steps(TypeDecorator[tuple[PlanStep, ...]]):
    """The steps of a plan, as a JSON array of objects."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[PlanStep, ...] | None, dialect: Dialect) -> str:  # noqa: ARG002
        """Nothing is an empty array."""
        return msgspec.json.encode(value or ()).decode()

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[PlanStep, ...]:  # noqa: ARG002
        """As they were."""
        return msgspec.json.decode(value, type=tuple[PlanStep, ...])
