"""The one style sheet, made from the tokens. What is painted by hand (buttons, pills) is not in it."""

from console.ui.tokens import TONES, Tokens


def style_sheet(c: Tokens) -> str:
    """The whole application's QSS for these tokens."""
    return "".join((_frames(c), _labels(c), _fields(c), _rest(c)))


def _labels(c: Tokens) -> str:
    tones = "".join(f'QLabel[tone="{t}"] {{ color:{c[t + "T"]}; }}' for t in TONES)
    return f"""
QLabel {{ background:transparent; color:{c["text"]}; }}
QLabel[k="muted"], QLabel[k="meta"], QLabel[k="time"], QLabel[k="head"] {{ color:{c["muted"]}; }}
{tones}
"""


def _frames(c: Tokens) -> str:
    soft = "".join(
        f'QFrame[k="{t}"] {{ background:{c[t + "S"]}; border:0; border-radius:8px; }}' for t in TONES
    )
    return f"""
#root, #page {{ background:{c["bg"]}; }}
#rail {{ background:{c["card"]}; border:0; border-right:1px solid {c["line"]}; }}
#top {{ background:{c["card"]}; border:0; border-bottom:1px solid {c["line"]}; }}
QScrollArea {{ background:transparent; border:0; }}
QScrollArea > QWidget > QWidget[k="column"] {{ background:transparent; }}
QFrame[k="card"] {{ background:{c["card"]}; border:1px solid {c["line"]}; border-radius:12px; }}
QFrame[k="sunk"] {{ background:{c["sunk"]}; border:1px solid {c["line"]}; border-radius:8px; }}
QFrame[k="list"] {{ background:{c["card"]}; border:0; border-right:1px solid {c["line"]}; }}
QFrame[k="line"] {{ background:{c["line"]}; border:0; }}
QFrame[k="seg"] {{ background:{c["track"]}; border:0; border-radius:9px; }}
{soft}
QFrame[k="frame-vio"] {{ background:{c["vioS"]}; border:1px solid {c["vio"]}; border-radius:12px; }}
QFrame[k="frame-accent"] {{ background:{c["accentS"]}; border:1px solid {c["accent"]}; border-radius:12px; }}
QFrame[k="frame-warn"] {{ background:{c["card"]}; border:1px solid {c["warn"]}; border-radius:12px; }}
QFrame[k="frame-bad"] {{ background:{c["card"]}; border:1px solid {c["bad"]}; border-radius:12px; }}
QFrame[k="frame-ok"] {{ background:{c["card"]}; border:1px solid {c["ok"]}; border-radius:12px; }}
"""


def _fields(c: Tokens) -> str:
    return f"""
QLineEdit, QPlainTextEdit, QComboBox {{ background:{c["card"]}; color:{c["text"]}; border:1px solid {c["edge"]};
  border-radius:8px; padding:0 11px; min-height:34px; selection-background-color:{c["accentF"]};
  selection-color:{c["white"]}; }}
QPlainTextEdit {{ padding:6px 8px; }}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus {{ border:1px solid {c["accent"]}; }}
QLineEdit[bad="1"], QPlainTextEdit[bad="1"] {{ border:1px solid {c["bad"]}; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {{ background:{c["sunk"]}; color:{c["muted"]};
  border-color:{c["line"]}; }}
QLineEdit:read-only, QPlainTextEdit:read-only {{ background:{c["sunk"]}; border-color:{c["line"]}; }}
QComboBox::drop-down {{ border:0; width:30px; }}
QComboBox::down-arrow {{ image:none; width:0; height:0; }}
QComboBox QAbstractItemView {{ background:{c["card"]}; color:{c["text"]}; border:1px solid {c["edge"]};
  padding:4px; selection-background-color:{c["accentS"]}; selection-color:{c["text"]}; outline:0; }}
QComboBox QAbstractItemView::item {{ min-height:30px; padding:0 8px; }}
"""


def _rest(c: Tokens) -> str:
    return f"""
QListView, QTableView {{ background:transparent; border:0; outline:0; }}
QHeaderView {{ background:transparent; border:0; }}
QHeaderView::section {{ background:transparent; color:{c["muted"]}; border:0; padding:6px 8px 6px 10px; }}
QScrollBar {{ background:transparent; border:0; }}
QScrollBar:vertical {{ width:10px; margin:2px; }}
QScrollBar:horizontal {{ height:10px; margin:2px; }}
QScrollBar::handle {{ background:{c["n"]}; border-radius:3px; min-height:30px; min-width:30px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width:0; height:0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background:transparent; }}
QMenu {{ background:{c["card"]}; color:{c["text"]}; border:1px solid {c["edge"]}; padding:5px; }}
QMenu::item {{ padding:8px 26px 8px 12px; border-radius:6px; }}
QMenu::item:selected {{ background:{c["accentS"]}; color:{c["text"]}; }}
QMenu::icon {{ padding-left:8px; }}
QToolTip {{ background:{c["text"]}; color:{c["card"]}; border:0; padding:5px 8px; }}
"""
