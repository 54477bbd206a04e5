"""One suite for every book: recordings, who hears them, and how long they are kept (R60, R61)."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from store.changes import EditTicket, HoldLeg, OpenLeg
from store.changes_recordings import (
    BeginRecording,
    EndRecording,
    ErasedFiles,
    ExpireRecordings,
    HeardRecording,
    HoldCase,
    HoldRecording,
    KeptRecording,
    LostRecording,
    PutConduct,
    PutRecordingRules,
    TellConsent,
)
from store.errors import Rejected
from store.recording import Conduct, Consent, Keeping, Recording, RecordingQuery, RecordingRules
from store.values import replace
from tests.store.story import DIRECTORY, START, Story, kinds

FILE: dict[str, Any] = {"size": 1234, "sha256": "ab" * 32, "peaks": "p", "key": "wrapped"}
BOSS = {"person": "ada.manager"}


@pytest.fixture
def story(story: Story) -> Story:
    """A floor that has a manager, a trainer and a supervisor of Maria's department."""
    roles = {"ines.weber": "trainer", "daniel.okafor": "supervisor"}
    people = [replace(p, role=roles.get(p.key, p.role), department="network") for p in DIRECTORY.people]
    boss = replace(people[0], key="ada.manager", name="Ada", role="escalation_manager", extension="2001")
    agent = replace(people[0], key="tom.reed", name="Tom", extension="2055", department="payments")
    story.directory(replace(DIRECTORY, people=(*people, boss, agent)))
    return story


def begun(story: Story, call: UUID | None, **values: Any) -> UUID:
    recording = uuid4()
    started = values.pop("started_at", story.now)
    story.tell(BeginRecording, **({"recording": recording, "call": call, "started_at": started} | values))
    return recording


def made(story: Story, call: UUID | None, seconds: float = 60.0, **values: Any) -> UUID:
    recording = begun(story, call, **values)
    story.tell(EndRecording, recording=recording, seconds=seconds)
    return recording


def stored(story: Story, call: UUID | None, seconds: float = 60.0, **values: Any) -> UUID:
    recording = made(story, call, seconds, **values)
    story.tell(KeptRecording, recording=recording, name=f"{recording.hex}.flac.enc", **FILE)
    return recording


def found(story: Story, recording: UUID) -> Recording:
    row = story.book.recording(recording)
    assert row is not None
    return row


def listed(story: Story, **query: Any) -> list[UUID]:
    return [row.recording.id for row in story.book.recordings_list(RecordingQuery(**query))]


def refused(story: Story, kind: Any, **values: Any) -> str:
    with pytest.raises(Rejected) as refusal:
        story.tell(kind, **values)
    return refusal.value.code


def test_R60_a_recording_is_linked_to_call_leg_and_ticket(story: Story) -> None:
    call, leg = story.talk(), uuid4()
    story.tell(OpenLeg, leg=leg, call=call, parent=call)
    own = made(story, call, 12.5)
    consult = begun(story, call, leg=leg, purpose="consult")
    ticket = story.case(call).ticket.id
    assert story.book.recordings(ticket) == story.case(call).recordings
    assert {r.id for r in story.book.recordings(ticket)} == {own, consult}
    first, second = found(story, own), found(story, consult)
    assert (first.call, first.leg, first.purpose, first.person) == (call, None, "customer", "maria.lopez")
    assert (second.call, second.leg, second.purpose) == (call, leg, "consult")
    assert (first.seconds, first.ended, first.state) == (12.5, True, Keeping.RECORDED)
    assert (second.seconds, second.ended) == (0.0, False)


def test_R60_pauses_and_what_is_missing_are_kept_and_the_first_end_stands(story: Story) -> None:
    recording = begun(story, story.talk())
    pauses = ((1.5, 2.25), (7.0, 9.125))
    story.tell(EndRecording, recording=recording, seconds=30.0, pauses=pauses, partial=True, cut_off=True)
    story.tell(EndRecording, recording=recording, seconds=1.0)
    row = found(story, recording)
    assert (row.pauses, row.partial, row.cut_off, row.seconds) == (pauses, True, True, 30.0)


def test_R60_one_that_nobody_knows_the_call_of_is_kept_too(story: Story) -> None:
    for call in (None, uuid4()):
        recording = made(story, call)
        row = found(story, recording)
        assert (row.call, row.ticket, row.person) == (None, None, "maria.lopez")
        assert recording in listed(story)


