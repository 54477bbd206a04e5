"""What is told of a customer: the same facts while it rings, during the call and after it."""

from datetime import datetime

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from console.ui import format as fmt
from console.ui.widgets.labels import Elided, Label
from console.ui.widgets.layout import column, grid, wrap
from console.ui.words import Words
from store.customer import Customer

Fact = tuple[str, str]

GREETINGS = {
    "en": "Hello, this is {me}. How can I help you?",
    "fr": "Bonjour, {me} à l’appareil. Comment puis-je vous aider ?",
    "de": "Guten Tag, hier ist {me}. Wie kann ich Ihnen helfen?",
    "es": "Buenos días, le atiende {me}. ¿En qué puedo ayudarle?",
    "it": "Buongiorno, sono {me}. Come posso aiutarla?",
    "pt": "Bom dia, fala {me}. Em que posso ajudar?",
    "nl": "Goedendag, u spreekt met {me}. Waarmee kan ik u helpen?",
    "pl": "Dzień dobry, mówi {me}. W czym mogę pomóc?",
    "ar": "مرحبًا، معك {me}. كيف يمكنني مساعدتك؟",
    "he": "שלום, מדבר/ת {me}. איך אפשר לעזור?",
    "hi": "नमस्ते, मैं {me} बोल रहा/रही हूँ। मैं आपकी क्या सहायता करूँ?",
}
"""The first sentence in the customer's language; it is spoken, so it is not translated."""


class Facts(QObject):
    """Says facts in words."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words

    def customer(self, customer: Customer, now: datetime) -> list[Fact]:
        """Plan, value, language, local time: what is known of them."""
        words = self._words
        made: list[Fact] = []
        if customer.tier:
            since = self.tr("{tier}, since {year}") if customer.since else "{tier}"
            year = str(customer.since.year) if customer.since else ""
            made.append((self.tr("Plan"), fmt.fill(since, tier=customer.tier, year=year)))
        if customer.value_cents is not None:
            amount = fmt.money(customer.value_cents, customer.currency, words.locale)
            made.append((self.tr("Value"), self.tr("{amount} a year").replace("{amount}", amount)))
        if customer.languages:
            made.append((self.tr("Language"), fmt.languages(customer.languages)))
        local = words.customer_time(customer.time_zone, now)
        if local:
            made.append((self.tr("Their time"), local))
        return made

    def line(self, dialled: str) -> list[Fact]:
        """The line that was dialled."""
        return [(self.tr("Line dialled"), dialled)] if dialled else []

    def greeting(self, customer: Customer | None, me: str) -> str:
        """What to say first."""
        for tag in customer.languages if customer else ():
            known = GREETINGS.get(tag.split("-", maxsplit=1)[0].lower())
            if known:
                return fmt.fill(known, me=me)
        return ""

    def about(self, customer: Customer) -> str:
        """``Fernhill Ceramics · IT lead``."""
        return " · ".join(t for t in (customer.company, customer.role) if t)


class FactGrid(QWidget):
    """Up to six facts in two or three columns; those that are not known are not there."""

    _MOST = 6

    def __init__(self, columns: int = 3, name: str = "") -> None:
        super().__init__()
        self._labels = [Elided("", "meta") for _ in range(self._MOST)]
        self._values = [Elided("", "b") for _ in range(self._MOST)]
        self._cells = [wrap(column(a, b, gap=2)) for a, b in zip(self._labels, self._values, strict=True)]
        rows = [self._cells[i : i + columns] for i in range(0, self._MOST, columns)]
        self.setLayout(grid(*rows, across=16, down=12, stretch=range(columns)))
        if name:
            self.setObjectName(name)

    def put(self, facts: list[Fact]) -> None:
        """Show these."""
        for i, cell in enumerate(self._cells):
            known = i < len(facts)
            if known:
                label, value = facts[i]
                self._labels[i].put(label)
                self._values[i].put(value)
            cell.setVisible(known)
        self.setAccessibleName("; ".join(f"{a}: {b}" for a, b in facts))
        self.setVisible(bool(facts))


def meta(text: str = "") -> Label:
    """A small grey line."""
    return Label(text, "meta")
