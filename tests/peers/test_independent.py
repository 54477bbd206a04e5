"""R3, R4, R15 with telephones that share no line of code with ours: linphonec and baresip, called by address."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from telephony.call import EndedBy
from telephony.commands import (
    BeginTransfer,
    BlindTransfer,
    CompleteTransfer,
    HangUp,
    Hold,
    Resume,
    ReturnToCustomer,
    SendDigits,
)
from telephony.events import (
    CallAnswered,
    CallEnded,
    CallHoldChanged,
    CallRang,
    DigitReceived,
    TransferStepped,
)
from telephony.transfer import State, Step
from tests.agents import Agent, StartAgent, new_id, wait_until
from tests.namespaces import DESK, Namespace, pair, why_not
from tests.peers.baresip import Baresip
from tests.peers.conftest import dial
from tests.peers.linphone import Linphone
from tests.peers.people import ANNA_HZ, DANIEL_HZ, MAYA_HZ, MUSIC_HZ, TONES
from tests.peers.trees import Unavailable

pytestmark = pytest.mark.sip
Stack = Linphone | Baresip
NOTIFY_SECONDS = 4.0
STACKS: dict[str, type[Stack]] = {"linphonec": Linphone, "baresip": Baresip}


@pytest.fixture
def places() -> Iterator[tuple[Namespace, Namespace]]:
    """The desk's machine, and the other telephone's."""
    if why_not():
        pytest.skip(why_not())
    with pair() as (desk, other):
        yield desk, other


StartStack = Callable[..., Stack]


@pytest.fixture
def start_stack(places: tuple[Namespace, Namespace]) -> Iterator[StartStack]:
    # Not pytest's tmp_path: linphonec reads no long lines.
    with tempfile.TemporaryDirectory(prefix="wl-") as folder, ExitStack() as ends:

        def start(name: str, **options: object) -> Stack:
            options = {"voice": ANNA_HZ, **options}
            try:
                stack = STACKS[name](places[1], Path(folder) / name, **options)  # type: ignore[arg-type]
            except Unavailable as why:
                pytest.skip(str(why))
            ends.callback(stack.close)
            return stack

        yield start


@pytest.fixture(params=STACKS)
def stack(request: pytest.FixtureRequest, start_stack: StartStack) -> Stack:
    """The other telephone; it answers by itself and says 700 Hz."""
    return start_stack(request.param)


@pytest.fixture
def phone(places: tuple[Namespace, Namespace], sip_agents: StartAgent) -> StartAgent:
    """Warmline's engine on the desk's machine."""

    def start(name: str, account: dict[str, object] | None = None, **options: object) -> Agent:
        where = {"uri": f"sip:{name}@{DESK}", "bind": DESK, "transport": "udp", **(account or {})}
        return sip_agents(name, inside=places[0].name, account=where, **options)

    return start


def talk(maya: Agent, stack: Stack, *, recorded: bool = True) -> str:
    """Maya calls, and both hear each other."""
    call = dial(maya, stack.uri)
    maya.wait(CallAnswered, call=call)
    maya.hears_only(call, {ANNA_HZ}, TONES)
    if recorded:
        stack.hears_only({MAYA_HZ}, TONES)
    return call


def consult(maya: Agent, customer: str, target: str) -> BeginTransfer:
    order = BeginTransfer(
        id=new_id(),
        transfer=new_id(),
        customer=customer,
        consult=new_id(),
        target=target,
        notify_seconds=NOTIFY_SECONDS,
    )
    maya.obey(order)
    maya.wait(TransferStepped, state=State.READY)
    return order


def test_we_call(stack: Stack, phone: StartAgent) -> None:
    maya = phone("maya", voice=MAYA_HZ)
    call = talk(maya, stack)
    maya.obey(HangUp(id=new_id(), call=call))
    assert maya.wait(CallEnded, call=call).by is EndedBy.US


def test_they_call_and_hang_up(stack: Stack, phone: StartAgent) -> None:
    maya = phone("maya", voice=MAYA_HZ, answer_ms=100)
    stack.dial(maya.uri)
    rang = maya.wait(CallRang)
    assert rang.remote.uri.startswith(("sip:lena@", "sip:bert@"))
    maya.wait(CallAnswered, call=rang.call)
    maya.hears_only(rang.call, {ANNA_HZ}, TONES)
    if isinstance(stack, Baresip):
        stack.hears_only({MAYA_HZ}, TONES)
    stack.hang_up()
    ended = maya.wait(CallEnded, call=rang.call)
    assert (ended.by, ended.answered) == (EndedBy.THEM, True)


def test_they_give_up_before_an_answer(stack: Stack, phone: StartAgent) -> None:
    maya = phone("maya")
    stack.dial(maya.uri)
    rang = maya.wait(CallRang)
    stack.hang_up()
    ended = maya.wait(CallEnded, call=rang.call)
    assert (ended.by, ended.answered, ended.elsewhere) == (EndedBy.THEM, False, False)


def test_we_hold_and_they_hear_music(stack: Stack, phone: StartAgent) -> None:
    maya = phone("maya", voice=MAYA_HZ, hold_music=MUSIC_HZ)
    call = talk(maya, stack)
    maya.obey(Hold(id=new_id(), call=call))
    maya.wait(CallHoldChanged, call=call, held=True, by=EndedBy.US)
    if isinstance(stack, Linphone):
        stack.hears_only({MUSIC_HZ}, TONES)
    maya.obey(Resume(id=new_id(), call=call))
    maya.wait(CallHoldChanged, call=call, held=False, by=EndedBy.US)
    stack.hears_only({MAYA_HZ}, TONES)
    maya.hears_only(call, {ANNA_HZ}, TONES)


def test_they_hold_and_come_back(stack: Stack, phone: StartAgent) -> None:
    maya = phone("maya", voice=MAYA_HZ)
    call = talk(maya, stack)
    stack.hold()
    maya.wait(CallHoldChanged, call=call, held=True, by=EndedBy.THEM)
    stack.resume()
    maya.wait(CallHoldChanged, call=call, held=False, by=EndedBy.THEM)
    maya.hears_only(call, {ANNA_HZ}, TONES)
    stack.hears_only({MAYA_HZ}, TONES)


@pytest.mark.parametrize(("name", "codec"), [("linphonec", "PCMA/8000"), ("baresip", "PCMA")])
def test_both_hold_and_come_back(start_stack: StartStack, phone: StartAgent, name: str, codec: str) -> None:
    """With one codec pjsip sends no UPDATE of its own afterwards, which their re-INVITE would cross."""
    stack = start_stack(name, codecs=(codec,))
    maya = phone("maya", voice=MAYA_HZ)
    call = talk(maya, stack, recorded=False)
    stack.hold()
    maya.wait(CallHoldChanged, call=call, held=True, by=EndedBy.THEM)
    maya.obey(Hold(id=new_id(), call=call))
    maya.wait(CallHoldChanged, call=call, held=True, by=EndedBy.US)
    maya.obey(Resume(id=new_id(), call=call))
    maya.wait(CallHoldChanged, call=call, held=False, by=EndedBy.US)
    if isinstance(stack, Linphone):
        stack.until("is now paused", 3)  # its hold, ours, and our un-hold
    stack.resume()
    maya.hears_only(call, {ANNA_HZ}, TONES)
    stack.hears_only({MAYA_HZ}, TONES)


def test_digits_go_both_ways(stack: Stack, phone: StartAgent) -> None:
    maya = phone("maya", voice=MAYA_HZ)
    call = talk(maya, stack)
    maya.obey(SendDigits(id=new_id(), call=call, digits="159#"))
    stack.got_digits("159#")
    for digit in "48":
        stack.digits(digit)
        assert maya.wait(DigitReceived, call=call).digit == digit


@pytest.mark.parametrize("name", STACKS)
def test_digits_by_info(start_stack: StartStack, phone: StartAgent, name: str) -> None:
    stack = start_stack(name, info=True)
    maya = phone("maya", account={"dtmf": "info"}, voice=MAYA_HZ)
    call = talk(maya, stack)
    maya.obey(SendDigits(id=new_id(), call=call, digits="6"))
    if name == "linphonec":  # baresip says nothing of a digit that came so
        stack.got_digits("6")
    stack.digits("4")
    assert maya.wait(DigitReceived, call=call).digit == "4"


@pytest.mark.parametrize(
    ("name", "offered", "spoken"),
    [
        ("linphonec", "PCMU/8000", "PCMU"),
        ("linphonec", "PCMA/8000", "PCMA"),
        ("linphonec", "G722/8000", "G722"),
        ("baresip", "PCMU", "PCMU"),
        ("baresip", "PCMA", "PCMA"),
        ("baresip", "G722", "G722"),
    ],
)
def test_codecs(start_stack: StartStack, phone: StartAgent, name: str, offered: str, spoken: str) -> None:
    stack = start_stack(name, codecs=(offered,))
    maya = phone("maya", voice=MAYA_HZ)
    call = talk(maya, stack, recorded=name == "baresip")
    assert maya.seen(CallAnswered, call=call)[0].codec.startswith(spoken)


@pytest.mark.parametrize(("name", "encryption"), [("linphonec", "srtp"), ("baresip", "srtp-mand")])
def test_encrypted_voice(start_stack: StartStack, phone: StartAgent, name: str, encryption: str) -> None:
    stack = start_stack(name, encryption=encryption)
    maya = phone("maya", account={"srtp": "mandatory"}, voice=MAYA_HZ)
    talk(maya, stack)


def test_customer_with_another_telephone_is_handed_over(stack: Stack, phone: StartAgent) -> None:
    """They follow our REFER with Replaces, and Daniel's telephone takes the consult's place.

    linphonec 5.1 ends with ``Subscription-State: terminated;reason=reason=noresource``, which pjsip cannot read: the
    agent is told that no NOTIFY came, and nobody is cut off. baresip 1.0 leaves Replaces out: Daniel is called anew.
    """
    maya = phone("maya", voice=MAYA_HZ, hold_music=MUSIC_HZ)
    daniel = phone("daniel", voice=DANIEL_HZ, answer_ms=50)
    line = talk(maya, stack)
    order = consult(maya, line, daniel.uri)
    if isinstance(stack, Linphone):
        stack.hears_only({MUSIC_HZ}, TONES)
    maya.obey(CompleteTransfer(id=new_id(), transfer=order.transfer))
    if isinstance(stack, Linphone):
        maya.wait(TransferStepped, step=Step.NO_NOTIFY)
    else:
        maya.wait(TransferStepped, state=State.HANDED_OVER)
        maya.wait(CallEnded, call=line)
    first, *_, joined = wait_until(lambda: daniel.seen(CallRang)[1:] and daniel.seen(CallRang))
    assert joined.replaces == ("" if isinstance(stack, Baresip) else first.call)
    daniel.hears_only(joined.call, {ANNA_HZ}, TONES)


def test_colleague_with_another_telephone_is_consulted_and_takes_over(
    stack: Stack, phone: StartAgent
) -> None:
    """baresip 1.0 knows no Replaces (420): the customer is back, and the consult is kept."""
    maya = phone("maya", voice=MAYA_HZ, hold_music=MUSIC_HZ, answer_ms=0)
    ben = phone("ben", voice=DANIEL_HZ, accept_refer=True)
    line = dial(ben, maya.uri)
    ben.wait(CallAnswered, call=line)
    order = consult(maya, maya.wait(CallAnswered).call, stack.uri)
    maya.hears_only(order.consult, {ANNA_HZ}, TONES)
    maya.obey(CompleteTransfer(id=new_id(), transfer=order.transfer))
    if isinstance(stack, Baresip):
        assert maya.wait(TransferStepped, step=Step.TRANSFER_REFUSED).code == 420
        maya.wait(TransferStepped, state=State.KEPT)
        ben.hears_only(line, {MAYA_HZ}, TONES)
    else:
        maya.wait(TransferStepped, state=State.HANDED_OVER)
        ben.hears_only(ben.legs()[-1].call, {ANNA_HZ}, TONES)


def test_consult_with_another_telephone_ends_and_the_customer_is_back(
    stack: Stack, phone: StartAgent
) -> None:
    maya = phone("maya", voice=MAYA_HZ, answer_ms=0)
    ben = phone("ben", voice=DANIEL_HZ)
    line = dial(ben, maya.uri)
    ben.wait(CallAnswered, call=line)
    order = consult(maya, maya.wait(CallAnswered).call, stack.uri)
    maya.obey(ReturnToCustomer(id=new_id(), transfer=order.transfer))
    maya.wait(TransferStepped, state=State.RETURNED)
    ben.hears_only(line, {MAYA_HZ}, TONES)


def test_customer_with_another_telephone_is_sent_on_blind(stack: Stack, phone: StartAgent) -> None:
    maya = phone("maya", voice=MAYA_HZ)
    daniel = phone("daniel", voice=DANIEL_HZ, answer_ms=50)
    line = talk(maya, stack)
    maya.obey(
        BlindTransfer(
            id=new_id(), transfer=new_id(), customer=line, target=daniel.uri, notify_seconds=NOTIFY_SECONDS
        )
    )
    if isinstance(stack, Linphone):  # see above
        maya.wait(TransferStepped, step=Step.NO_NOTIFY)
    else:
        maya.wait(TransferStepped, state=State.HANDED_OVER)
    daniel.hears_only(daniel.wait(CallAnswered).call, {ANNA_HZ}, TONES)


def test_blind_to_a_busy_colleague_leaves_the_customer_here(stack: Stack, phone: StartAgent) -> None:
    maya = phone("maya", voice=MAYA_HZ)
    daniel = phone("daniel", decline=486)
    line = talk(maya, stack)
    maya.obey(BlindTransfer(id=new_id(), transfer=new_id(), customer=line, target=daniel.uri))
    maya.wait(TransferStepped, step=Step.TRANSFER_REFUSED)
    stack.hears_only({MAYA_HZ}, TONES)
    maya.hears_only(line, {ANNA_HZ}, TONES)
