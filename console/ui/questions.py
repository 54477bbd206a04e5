"""What the usual scorecard asks, in the words of the person's language; other cards bring words of their own."""

from PySide6.QtCore import QObject


class Questions(QObject):
    """By the keys of its questions (:data:`store.scorecard.USUAL`), in the order of the card."""

    def __init__(self) -> None:
        super().__init__()
        self.words = {
            "empathy": self.tr("Empathy"),
            "active_listening": self.tr("Active listening"),
            "clarity": self.tr("Clarity"),
            "assertiveness": self.tr("Assertiveness"),
            "ownership": self.tr("Ownership"),
            "de_escalation": self.tr("De-escalation"),
            "contact_details": self.tr("Contact details captured"),
            "hold_announced": self.tr("Reason for hold given"),
            "reason_and_summary": self.tr("Reason and summary complete"),
            "data_protection": self.tr("Data protection kept"),
        }
