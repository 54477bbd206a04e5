"""Colleagues' presence from whoever serves it: each is told, refusals too, and the end leaves nothing behind."""

import time
from collections.abc import Iterator
from itertools import pairwise

import pjsua2 as pj
import pytest

from telephony.commands import WatchPresence
from telephony.engine.headers import Message
from telephony.engine.presence import MOST, read
from telephony.events import PresenceSeen, RegistrationChanged, RegistrationState
from telephony.party import parse_name_addr
from tests.agents import Agent, StartAgent, new_id, wait_until
from tests.registrar import Registrar
from tests.sip_peer import Address, Dialog, RawPeer

SOON = 20.0


@pytest.mark.parametrize(
    ("status", "activity", "note", "state"),
    [
        (pj.PJSUA_BUDDY_STATUS_ONLINE, pj.PJRPID_ACTIVITY_UNKNOWN, "", "available"),
        (pj.PJSUA_BUDDY_STATUS_ONLINE, pj.PJRPID_ACTIVITY_UNKNOWN, "Ready", "available"),
        (pj.PJSUA_BUDDY_STATUS_ONLINE, pj.PJRPID_ACTIVITY_BUSY, "", "busy"),
        (pj.PJSUA_BUDDY_STATUS_ONLINE, pj.PJRPID_ACTIVITY_UNKNOWN, "On the phone", "busy"),
        (pj.PJSUA_BUDDY_STATUS_ONLINE, pj.PJRPID_ACTIVITY_AWAY, "", "away"),
        (pj.PJSUA_BUDDY_STATUS_ONLINE, pj.PJRPID_ACTIVITY_UNKNOWN, "AWAY", "away"),
        (pj.PJSUA_BUDDY_STATUS_OFFLINE, pj.PJRPID_ACTIVITY_BUSY, "", "offline"),
        (pj.PJSUA_BUDDY_STATUS_UNKNOWN, pj.PJRPID_ACTIVITY_BUSY, "", ""),
    ],
)
def test_one_word_of_status_activity_and_note(status: int, activity: int, note: str, state: str) -> None:
    assert read(status, activity, note) == state


