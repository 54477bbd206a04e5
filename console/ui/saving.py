"""Where a file goes, and what is said if it cannot be written; one way for every page that saves something."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

Save = Callable[[QWidget, str, str, str], str]
"""Asks where to save: title, proposed name, kind of file; "" if nowhere."""


def ask_where(parent: QWidget, title: str, name: str, kind: str) -> str:
    """The system's own question."""
    return QFileDialog.getSaveFileName(parent, title, name, kind)[0]


def chosen(save: Save, parent: QWidget, title: str, name: str, kind: str) -> Path | None:
    """The path, with the ending of ``name`` if none was given; None: nowhere."""
    answer = save(parent, title, name, kind)
    if not answer:
        return None
    path = Path(answer)
    return path if path.suffix else path.with_suffix(Path(name).suffix)


def problem_of(work: Callable[[], object]) -> str:
    """Write it; "" if that was done, else what the system said."""
    try:
        work()
    except OSError as error:
        return error.strerror or str(error)
    return ""
