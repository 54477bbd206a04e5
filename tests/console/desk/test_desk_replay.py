"""R61: a case is opened, played and heard on the desk; who may not, does not, and what was heard is on record."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import uuid6

from console.desk import intents_replay as ask
from console.replay.line import CaseLine, Side, Sound, Span
from console.replay.sources import Played, PlayerListener, Tuning
from console.ui import invented_rehearsals as practice
from console.ui import invented_replay as r
from store.changes import ApprovePolicy, PutDirectory, SavePolicy
from store.changes_recordings import KeptRecording
from store.coaching import ConductGoals
from store.directory import Person
from store.memory import MemoryBook
from store.policy import Policy
from store.recording import Keeping, Recording
from store.records import Records
from store.values import replace
from telephony.events import SoundChanged
from telephony.scripted import ScriptedPhone
from tests.console.desk.desk_fixture import DIRECTORY, Office

TICKET = r.CASE.ticket.id


class FakePlayer:
    """A player that does nothing but remember; :meth:`hear` is the person's time."""

    def __init__(self) -> None:
        self.listener: PlayerListener | None = None
        self.opened: list[tuple[int, CaseLine, float]] = []
        self.recordings: Mapping[UUID, Recording] = {}
        self.said: list[Any] = []
        self.tuning = Tuning()

    def listen(self, listener: PlayerListener) -> None:
        self.listener = listener

    def open(self, case: int, line: CaseLine, recordings: Mapping[UUID, Recording], at: float) -> None:
        self.opened.append((case, line, at))
        self.recordings = recordings

    def close(self) -> None:
        self.said.append("close")

    def play(self, *, on: bool) -> None:
        self.said.append("play" if on else "stop")

    def seek(self, at: float) -> None:
        self.said.append(at)

    def tune(self, tuning: Tuning) -> None:
        self.tuning = tuning

    @property
    def case(self) -> int:
        return self.opened[-1][0]

    @property
    def told(self) -> PlayerListener:
        assert self.listener is not None
        return self.listener


class Review:
    """A manager's desk with the invented case in its store."""

    def __init__(self, me: str = "ines.vidal", case: Any = r.CASE) -> None:
        book = MemoryBook()
        self.player = FakePlayer()
        self.phone = ScriptedPhone()
        self.office = Office(
            me=me, role="escalation_manager", book=book, phone=self.phone, means={"player": self.player}
        )
        people = (*DIRECTORY.people, Person(key="ines.vidal", name="Ines Vidal", role="escalation_manager"))
        book.apply(
            PutDirectory(
                id=uuid6.uuid7(),
                at=datetime.now(UTC),
                person="setup",
                directory=replace(DIRECTORY, people=people),
            )
        )
        book.load(
            [
                Records(
                    tickets=(replace(case.ticket, customer=None),), escalations=case.escalations,
                    calls=case.calls, legs=case.legs, entries=case.entries, steps=case.steps, kept=case.recordings,
                )
            ]
        )  # fmt: skip
        self.book = book

    @property
    def card(self) -> Any:
        card = self.office.board.replay
        assert card is not None
        return card

    def open(self, at: float = 0.0) -> None:
        self.office.do(ask.ShowReplay(ticket=TICKET, at=at))
        self.player.told.player_opened(self.player.case, {}, {})

    def heard(self) -> dict[UUID, list[tuple[float, float]]]:
        return {
            recording.id: [
                (round(row.begin, 1), round(row.end, 1)) for row in self.book.listenings(recording.id)
            ]
            for recording in r.CASE.recordings
        }


def test_R61_a_case_is_opened_on_its_line() -> None:
    review = Review()
    review.office.do(ask.ShowReplay(ticket=TICKET, at=12.0))
    card = review.card
    assert (card.loading, card.missing, card.opened, card.at) == (False, False, False, 12.0)
    assert [t.recording for t in card.line.shown] == [r.A, r.B, r.C]
    case, line, at = review.player.opened[-1]
    assert (line, at) == (card.line, 12.0)
    assert set(review.player.recordings) >= {r.A, r.B, r.C}
    review.player.told.player_opened(case, r.SHAPES, {r.B: Sound.NO_KEY})
    assert review.card.opened
    assert review.card.shapes == r.SHAPES
    assert review.card.line.track(r.B).sound is Sound.NO_KEY


