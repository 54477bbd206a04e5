from telephony.engine.digits import Digits


def told(*came: tuple[str, bool, float]) -> str:
    digits = Digits()
    return "".join(digit for digit, by_info, at in came if digits.is_new(digit, by_info=by_info, now=at))


def test_a_digit_by_both_ways_is_one() -> None:
    assert told(("5", False, 0.0), ("5", True, 0.05)) == "5"
    assert told(("5", True, 0.0), ("5", False, 0.4)) == "5"


def test_the_same_key_pressed_again_is_another() -> None:
    assert told(("5", False, 0.0), ("5", False, 0.2)) == "55"
    assert told(("5", False, 0.0), ("5", True, 0.1), ("5", False, 0.2), ("5", True, 0.3)) == "55"
    assert told(("5", False, 0.0), ("5", False, 0.2), ("5", True, 0.3), ("5", True, 0.4)) == "55"
    assert told(("5", False, 0.0), ("5", True, 3.0)) == "55"


def test_different_keys_are_different() -> None:
    assert told(("1", False, 0.0), ("2", True, 0.01), ("1", True, 0.02), ("2", False, 0.03)) == "12"
