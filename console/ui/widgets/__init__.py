"""Widgets that know nothing of calls or tickets."""
