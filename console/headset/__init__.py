"""Keys and lamps of USB headsets (HID, telephony page), in step with the desk."""

from console.headset.headset import Headset

__all__ = ["Headset"]