def test_R60_from_the_engines_folder_to_the_archive(story: Story) -> None:
    call = story.talk()
    still = begun(story, call)
    first, second = made(story, call), made(story, call, started_at=story.now + timedelta(seconds=9))
    assert [r.id for r in story.book.recordings_to_keep()] == [first, second]
    story.tell(KeptRecording, recording=first, name="f.flac.enc", **FILE)
    story.tell(LostRecording, recording=second, why="No space left on device")
    assert story.book.recordings_to_keep() == ()
    kept, lost = found(story, first), found(story, second)
    assert (kept.state, kept.name, kept.size, kept.sha256, kept.peaks, kept.key) == (
        Keeping.KEPT, "f.flac.enc", 1234, "ab" * 32, "p", "wrapped",
    )  # fmt: skip
    assert (lost.state, lost.why) == (Keeping.LOST, "No space left on device")
    assert set(listed(story)) == {first, still}
    story.tell(KeptRecording, recording=second, name="s.flac", **FILE)
    assert found(story, second).state is Keeping.KEPT
    story.tell(LostRecording, recording=second, why="?")
    assert found(story, second).state is Keeping.KEPT


def test_R60_what_is_not_in_the_store_is_refused(story: Story) -> None:
    nothing = uuid4()
    assert refused(story, EndRecording, recording=nothing, seconds=1.0) == "unknown_recording"
    assert refused(story, KeptRecording, recording=nothing, name="x", **FILE) == "unknown_recording"
    assert refused(story, HeardRecording, listening=uuid4(), recording=nothing) == "unknown_recording"
    assert (
        refused(story, BeginRecording, recording=nothing, call=None, started_at=START, purpose="x")
        == "bad_value"
    )


def test_R62_the_conduct_of_a_leg_is_kept_with_it_and_with_its_recording(story: Story) -> None:
    call, leg = story.talk(), uuid4()
    story.tell(OpenLeg, leg=leg, call=call, parent=call)
    own, consult = made(story, call), made(story, call, leg=leg, purpose="consult")
    conduct = Conduct(seconds=60.0, agent=20.5, other=30.0, silence=9.5, turns=7, holds=1, hold_seconds=11.0)
    story.tell(PutConduct, leg=call, conduct=conduct)
    assert found(story, own).conduct == conduct
    assert found(story, own).hold_seconds == 11.0
    assert found(story, consult).conduct is None
    (row,) = story.case(call).conducts
    assert (row.id, row.call, row.person, row.agent, row.turns) == (call, call, "maria.lopez", 20.5, 7)
    assert row.talk_share == pytest.approx(20.5 / 50.5)
    story.tell(PutConduct, leg=call, conduct=replace(conduct, turns=8))
    assert [row.turns for row in story.case(call).conducts] == [8]


def test_R60_the_callers_word_counts_for_the_whole_call(story: Story) -> None:
    call = story.talk()
    before = begun(story, call)
    story.tell(TellConsent, call=call, consent=Consent.OBJECTED)
    after = begun(story, call)
    assert [found(story, r).consent for r in (before, after)] == [Consent.OBJECTED] * 2
    assert found(story, before).keep_until == found(story, before).started_at
    story.tell(TellConsent, call=call, consent=Consent.GIVEN)
    assert [found(story, r).consent for r in (before, after)] == [Consent.GIVEN] * 2
    assert found(story, before).keep_until == found(story, before).started_at + timedelta(days=365)
    assert kinds(story.case(call))[-2:] == ["consent_objected", "consent_given"]
    assert story.case(call).calls[0].consent is Consent.GIVEN


# Who hears.


@pytest.mark.parametrize(
    ("person", "may"),
    [
        ("maria.lopez", True),  # her own
        ("2041", True),
        ("tom.reed", False),
        ("daniel.okafor", True),  # supervisor of her department
        ("ines.weber", False),  # a trainer to whom nothing is assigned
        ("ada.manager", True),
        ("stranger", False),
    ],
)
def test_R61_who_may_hear_a_recording(story: Story, person: str, may: bool) -> None:
    recording, listening = stored(story, story.talk()), uuid4()
    assert story.book.may_hear(person, recording) is may
    if may:
        story.tell(HeardRecording, listening=listening, recording=recording, person=person)
    else:
        told = refused(story, HeardRecording, listening=listening, recording=recording, person=person)
        assert told == "not_allowed"
    assert len(story.book.listenings(recording)) == may


