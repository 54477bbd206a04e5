"""Recording of real calls: which side is where, what a pause, a hold and a conference leave in the file."""

import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import resources
from telephony.call import Ear, Purpose
from telephony.commands import (
    Admit,
    BeginTransfer,
    CompleteTransfer,
    Dial,
    HangUp,
    Hold,
    JoinConference,
    Mute,
    PauseRecording,
    Resume,
    ResumeRecording,
    StartRecording,
    StopRecording,
)
from telephony.events import (
    CallAnswered,
    CallEnded,
    CallHoldChanged,
    CallReplaced,
    CommandRefused,
    ConductConcluded,
    ConductMeasured,
    EarChanged,
    ListenAsked,
    RecordingPaused,
    RecordingResumed,
    RecordingStarted,
    RecordingStopped,
    RecordingTroubled,
    TransferStepped,
)
from telephony.recording import HEAD, RATE, Pause, Trouble, read_note
from telephony.transfer import State
from tests.agents import Agent, StartAgent, make_tone, new_id, tones_in, wait_until

pytestmark = pytest.mark.sip

AGENT, CUSTOMER, TARGET, MUSIC = 440.0, 700.0, 1000.0, 1300.0
SECOND_CUSTOMER = 1700.0
TONES = (AGENT, CUSTOMER, TARGET, MUSIC, SECOND_CUSTOMER)
Samples = NDArray[np.float64]


def both(path: str) -> tuple[Samples, Samples]:
    """Left and right of a whole file, by the standard library's reader."""
    with wave.open(path) as wav:
        assert (wav.getnchannels(), wav.getsampwidth(), wav.getframerate()) == (2, 2, RATE)
        data = np.frombuffer(wav.readframes(wav.getnframes()), dtype="<i2").astype(float)
    return data[0::2], data[1::2]


def tones(samples: Samples, begin: float = 0.0, end: float | None = None) -> set[float]:
    return tones_in(samples[int(begin * RATE) : None if end is None else int(end * RATE)], TONES)


def lasts(agent: Agent, recording: str, seconds: float) -> tuple[float, float]:
    """Wait until so much more of it is in the file; from where to where, in its seconds."""
    path = agent.folder / "recordings" / f"{recording}.part"

    def there() -> float:
        return (path.stat().st_size - HEAD) / RATE / 4 if path.exists() else 0.0

    begin = there()
    wait_until(lambda: there() >= begin + seconds)
    return begin, there()


class Recorded:
    """An agent whose calls are recorded, and customers."""

    def __init__(self, start: StartAgent, tmp_path: Path, policy: str, **options: Any) -> None:
        self._start, self._customers = start, 0
        recording = {"policy": policy, **options.pop("recording", {})}
        self.agent = start(
            "agent",
            voice=AGENT,
            hold_music=MUSIC,
            answer_ms=0,
            recordings=str(tmp_path / "agent-0" / "recordings"),
            recording=recording,
            **options,
        )

    def customer(self, voice: float = CUSTOMER, **options: Any) -> tuple[Agent, str, str]:
        """One who calls and is answered: the customer, their call, and the agent's leg."""
        customer = self._start("customer", voice=voice, **options)
        far = new_id()
        customer.obey(Dial(id=new_id(), call=far, target=self.agent.uri))
        line = self.agent.wait(CallAnswered).call
        customer.wait(CallAnswered, call=far)
        return customer, far, line

    def started(self, line: str) -> RecordingStarted:
        return self.agent.wait(RecordingStarted, call=line)

    def ended(self, line: str) -> RecordingStopped:
        self.agent.obey(HangUp(id=new_id(), call=line))
        return self.agent.wait(RecordingStopped, call=line)


@pytest.fixture
def recorded(sip_agents: StartAgent, tmp_path: Path) -> Any:
    return lambda policy="always", **options: Recorded(sip_agents, tmp_path, policy, **options)


