"""A process that writes: opens a ticket and answers its call, again and again, telling each that is committed.

``writer.py URL COUNT [SHARED]``: prints ``ready``, waits for a line, then prints a call's id when the store has
acknowledged it. With SHARED (a UUID) the changes' ids are made of it, so that two writers bring the same ones.
"""

import sys
from datetime import UTC, datetime
from uuid import UUID, uuid4, uuid5

from store.changes import AnswerCall, EditTicket, OpenCall
from store.open import open_book


def main(url: str, count: int, shared: str = "") -> None:
    book = open_book(url)
    print("ready", flush=True)
    sys.stdin.readline()
    for i in range(count):

        def make(what: str, i: int = i) -> UUID:
            return uuid5(UUID(shared), f"{what}{i}") if shared else uuid4()

        call, ticket = make("call"), make("ticket")
        at = datetime.now(UTC)
        book.apply(
            OpenCall(
                id=make("open"), at=at, person="a", call=call, ticket=ticket, direction="in",
                remote_number=f"+1555{i}", remote_name=f"Caller {i}",
            )
        )  # fmt: skip
        book.apply_all(
            (
                AnswerCall(id=make("answer"), at=at, person="a", call=call),
                EditTicket(id=make("edit"), at=at, person="a", ticket=ticket, fields={"subject": f"No. {i}"}),
            )
        )
        print(call, flush=True)
    book.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
