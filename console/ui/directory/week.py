"""The days of a week, as both calendars name them: the center's and a department's own."""

from PySide6.QtCore import QCoreApplication


def day_names() -> list[str]:
    """Monday first, in the window's language."""
    tr = QCoreApplication.translate
    return [
        tr("Week", "Monday"),
        tr("Week", "Tuesday"),
        tr("Week", "Wednesday"),
        tr("Week", "Thursday"),
        tr("Week", "Friday"),
        tr("Week", "Saturday"),
        tr("Week", "Sunday"),
    ]
