"""The elements of an escalation e-mail, and languages, in the person's words."""

from PySide6.QtCore import QLocale, QObject

from console.updates.elements import Element

_OWN = {"en": "English", "de": "Deutsch", "fr": "Français", "es": "Español"}
"""Qt names a country with them."""


class ElementWords(QObject):
    """What each element is called, and what belongs there."""

    def __init__(self) -> None:
        super().__init__()
        self._names = {
            Element.EMPATHY: self.tr("Empathy"),
            Element.FAULT: self.tr("Acknowledgement of the fault"),
            Element.APOLOGY: self.tr("Apology"),
            Element.STEPS: self.tr("Steps so far"),
            Element.SERIOUS: self.tr("That it is taken seriously"),
            Element.TIME_LINE: self.tr("Time line"),
            Element.COMMITMENT: self.tr("Commitment"),
            Element.CONTACT: self.tr("Contact person"),
        }
        self._hints = {
            Element.EMPATHY: self.tr("what it means for them"),
            Element.FAULT: self.tr("what went wrong on our side"),
            Element.STEPS: self.tr("from the records; notes stay inside"),
            Element.TIME_LINE: self.tr("what happens until when"),
            Element.COMMITMENT: self.tr("what you promise"),
        }

    def name(self, element: Element) -> str:
        """Its heading."""
        return self._names[element]

    def hint(self, element: Element) -> str:
        """What belongs there, in a few words; "" where the heading says it."""
        return self._hints.get(element, "")

    def language(self, tag: str) -> str:
        """``Deutsch``: as its speakers call it."""
        return _OWN.get(tag) or QLocale(tag).nativeLanguageName() or tag
