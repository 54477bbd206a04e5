"""A picture of the window as it is, for `warmline demo --screenshots` and the gallery."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget


def save_shot(window: QWidget, path: Path) -> None:
    """Save ``window`` as PNG, as it stands on the screen; makes the folder. Raises OSError if it cannot be written."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    QCoreApplication.processEvents()
    path.parent.mkdir(parents=True, exist_ok=True)
    if not window.grab().save(str(path), "PNG"):
        raise OSError(f"the picture {path} could not be written")
