"""What can go wrong at the centre."""

from edge_agent.core.errors import Conflict, InvalidInput, PackwardenError, Unreachable


class FleetError(PackwardenError):
    """Of the centre."""


class DatabaseAway(FleetError, Unreachable):
    """The centre's database does not answer, or is not what was asked for."""

    title = "Database not reached"


class SchemaAhead(FleetError, Conflict):
    """A newer version of the centre wrote this database."""

    title = "Database of a newer version"


class EntryRefused(FleetError, InvalidInput):
    """An entry of a log that this version cannot read; it is kept as a dead letter."""

    title = "Entry not read"