def test_R61_a_supervisor_hears_the_own_team_only(story: Story) -> None:
    other = stored(story, story.talk(person="2055"), person="2055")
    assert not story.book.may_hear("daniel.okafor", other)
    assert story.book.may_hear("ada.manager", other)


def test_R61_agents_hear_their_own_only_if_the_floor_lets_them(story: Story) -> None:
    recording = stored(story, story.talk())
    story.tell(PutRecordingRules, agents_hear_own=False, days={}, **BOSS)
    assert not story.book.may_hear("maria.lopez", recording)
    assert story.book.may_hear("daniel.okafor", recording)


def test_R61_each_listening_is_in_the_audit_log(story: Story) -> None:
    recording, first, second = stored(story, story.talk()), uuid4(), uuid4()
    story.tell(HeardRecording, listening=first, recording=recording, begin=10.0, end=10.0)
    story.tell(HeardRecording, listening=second, recording=recording, person="2090")
    story.tell(HeardRecording, listening=first, recording=recording, begin=4.0, end=31.5)
    story.tell(HeardRecording, listening=first, recording=recording, begin=20.0, end=21.0)
    log = story.book.listenings(recording)
    assert [(row.person, row.begin, row.end) for row in log] == [
        ("maria.lopez", 4.0, 31.5),
        ("daniel.okafor", 0.0, 0.0),
    ]
    assert {row.ticket for row in log} == {found(story, recording).ticket}
    told = refused(
        story, HeardRecording, listening=second, recording=recording, end=9.0, person="ada.manager"
    )
    assert told == "not_allowed"


# How long.


def expire(story: Story, days: float) -> None:
    story.tell(ExpireRecordings, at=START + timedelta(days=days))


def to_delete(story: Story) -> set[UUID]:
    return {r.id for r in story.book.recordings_to_delete(START + timedelta(days=900))}


def test_R60_what_is_kept_long_enough_is_erased_and_then_its_files(story: Story) -> None:
    call = story.talk()
    old, consult = stored(story, call), stored(story, call, purpose="consult")
    expire(story, 91)
    assert found(story, old).state is Keeping.KEPT
    gone = found(story, consult)
    assert (gone.state, gone.why, gone.key, gone.name) == (
        Keeping.ERASED, "retention", "", f"{consult.hex}.flac.enc",
    )  # fmt: skip
    assert to_delete(story) == {consult}
    assert consult not in listed(story)
    assert not story.book.may_hear("ada.manager", consult)
    assert refused(story, HeardRecording, listening=uuid4(), recording=consult, **BOSS) == "erased"
    story.tell(ErasedFiles, recordings=(consult, old))
    assert to_delete(story) == set()
    assert (found(story, consult).name, found(story, consult).gone_at) == ("", story.now)
    assert found(story, old).name
    expire(story, 366)
    assert to_delete(story) == {old}


def test_R60_the_rules_are_data_and_a_ticket_that_became_grave_is_kept_for_longer(story: Story) -> None:
    plain, grave, sent = (story.talk(f"+1555{n}") for n in range(3))
    rows = [stored(story, call) for call in (plain, grave, sent)]
    story.tell(
        PutRecordingRules,
        agents_hear_own=True,
        days={"customer": 10, "complaint": 20, "escalated": 30},
        **BOSS,
    )
    assert {found(story, r).keep_until for r in rows} == {
        found(story, r).started_at + timedelta(days=10) for r in rows
    }
    story.tell(EditTicket, ticket=story.case(grave).ticket.id, fields={"category": "complaint"})
    story.escalate(sent)
    expire(story, 11)
    assert to_delete(story) == {rows[0]}
    expire(story, 21)
    assert to_delete(story) == set(rows[:2])
    expire(story, 31)
    assert to_delete(story) == set(rows)


def test_R60_only_managers_make_the_rules(story: Story) -> None:
    rules: dict[str, Any] = {"agents_hear_own": True, "days": {"customer": 1}}
    assert refused(story, PutRecordingRules, **rules) == "not_allowed"
    assert refused(story, PutRecordingRules, **rules, person="daniel.okafor") == "not_allowed"
    assert story.book.recording_rules() == RecordingRules()
    assert refused(story, PutRecordingRules, agents_hear_own=True, days={"moon": 1}, **BOSS) == "bad_value"
    assert (
        refused(story, PutRecordingRules, agents_hear_own=True, days={"consult": -1}, **BOSS) == "bad_value"
    )
    story.tell(PutRecordingRules, **rules, **BOSS)
    assert story.book.recording_rules() == RecordingRules(days={"customer": 1})


