"""Decides. Plain values and pure functions; touches no clock, thread, socket, database or device."""
