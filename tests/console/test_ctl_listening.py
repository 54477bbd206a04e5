"""`warmline ctl` for a supervisor who listens (R52), and for the survey (R31)."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from console.desk.terms import MonitorCodes
from store.changes import PutDirectory
from store.changes_listening import UseGrant
from store.values import replace
from telephony import commands
from tests.console.desk.desk_fixture import DIRECTORY
from tests.console.test_ctl import Ctl, ctl

__all__ = ["ctl"]


def supervisor(ctl: Ctl) -> None:
    """Maya leads now; without a registrar she calls Daniel's console at its address."""
    people = tuple(replace(p, role="supervisor") for p in DIRECTORY.people)
    put = PutDirectory(
        id=uuid4(), at=datetime.now(UTC), person="setup", directory=replace(DIRECTORY, people=people)
    )
    ctl.office.book.apply(put)
    core = ctl.office.desk._core
    core.put(me=replace(core.board.me, role="supervisor"))
    core.terms = replace(core.terms, monitor=MonitorCodes())
    ctl.office.desk.refresh()


def last_dial(ctl: Ctl) -> commands.Dial:
    dial = ctl.office.sent(commands.Dial)[-1]
    assert isinstance(dial, commands.Dial)
    return dial


def test_R52_listening_from_a_script(ctl: Ctl) -> None:
    supervisor(ctl)
    waiting = ctl.start("listen", "daniel.okafor")
    ctl.wait(lambda: ctl.office.sent(commands.Dial))
    ctl.phone.answers(last_dial(ctl).call)
    assert ctl.finish(waiting)["listening"]["ear"] == "listen"
    assert ctl("status")["listening"]["person"] == "daniel.okafor"
    changing = ctl.start("ear", "whisper")
    ctl.wait(lambda: ctl.office.sent(commands.AskEar))
    grant = UUID(ctl.office.sent(commands.AskEar)[-1].grant)
    ctl.office.book.apply(
        UseGrant(id=uuid4(), at=datetime.now(UTC), person="daniel.okafor", grant=grant, call=uuid4())
    )
    ctl.office.timers.pass_(1.0)
    assert ctl.finish(changing)["listening"]["ear"] == "whisper"
    assert ctl("leave") == {"listening": None}
    assert ctl("status")["listening"] is None


def test_R52_who_is_not_let_in_is_told_why(ctl: Ctl) -> None:
    assert ctl.refused("listen", "daniel.okafor") == "not_allowed"
    assert ctl.refused("leave") == "not_listening"
    supervisor(ctl)
    waiting = ctl.start("listen", "daniel.okafor", "--ear", "join")
    ctl.wait(lambda: ctl.office.sent(commands.Dial))
    ctl.phone.hang_up_remote(last_dial(ctl).call, 403)
    ctl.wait(lambda: waiting.code.done() and waiting.lines)
    assert waiting.lines[-1]["error"]["code"] == "listen_refused"


def test_R31_a_script_leaves_the_customer_to_the_survey(ctl: Ctl) -> None:
    call = ctl.a_call()
    assert ctl("survey")["survey"]["call"] == call
    status = ctl("status")
    assert (status["calls"], [w["call"] for w in status["wrapups"]]) == ([], [call])
    ctl.phone.digit(call, "4")
    assert ctl("status")["surveys"] == []
