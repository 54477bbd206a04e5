"""Keeps PySide from reading the source of every module that is imported after it.

PySide looks there for its own name, to know in which modules one of its features (snake_case, true_property) might be
asked for; nobody here asks for any. Some three hundred files were read and kept as lines in linecache, which took a
fifth of the window's start and 8 MB of each process.
"""

import importlib


def leave_sources_unread() -> None:
    """Import PySide, and let it take every module for one that uses it; a PySide made otherwise is left alone."""
    importlib.import_module("PySide6.QtCore")
    feature = importlib.import_module("shibokensupport.feature")
    if callable(getattr(feature, "_mod_uses_pyside", None)):
        vars(feature)["_mod_uses_pyside"] = _may


def _may(_module: object) -> bool:
    return True
