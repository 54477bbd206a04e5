"""A PDF in a file: whole, or not there."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QPainter, QPdfWriter

from console import whole_file


@contextmanager
def pdf_file(path: Path, title: str, *, mode: int = 0o600) -> Iterator[tuple[QPdfWriter, QPainter]]:
    """What to draw it with; at the end it is written. Raises OSError. Needs a QGuiApplication, but not its thread.

    ``writer`` is to be laid out before ``painter.begin(writer)``. It is made in memory: Qt tells nobody that a disk
    was full.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("Warmline")
    painter = QPainter()
    try:
        yield writer, painter
    finally:
        if painter.isActive():
            painter.end()
    whole_file.write(path, bytes(buffer.data().data()), mode=mode)
