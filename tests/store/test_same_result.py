"""Whatever comes in whatever order: the book in memory and the one in SQLite end up the same."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import changes as c
from store import changes_inbox as inbox
from store import changes_recordings as r
from store.book import Book
from store.changes import AnyChange
from store.changes_feedback import RecordFeedback
from store.changes_listening import GrantListening, UseGrant
from store.errors import Rejected
from store.escalation import Kind, Mode, Resolution
from store.escalation import Outcome as EscalationOutcome
from store.feedback import Asked
from store.grant import Ear
from store.memory import MemoryBook
from store.offer import OfferForm
from store.open import open_book
from store.recording import Conduct, Consent, Keeping, RecordingQuery
from store.sql.book import SqlBook
from store.ticket import LegQuality, Outcome
from store.values import replace
from tests.store.story import BJORN, DIRECTORY, HELEN, SHARED, START

LATER = START + timedelta(hours=2)

# Few of each, so that changes meet: the same call ends twice, a leg is answered before it is there.
calls = st.sampled_from([UUID(int=100 + i) for i in range(3)])
tickets = st.sampled_from([UUID(int=200 + i) for i in range(3)])
legs = st.one_of(calls, st.sampled_from([UUID(int=300 + i) for i in range(2)]))
escalations = st.sampled_from([UUID(int=400 + i) for i in range(2)])
offers = st.sampled_from([UUID(int=500 + i) for i in range(2)])
grants = st.sampled_from([UUID(int=500 + i) for i in range(3)])
recordings = st.sampled_from([UUID(int=600 + i) for i in range(3)])
people = st.sampled_from(["maria.lopez", "2041", "2090", "stranger"])
texts = st.sampled_from(["", "Line down", "é\0 ' \" %", "refund 300", "\ud800"])
numbers = st.sampled_from(["+442079460420", "+44 (20) 7946 0421", "2041", "+34600000001", "", "+1555"])
targets = st.sampled_from(["2090", "daniel.okafor", "payments", "sip:x@y", " "])
summaries = st.sampled_from(["", "Tried a reset."])
fields = st.fixed_dictionaries(
    {},
    optional={
        "subject": texts,
        "notes": texts,
        "category": st.sampled_from(["billing", "weather"]),
        "severity": st.sampled_from(["high", "huge"]),
        "status": st.sampled_from(["open", "waiting", "resolved", "closed", "gone"]),
        "owner": st.sampled_from(["", "2090", "stranger", "nobody"]),
        "owner_department": st.sampled_from(["", "payments", "moon"]),
    },
)


def one(kind: type, /, **values: Any) -> st.SearchStrategy[AnyChange]:
    ids = st.integers(1, 60).map(lambda i: UUID(int=i))  # now and then the same one again
    times = st.integers(0, 5000).map(lambda s: START + timedelta(seconds=s))
    return st.builds(kind, id=ids, at=times, person=people, **values)


any_change = st.one_of(
    one(c.OpenCall, call=calls, ticket=tickets, direction=st.sampled_from(["in", "out"]), remote_name=texts,
        remote_number=numbers, sip_call_id=st.sampled_from(["", "", "a@b"]),
        escalation=st.one_of(st.none(), escalations),
        outcome=st.sampled_from([Outcome.RINGING, Outcome.RINGING, Outcome.MISSED, Outcome.TALKING])),
    one(c.AnswerCall, call=calls, codec=st.sampled_from(["", "PCMA"])),
    one(c.EndCall, call=calls, outcome=st.sampled_from(Outcome), code=st.sampled_from([0, 200, 487]),
        quality=st.sampled_from([None, LegQuality(loss_in=1.5, mos_in=4.1)])),
    one(c.OpenLeg, leg=legs, call=calls, parent=st.one_of(st.none(), legs), remote_name=texts),
    one(c.AnswerLeg, leg=legs),
    one(c.HoldLeg, leg=legs, held=st.booleans(), seconds=st.sampled_from([0.0, 2.5, -1.0])),
    one(c.EndLeg, leg=legs, ended_by=st.sampled_from(["us", "them"])),
    one(c.EditTicket, ticket=tickets, fields=fields, base_version=st.sampled_from([0, 0, 1, 3])),
    one(c.AddNote, ticket=tickets, text=texts),
    one(c.LinkCustomer, ticket=tickets, customer=st.sampled_from([None, HELEN.id, BJORN.id, UUID(int=9)])),
    one(c.SaveDraft, ticket=tickets, scope=st.sampled_from(["ticket", "wrapup"]), fields=fields),
    one(c.BeginEscalation, escalation=escalations, ticket=tickets, call=st.one_of(st.none(), calls),
        kind=st.sampled_from(Kind), mode=st.sampled_from(Mode), reason=st.just("overload"), summary=summaries,
        target=targets, target_is_department=st.booleans()),
    one(c.RecordStep, escalation=escalations, step=st.just("step"),
        outcome=st.one_of(st.none(), st.sampled_from(EscalationOutcome))),
    one(c.CompleteSummary, escalation=escalations, summary=summaries, expects=summaries),
    one(c.TakeCase, ticket=tickets, escalation=st.one_of(st.none(), escalations), call=legs,
        confirmed=st.booleans()),
    one(c.AdoptCase, ticket=tickets, origin=st.sampled_from(["", "TK-0000099"]), summary=summaries,
        escalation=st.one_of(st.none(), escalations), caller=numbers, caller_name=texts,
        company=st.sampled_from(["", "Doe Ltd"])),
    one(c.WrapUp, call=calls, code=st.sampled_from(["solved", "fun"]), fields=fields),
    one(c.SetState, state=st.sampled_from(["away", "available", "asleep"]), reason=st.sampled_from(["", "break"])),
    one(inbox.AcceptEscalation, escalation=escalations),
    one(inbox.ReturnEscalation, escalation=escalations, advice=texts),
    one(inbox.PassOn, escalation=escalations, target=targets, target_is_department=st.booleans(), why=texts),
    one(inbox.ResolveEscalation, escalation=escalations, root_cause=texts, text=texts,
        resolution=st.sampled_from(Resolution)),
    one(inbox.ReopenEscalation, escalation=escalations, why=texts),
    one(inbox.AddComment, ticket=tickets, text=st.sampled_from(["", "@daniel.okafor @payments please", "Line"])),
    one(inbox.ReadMentions, ticket=tickets),
    one(inbox.LookAtValue, ticket=tickets),
    one(inbox.MakeOffer, offer=offers, ticket=tickets, amount_cents=st.sampled_from([0, 100]), why=texts,
        form=st.sampled_from(OfferForm)),
    one(inbox.WithdrawOffer, offer=offers),
    one(RecordFeedback, ticket=tickets, score=st.sampled_from([0, 1, 5]), asked=st.sampled_from(Asked),
        via=st.sampled_from(["dtmf", "pigeon"]), escalation=st.one_of(st.none(), escalations), text=texts),
    one(GrantListening, grant=grants, agent=people, ear=st.sampled_from(Ear)),
    one(UseGrant, grant=grants, call=calls),
    one(r.BeginRecording, recording=recordings, call=st.one_of(st.none(), calls), leg=st.one_of(st.none(), legs),
        started_at=st.just(START), purpose=st.sampled_from(["customer", "consult", "x"])),
    one(r.EndRecording, recording=recordings, seconds=st.sampled_from([0.0, 9.5, -1.0]),
        pauses=st.sampled_from([(), ((1.0, 2.5),)])),
    one(r.PutConduct, leg=legs, conduct=st.just(Conduct(seconds=9.5, holds=1, hold_seconds=2.0))),
    one(r.TellConsent, call=calls, consent=st.sampled_from(Consent)),
    one(r.KeptRecording, recording=recordings, name=st.just("a.flac"), size=st.just(4), sha256=st.just("00")),
    one(r.LostRecording, recording=recordings, why=texts),
    one(r.HoldRecording, recording=recordings, on=st.booleans(), why=texts),
    one(r.HoldCase, ticket=tickets, on=st.booleans(), why=texts),
    one(r.HeardRecording, listening=recordings, recording=recordings, end=st.sampled_from([0.0, 3.0])),
    one(r.PutRecordingRules, agents_hear_own=st.booleans(), days=st.sampled_from([{}, {"customer": 0}, {"x": 1}])),
    one(r.ExpireRecordings),
    one(r.ErasedFiles, recordings=st.lists(recordings, max_size=2).map(tuple)),
    one(r.EraseCustomer, customer=st.sampled_from([HELEN.id, BJORN.id, SHARED[0].id])),
    one(c.PutDirectory, directory=st.sampled_from([DIRECTORY])),
    one(c.PutCustomers, customers=st.sampled_from([(HELEN,), (BJORN, *SHARED)])),
)  # fmt: skip


def _told(book: Book, unit: tuple[AnyChange, ...]) -> str:
    try:
        book.apply_all(unit)
    except Rejected as e:
        return f"{e.code}: {e.message}"
    return ""


def _all(book: Book) -> list[object]:
    rows = book.tickets(limit=100)
    seen: list[object] = [rows, [book.case(row.ticket.id) for row in rows], book.directory()]
    seen += [book.case_of_call(UUID(int=100 + i)) for i in range(3)]
    for person in ("2041", "daniel.okafor", "stranger"):
        seen += [book.calls(person, START), book.escalations_from(person), book.figures(person, START)]
        seen += [book.escalations_for(person, ("payments",)), book.history(person, kind="missed")]
        seen += [book.inbox(person, ("payments",), senior=senior, now=LATER) for senior in (False, True)]
        seen += [book.history(person, query) for query in ("", "helen", "+4420", "tk", "line 1")]
    seen += [book.tickets(query) for query in ("helen", "line", "+4420", "refund 3", "tk", "99", "é")]
    seen += [book.customers(query) for query in ("", "ana", "b", "both reyes", "+346")]
    seen += [book.grant(UUID(int=500 + i)) for i in range(3)]
    all_states = tuple(Keeping)
    for query in (RecordingQuery(), RecordingQuery(words="helen"), RecordingQuery(order="longest_hold")):
        seen.append(book.recordings_list(replace(query, states=all_states)))
    seen += [book.recordings_sample(RecordingQuery(), each=1, seed="w"), book.recordings_to_keep()]
    seen += [book.recordings_to_delete(LATER), book.recording_rules()]
    seen += [[replace(e, scrubbed_at=None) for e in book.erasures()]]
    for i in range(3):
        seen += [book.listenings(UUID(int=600 + i)), book.may_hear("2041", UUID(int=600 + i))]
    return [*seen, book.floor(LATER, START), book.customers_by_number("+34600000001")]


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(units=st.lists(st.lists(any_change, min_size=1, max_size=3).map(tuple), min_size=5, max_size=40))
def test_any_story_ends_the_same_in_both_books(
    units: list[tuple[AnyChange, ...]], sqlite_template: Path, tmp_path: Path
) -> None:
    for old in tmp_path.glob("*.db*"):
        old.unlink()
    sql = open_book(f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'warmline.db')}")
    assert isinstance(sql, SqlBook)
    sql._now = lambda: START + timedelta(days=1)
    memory = MemoryBook(now=lambda: START + timedelta(days=1))
    try:
        start: tuple[AnyChange, ...] = (
            c.PutDirectory(id=UUID(int=1001), at=START, person="", directory=DIRECTORY),
            c.PutCustomers(id=UUID(int=1002), at=START, person="", customers=(HELEN, BJORN, *SHARED)),
            c.OpenCall(id=UUID(int=1003), at=START, person="2041", call=UUID(int=100), ticket=UUID(int=200),
                       direction="in", remote_number="+442079460420"),
        )  # fmt: skip
        for unit in (start, *units):
            assert _told(sql, unit) == _told(memory, unit)
        assert _all(sql) == _all(memory)
    finally:
        sql.close()