def pidf(basic: str, activity: str = "", note: str = "") -> str:
    """As Asterisk writes it (RFC 3863, RFC 4480)."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<presence entity="sip:2041@floor.example" xmlns="urn:ietf:params:xml:ns:pidf"'
        ' xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid">\n'
        f"<note>{note}</note>\n"
        f'<tuple id="2041"><status><basic>{basic}</basic></status><contact>sip:2041@floor.example</contact>'
        f'</tuple>\n<dm:person id="p"><rpid:activities>{activity}</rpid:activities>'
        f"<dm:note>{note}</dm:note></dm:person>\n</presence>\n"
    )


class Notifier(Registrar):
    """A registrar that also serves presence: ``states`` by extension; others get ``refuse``."""

    def __init__(self) -> None:
        self.states: dict[str, str] = {}
        self.refuse = 404
        self.watchers: dict[str, Dialog] = {}
        self.at: list[float] = []
        super().__init__()

    def notify_of(self, extension: str, body: str, state: str = "active;expires=600") -> None:
        dialog = self.watchers[extension]
        extra = f"Event: presence\r\nSubscription-State: {state}"
        self.request(dialog, "NOTIFY", headers=extra, body=body, kind="application/pidf+xml")

    def _respond(self, message: Message, address: Address, code: int) -> None:
        if message.method != "SUBSCRIBE" or code != 200:
            super()._respond(message, address, code)
            return
        extension = message.dialled
        if extension not in self.states:
            self._answer(message, address, self.refuse, "")
            return
        ours = f"{message.first('to').partition(';tag=')[0]};tag=r"
        self._answer(message, address, 200, f"Expires: 600\r\nContact: <{self.uri}>")
        ends = message.first("expires") == "0"
        if extension not in self.watchers:
            self.at.append(time.monotonic())
            target = parse_name_addr(message.first("contact")).uri
            self.watchers[extension] = Dialog(
                message.first("call-id"), ours, message.first("from"), target, address
            )
        if not ends:
            self.notify_of(extension, self.states[extension])


@pytest.fixture
def notifier() -> Iterator[Notifier]:
    with Notifier() as raw:
        yield raw


def watch(agent: Agent, *targets: str) -> None:
    agent.obey(WatchPresence(id=new_id(), targets=targets))


def seen(agent: Agent, target: str) -> list[str]:
    found = (r for r in agent.readings if isinstance(r, PresenceSeen) and r.target == target)
    return [r.state for r in found]


def registered(sip_agents: StartAgent, notifier: Notifier) -> Agent:
    agent = sip_agents("agent", account=notifier.account())
    agent.wait(RegistrationChanged, SOON, state=RegistrationState.REGISTERED)
    return agent


@pytest.mark.sip
def test_each_colleague_is_told_and_each_change(sip_agents: StartAgent, notifier: Notifier) -> None:
    notifier.states = {
        "2041": pidf("open"),
        "2042": pidf("open", "<rpid:busy/>", "On the phone"),
        "2043": pidf("open", "<rpid:away/>"),
        "2044": pidf("closed"),
    }
    agent = registered(sip_agents, notifier)
    watch(agent, "2041", "2042", "2043", "2044", "2099")
    states = {"2041": "available", "2042": "busy", "2043": "away", "2044": "offline", "2099": ""}
    wait_until(
        lambda: {t: (seen(agent, t) or ["?"])[-1] for t in states} == states, SOON, str(agent.readings)
    )
    notifier.notify_of("2041", pidf("open", "<rpid:busy/>", "On the phone"))
    wait_until(lambda: seen(agent, "2041")[-1] == "busy", SOON)
    count = len(seen(agent, "2042"))
    watch(agent, "2042", "2041")
    wait_until(lambda: len(seen(agent, "2042")) > count and seen(agent, "2041")[-1] == "busy", SOON)
    ends = [m for m in notifier.seen("SUBSCRIBE") if m.first("expires") == "0"]
    wait_until(lambda: ends or [m for m in notifier.seen("SUBSCRIBE") if m.first("expires") == "0"], SOON)


@pytest.mark.sip
@pytest.mark.parametrize("refuse", [404, 489, 403])
def test_a_refusal_means_that_nothing_is_known(
    sip_agents: StartAgent, notifier: Notifier, refuse: int
) -> None:
    notifier.refuse = refuse
    agent = registered(sip_agents, notifier)
    watch(agent, "2099", "no such address\r\nX: y")
    wait_until(lambda: seen(agent, "2099") == [""], SOON)
    wait_until(lambda: seen(agent, "no such address\r\nX: y") == [""], SOON)


@pytest.mark.sip
def test_no_more_than_forty_and_not_all_at_once(sip_agents: StartAgent, notifier: Notifier) -> None:
    names = [f"{2000 + at}" for at in range(MOST + 3)]
    notifier.states = dict.fromkeys(names, pidf("open"))
    agent = registered(sip_agents, notifier)
    watch(agent, *names)
    wait_until(lambda: all(seen(agent, name) for name in names), 60.0)
    assert [seen(agent, name)[-1] for name in names] == ["available"] * MOST + [""] * 3
    assert sum(after - before < 0.02 for before, after in pairwise(notifier.at)) < MOST / 2


@pytest.mark.sip
def test_it_waits_for_the_registration_and_asks_again_after_another(
    sip_agents: StartAgent, notifier: Notifier
) -> None:
    notifier.states = {"2041": pidf("open")}
    notifier.script = [(503, "Retry-After: 2")]
    agent = sip_agents("agent", account=notifier.account())
    watch(agent, "2041")
    agent.wait(RegistrationChanged, SOON, state=RegistrationState.LOST)
    assert notifier.seen("SUBSCRIBE") == []
    agent.wait(RegistrationChanged, SOON, state=RegistrationState.REGISTERED)
    wait_until(lambda: seen(agent, "2041") == ["available"], SOON)


@pytest.mark.sip
def test_nobody_learns_of_ours(sip_agents: StartAgent) -> None:
    agent = sip_agents("agent")
    with RawPeer("watcher") as watcher:
        dialog = Dialog(
            new_id(), f"<{watcher.uri}>;tag=w", f"<{agent.uri}>", agent.uri, ("127.0.0.1", agent.port)
        )
        watcher.request(dialog, "SUBSCRIBE", headers="Event: presence\r\nExpires: 600")
        watcher.wait_response("SUBSCRIBE", 489, dialog, SOON)
        assert watcher.seen("NOTIFY") == []
    watch(agent, agent.uri)
    wait_until(lambda: seen(agent, agent.uri) == [""], SOON)


@pytest.mark.sip
def test_the_end_takes_subscriptions_back(sip_agents: StartAgent, notifier: Notifier) -> None:
    notifier.states = {"2041": pidf("open")}
    agent = registered(sip_agents, notifier)
    watch(agent, "2041")
    wait_until(lambda: seen(agent, "2041"), SOON)
    agent.close()
    wait_until(lambda: notifier.seen("SUBSCRIBE")[-1].first("expires") == "0", SOON)
