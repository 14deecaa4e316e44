"""Drawn lines of print to train the reader with; every line follows from a seed and its number."""
