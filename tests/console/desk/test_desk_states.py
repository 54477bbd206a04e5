"""The person's own state: reasons, wrap-up with its time, do-not-disturb, an unanswered ring (R72)."""

import pytest

from console.desk import intents as ask
from console.desk.seat import Presence
from store.ticket import Outcome
from telephony import commands
from tests.console.desk.desk_fixture import Office

NUMBER = "+14155550132"


def presence(office: Office) -> Presence:
    return office.board.me.presence


def talk_and_end(office: Office) -> str:
    call = office.phone.ring("", NUMBER)
    office.do(ask.Answer(call=call))
    office.phone.hang_up_remote(call)
    return call


def test_r72_somebody_is_away_for_a_reason_and_everybody_sees_it() -> None:
    office = Office()
    office.do(ask.SetPresence(presence="away", reason="training"))
    assert (office.board.me.presence, office.board.me.reason) == (Presence.AWAY, "training")
    assert (office.person().state, office.person().state_reason) == ("away", "training")
    since = office.board.me.since
    office.do(ask.SetPresence(presence="away", reason="break"))
    assert office.person().state_reason == "break"
    assert office.board.me.since is not None
    assert since is not None
    assert office.board.me.since > since
    office.do(ask.SetPresence(presence="available"))
    assert (office.person().state, office.person().state_reason) == ("available", "")


@pytest.mark.parametrize(
    ("intent", "code"),
    [
        (ask.SetPresence(presence="asleep"), "bad_state"),
        (ask.SetPresence(presence="away", reason="golf"), "bad_reason"),
        (ask.SetPresence(presence="away", reason="missed"), "bad_reason"),
        (ask.SetPresence(presence="dnd", reason="break"), "bad_reason"),
        (ask.ExtendWrapUp(), "no_wrapup"),
    ],
)
def test_a_state_that_does_not_exist_is_refused(intent: ask.Intent, code: str) -> None:
    assert Office().refused(intent) == code


def test_the_reasons_of_the_settings_are_on_the_board() -> None:
    office = Office(policy={"reasons": ("lunch",)})
    assert office.board.reasons == ("lunch",)
    office.do(ask.SetPresence(presence="away", reason="lunch"))


def test_a_break_chosen_in_a_call_begins_after_it_and_keeps_new_calls_away() -> None:
    office = Office()
    call = office.phone.ring("", NUMBER)
    office.do(ask.Answer(call=call))
    office.do(ask.SetPresence(presence="away", reason="break"))
    assert presence(office) is Presence.ON_CALL
    office.phone.ring("", "+442079460420")
    assert [c.call for c in office.board.cards] == [call]
    office.phone.hang_up_remote(call)
    office.do(ask.WrapUp())
    assert presence(office) is Presence.AWAY


def test_do_not_disturb_is_the_engines_and_told_again_to_a_new_one() -> None:
    office = Office()
    office.do(ask.SetPresence(presence="dnd"))
    assert [c.on for c in office.sent(commands.SetDoNotDisturb)] == [True]
    office.phone.die()
    office.phone.do_not_disturb = False  # a new engine knows nothing of it
    office.phone.come_back()
    assert [c.on for c in office.sent(commands.SetDoNotDisturb)] == [True, True]
    office.do(ask.SetPresence(presence="available"))
    assert office.sent(commands.SetDoNotDisturb)[-1].on is False
    office.phone.ring("", NUMBER)
    assert office.board.ringing is not None


def test_a_crash_of_the_console_ends_no_break_and_a_good_bye_does() -> None:
    office = Office()
    office.do(ask.SetPresence(presence="away", reason="break"))
    second = Office(book=office.book, phone=office.phone)
    assert (second.board.me.presence, second.board.me.reason) == (Presence.AWAY, "break")
    second.desk.say_goodbye()
    assert second.person().state == "offline"
    assert Office(book=office.book, phone=office.phone).board.me.presence is Presence.AVAILABLE


# -- wrap-up


