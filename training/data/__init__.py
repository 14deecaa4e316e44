"""Data sets for training: pictures by content, an append-only label log, and numbered versions."""
