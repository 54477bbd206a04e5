"""Words of a longer language fit too: German needs a third more room than English."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from console.ui import gallery, invented
from console.ui.invented_settings import port
from console.ui.scenes import SCENES
from console.ui.scenes_settings import SETTINGS_SCENES
from console.ui.widgets.labels import Elided, Pill
from console.ui.window import Window


class Longer(QTranslator):
    """Every sentence a third longer; placeholders stay."""

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str:
        assert context
        assert disambiguation is None or n
        return f"{text} {'überlanges'[: max(1, len(text) // 3)]}"

    def isEmpty(self) -> bool:
        return False


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    translator = Longer()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


def cut(window: QWidget) -> Iterator[str]:
    for label in window.findChildren(QLabel):
        if not label.isVisible() or isinstance(label, (Elided, Pill)) or not label.text():
            continue
        high = label.heightForWidth(label.width()) if label.wordWrap() else 0
        wide = 0 if label.wordWrap() else label.sizeHint().width()
        if label.height() < high - 1 or label.width() < wide - 1:
            yield f"{label.objectName()} {label.text()[:40]!r}"


@pytest.mark.usefixtures("german")
def test_nothing_is_cut_with_longer_words(make_window: object) -> None:
    assert callable(make_window)
    window: Window = make_window(settings=port(), language="en-GB", clock=lambda: invented.NOW)
    window.resize(1024, 700)
    window.show()
    wrong: list[str] = []
    for name in SETTINGS_SCENES:
        gallery.show(window, SCENES[name]())
        for _ in range(6):
            QApplication.processEvents()
        wrong += [f"{name}: {w}" for w in cut(window)]
        inside, port_ = window.pages.settings._scroller.inside, window.pages.settings._scroller.viewport()
        if inside.width() > port_.width():
            wrong.append(f"{name}: stands out by {inside.width() - port_.width()}")
        if window.width() != 1024:
            wrong.append(f"{name} made the window {window.width()} wide")
    assert wrong == []
