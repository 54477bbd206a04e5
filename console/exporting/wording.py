"""What an exported case says, in the reader's language."""

from PySide6.QtCore import QLocale, QObject

from console.exporting.page import PageWords
from console.exporting.story import Wording
from console.ui.story import Story
from console.ui.words import Words


class ExportWords(QObject):
    """``language`` as in the settings: a tag, "" for the system's."""

    def __init__(self, language: str = "") -> None:
        super().__init__()
        self._locale = QLocale(language.replace("-", "_")) if language else QLocale()
        self.say = Story(Words(self._locale)).told

    def moments(self) -> Wording:
        """Of the time line."""
        return Wording(
            answered=self.tr("{who} is on the line"),
            ended=self.tr("{who} is off the line"),
            recorded=self.tr("Recording of {who} begins"),
            recording_ended=self.tr("Recording of {who} ends"),
            paused=self.tr("Recording paused"),
            resumed=self.tr("Recording goes on"),
        )

    def page(self) -> PageWords:
        """Of the page."""
        return PageWords(
            language=self._locale.name().replace("_", "-"),
            recordings=self.tr("Recordings"),
            time_line=self.tr("Time line"),
            none=self.tr("Nothing of this case was recorded."),
            left=self.tr("left: {who}"),
            right=self.tr("right: the other side"),
            partial=self.tr("something of the call is missing"),
            cut_off=self.tr("the recording was cut off"),
            time=self.tr("Time"),
            what=self.tr("What happened"),
            who=self.tr("Who"),
            listen=self.tr("Heard at"),
            made=self.tr(
                "{center}, written on {at}. `warmline verify` says whether anything was changed since."
            ),
        )
