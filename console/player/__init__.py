"""What is recorded, heard: through the console's own door to Qt Multimedia, on a thread of its own.

    desk's thread                          the player's thread
    Player (player.py) ──orders, queued──► Worker (worker.py) ──► Deck (console.replay) ◄── Reels ◄── archive
       ▲                                     │    ▲
       └──opened, stands, moved, heard───────┘    └──► Outlet (outlet.py): QAudioSink

NumPy, soundfile and Qt Multimedia are imported on that thread, when the first case is opened: a console that replays
nothing pays for none of them. Samples are pushed; Qt is never let to ask Python for them.
"""