def test_R62_an_old_case_is_held_against_the_policy_of_its_day() -> None:
    review = Review()
    since = {
        1: r.CASE.calls[0].started_at - timedelta(days=9),
        2: r.CASE.calls[0].started_at + timedelta(days=9),
    }
    for version, at in since.items():
        policy = Policy(conduct=ConductGoals(silence=10 * version))
        review.book.apply(
            SavePolicy(id=uuid6.uuid7(), at=at, person="ines.vidal", policy=policy, base_version=version - 1)
        )
        review.book.apply(
            ApprovePolicy(id=uuid6.uuid7(), at=at, person="ines.vidal", version=version, valid_from=at)
        )
    review.open()
    assert review.book.policy(review.office.desk._core.now()).conduct.silence == 20
    assert {t.goals.silence for t in review.card.line.tracks if t.conduct is not None} == {10}


def test_a_ticket_that_is_gone_says_so() -> None:
    review = Review()
    review.office.do(ask.ShowReplay(ticket=UUID(int=77)))
    assert (review.card.missing, review.card.loading) == (True, False)
    assert review.office.refused(ask.PlayReplay(on=True)) == "no_replay"


def test_it_is_on_record_before_anything_is_heard() -> None:
    review = Review()
    review.open()
    review.office.keeper.held = True
    review.office.do(ask.PlayReplay(on=True))
    assert "play" not in review.player.said
    review.office.keeper.release()
    assert review.player.said[-1] == "play"
    assert review.heard()[r.A] == [(0.0, 0.0)]


def test_what_was_heard_is_on_record_leg_by_leg() -> None:
    review = Review()
    review.open()
    review.office.do(ask.PlayReplay(on=True))
    told, case = review.player.told, review.player.case
    told.player_heard(case, 390.0, 400.0)
    told.player_heard(case, 400.0, 590.0)
    heard = review.heard()
    assert heard[r.A][-1] == (390.0, 581.8)
    assert heard[r.B][-1] == (0.0, 184.6)
    assert heard[r.C][-1] == (0.0, 6.9)
    told.player_heard(case, 10.0, 20.0)
    assert (10.0, 20.0) in review.heard()[r.A]


def test_what_was_heard_last_is_on_record_though_the_case_was_left() -> None:
    review = Review()
    review.open()
    review.office.do(ask.PlayReplay(on=True))
    case = review.player.case
    review.office.do(ask.ShowReplay(ticket=None))
    assert review.office.board.replay is None
    review.player.told.player_heard(case, 20.0, 25.0)
    review.player.told.player_stands(case, 25.0, playing=False, problem="")
    assert review.office.board.replay is None
    assert review.heard()[r.A][-1] == (20.0, 25.0)


def test_who_may_not_hear_a_leg_does_not_get_it() -> None:
    review = Review(me="daniel.okafor")  # a supervisor of another department than Maya's
    review.open()
    sounds = {t.recording: t.sound for t in review.card.line.shown}
    assert sounds[r.A] is Sound.FORBIDDEN
    assert sounds[r.C] is Sound.READY
    assert r.A not in {t.recording for t in review.player.opened[-1][1].heard}
    review.office.do(ask.PlayReplay(on=True))
    assert review.heard()[r.A] == []


def test_where_there_is_nothing_to_hear_play_says_so() -> None:
    case = replace(r.CASE, recordings=tuple(replace(x, state=Keeping.ERASED) for x in r.CASE.recordings))
    review = Review(case=case)
    review.open()
    assert review.office.refused(ask.PlayReplay(on=True)) == "nothing_to_hear"


def test_a_recording_that_was_kept_meanwhile_can_be_heard() -> None:
    recordings = tuple(replace(x, state=Keeping.RECORDED) if x.id == r.C else x for x in r.CASE.recordings)
    review = Review(case=replace(r.CASE, recordings=recordings))
    review.open(at=30.0)
    assert review.card.line.track(r.C).sound is Sound.KEEPING
    review.book.apply(
        KeptRecording(
            id=uuid6.uuid7(), at=datetime.now(UTC), person="maya.torres", recording=r.C,
            name=f"{r.C.hex}.flac", size=1, sha256="0" * 64,
        )
    )  # fmt: skip
    review.office.desk.refresh()
    assert review.card.line.track(r.C).sound is Sound.READY
    assert len(review.player.opened) == 2
    assert review.player.opened[-1][2] == 30.0


def test_another_note_draws_the_line_anew_and_interrupts_nothing() -> None:
    from store.changes import AddNote

    review = Review()
    review.open()
    before = len(review.card.line.markers)
    review.book.apply(
        AddNote(id=uuid6.uuid7(), at=datetime.now(UTC), person="ines.vidal", ticket=TICKET, text="Well done")
    )
    review.office.desk.refresh()
    assert len(review.card.line.markers) == before + 1
    assert len(review.player.opened) == 1


