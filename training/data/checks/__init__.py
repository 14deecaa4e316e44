"""What is looked at before a data set trains anything: pure functions that give findings."""
