"""Customers being told, as boards: whom to call, what is held, the composer, and the card that asks."""

from collections.abc import Callable

from console.desk.composing import Composing
from console.ui import invented as i
from console.ui.scene import Scene, press
from console.ui.window import Window
from console.updates import elements
from store.book import EscalationRow, UpdateRow
from store.update import Channel, CustomerUpdate, Occasion, UpdateState
from store.values import replace


def update(channel: Channel, state: UpdateState, **more: object) -> UpdateRow:
    """About Anna's case."""
    made = CustomerUpdate(
        id=i.uid(900), ticket=i.CASE.ticket.id, occasion=Occasion.ACCEPTED, channel=channel,
        to="+14155550132" if channel is Channel.CALL else "anna@quillpost.example", state=state,
        created_at=i.ago(4), due_at=i.ago(3), **more,  # type: ignore[arg-type]
    )  # fmt: skip
    return UpdateRow(update=made, ticket=i.CASE.ticket, customer_name="Anna Petrova", company="Quillpost")


CALL = update(Channel.CALL, UpdateState.QUEUED)
HELD = update(Channel.EMAIL, UpdateState.HELD, error="The connection was lost after the message was sent.")
FAILED = update(
    Channel.EMAIL, UpdateState.FAILED, error="550 5.1.1 no such user here, and a long explanation " * 4
)


def composing(**more: object) -> Composing:
    """As it begins for Anna's case."""
    me = next(p for p in i.DIRECTORY.people if p.key == i.ME.key)
    case = replace(i.ESCALATED_CASE, customer=replace(i.ANNA, email="anna@quillpost.example"))
    begun = elements.start(
        case, i.DIRECTORY, "en", me=me, center="Nordlicht Support", escalation=i.ESCALATION
    )
    values: dict[str, object] = {
        "case": case, "escalation": i.ESCALATION.id, "to": "anna@quillpost.example", "subject": begun.subject,
        "greeting": begun.greeting, "closing": begun.closing, "fields": begun.fields,
    }  # fmt: skip
    return Composing(**(values | more))  # type: ignore[arg-type]


def _whole() -> Scene:
    sentences = elements.phrases("en").of
    fields = {e.value: sentences[e][0] for e in elements.Element} | composing().fields
    return Scene(replace(i.IDLE, composing=composing(fields=fields, drafted=True)))


def _hostile() -> Scene:
    ticket = replace(i.ESCALATED_CASE.ticket, subject=i.HOSTILE * 4)
    case = replace(composing().case, ticket=ticket, customer=replace(i.ANNA, name=i.HOSTILE * 3))
    form = composing(case=case, to="", problem="The store is full: make room on the disk and try again.")
    return Scene(replace(i.IDLE, composing=form))


def _suggested(window: Window) -> None:
    press("composer.apology.suggest")(window)
    press("composer.send")(window)


def _rated(window: Window) -> None:
    press("feedback.4")(window)


RATE = EscalationRow(escalation=i.ESCALATION, ticket=i.CASE.ticket, customer_name="Anna Petrova")

UPDATE_SCENES: dict[str, Callable[[], Scene]] = {
    "update_call": lambda: Scene(replace(i.IDLE, updates=(CALL, HELD))),
    "update_call_talking": lambda: Scene(replace(i.TALKING, updates=(CALL,))),
    "update_held": lambda: Scene(replace(i.IDLE, updates=(HELD,))),
    "update_failed": lambda: Scene(replace(i.IDLE, updates=(FAILED, CALL, HELD)), "escalations"),
    "composer": lambda: Scene(replace(i.IDLE, composing=composing())),
    "composer_missing": lambda: Scene(replace(i.IDLE, composing=composing()), then=_suggested),
    "composer_whole": _whole,
    "composer_hostile": _hostile,
    "rated": lambda: Scene(replace(i.IDLE, opened=i.ESCALATED_CASE), then=press("case.rated")),
    "feedback": lambda: Scene(replace(i.IDLE, to_rate=(RATE,))),
    "feedback_rated": lambda: Scene(replace(i.IDLE, to_rate=(RATE,)), then=_rated),
}
"""By name, as in :mod:`console.ui.scenes`."""
