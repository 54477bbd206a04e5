"""The replay of a case: its time line, and what is heard of it. Pure: no Qt, no files, no clock.

    Case ──► making.py ──► CaseLine (line.py) ──► window
                               │
    recordings ──► Reel ──► Deck (deck.py: mix, speed by wsola.py, silence left out) ──► console.player

Time here is *line time*: seconds from the beginning of the case's first stretch. The hours between two calls of a
case are left out of it, so an offset in a recording and the place of a marker differ by the track's beginning alone.
NumPy is imported where samples are (deck.py, wsola.py), and not by whoever draws the line.
"""