def test_the_agent_is_left_and_the_customer_right(recorded: Any) -> None:
    desk = recorded()
    _customer, _far, line = desk.customer()
    began = desk.started(line)
    desk.agent.hears_only(line, {CUSTOMER}, TONES)
    lasts(desk.agent, began.recording, 1.5)
    stopped = desk.ended(line)
    assert (stopped.path, stopped.partial, stopped.pauses) == (began.path, False, ())
    left, right = both(stopped.path)
    assert tones(left, 0.5) == {AGENT}
    assert tones(right, 0.5) == {CUSTOMER}
    assert len(left) / RATE == pytest.approx(stopped.seconds, abs=0.01)
    assert Path(stopped.path).name == f"{began.recording}.wav"
    note = read_note(Path(stopped.path).read_bytes()[:HEAD])
    assert note is not None
    assert (note.call, note.recording, note.partial) == (line, began.recording, False)
    assert Path(stopped.path).stat().st_mode & 0o077 == 0
    kinds = [type(event) for event in desk.agent.events]
    assert kinds.index(CallAnswered) < kinds.index(RecordingStarted)
    assert kinds.index(CallEnded) < kinds.index(RecordingStopped)


def test_nothing_of_a_pause_is_in_the_file_and_the_time_line_stays_true(recorded: Any) -> None:
    desk = recorded()
    customer, far, line = desk.customer()
    began = desk.started(line)
    desk.agent.hears_only(line, {CUSTOMER}, TONES)
    lasts(desk.agent, began.recording, 1.0)
    desk.agent.obey(PauseRecording(id=new_id(), call=line))
    paused = desk.agent.wait(RecordingPaused, call=line)
    (now,) = desk.agent.do("recordings")
    assert now["paused"]
    # The secret: both say something else while it is paused, and are done with it before it goes on.
    secret = make_tone(desk.agent.folder / "secret.wav", TARGET)
    desk.agent.do("play", call=line, path=str(secret))
    customer.do("play", call=far, path=str(make_tone(customer.folder / "secret.wav", SECOND_CUSTOMER)))
    desk.agent.hears_only(line, {SECOND_CUSTOMER}, TONES)
    customer.hears_only(far, {TARGET}, TONES)
    desk.agent.do("play", call=line, path=str(make_tone(desk.agent.folder / "voice.wav", AGENT)))
    customer.do("play", call=far, path=str(make_tone(customer.folder / "voice.wav", CUSTOMER)))
    desk.agent.hears_only(line, {CUSTOMER}, TONES)
    customer.hears_only(far, {AGENT}, TONES)
    desk.agent.obey(ResumeRecording(id=new_id(), call=line))
    resumed = desk.agent.wait(RecordingResumed, call=line)
    lasts(desk.agent, began.recording, 1.0)
    stopped = desk.ended(line)
    assert stopped.pauses == (Pause(paused.seconds, resumed.seconds),)
    begin, end = (round(at * RATE) for at in (paused.seconds, resumed.seconds))
    for side, voice in zip(both(stopped.path), (AGENT, CUSTOMER), strict=True):
        assert not side[begin:end].any()
        assert tones(side, 0.5, paused.seconds) == tones(side, resumed.seconds + 0.1) == {voice}
        # Not 20 ms of the secret anywhere: windows of 20 ms, every 10.
        hertz = np.fft.rfftfreq(320, 1 / RATE)
        for at in range(0, len(side) - 320, 160):
            spectrum = np.abs(np.fft.rfft(side[at : at + 320] * np.hanning(320)))
            if spectrum.max() > 20_000:  # 3 % of a voice
                loudest = hertz[spectrum.argmax()]
                assert min(abs(loudest - TARGET), abs(loudest - SECOND_CUSTOMER)) > 100, at / RATE
    assert len(side) / RATE == pytest.approx(stopped.seconds, abs=0.01)


