"""The engine process: everything of a call that must go on when a window does not. The only door to pjsua2."""
