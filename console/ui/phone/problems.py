"""Why something cannot be dialled: a sentence for each code of telephony.errors.AddressError."""

from PySide6.QtCore import QObject


class Problems(QObject):
    """Codes in words."""

    def __init__(self) -> None:
        super().__init__()
        self._sentences = {
            "empty": self.tr("It names nobody."),
            "too_long": self.tr("It is longer than any number or address."),
            "control": self.tr("It holds invisible characters or line breaks, which could change the call."),
            "scheme": self.tr("It is no telephone link."),
            "headers": self.tr("It carries extra SIP headers, which could send the call elsewhere."),
            "password": self.tr("It carries a password."),
            "user": self.tr("It holds characters that are in no number and no address."),
            "host": self.tr("Its host is none."),
            "port": self.tr("Its port is none."),
            "transport": self.tr("It asks for a transport that there is not."),
            "no_host": self.tr("It names no host, and this desk has no PBX to complete it."),
        }

    def of(self, code: str) -> str:
        """The sentence; a code of another version is shown as it is."""
        known = self._sentences.get(code)
        return known or self.tr("It cannot be dialled: {code}").replace("{code}", code.replace("_", " "))
