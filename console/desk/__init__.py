"""The rules that join calls, tickets and escalations; pure, one thread, no Qt and no SQL."""
