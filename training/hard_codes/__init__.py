"""A drawn set of codes that are hard to read: foil, relief, laser, few dots, little contrast."""
