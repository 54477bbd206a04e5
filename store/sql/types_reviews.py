"""Column types of scorecards and reviews: JSON texts that give back what the records hold."""

import json
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from store.review import Comment, CommentKind
from store.scorecard import Question, QuestionKind, Scorecard


class AnswersText(TypeDecorator[dict[str, int | None]]):
    """Answers by question, as a JSON object; null does not apply."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: dict[str, int | None] | None, dialect: Dialect) -> str:  # noqa: ARG002
        """Nothing is an empty object."""
        return json.dumps(value or {})

    def process_result_value(self, value: Any, dialect: Dialect) -> dict[str, int | None]:  # noqa: ARG002
        """Give a dictionary of its own each time."""
        return dict(json.loads(value))


class CommentsText(TypeDecorator[tuple[Comment, ...]]):
    """Comments in order, as a JSON array of objects."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[Comment, ...] | None, dialect: Dialect) -> str:  # noqa: ARG002
        """Nothing is an empty array."""
        return json.dumps(msgspec.to_builtins(value or ()), ensure_ascii=False)

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[Comment, ...]:  # noqa: ARG002
        """As they were."""
        return tuple(Comment(**c | {"kind": CommentKind(c["kind"])}) for c in json.loads(value))


class CardText(TypeDecorator[Scorecard]):
    """A scorecard, as JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Scorecard | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """As it is kept."""
        return None if value is None else json.dumps(msgspec.to_builtins(value), ensure_ascii=False)

    def process_result_value(self, value: Any, dialect: Dialect) -> Scorecard | None:  # noqa: ARG002
        """Read it back."""
        return None if value is None else _card(value)


@lru_cache(maxsize=256)
def _card(text: str) -> Scorecard:
    """Versions are read with every review, and never change."""
    values = json.loads(text)
    questions = (Question(**q | {"kind": QuestionKind(q["kind"])}) for q in values.pop("questions"))
    return Scorecard(questions=tuple(questions), **values)