def test_R60_the_store_knows_who_made_the_rules_and_when(story: Story) -> None:
    assert (story.book.recording_rules().changed_by, story.book.recording_rules().changed_at) == ("", None)
    story.tell(PutRecordingRules, agents_hear_own=True, days={"customer": 9}, **BOSS)
    rules = story.book.recording_rules()
    assert (rules.changed_by, rules.changed_at) == ("ada.manager", story.now)


def test_R60_rules_that_somebody_else_has_changed_meanwhile_are_not_overwritten(story: Story) -> None:
    seen = story.book.recording_rules()
    mine: dict[str, Any] = {"agents_hear_own": True, "days": {"customer": 10}, "base": seen}
    story.tell(PutRecordingRules, agents_hear_own=False, days=dict(seen.days), **BOSS)
    assert refused(story, PutRecordingRules, **mine, **BOSS) == "changed"
    assert story.book.recording_rules() == replace(seen, agents_hear_own=False)
    story.tell(PutRecordingRules, **mine | {"base": story.book.recording_rules()}, **BOSS)
    assert story.book.recording_rules() == RecordingRules(days={"customer": 10})


@pytest.mark.parametrize("days", [36_501, 10**9, 2**63])
def test_R60_no_rule_is_longer_than_a_calendar(story: Story, days: int) -> None:
    recording = stored(story, story.talk())
    assert (
        refused(story, PutRecordingRules, agents_hear_own=True, days={"customer": days}, **BOSS)
        == "bad_value"
    )
    story.tell(PutRecordingRules, agents_hear_own=True, days={"customer": 36_500}, **BOSS)
    assert found(story, recording).keep_until == found(story, recording).started_at + timedelta(days=36_500)


RULES = [
    {}, {"customer": 5}, {"consult": 2}, {"customer": 5, "consult": 2, "objected": 0}, {"complaint": 9, "objected": 30},
    {"customer": 5, "complaint": 9, "escalated": 12, "emergency": 20}, {"customer": 5, "escalated": 1, "emergency": 0},
    {"objected": 0},
]  # fmt: skip


@pytest.mark.parametrize("days", RULES, ids=str)
def test_R60_what_rules_would_delete_is_counted_before_and_is_what_they_then_delete(
    story: Story, days: dict[str, int]
) -> None:
    plain, grave, sent, urgent, unwilling = (
        story.talk(f"+1555{n}", **({"emergency": True} if n == 3 else {})) for n in range(5)
    )
    for call in (plain, grave, sent, urgent, unwilling):
        stored(story, call)
        stored(story, call, purpose="consult")
    begun(story, None, started_at=story.now)
    made(story, None, started_at=story.now)
    story.tell(EditTicket, ticket=story.case(grave).ticket.id, fields={"category": "complaint"})
    story.escalate(sent)
    story.tell(TellConsent, call=unwilling, consent=Consent.OBJECTED)
    held = stored(story, story.talk("+15559"))
    story.tell(HoldRecording, recording=held, on=True, why="A claim.", **BOSS)
    story.tell(PutRecordingRules, agents_hear_own=True, days={}, **BOSS)
    rules, start = RecordingRules(days=days), story.now
    would = {
        n: story.book.recordings_going(rules, start + timedelta(days=n)) for n in (0, 1, 3, 8, 10, 15, 40)
    }
    story.tell(PutRecordingRules, agents_hear_own=True, days=days, **BOSS)
    for n, count in would.items():
        story.now = start + timedelta(days=n)
        story.tell(ExpireRecordings)
        assert len(to_delete(story)) == count, n