def test_a_pause_that_lasts_to_the_end_of_the_call_is_closed_there(recorded: Any) -> None:
    desk = recorded()
    *_, line = desk.customer()
    began = desk.started(line)
    lasts(desk.agent, began.recording, 0.5)
    desk.agent.obey(PauseRecording(id=new_id(), call=line))
    desk.agent.obey(PauseRecording(id=new_id(), call=line))
    paused = desk.agent.wait(RecordingPaused, call=line)
    lasts(desk.agent, began.recording, 0.5)
    stopped = desk.ended(line)
    assert len(desk.agent.seen(RecordingPaused)) == 1
    assert stopped.pauses == (Pause(paused.seconds, stopped.seconds),)
    left, right = both(stopped.path)
    at = round(paused.seconds * RATE)
    assert not left[at:].any()
    assert not right[at:].any()


def test_hold_and_mute_leave_silence_and_music_is_not_the_customer(recorded: Any) -> None:
    desk = recorded()
    customer, far, line = desk.customer(hold_music=TARGET)
    began = desk.started(line)
    desk.agent.obey(Hold(id=new_id(), call=line))
    desk.agent.wait(CallHoldChanged, call=line, held=True)
    customer.hears_only(far, {MUSIC}, TONES)
    ours = lasts(desk.agent, began.recording, 1.0)
    desk.agent.obey(Resume(id=new_id(), call=line))
    desk.agent.wait(CallHoldChanged, call=line, held=False)
    desk.agent.hears_only(line, {CUSTOMER}, TONES)
    lasts(desk.agent, began.recording, 0.5)
    customer.obey(Hold(id=new_id(), call=far))
    desk.agent.wait(CallHoldChanged, call=line, held=True)
    desk.agent.hears_only(line, {TARGET}, TONES)
    theirs = lasts(desk.agent, began.recording, 1.0)
    customer.obey(Resume(id=new_id(), call=far))
    desk.agent.wait(CallHoldChanged, call=line, held=False)
    desk.agent.hears_only(line, {CUSTOMER}, TONES)
    desk.agent.obey(Mute(id=new_id(), call=line, on=True))
    customer.hears_only(far, set(), TONES)
    mute = lasts(desk.agent, began.recording, 1.0)
    left, right = both(desk.ended(line).path)
    assert tones(left) == {AGENT}
    assert tones(left, *ours) == tones(right, *ours) == tones(right, *theirs) == tones(left, *mute) == set()
    assert tones(right, *mute) == {CUSTOMER}
    assert MUSIC not in tones(right)


def test_a_consult_and_a_conference_are_files_of_their_own_to_the_hand_over(
    recorded: Any, sip_agents: StartAgent
) -> None:
    desk = recorded()
    _customer, _far, line = desk.customer(accept_refer=True)
    first = desk.started(line)
    target = sip_agents("target", voice=TARGET, answer_ms=0)
    order = BeginTransfer(id=new_id(), transfer=new_id(), customer=line, consult=new_id(), target=target.uri)
    desk.agent.obey(order)
    desk.agent.wait(TransferStepped, state=State.READY)
    second = desk.started(order.consult)
    assert (second.parent, first.parent) == (line, "")
    desk.agent.hears_only(order.consult, {TARGET}, TONES)
    lasts(desk.agent, second.recording, 1.0)
    desk.agent.obey(JoinConference(id=new_id(), transfer=order.transfer))
    desk.agent.wait(TransferStepped, state=State.CONFERENCE)
    desk.agent.hears_only(line, {CUSTOMER}, TONES)
    lasts(desk.agent, second.recording, 1.5)
    desk.agent.obey(CompleteTransfer(id=new_id(), transfer=order.transfer))
    desk.agent.wait(TransferStepped, state=State.HANDED_OVER)
    wait_until(lambda: len(desk.agent.seen(RecordingStopped)) == 2)
    files = {event.call: event for event in desk.agent.seen(RecordingStopped)}
    assert files[order.consult].parent == line
    for call, voice in ((line, CUSTOMER), (order.consult, TARGET)):
        left, right = both(files[call].path)
        assert tones(left, 0.3) == {AGENT}
        assert tones(right, 0.3) == {voice}


