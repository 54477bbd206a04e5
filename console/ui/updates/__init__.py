"""Customers being told: the strip of what is to be done, the composer, and the card that asks how it went."""