def test_R60_a_legal_hold_outweighs_the_rule(story: Story) -> None:
    call = story.talk()
    recording = stored(story, call)
    assert refused(story, HoldRecording, recording=recording, on=True, why="x") == "not_allowed"
    assert refused(story, HoldRecording, recording=recording, on=True, why=" ", **BOSS) == "bad_value"
    story.tell(HoldRecording, recording=recording, on=True, why="A claim.", person="daniel.okafor")
    assert found(story, recording).legal_hold
    later = stored(story, call)
    assert found(story, later).legal_hold
    expire(story, 2000)
    assert to_delete(story) == set()
    let_go: dict[str, Any] = {"recording": recording, "on": False, "why": "Settled."}
    assert refused(story, HoldRecording, **let_go, person="daniel.okafor") == "not_allowed"
    story.tell(HoldRecording, **let_go, **BOSS)
    expire(story, 2000)
    assert to_delete(story) == {recording}
    entries = [(e.kind, e.text) for e in story.case(call).entries if e.kind in {"held_by_law", "let_go"}]
    assert entries == [("held_by_law", "A claim."), ("let_go", "Settled.")]


def test_R60_a_case_is_held_and_let_go_as_a_whole_and_told_once(story: Story) -> None:
    call = story.talk()
    ticket = story.case(call).ticket.id
    one, other, consult = stored(story, call), stored(story, call), begun(story, call, purpose="consult")
    hold: dict[str, Any] = {"ticket": ticket, "on": True, "why": "A claim."}
    let_go: dict[str, Any] = {"ticket": ticket, "on": False, "why": "Settled."}
    story.tell(HoldRecording, recording=one, on=True, why="First.", **BOSS)
    story.tell(HoldCase, **hold, person="daniel.okafor")
    assert all(found(story, r).legal_hold for r in (one, other, consult))
    assert refused(story, HoldCase, **hold, **BOSS) == "changed"
    assert refused(story, HoldCase, **let_go, person="daniel.okafor") == "not_allowed"
    assert refused(story, HoldCase, **let_go | {"why": " "}, **BOSS) == "bad_value"
    story.tell(HoldCase, **let_go, **BOSS)
    assert not any(found(story, r).legal_hold for r in (one, other, consult))
    assert refused(story, HoldCase, **let_go, **BOSS) == "changed"
    told = [
        (e.kind, e.person, e.text) for e in story.case(call).entries if e.kind in {"held_by_law", "let_go"}
    ]
    assert told == [
        ("held_by_law", "ada.manager", "First."),
        ("held_by_law", "daniel.okafor", "A claim."),
        ("let_go", "ada.manager", "Settled."),
    ]


@pytest.mark.parametrize("who", ["maria.lopez", "ines.weber", "nobody.known"])
def test_R60_agents_and_trainers_hold_no_case(story: Story, who: str) -> None:
    call = story.talk()
    recording = stored(story, call)
    hold: dict[str, Any] = {"ticket": story.case(call).ticket.id, "on": True, "why": "A claim."}
    assert refused(story, HoldCase, **hold, person=who) == "not_allowed"
    assert not found(story, recording).legal_hold


def test_R60_a_case_that_is_not_there_or_has_nothing_recorded_is_not_held(story: Story) -> None:
    call = story.talk()
    hold: dict[str, Any] = {"on": True, "why": "A claim.", **BOSS}
    assert refused(story, HoldCase, ticket=uuid4(), **hold) == "unknown_ticket"
    assert refused(story, HoldCase, ticket=story.case(call).ticket.id, **hold) == "no_recording"
    stored(story, call)
    expire(story, 400)
    assert refused(story, HoldCase, ticket=story.case(call).ticket.id, **hold) == "no_recording"


def test_R60_what_is_still_being_recorded_does_not_expire_under_the_engine(story: Story) -> None:
    call = story.talk()
    recording = begun(story, call)
    story.tell(TellConsent, call=call, consent=Consent.OBJECTED)
    story.tell(ExpireRecordings)
    assert found(story, recording).state is Keeping.RECORDED
    story.tell(EndRecording, recording=recording, seconds=3.0)
    story.tell(ExpireRecordings)
    gone = found(story, recording)
    assert (gone.state, gone.why) == (Keeping.ERASED, "objection")


def test_R60_one_that_comes_to_the_archive_after_it_was_erased_is_deleted_there(story: Story) -> None:
    recording = made(story, story.talk())
    expire(story, 400)
    story.tell(ErasedFiles, recordings=(recording,))
    story.tell(KeptRecording, recording=recording, name="late.flac", **FILE)
    row = found(story, recording)
    assert (row.state, row.name, row.key) == (Keeping.ERASED, "late.flac", "")
    assert to_delete(story) == {recording}


# Lists.


