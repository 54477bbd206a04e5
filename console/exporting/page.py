"""The time line as a page that any browser shows without network and without scripts. Every word is escaped."""

from collections.abc import Iterator
from datetime import datetime
from html import escape
from typing import Final

import msgspec

from console.exporting.story import Moment, Taken
from store.book import Case

_STYLE: Final = """
body { font: 15px/1.45 Inter, "Segoe UI", "Helvetica Neue", sans-serif; color: #16202E; background: #FFFFFF;
       max-width: 960px; margin: 32px auto; padding: 0 20px; }
h1 { font-size: 24px; margin: 0 0 4px; } h2 { font-size: 17px; margin: 28px 0 8px; }
.meta { color: #55637A; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 6px 12px 6px 0; border-bottom: 1px solid #DFE5EC; }
th { color: #55637A; font-weight: 600; } td.t { white-space: nowrap; font-variant-numeric: tabular-nums; }
td.s { white-space: pre-wrap; overflow-wrap: anywhere; } audio { width: 100%; margin: 4px 0 2px; }
.recording { border: 1px solid #DFE5EC; border-radius: 8px; padding: 10px 14px; margin: 8px 0; }
a { color: #1B5FC1; }
@media (prefers-color-scheme: dark) { body { background: #10151C; color: #E6EBF2; } .meta, th { color: #93A1B5; }
  th, td, .recording { border-color: #2A3442; } a { color: #7DB1FF; } }
@media print { audio { display: none; } tr { break-inside: avoid; } body { margin: 0; } }
"""
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; media-src 'self' file:"
"""Nothing is loaded but the audio beside it, and nothing runs, whatever a customer's name is."""


class PageWords(msgspec.Struct, frozen=True, kw_only=True):
    """What the page says, in the reader's language."""

    language: str
    recordings: str
    time_line: str
    none: str
    left: str
    right: str
    partial: str
    cut_off: str
    time: str
    what: str
    who: str
    listen: str
    made: str


def page(
    case: Case,
    taken: tuple[Taken, ...],
    told: tuple[Moment, ...],
    words: PageWords,
    *,
    center: str,
    made_at: datetime,
) -> str:
    """The whole page."""
    ticket = case.ticket
    title = escape(f"{ticket.shown_number} · {ticket.subject}" if ticket.subject else ticket.shown_number)
    customer = case.customer
    names = [customer.name, customer.company] if customer is not None else [ticket.caller_name]
    who = " · ".join(escape(text) for text in (*names, ticket.caller) if text)
    made = escape(words.made.replace("{center}", center).replace("{at}", _when(made_at)))
    body = "".join((*_recordings(taken, words), *_moments(told, words)))
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(words.language)}"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style></head>\n<body><h1>{title}</h1>\n"
        f'<p class="meta">{who}</p>\n{body}<p class="meta">{made}</p>\n</body></html>\n'
    )


def _recordings(taken: tuple[Taken, ...], words: PageWords) -> Iterator[str]:
    yield f"<h2>{escape(words.recordings)}</h2>\n"
    if not taken:
        yield f'<p class="meta">{escape(words.none)}</p>\n'
    for one in taken:
        recording = one.recording
        notes = [
            _when(recording.started_at),
            _clock(recording.seconds),
            words.left.replace("{who}", recording.person),
            words.right,
            words.partial if recording.partial else "",
            words.cut_off if recording.cut_off else "",
        ]
        said = escape(" · ".join(note for note in notes if note))
        yield f'<div class="recording" id="{recording.id.hex}"><div class="meta">{said}</div>\n'
        if one.file:
            yield f'<audio controls preload="metadata" src="{escape(one.file)}"></audio></div>\n'
        else:
            yield f"<div>{escape(one.why)}</div></div>\n"


def _moments(told: tuple[Moment, ...], words: PageWords) -> Iterator[str]:
    heads = "".join(f"<th>{escape(text)}</th>" for text in (words.time, words.what, words.who, words.listen))
    yield f"<h2>{escape(words.time_line)}</h2>\n<table><thead><tr>{heads}</tr></thead><tbody>\n"
    for moment in told:
        heard = ""
        if moment.file and moment.offset is not None:
            target = escape(f"{moment.file}#t={moment.offset:.1f}")
            heard = f'<a href="{target}">{_clock(moment.offset)}</a>'
        yield (
            f'<tr><td class="t">{_when(moment.at)}</td><td class="s">{escape(moment.said)}</td>'
            f'<td>{escape(moment.person)}</td><td class="t">{heard}</td></tr>\n'
        )
    yield "</tbody></table>\n"


def _when(at: datetime) -> str:
    """With its zone: who reads it may be anywhere."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M:%S %z")


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
