"""Decides. Plain values and pure functions; no clock, thread, socket, database or device."""
