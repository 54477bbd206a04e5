"""A page of HTML as a PDF: A4, with the page's number at the foot."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

import resources
from console import whole_file
from console.paper.policy import Paper, policy_html
from console.ui.directory.words import EditorWords
from console.ui.pdf_file import pdf_file

_DPI = 96
"""Of the layout; the writer's own resolution is finer, and the painter scales."""
_MARGINS_MM = QMarginsF(16, 16, 16, 16)
_ALONE = 56
"""Pixels that a heading wants below it for what it is the heading of."""
_FOOT = 24
"""Pixels at the foot of a page, at :data:`_DPI`."""
_FOR_ALL = 0o644
"""There is nobody's name but the center's own people's in it."""


def write_paper(paper: Paper, words: EditorWords, path: Path) -> None:
    """As HTML if the file's name ends so, else as PDF. OSError if it cannot be written."""
    if path.suffix.lower() not in {".html", ".htm"}:
        write_pdf(policy_html(paper, words, screen=False), path, title=words.tr("Escalation policy"))
    else:
        whole_file.write(path, policy_html(paper, words).encode(), mode=_FOR_ALL)


@contextmanager
def fonts_ready() -> Iterator[None]:
    """A Qt application with our fonts, for a command that has no window."""
    app = QGuiApplication.instance() or QGuiApplication(["warmline"])
    for file in sorted(resources.path("fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))
    yield
    del app


def write_pdf(html: str, path: Path, *, title: str) -> int:
    """Write it; how many pages it has. OSError if the file cannot be written. Needs a QGuiApplication."""
    with pdf_file(path, title, mode=_FOR_ALL) as (writer, painter):
        return _draw(html, title, writer, painter)


def _draw(html: str, title: str, writer: QPdfWriter, painter: QPainter) -> int:
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(_MARGINS_MM, QPageLayout.Unit.Millimeter)
    scale = writer.resolution() / _DPI
    area = writer.pageLayout().paintRectPixels(writer.resolution())
    wide, high = area.width() / scale, area.height() / scale
    document = QTextDocument()
    document.setDefaultFont(QFont("Inter", 10))
    document.setDocumentMargin(0)
    document.setHtml(html)
    document.setPageSize(QSizeF(wide, high - _FOOT))
    small = QFont("Inter")
    small.setPixelSize(10)  # in points it would be of the writer's resolution, and then be scaled
    painter.begin(writer)
    _keep_headings(document)
    pages = document.pageCount()
    for page in range(pages):
        if page:
            writer.newPage()
        painter.save()
        painter.scale(scale, scale)
        painter.setFont(small)
        painter.setPen(QColor("#55637A"))
        foot = QRectF(0, high - _FOOT + 6, wide, _FOOT - 6)
        painter.drawText(foot, int(Qt.AlignmentFlag.AlignRight), f"{page + 1} / {pages}")
        painter.drawText(foot, int(Qt.AlignmentFlag.AlignLeft), title)
        painter.translate(0, -page * (high - _FOOT))
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = QRectF(0, page * (high - _FOOT), wide, high - _FOOT)
        painter.setClipRect(context.clip)
        document.documentLayout().draw(painter, context)
        painter.restore()
    return pages


def _keep_headings(document: QTextDocument) -> None:
    """No heading stands alone at the end of a page."""
    high = document.pageSize().height()
    block = document.begin()
    while block.isValid():
        if block.blockFormat().headingLevel() > 1:
            below = document.documentLayout().blockBoundingRect(block).bottom() % high
            if below > high - _ALONE:
                form = block.blockFormat()
                form.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
                QTextCursor(block).setBlockFormat(form)
        block = block.next()
