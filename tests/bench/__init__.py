"""`make bench`: how long things take, and what they cost. Figures, never assertions of time.

    python -m tests.bench                    everything, about forty minutes; writes RESULTS.md beside this file
    python -m tests.bench --quick            a few samples of each, to see that it works; writes nothing
    python -m tests.bench --only card,start  some of the groups; the others' sections stay

Each group runs in a process of its own (memory is shared with nobody then, and a crash ends one group only):

    ringing.py   INVITE → 180                                 memory.py    PSS, RSS and CPU of both processes
    card.py      INVITE → card painted, card filled in        crashes.py   kill -9 → ready again
    answer.py    answer pressed → 200 OK                      books.py     the store alone, 100,000 tickets
    handover.py  complete → REFER, return → un-hold, gap      starting.py  process start → window, → can be called
    beside.py    the same calls to other softphones           shift.py     1,000 calls: what an engine grows by
    flood.py     30 INVITE/s: the window's longest stall

"On the wire" is the time by which Linux stamped the datagram at the peer's socket (SO_TIMESTAMPNS), on loopback:
how late the peer itself woke up is not in it. What the peer sends is stamped right before ``sendto``. Windows are
painted by Qt's offscreen platform: all of Qt's work and ours, no X server and no screen. Linux only.
"""