def test_seek_tune_and_loop() -> None:
    review = Review()
    review.open()
    review.office.do(ask.SeekReplay(at=5_000.0))
    assert review.player.said[-1] == review.card.at == pytest.approx(review.card.line.seconds)
    review.office.do(ask.SeekReplay(at=-5.0))
    assert review.player.said[-1] == 0.0
    review.office.do(ask.TuneReplay(side=Side.STAFF, speed=1.5))
    review.office.do(ask.TuneReplay(skip=True))
    review.office.do(ask.LoopReplay(span=Span(3.0, 4.0)))
    assert review.player.tuning == review.card.tuning
    tuning = review.card.tuning
    assert (tuning.side, tuning.speed, tuning.skip, tuning.loop) == (Side.STAFF, 1.5, True, Span(3.0, 4.0))
    assert review.office.refused(ask.TuneReplay(speed=3.0)) == "bad_speed"
    review.office.do(ask.ShowReplay(ticket=TICKET))
    tuning = review.card.tuning
    assert (tuning.speed, tuning.loop) == (1.5, None)


def test_where_it_is_heard_is_told_and_no_part_of_the_board() -> None:
    review = Review()
    review.open()
    told: list[Played] = []
    stop = review.office.desk.watch_replay(told.append)
    board = review.office.board
    review.player.told.player_moved(review.player.case, Played(at=7.5))
    assert told == [Played(at=7.5)]
    assert review.office.board is board
    review.player.told.player_moved(review.player.case - 1, Played(at=99.0))
    stop()
    review.player.told.player_moved(review.player.case, Played(at=8.0))
    assert told == [Played(at=7.5)]


def test_a_call_goes_before_a_recording() -> None:
    review = Review()
    review.open()
    review.office.do(ask.PlayReplay(on=True))
    review.player.told.player_stands(review.player.case, 3.0, playing=True, problem="")
    review.phone.ring("whoever", "+14155550132")
    assert review.player.said[-1] == "stop"
    assert review.office.refused(ask.PlayReplay(on=True)) == "in_call"


def test_a_headset_that_the_engine_misses_ends_it() -> None:
    review = Review()
    headset = SoundChanged(speakers=("Loud", "Headset"), speaker="Headset")
    review.phone.sounds(headset)
    review.open()
    assert review.player.tuning.device == "Headset"
    review.office.do(ask.PlayReplay(on=True))
    told, case = review.player.told, review.player.case
    told.player_stands(case, 3.0, playing=True, problem="")
    review.phone.sounds(headset)
    assert review.player.said[-1] == "play"
    review.phone.sounds(SoundChanged(speakers=("Loud",), speaker="Loud", lost="Headset"))
    assert review.player.said[-1] == "stop"
    told.player_stands(case, 4.0, playing=False, problem="")
    assert (review.card.problem, review.card.playing) == ("device_gone", False)


def test_what_is_wrong_with_the_device_is_on_the_board() -> None:
    review = Review()
    review.open()
    review.player.told.player_stands(review.player.case, 3.0, playing=False, problem="no_device")
    assert (review.card.problem, review.card.at) == ("no_device", 3.0)


def test_R64_a_rehearsal_s_try_is_played_without_a_store_and_without_a_record_of_it() -> None:
    review = Review(me="maya.torres")
    review.office.do(ask.ShowTry(attempt=practice.HEARD))
    card, (case, line, at) = review.card, review.player.opened[-1]
    assert (card.attempt, card.loading, card.line, at) == (practice.HEARD, False, line, 0.0)
    assert {x.purpose for x in review.player.recordings.values()} == {"rehearsal"}
    review.player.told.player_opened(case, {}, {practice.SOUNDS[1].id: Sound.BROKEN})
    assert [t.sound for t in review.card.line.shown] == [Sound.READY, Sound.BROKEN]
    review.office.keeper.held = True
    review.office.do(ask.PlayReplay(on=True))
    assert review.player.said[-1] == "play"
    review.player.told.player_heard(case, 1.0, 5.0)
    review.office.keeper.release()
    assert all(not review.book.listenings(s.id) for s in practice.SOUNDS)
    review.office.desk.refresh()
    assert not review.card.missing, "no ticket of that id is looked for"
    review.office.do(ask.ShowReplay(ticket=TICKET))
    assert (review.card.attempt, review.card.ticket) == (None, TICKET)
