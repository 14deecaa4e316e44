"""Feedback: which packs people label at the centre, what they say, and how it leads to training."""
