"""Drawn photographs of packs to train the finder with; each follows from a seed and its number."""
