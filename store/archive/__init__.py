"""How a recording is kept: compressed, drawn, sealed, and where. :mod:`store.recordings` is the door."""
