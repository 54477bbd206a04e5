from telephony.engine.sound.ring import FRAME, MOST, WIDTH, Inbox, Ring

SIZE = FRAME * WIDTH
READY = 600


def frames(count: float, value: int = 1) -> bytes:
    return bytes([value, 0]) * int(FRAME * count)


def test_nothing_is_read_before_there_is_a_little_more_than_is_asked_for() -> None:
    ring = Ring(READY)
    ring.write(frames(2))
    assert ring.read(SIZE) is None
    ring.write(frames(1))
    assert ring.read(SIZE) == frames(1)


def test_what_has_waited_too_long_is_not_read_at_a_beginning() -> None:
    ring = Ring(0)
    ring.write(frames(3, 1))
    ring.write(frames(1, 2))
    assert ring.read(SIZE) == frames(1, 2)


def test_a_ring_that_has_run_dry_begins_anew() -> None:
    ring = Ring(READY)
    ring.write(frames(3))
    while ring.read(SIZE) is not None:
        pass
    assert ring.dry == 1
    ring.write(frames(1))
    assert ring.read(SIZE) is None
    assert ring.dry == 1, "it was not running"


def test_the_oldest_is_forgotten_when_nobody_reads() -> None:
    ring = Ring(0)
    for _ in range(100):
        ring.write(frames(1))
    fetched = 0
    while ring.read(SIZE) is not None:
        fetched += 1
    assert fetched <= MOST / FRAME + 1


def test_the_lowest_fill_is_that_after_a_reading() -> None:
    ring = Ring(READY)
    assert ring.lowest() is None
    ring.write(frames(2) + bytes(READY * WIDTH))
    ring.read(SIZE)
    ring.read(SIZE)
    ring.write(frames(2))
    ring.read(SIZE)
    assert ring.lowest() == READY - FRAME
    assert ring.lowest() is None


def test_after_a_flush_it_begins_anew() -> None:
    ring = Ring(0)
    ring.write(frames(3))
    ring.read(SIZE)
    ring.flush()
    assert ring.read(SIZE) is None
    assert ring.lowest() is None


def test_who_is_to_take_from_an_inbox_is_woken_once_for_what_lies_there() -> None:
    woken: list[bytes] = []
    inbox = Inbox()
    inbox.put(b"old")
    inbox.wake(lambda: woken.append(b""))
    assert inbox.take() == b"", "from before"
    inbox.put(b"1")
    inbox.put(b"2")
    assert len(woken) == 1
    assert inbox.take() == b"12"
    assert inbox.take() == b""
    inbox.put(b"3")
    assert len(woken) == 2
    inbox.wake(None)
    inbox.put(b"4")
    assert len(woken) == 2


def test_an_inbox_forgets_the_oldest_of_what_nobody_takes() -> None:
    inbox = Inbox()
    inbox.wake(lambda: None)
    for at in range(100):
        inbox.put(frames(1, at))
    taken = inbox.take()
    assert len(taken) <= MOST * WIDTH
    assert taken.endswith(frames(1, 99))


def test_whoever_is_woken_may_take_at_once() -> None:
    inbox = Inbox()
    taken: list[bytes] = []
    inbox.wake(lambda: taken.append(inbox.take()))
    for at in range(3):
        inbox.put(frames(1, at))
    assert taken == [frames(1, at) for at in range(3)]
