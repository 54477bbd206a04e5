"""Calling by hand: the dial field and pad, the history of calls, the contacts, and links that ask to be dialled."""
