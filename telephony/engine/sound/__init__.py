"""The engine's microphone and speaker.

    main thread                    the sound thread                          a thread of pjmedia's
    SoundCard (card.py) ─signals─► Worker (worker.py)
      what the agent wishes          PulseWatch (pulse.py) ─► Chooser (choice.py)
                                     Capture ─► Flow ─► Ring ──────────────► Bridge (ports.py) ─► RTP
                                     Playback ◄ Flow ◄─ Ring ◄────────────── Bridge            ◄─ RTP
                                     Voice (voice.py): ring, knock, cues, tests

16 kHz, mono, 16 bits everywhere. Pure, and proved without any thread: bell, choice, devices,
drift, flow, levels, ring.
Qt Multimedia is imported in the sound thread, and only once a sound server has answered: a process in which Qt has
found none never finds one later.
"""