def test_r72_wrapup_ends_by_itself_and_its_form_is_still_to_be_finished() -> None:
    office = Office(policy={"wrapup_seconds": 30})
    talk_and_end(office)
    assert presence(office) is Presence.WRAPUP
    assert office.board.me.wrapup_until is not None
    office.timers.pass_(29)
    assert presence(office) is Presence.WRAPUP
    office.timers.pass_(2)
    assert presence(office) is Presence.AVAILABLE
    assert office.board.me.wrapup_until is None
    assert office.person().state == "available"
    assert len(office.board.wrapups) == 1
    office.do(ask.WrapUp(code="solved"))
    assert office.board.wrapups == ()


def test_r72_wrapup_can_be_extended() -> None:
    office = Office(policy={"wrapup_seconds": 30, "wrapup_more_seconds": 60})
    talk_and_end(office)
    before = office.board.me.wrapup_until
    office.do(ask.ExtendWrapUp())
    after = office.board.me.wrapup_until
    assert before is not None
    assert after is not None
    assert (after - before).total_seconds() == 60
    office.timers.pass_(31)
    assert presence(office) is Presence.WRAPUP
    office.timers.pass_(60)
    assert presence(office) is Presence.AVAILABLE


def test_wrapup_without_a_time_lasts_until_it_is_finished_or_the_person_says_so() -> None:
    office = Office()
    talk_and_end(office)
    office.timers.pass_(100_000)
    assert presence(office) is Presence.WRAPUP
    assert office.board.me.wrapup_until is None
    office.do(ask.SetPresence(presence="available"))
    assert presence(office) is Presence.AVAILABLE
    assert len(office.board.wrapups) == 1


def test_the_next_call_gets_a_wrapup_time_of_its_own() -> None:
    office = Office(policy={"wrapup_seconds": 30})
    talk_and_end(office)
    office.timers.pass_(31)
    talk_and_end(office)
    assert presence(office) is Presence.WRAPUP
    office.do(ask.WrapUp())  # the older one
    assert presence(office) is Presence.WRAPUP
    office.timers.pass_(31)
    assert presence(office) is Presence.AVAILABLE


# -- an unanswered ring


def test_r72_an_unanswered_ring_makes_the_person_away_and_one_key_brings_them_back() -> None:
    office = Office(policy={"no_answer_seconds": 0.0})
    call = office.phone.ring("", NUMBER)
    office.phone.hang_up_remote(call)
    assert (office.board.me.presence, office.board.me.reason) == (Presence.AWAY, "missed")
    assert office.person().state_reason == "missed"
    notice = next(n for n in office.board.notices if n.code == "missed_ring")
    assert notice.sticky
    assert notice.values["who"] == "Anna Petrova"
    office.do(ask.SetPresence(presence="available"))
    assert presence(office) is Presence.AVAILABLE
    assert "missed_ring" not in office.notices()


@pytest.mark.parametrize(
    "policy",
    [{"no_answer_seconds": 60.0}, {"no_answer_seconds": 0.0, "missed_is_away": False}],
)
def test_a_caller_who_gives_up_soon_is_nobodys_fault(policy: dict[str, object]) -> None:
    office = Office(policy=policy)
    call = office.phone.ring("", NUMBER)
    office.phone.hang_up_remote(call)
    assert presence(office) is Presence.AVAILABLE


def test_a_call_that_a_colleague_took_is_not_missed_anywhere() -> None:
    office = Office(policy={"no_answer_seconds": 0.0})
    call = office.phone.ring("", NUMBER)
    office.phone.hang_up_remote(call, elsewhere=True)
    assert presence(office) is Presence.AVAILABLE
    assert office.board.figures.missed == 0
    assert [row.call.outcome for row in office.book.history("maya.torres")] == [Outcome.ELSEWHERE]
    assert office.book.history("maya.torres", kind="missed") == ()
    assert office.board.notices == ()


def test_declining_or_talking_on_the_other_line_is_no_unanswered_ring() -> None:
    office = Office(policy={"no_answer_seconds": 0.0})
    office.phone.ring("", NUMBER)
    office.do(ask.Decline())
    assert presence(office) is Presence.AVAILABLE
    first = office.phone.ring("", NUMBER)
    office.do(ask.Answer(call=first))
    second = office.phone.ring("", "+442079460420")
    office.phone.hang_up_remote(second)
    assert presence(office) is Presence.ON_CALL
    office.phone.hang_up_remote(first)
    office.do(ask.WrapUp())
    assert presence(office) is Presence.AVAILABLE
