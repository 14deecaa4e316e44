"""A page about one evaluation: figures with intervals, charts, and every error as a picture."""