def test_a_customer_who_is_handed_to_us_is_recorded_after_the_colleague(
    recorded: Any, sip_agents: StartAgent
) -> None:
    desk = recorded()
    colleague = sip_agents("colleague", voice=TARGET, answer_ms=0)
    customer = sip_agents("customer", voice=CUSTOMER, accept_refer=True)
    customer.obey(Dial(id=new_id(), call=new_id(), target=colleague.uri))
    line = colleague.wait(CallAnswered).call
    order = BeginTransfer(
        id=new_id(), transfer=new_id(), customer=line, consult=new_id(), target=desk.agent.uri
    )
    colleague.obey(order)
    consult = desk.agent.wait(CallAnswered).call
    first = desk.started(consult)
    colleague.wait(TransferStepped, state=State.READY)
    desk.agent.hears_only(consult, {TARGET}, TONES)
    lasts(desk.agent, first.recording, 0.5)
    colleague.obey(CompleteTransfer(id=new_id(), transfer=order.transfer))
    replaced = desk.agent.wait(CallReplaced, call=consult)
    second = desk.started(replaced.by)
    wait_until(lambda: desk.agent.seen(RecordingStopped, call=consult))
    desk.agent.hears_only(replaced.by, {CUSTOMER}, TONES)
    lasts(desk.agent, second.recording, 0.5)
    stopped = desk.ended(replaced.by)
    assert tones(both(first.path)[1], 0.3) == {TARGET}
    assert tones(both(stopped.path)[1], 0.3) == {CUSTOMER}


def test_two_lines_are_two_files_and_nobody_is_in_the_other_s(recorded: Any) -> None:
    desk = recorded()
    *_, one = desk.customer()
    first = desk.started(one)
    desk.agent.hears_only(one, {CUSTOMER}, TONES)
    other_customer, far, two = desk.customer(voice=SECOND_CUSTOMER)
    second = desk.started(two)
    assert desk.agent.seen(CallHoldChanged, call=one, held=True)
    desk.agent.hears_only(two, {SECOND_CUSTOMER}, TONES)
    lasts(desk.agent, second.recording, 1.0)
    desk.agent.obey(Resume(id=new_id(), call=one))
    desk.agent.wait(CallHoldChanged, call=two, held=True)
    other_customer.hears_only(far, {MUSIC}, TONES)
    lasts(desk.agent, first.recording, 1.0)
    for call, voice in ((one, CUSTOMER), (two, SECOND_CUSTOMER)):
        left, right = both(desk.ended(call).path)
        assert tones(left) == {AGENT}
        assert tones(right) == {voice}


def test_on_demand_one_call_is_two_files_and_a_pause_is_not_carried_over(recorded: Any) -> None:
    desk = recorded("on_demand")
    *_, line = desk.customer()
    desk.agent.hears_only(line, {CUSTOMER}, TONES)
    assert desk.agent.seen(RecordingStarted) == []
    desk.agent.obey(StartRecording(id=new_id(), call=line))
    first = desk.started(line)
    again = desk.agent.obey(StartRecording(id=new_id(), call=line))
    assert desk.agent.wait(CommandRefused, command=again).code == "recording_exists"
    lasts(desk.agent, first.recording, 0.5)
    desk.agent.obey(PauseRecording(id=new_id(), call=line))
    desk.agent.wait(RecordingPaused)
    desk.agent.obey(StopRecording(id=new_id(), call=line))
    assert desk.agent.wait(RecordingStopped).recording == first.recording
    desk.agent.obey(StartRecording(id=new_id(), call=line))
    second = desk.started(line)
    lasts(desk.agent, second.recording, 1.0)
    stopped = desk.ended(line)
    assert stopped.pauses == ()
    assert tones(both(stopped.path)[1], 0.3) == {CUSTOMER}
    assert len(desk.agent.seen(RecordingStopped)) == 2


