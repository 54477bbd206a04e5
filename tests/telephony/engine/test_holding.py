"""One re-INVITE at a time, without SIP."""

from collections.abc import Callable

from telephony.engine.holding import Holding


class Clock:
    """Timers that go off when the test says so."""

    def __init__(self) -> None:
        self.due: list[tuple[float, Callable[[], None]]] = []

    def later(self, seconds: float, do: Callable[[], None]) -> "Clock":
        self.due.append((seconds, do))
        return self

    def cancel(self) -> None:
        self.due.clear()

    def strike(self) -> float:
        seconds, do = self.due.pop()
        do()
        return seconds


class Bench:
    def __init__(self, *, owner: bool = False) -> None:
        self.sent: list[bool] = []
        self.blocked = False
        self.changes: list[bool] = []
        self.answers: list[tuple[str, bool, int]] = []
        self.clock = Clock()
        self.holding = Holding(self.send, self.changes.append, self.clock.later, owner=owner)  # type: ignore[arg-type]

    def send(self, hold: bool) -> bool:
        if self.blocked:
            return False
        self.sent.append(hold)
        return True

    def want(self, name: str, *, held: bool) -> None:
        self.holding.want(held=held, done=lambda ok, code: self.answers.append((name, ok, code)))


def test_a_hold_is_held_when_its_answer_says_so() -> None:
    b = Bench()
    b.want("hold", held=True)
    assert (b.sent, b.answers, b.holding.held, b.holding.idle) == ([True], [], False, False)
    b.holding.answered(200)
    assert (b.answers, b.changes, b.holding.idle) == ([("hold", True, 200)], [True], True)


def test_what_is_so_already_is_answered_at_once() -> None:
    b = Bench()
    b.want("resume", held=False)
    assert (b.sent, b.answers) == ([], [("resume", True, 200)])


def test_a_second_wish_waits_for_the_first_answer() -> None:
    b = Bench()
    b.want("hold", held=True)
    b.want("resume", held=False)
    assert b.sent == [True]
    b.holding.answered(200)
    assert b.sent == [True, False]
    b.holding.answered(200)
    assert b.answers == [("hold", False, 0), ("resume", True, 200)]


def test_491_is_tried_again_sooner_by_who_did_not_call() -> None:
    for owner, low, high in ((True, 0.8, 2.0), (False, 0.1, 0.7)):
        b = Bench(owner=owner)
        b.want("hold", held=True)
        b.holding.answered(491)
        assert low <= b.clock.strike() <= high
        assert b.sent == [True, True]


def test_a_refusal_is_final() -> None:
    b = Bench()
    b.want("hold", held=True)
    b.holding.answered(488)
    assert (b.answers, b.holding.held, b.holding.wanted) == ([("hold", False, 488)], False, False)


def test_a_challenge_waits_for_the_answer_to_the_second_try() -> None:
    b = Bench()
    b.want("hold", held=True)
    b.holding.answered(401)
    assert b.answers == []
    b.holding.answered(200)
    assert b.answers == [("hold", True, 200)]
    b = Bench()
    b.want("hold", held=True)
    b.holding.answered(401)
    b.clock.strike()
    assert b.answers == [("hold", False, 401)]


def test_a_transaction_of_theirs_is_waited_for() -> None:
    b = Bench()
    b.blocked = True
    b.want("hold", held=True)
    b.blocked = False
    b.clock.strike()
    assert b.sent == [True]
    b = Bench()
    b.blocked = True
    b.want("hold", held=True)
    while not b.answers:
        b.clock.strike()
    assert b.answers == [("hold", False, 491)]


def test_the_end_of_the_leg_answers_everyone_and_lets_nothing_wait() -> None:
    b = Bench()
    done: list[str] = []
    b.want("hold", held=True)
    b.holding.when_idle(lambda: done.append("refer"))
    assert done == []
    b.holding.close()
    assert (b.answers, done) == ([("hold", False, 0)], ["refer"])
    b.holding.answered(200)
    assert b.changes == []


def test_a_refer_waits_until_all_is_quiet() -> None:
    b = Bench()
    done: list[str] = []
    b.holding.when_idle(lambda: done.append("at once"))
    b.want("hold", held=True)
    b.holding.when_idle(lambda: done.append("later"))
    b.want("resume", held=False)
    b.holding.answered(200)
    assert done == ["at once"]
    b.holding.answered(200)
    assert done == ["at once", "later"]
