"""Keys that work while another window is in front, where the desktop allows it."""

from console.hotkeys.hotkeys import HotKeys

__all__ = ["HotKeys"]