@pytest.mark.parametrize("every", [0.0, 1.0])
def test_the_other_side_hears_the_notice_and_it_is_in_the_file(recorded: Any, every: float) -> None:
    notice = {"notice": "recording", "notice_every": every}
    desk = recorded(sounds=str(resources.path("sounds")), recording=notice)
    customer, far, line = desk.customer()
    began = desk.started(line)
    lasts(desk.agent, began.recording, 3.0)
    left, right = both(desk.ended(line).path)
    heard = np.frombuffer((customer.folder / f"{far}.wav").read_bytes()[44:], dtype="<i2").astype(float)
    for samples in (left, heard):
        assert (beeps(samples) == 1) if not every else (beeps(samples) >= 2)
    assert beeps(right) == 0


def beeps(samples: Samples) -> int:
    """How often a tone of 1,400 Hz begins."""
    at = np.exp(-2j * np.pi * 1400 * np.arange(800) / RATE)
    loud = [abs(samples[n : n + 800] @ at) / 400 > 500 for n in range(0, len(samples) - 800, 800)]
    return sum(now and not before for before, now in zip([False, *loud], loud, strict=False))


def test_without_the_notice_that_must_be_given_nothing_is_recorded(
    sip_agents: StartAgent, tmp_path: Path
) -> None:
    folder = tmp_path / "recordings"
    agent = sip_agents(
        "agent",
        answer_ms=0,
        recordings=str(folder),
        recording={"policy": "on_demand", "notice": "no_such_sound"},
    )
    customer = sip_agents("customer", voice=CUSTOMER)
    customer.obey(Dial(id=new_id(), call=new_id(), target=agent.uri))
    line = agent.wait(CallAnswered).call
    refused = agent.obey(StartRecording(id=new_id(), call=line))
    assert agent.wait(CommandRefused, command=refused).code == "no_sound_file"
    assert not folder.exists()


def test_a_notice_of_the_center_s_own_is_a_file_by_its_whole_path(recorded: Any) -> None:
    desk = recorded(recording={"notice": str(resources.path("sounds/recording.wav"))})
    customer, far, line = desk.customer()
    began = desk.started(line)
    lasts(desk.agent, began.recording, 2.0)
    desk.ended(line)
    heard = np.frombuffer((customer.folder / f"{far}.wav").read_bytes()[44:], dtype="<i2").astype(float)
    assert beeps(heard) == 1


