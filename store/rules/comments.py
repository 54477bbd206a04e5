"""Rules for what colleagues tell each other about a case (R28)."""

from collections.abc import Iterable
from uuid import UUID

from store.changes_inbox import AddComment, ReadMentions
from store.comment import Mention, mentioned
from store.errors import Rejected
from store.rules.common import Work
from store.values import replace

LONGEST = 10_000
"""Characters of a comment: more is a document, not a remark."""


def add_comment(change: AddComment, work: Work) -> None:
    """A row of the time line, and for everybody whom it names one to be read."""
    ticket = work.ticket(change.ticket)
    text = change.text.strip()
    if not text:
        raise Rejected("bad_value", "A comment needs a text.")
    if len(text) > LONGEST:
        raise Rejected("bad_value", f"A comment has at most {LONGEST} characters.")
    entry = work.entry(ticket.id, "comment", text)
    ask_to_read(work, ticket.id, entry, mentioned(text, work.unit.directory()))
    work.touch(ticket)


def ask_to_read(work: Work, ticket: UUID, entry: UUID, whom: Iterable[tuple[str, bool]]) -> None:
    """Who is to read this row: keys, each with whether it is a department. Nobody is asked by themselves."""
    for key, is_department in whom:
        if key != work.who or is_department:
            work.unit.add(
                Mention(
                    id=work.row_id(), ticket=ticket, entry=entry, whom=key, is_department=is_department,
                    by=work.who, at=work.at,
                )
            )  # fmt: skip


def read_mentions(change: ReadMentions, work: Work) -> None:
    """A department has read what one of its people has."""
    ticket = work.ticket(change.ticket)
    me = work.unit.person(work.who)
    department = me.department if me is not None else ""
    for mention in work.unit.of_ticket(Mention, ticket.id):
        mine = mention.whom == (department if mention.is_department else work.who)
        if mine and mention.read_at is None:
            work.unit.put(replace(mention, read_at=work.at, read_by=work.who))
