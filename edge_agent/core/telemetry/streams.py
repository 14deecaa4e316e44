"""The two logs of a station that the centre gets, each numbered by itself."""

from enum import StrEnum


class Stream(StrEnum):
    RECORDS = "records"
    """One for every pack."""
    EVENTS = "events"
    """What happened and is no pack: levels, alarms, labels, troubles."""
