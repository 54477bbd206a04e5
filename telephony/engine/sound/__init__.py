"""The engine's microphone and speaker.

    main thread                    the sound thread                          a thread of pjmedia's
    SoundCard (card.py) ─signals─► Worker (worker.py)
      what the agent wishes          PulseWatch (pulse.py) ─► Chooser (choice.py)
                                     Capture ─► Flow ─► Ring ──────────────► Bridge (ports.py) ─► RTP
                                     Playback ◄ Flow ◄─ Inbox ◄───────────── Bridge            ◄─ RTP
                                     Voice (voice.py): ring, knock, cues, tests

A frame of the conference is handed on at once, and waits only in Qt's own buffer, of which the sound server fetches
what it needs. When Qt was let to ask for it instead (a QIODevice that it reads), each frame waited three times, in a
ring of ours, in that device and in Qt's buffer: 70 to 160 ms from RTP to the ear instead of 40 to 60, and Python was
called 450 times a second instead of 50.

16 kHz, mono, 16 bits everywhere. Pure, and proved without any thread: bell, choice, devices,
drift, flow, levels, ring.
Qt Multimedia is imported in the sound thread, and only once a sound server has answered: a process in which Qt has
found none never finds one later.
"""
