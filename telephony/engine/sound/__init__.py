"""The engine's microphone and speaker.

    main thread                    the sound thread                          a thread of pjmedia's
    SoundCard (card.py) ─signals─► Worker (worker.py)
      what the agent wishes          PulseWatch (pulse.py) ─► Chooser (choice.py)
                                     Capture ─► Drift ─► Ring ─────────────► Bridge (ports.py) ─► RTP
                                     Playback ◄ Drift ◄─ Ring ◄───────────── Bridge            ◄─ RTP
                                     Voice (voice.py): ring, knock, cues, tests

16 kHz, mono, 16 bits everywhere. What is nobody's thread is pure: bell.py, choice.py, devices.py, drift.py, levels.py.
Qt Multimedia is imported in the sound thread, and only once a sound server has answered: a process in which Qt has
found none never finds one later.
"""
