"""Who can be called and escalated to."""
