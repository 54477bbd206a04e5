"""The states of the queue of reviews, of the scorecard and of its editor; see scenes.py."""

from collections.abc import Callable
from uuid import UUID

from console.desk.board import Board
from console.desk.replaying import ReplayCard
from console.desk.reviewing import ReviewCard, Reviewing
from console.replay.line import CaseLine, Sound, Span, Stretch, Track
from console.ui import invented as i
from console.ui import invented_reviews as v
from console.ui.scene import Scene, press
from console.ui.window import Window
from store.scorecard import USUAL, Question
from store.values import replace


def _tab(name: str) -> Callable[[Window], None]:
    return press(f"queue.tab.{name}")


def _chosen(window: Window) -> None:
    _tab("find")(window)
    for call in (v.FOUND[0], v.FOUND[3], v.FOUND[4]):
        press(f"queue.call.{call.call.hex}")(window)


def _queue(reviewing: Reviewing = v.ALL, **more: object) -> Board:
    return v.board(reviewing, **more)  # type: ignore[arg-type]


def _nothing_found(window: Window) -> None:
    _tab("find")(window)


def _wrong(window: Window) -> None:
    """A scorecard with every kind of mistake, just tried to be saved."""
    _tab("cards")(window)
    editor = window.pages.review.queue.cards
    editor.open(USUAL.key)
    editor.edit(
        0, weight=0.0, text="A question that is much longer than anybody wants to read <b>aloud</b> " * 2
    )
    editor.add()
    editor.edit(1, key="empathy")
    editor.primary()


def _line(ticket: UUID) -> CaseLine:
    """Two legs, as in the picture; no sound of them is kept."""
    first = Track(
        recording=None, call=i.CASE.calls[0].id if i.CASE.calls else i.uid(9101), leg=i.uid(9701), letter="A",
        person="maya.torres", other="Anna Petrova", customer_from=0.0, begin=0.0, seconds=583.0,
        holds=(Span(386.0, 583.0),), sound=Sound.NONE,
    )  # fmt: skip
    second = Track(
        recording=None, call=i.uid(9102), leg=i.uid(9702), letter="B", person="daniel.okafor",
        other="Anna Petrova", customer_from=583.0, begin=389.0, seconds=731.0, sound=Sound.NONE,
    )  # fmt: skip
    stretch = Stretch(at=0.0, began=i.ago(20), seconds=1120.0)
    return CaseLine(ticket=ticket, stretches=(stretch,), tracks=(first, second))


def _beside(card: ReviewCard | None) -> Callable[[], Scene]:
    """The scorecard beside the replay of its case."""

    def scene() -> Scene:
        case = i.ESCALATED_CASE
        replay = ReplayCard(
            ticket=case.ticket.id, loading=False, case=case, line=_line(case.ticket.id), opened=True, at=736.0
        )
        made = card
        if made is not None:
            review = replace(made.review, ticket=case.ticket.id)
            made = replace(made, file=replace(made.file, row=replace(made.file.row, review=review)))
        return Scene(v.board(replace(v.ALL, review=made), replay=replay), "review", press("replay.tab.score"))

    return scene


EMPTY_QUEUE = replace(v.QUEUE, rows=(), seed="2025-W47")
MANY = replace(
    v.QUEUE,
    rows=tuple(
        replace(
            call, call=i.uid(7000 + 100 * n + k), subject="A subject that is much too long for its line " * 3
        )
        for n in range(4)
        for k, call in enumerate(v.FOUND)
    ),
)
_WORDY = replace(
    USUAL,
    key="wordy",
    name="Ein Bewertungsbogen mit einem ungewöhnlich langen Namen für den Alltag",
    questions=(*USUAL.questions, *(Question(key=f"x{n}", text="Did it " * 20) for n in range(9))),
)

SCENES_REVIEWS: dict[str, Callable[[], Scene]] = {
    "review_card": _beside(v.DRAFT),
    "review_card_begun": _beside(v.BEGUN),
    "review_card_none": _beside(None),
    "review_card_hostile": _beside(v.HOSTILE),
    "review_card_answered": _beside(v.REPLIED),
    "review_card_compared": _beside(v.CALIBRATED),
    "review_card_three": _beside(v.THREE),
    "review_todo": lambda: Scene(_queue(), "review", _tab("todo")),
    "review_find": lambda: Scene(_queue(), "review", _chosen),
    "review_find_many": lambda: Scene(_queue(replace(v.ALL, queue=MANY)), "review", _tab("find")),
    "review_find_nothing": lambda: Scene(_queue(replace(v.ALL, queue=EMPTY_QUEUE)), "review", _nothing_found),
    "review_done": lambda: Scene(_queue(), "review", _tab("done")),
    "review_empty": lambda: Scene(_queue(Reviewing()), "review", _tab("todo")),
    "review_no_cards": lambda: Scene(_queue(Reviewing()), "review", _tab("cards")),
    "review_cards": lambda: Scene(_queue(), "review", _tab("cards")),
    "review_cards_wrong": lambda: Scene(_queue(), "review", _wrong),
    "review_cards_long": lambda: Scene(
        _queue(replace(v.ALL, cards=(replace(v.CONDUCT, key="wordy", card=_WORDY),))), "review", _tab("cards")
    ),
}