def test_R63_a_list_is_filtered(story: Story) -> None:
    one, two = story.talk(), story.talk("+4790000001", person="2055")
    story.tell(HoldLeg, leg=one, held=True)
    story.tell(HoldLeg, leg=one, held=False, seconds=44.0)
    long = made(story, one, 600.0)
    short = made(story, two, 5.0, person="2055")
    consult = made(story, two, 50.0, person="tom.reed", purpose="consult")
    assert listed(story) == [consult, short, long]
    assert listed(story, persons=("maria.lopez",)) == listed(story, persons=("2041",)) == [long]
    assert listed(story, persons=()) == []
    assert listed(story, department="payments") == [consult, short]
    assert listed(story, persons=("2041", "2055"), department="network") == [long]
    assert listed(story, purpose="consult") == [consult]
    assert listed(story, min_seconds=50.0) == [consult, long]
    assert listed(story, min_hold_seconds=40.0) == [long]
    assert listed(story, order="longest_hold")[0] == long
    started = found(story, short).started_at
    assert listed(story, since=started) == [consult, short]
    assert listed(story, until=started) == [long]
    assert listed(story, reviewed=True) == []
    assert listed(story, reviewed=False) == [consult, short, long]
    assert listed(story, legal_hold=True) == []
    assert listed(story, states=(Keeping.KEPT,)) == []


@pytest.mark.parametrize("few", [1, 400])
def test_R63_a_list_is_searched_by_the_words_of_the_call(
    story: Story, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.sql.recordings._FEW", few)
    one, two = story.talk(), story.talk("+4790000001")
    first, second = made(story, one), made(story, two)
    consult = made(story, one, purpose="consult")
    made(story, None)
    assert listed(story, words="helen") == [consult, first]
    assert listed(story, words="+4790000") == [second]
    assert listed(story, words="østgård") == listed(story, words="fjord østgard") == [second]
    assert listed(story, words="tk") == [consult, second, first]
    assert listed(story, words="tk", persons=("stranger",)) == []
    assert listed(story, words="§ -") == []


@pytest.mark.parametrize("words", ["", "tk"])
@pytest.mark.parametrize("order", ["newest", "longest_hold"])
def test_R63_pages_follow_one_another(
    story: Story, words: str, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.sql.recordings._FEW", 2)
    calls = [story.talk(f"+1555{n}") for n in range(4)]
    for n, call in enumerate(calls):
        for _ in range(2):
            recording = made(story, call)
            story.tell(PutConduct, leg=call, conduct=Conduct(hold_seconds=float(n % 2)))
            assert found(story, recording)
    whole = listed(story, words=words, order=order)
    assert len(whole) == 8
    pages: list[UUID] = []
    while page := listed(story, words=words, order=order, limit=3, before=pages[-1] if pages else None):
        pages += page
    assert pages == whole
    assert listed(story, words=words, order=order, before=uuid4()) == []


def test_R63_a_row_tells_whose_call_it_was(story: Story) -> None:
    call = story.talk()
    story.escalate(call)
    recording = made(story, call)
    (row,) = story.book.recordings_list(RecordingQuery())
    case = story.case(call)
    assert (row.recording, row.ticket, row.call) == (found(story, recording), case.ticket, case.calls[0])
    assert (row.customer_name, row.company, row.hops, row.csat) == (
        "Helen Achebe",
        "Northwind Dental",
        1,
        None,
    )


def test_R63_a_sample_is_drawn_by_lot_of_each_person_and_the_same_again(story: Story) -> None:
    call = story.talk()
    for person in ("2041", "2055"):
        for _ in range(12):
            made(story, call, person=person)

    def drawn(seed: str, each: int = 3, **query: Any) -> list[UUID]:
        rows = story.book.recordings_sample(RecordingQuery(**query), each=each, seed=seed)
        return [row.recording.id for row in rows]

    week = drawn("2026-W10")
    assert len(set(week)) == 6
    assert drawn("2026-W10") == week
    assert [found(story, r).person for r in week] == ["maria.lopez"] * 3 + ["tom.reed"] * 3
    assert len({tuple(drawn(str(n))) for n in range(8)}) > 1
    assert set(drawn("2026-W10", persons=("2055",))) == set(week[3:])
    made(story, call)
    assert len(set(drawn("2026-W10")) - set(week)) <= 1
    assert len(drawn("x", each=50)) == 25
