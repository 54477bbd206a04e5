"""R64 on the desk: which rehearsals there are, the one that is open, and the tries of it."""

from collections.abc import Callable
from uuid import UUID

from console.desk.intents import Answer, SetPresence
from console.desk.intents_rehearsal import DeleteTry, ShowRehearsals, StartRehearsal, StopRehearsal
from console.desk.rehearsing import RehearsalCard, ScenarioRow
from console.desk.seat import Presence
from store.changes_rehearsal import KeepTry
from store.rehearsal import TriedStep
from tests.console.desk.desk_fixture import Office

ROWS = (ScenarioRow(key="busy", title="Busy", about="…"), ScenarioRow(key="queue", title="Queue", about="…"))


class Started:
    """Remembers what was started; the test ends it."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int | None]] = []
        self.ended: Callable[[str], None] = lambda _: None
        self.stopped = 0

    def scenarios(self) -> tuple[ScenarioRow, ...]:
        return ROWS

    def start(self, scenario: str, seed: int | None, ended: Callable[[str], None]) -> None:
        self.asked.append((scenario, seed))
        self.ended = ended

    def stop(self) -> None:
        self.stopped += 1


def office(role: str = "agent") -> tuple[Office, Started]:
    rehearse = Started()
    return Office(role=role, means={"rehearse": rehearse}), rehearse


def shown(made: Office) -> RehearsalCard:
    assert made.board.rehearsals is not None
    return made.board.rehearsals


def keep(made: Office, number: int, person: str = "maya.torres", scenario: str = "busy") -> None:
    now = made.desk._core.now()
    made.book.apply(
        KeepTry(
            id=UUID(int=number), at=now, person=person, attempt=UUID(int=number), scenario=scenario, title="Busy",
            edition="1", seed=number, started_at=now, seconds=60.0,
            steps=(TriedStep(check="answered", weight=1, points=1.0),),
        )
    )  # fmt: skip


def test_R64_scenarios_and_ones_own_tries_are_there_while_the_page_is() -> None:
    made, _ = office()
    keep(made, 1)
    keep(made, 2, person="daniel.okafor")
    assert made.board.rehearsals is None
    made.do(ShowRehearsals(on=True))
    assert (shown(made).scenarios, shown(made).loading) == (ROWS, False)
    assert [t.seed for t in shown(made).tries] == [1]
    keep(made, 3)
    made.desk.refresh()
    assert [t.seed for t in shown(made).tries] == [3, 1]
    made.do(ShowRehearsals(on=False))
    assert made.board.rehearsals is None


def test_R64_a_trainer_sees_everybodys_tries() -> None:
    made, _ = office("trainer")
    keep(made, 1)
    keep(made, 2, person="daniel.okafor")
    made.do(ShowRehearsals(on=True))
    assert [t.person for t in shown(made).tries] == ["daniel.okafor", "maya.torres"]


def test_R64_whoever_rehearses_is_away_for_training_until_it_is_closed() -> None:
    made, rehearse = office()
    made.do(ShowRehearsals(on=True))
    made.do(StartRehearsal(scenario="busy", seed=4))
    assert rehearse.asked == [("busy", 4)]
    assert (made.board.me.presence, made.board.me.reason) == (Presence.AWAY, "training")
    assert shown(made).running == "busy"
    made.do(ShowRehearsals(on=False))
    assert shown(made).running == "busy", "what runs is known on every page"
    keep(made, 9)
    rehearse.ended("")
    assert (made.board.me.presence, shown(made).running, shown(made).problem) == (Presence.AVAILABLE, "", "")
    assert [t.seed for t in shown(made).tries] == [9]


def test_R64_who_was_away_before_still_is_afterwards() -> None:
    made, rehearse = office()
    made.do(SetPresence(presence="away", reason="break"))
    made.do(StartRehearsal(scenario="busy"))
    rehearse.ended("")
    assert (made.board.me.presence, made.board.me.reason) == (Presence.AWAY, "break")


def test_R64_who_chose_otherwise_meanwhile_is_left_so() -> None:
    made, rehearse = office()
    made.do(StartRehearsal(scenario="busy"))
    made.do(SetPresence(presence="dnd"))
    rehearse.ended("")
    assert made.board.me.presence is Presence.DND


def test_R64_why_it_failed_is_on_the_page() -> None:
    made, rehearse = office()
    made.do(ShowRehearsals(on=True))
    made.do(StartRehearsal(scenario="busy"))
    rehearse.ended("There is no display.")
    assert (shown(made).problem, shown(made).running) == ("There is no display.", "")
    made.do(StartRehearsal(scenario="busy"))
    assert shown(made).problem == ""


def test_R64_one_at_a_time_and_none_beside_a_customer() -> None:
    made, rehearse = office()
    made.do(StartRehearsal(scenario="busy"))
    assert made.refused(StartRehearsal(scenario="queue")) == "rehearsing"
    made.do(StopRehearsal())
    assert rehearse.stopped == 1
    rehearse.ended("")
    made.phone.ring("", "+14155550132")
    assert made.refused(StartRehearsal(scenario="busy")) == "busy"
    made.do(Answer())
    assert made.board.me.presence is Presence.ON_CALL
    assert rehearse.asked == [("busy", None)]


def test_a_desk_that_cannot_open_one_says_so() -> None:
    made = Office()
    made.do(ShowRehearsals(on=True))
    made.do(StartRehearsal(scenario="busy"))
    assert "cannot open" in shown(made).problem
    assert made.board.me.presence is Presence.AVAILABLE


def test_R64_a_try_is_deleted_and_the_archive_is_told() -> None:
    nudged: list[bool] = []
    made = Office(means={"rehearse": Started(), "nudge_archive": lambda: nudged.append(True)})
    keep(made, 1)
    keep(made, 2)
    made.do(ShowRehearsals(on=True))
    made.do(DeleteTry(attempt=UUID(int=1)))
    assert [t.id for t in shown(made).tries] == [UUID(int=2)]
    assert nudged == [True]


def test_R64_nobody_deletes_somebody_else_s_try() -> None:
    made, _ = office()
    keep(made, 1, person="daniel.okafor")
    made.do(DeleteTry(attempt=UUID(int=1)))
    assert [t.id for t in made.book.rehearsal_tries()] == [UUID(int=1)]
    assert "rejected" in made.notices()