def test_a_notice_that_cannot_be_played_is_told_and_nothing_is_recorded(
    recorded: Any, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF and nothing more")
    desk = recorded(recording={"notice": str(broken)})
    _customer, _far, line = desk.customer()
    troubled = desk.agent.wait(RecordingTroubled, call=line)
    assert (troubled.problem, troubled.recording) == (Trouble.NO_NOTICE, "")
    desk.agent.obey(HangUp(id=new_id(), call=line))
    desk.agent.wait(CallEnded, call=line)
    assert desk.agent.seen(RecordingStarted) == []
    assert not (desk.agent.folder / "recordings").exists()


def test_a_folder_that_cannot_be_made_is_told_and_the_call_goes_on(
    sip_agents: StartAgent, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    agent = sip_agents(
        "agent",
        voice=AGENT,
        answer_ms=0,
        recordings=str(tmp_path / "file" / "recordings"),
        recording={"policy": "always"},
    )
    customer = sip_agents("customer", voice=CUSTOMER)
    far = new_id()
    customer.obey(Dial(id=new_id(), call=far, target=agent.uri))
    line = agent.wait(CallAnswered).call
    assert agent.wait(RecordingTroubled, call=line).problem is Trouble.CANNOT_WRITE
    customer.hears_only(far, {AGENT}, TONES)
    agent.obey(HangUp(id=new_id(), call=line))
    stopped = agent.wait(RecordingStopped, call=line)
    assert (stopped.path, stopped.seconds, stopped.partial) == ("", 0.0, True)


def test_conduct_is_measured_live_recorded_or_not(recorded: Any) -> None:
    desk = recorded("off", recording={"measure": True})
    *_, line = desk.customer()
    wait_until(lambda: len([r for r in desk.agent.readings if isinstance(r, ConductMeasured)]) >= 3)
    desk.agent.obey(HangUp(id=new_id(), call=line))
    concluded = desk.agent.wait(ConductConcluded, call=line)
    assert concluded.measures.seconds > 2
    reading = [r for r in desk.agent.readings if isinstance(r, ConductMeasured)][-1]
    assert (reading.call, reading.held_for) == (line, 0.0)
    assert desk.agent.seen(RecordingStarted) == []
    assert not (desk.agent.folder / "recordings").exists()


def test_a_pause_of_the_recording_is_no_part_of_the_conduct(recorded: Any) -> None:
    desk = recorded("on_demand", recording={"measure": True})
    _customer, _far, line = desk.customer()
    desk.agent.obey(StartRecording(id=new_id(), call=line))
    began = desk.started(line)
    desk.agent.obey(PauseRecording(id=new_id(), call=line))
    desk.agent.wait(RecordingPaused)
    lasts(desk.agent, began.recording, 2.0)
    stopped = desk.ended(line)
    measures = desk.agent.wait(ConductConcluded, call=line).measures
    ((begin, end),) = ((pause.begin, pause.end) for pause in stopped.pauses)
    assert end is not None
    assert end - begin > 1.9
    assert measures.seconds < stopped.seconds - 1.5


def test_conduct_is_that_of_the_two_channels(recorded: Any) -> None:
    """The customer reads a prompt aloud, again and again; the agent says nothing, and is told so."""
    desk = recorded("off", recording={"measure": True})
    customer, far, line = desk.customer()
    customer.do("play", call=far, path=str(resources.path("prompts/fax_stops_1.wav")))
    desk.agent.do("stop_playing", call=line)

    def last() -> ConductMeasured | None:
        found = [r for r in desk.agent.readings if isinstance(r, ConductMeasured)]
        return found[-1] if found else None

    wait_until(lambda: (now := last()) is not None and now.measures.other > 2.0)
    now = last()
    assert now is not None
    assert now.silent_for > 2.0
    desk.agent.obey(Hold(id=new_id(), call=line))
    wait_until(lambda: (now := last()) is not None and now.held_for > 1.0)
    desk.agent.obey(HangUp(id=new_id(), call=line))
    measures = desk.agent.wait(ConductConcluded, call=line).measures
    assert measures.other > 2.0
    assert measures.holds == 1
    assert measures.hold_seconds > 1.0
    assert measures.both < 1.0


@pytest.mark.parametrize(
    ("ear", "with_agent"), [(Ear.LISTEN, set()), (Ear.WHISPER, set()), (Ear.JOIN, {TARGET})]
)
def test_of_a_supervisor_only_what_the_customer_hears_is_recorded(
    recorded: Any, sip_agents: StartAgent, ear: Ear, with_agent: set[float]
) -> None:
    desk = recorded()
    customer, far, line = desk.customer()
    began = desk.started(line)
    supervisor = sip_agents("supervisor", voice=TARGET)
    own, grant = new_id(), new_id()
    supervisor.obey(Dial(id=new_id(), call=own, target=desk.agent.uri, purpose=Purpose.MONITOR, grant=grant))
    listener = desk.agent.wait(ListenAsked, grant=grant).call
    desk.agent.obey(Admit(id=new_id(), call=listener, customer=line, ear=ear))
    desk.agent.wait(EarChanged, call=listener, ear=ear)
    supervisor.hears_only(own, {AGENT, CUSTOMER}, TONES)
    customer.hears_only(far, {AGENT} | with_agent, TONES)
    begin, end = lasts(desk.agent, began.recording, 1.0)
    left, right = both(desk.ended(line).path)
    assert tones(left, begin, end) == {AGENT} | with_agent
    assert tones(right, 0.3) == {CUSTOMER}
    assert len(desk.agent.seen(RecordingStarted)) == 1
