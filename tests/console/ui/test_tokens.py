import pytest

from console.ui.tokens import DARK, LIGHT, TONES, Tokens, contrast, under

THEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
GROUNDS = ("bg", "card", "sunk")


@THEMES
def test_text_can_be_read_on_every_ground(colours: Tokens) -> None:
    pairs = [("text", g) for g in (*GROUNDS, "seg", "track", "accentS", "vioS")]
    pairs += [("muted", g) for g in (*GROUNDS, "accentS", "vioS", "track")]
    pairs += [(tone + "T", g) for tone in TONES for g in (tone + "S", "card", "sunk")]
    pairs += [("avCT", "avC"), ("avST", "avS"), ("card", "text")]
    for ink, ground in pairs:
        assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)


@THEMES
def test_white_can_be_read_on_every_fill(colours: Tokens) -> None:
    for fill in ("accentF", "accentH", "okF", "okH", "badF", "badH", "vioF", "warnF"):
        assert contrast("#FFFFFF", colours[fill]) >= 4.5, fill


@THEMES
def test_edges_that_mean_something_are_seen(colours: Tokens) -> None:
    for edge in ("edge", "accent", "ok", "bad", "vio", "n"):
        assert contrast(colours[edge], colours["card"]) >= 3.0, edge


@THEMES
def test_text_under_the_ringing_scrim_keeps_its_contrast(colours: Tokens) -> None:
    veil = colours["scrim"]
    pairs = [("text", g) for g in GROUNDS] + [("muted", g) for g in GROUNDS]
    pairs += [(tone + "T", tone + "S") for tone in TONES]
    for ink, ground in pairs:
        assert contrast(under(veil, colours[ink]), under(veil, colours[ground])) >= 4.5, (ink, ground)


def test_both_themes_have_the_same_tokens() -> None:
    assert LIGHT.keys() == DARK.keys()


def test_contrast_is_what_wcag_says() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
