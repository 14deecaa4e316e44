"""The pages of a demonstration under stress, measured by the clock on a wall."""
