"""The colours, each by what it means (light and dark).

``name`` is for graphics, ``nameT`` for text on ``nameS`` or on a card, ``nameS`` for soft ground, ``nameF`` for
a fill under white text and ``nameH`` for that fill under the pointer. Text meets 4.5:1 (WCAG 1.4.3), edges that
mean something 3:1 (1.4.11); tests/console/ui/test_tokens.py measures every pair.
"""

from typing import Final

Tokens = dict[str, str]

LIGHT: Final[Tokens] = {
    "bg": "#F3F5F8",
    "card": "#FFFFFF",
    "sunk": "#F7F9FB",
    "line": "#DFE5EC",
    "edge": "#8290A2",
    "track": "#E6EBF1",
    "text": "#16202E",
    "muted": "#55637A",
    "scrim": "#141E3250",
    "shadow": "#0E0A1428",
    "accent": "#2F6BFF",
    "accentT": "#1D4ED0",
    "accentS": "#EAF0FF",
    "accentF": "#2860EE",
    "accentH": "#1E50D2",
    "ok": "#129B64",
    "okT": "#0B6845",
    "okS": "#E1F5EB",
    "okF": "#0B7A50",
    "okH": "#086540",
    "warn": "#D58600",
    "warnT": "#854C00",
    "warnS": "#FFF1D6",
    "warnF": "#8F5300",
    "bad": "#D6334A",
    "badT": "#AE1F37",
    "badS": "#FDE7EA",
    "badF": "#CF2C44",
    "badH": "#B02038",
    "vio": "#7457E8",
    "vioT": "#5536C4",
    "vioS": "#EFEBFF",
    "vioF": "#6546DC",
    "teal": "#0C8F8F",
    "n": "#7C8A9C",
    "nT": "#4A586B",
    "nS": "#E6EBF1",
    "avC": "#DCE6FF",
    "avCT": "#1D4ED0",
    "avS": "#E4E9F0",
    "avST": "#3E4C60",
    "seg": "#FFFFFF",
    "white": "#FFFFFF",
}

DARK: Final[Tokens] = {
    "bg": "#0D1218",
    "card": "#161D26",
    "sunk": "#111820",
    "line": "#29333F",
    "edge": "#66758A",
    "track": "#242E3A",
    "text": "#E8EDF3",
    "muted": "#9EABBB",
    "scrim": "#3805080C",
    "shadow": "#2E000000",
    "accent": "#5A8CFF",
    "accentT": "#94B5FF",
    "accentS": "#1A2846",
    "accentF": "#356BF0",
    "accentH": "#2A5CDC",
    "ok": "#35C98A",
    "okT": "#62DDAA",
    "okS": "#11322A",
    "okF": "#0E7D54",
    "okH": "#0B6A47",
    "warn": "#F2B04A",
    "warnT": "#F7C677",
    "warnS": "#38290F",
    "warnF": "#8F5300",
    "bad": "#FF6174",
    "badT": "#FF94A1",
    "badS": "#3C1A22",
    "badF": "#D0364C",
    "badH": "#BA2A40",
    "vio": "#9B86FF",
    "vioT": "#BDAEFF",
    "vioS": "#272048",
    "vioF": "#6A4CE0",
    "teal": "#3CC4BE",
    "n": "#8593A5",
    "nT": "#B3BECB",
    "nS": "#242E3A",
    "avC": "#22345C",
    "avCT": "#A4C0FF",
    "avS": "#2A3542",
    "avST": "#C3CDD9",
    "seg": "#3A4757",
    "white": "#FFFFFF",
}

TONES: Final = ("accent", "ok", "warn", "bad", "vio", "n")


_LINEAR = 0.04045
"""Below this a channel is linear."""


def luminance(colour: str) -> float:
    """Relative luminance of ``#RRGGBB``, 0 to 1 (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= _LINEAR else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two ``#RRGGBB`` colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def under(veil: str, colour: str) -> str:
    """What ``colour`` becomes under a veil of ``#AARRGGBB``."""
    alpha = int(veil[1:3], 16) / 255
    mixed = (
        round(int(colour[i : i + 2], 16) * (1 - alpha) + int(veil[i + 2 : i + 4], 16) * alpha)
        for i in (1, 3, 5)
    )
    return "#" + "".join(f"{c:02X}" for c in mixed)
