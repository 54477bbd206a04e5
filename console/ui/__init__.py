"""The only door to Qt widgets: what the person sees.

    window.py     Window: a Board in, Intents out; which page, focus and unsent text are its only state
    objects.py    every objectName, and keys.py every key, each in one table
    theme.py tokens.py qss.py icons.py   how it looks
    format.py words.py                   how values and codes are said
    shell/        rail, top bar, search, banners, toasts
    agent/        the desk: idle, ringing, call, ticket, escalate, consult, wrap-up
    supervisor/   a consult that came to us; the escalations page
    directory/    people and departments
    widgets/      labels, buttons, painted things, fields: nothing here knows a Board
    shots.py gallery.py invented.py      pictures of every state from invented boards

Everything painted comes from the board. A part is told its slice of it and does nothing if that has not changed.
"""
