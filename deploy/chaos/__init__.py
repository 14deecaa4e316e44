"""A line with its centre around it, for scenarios in which more fails than the plant."""
