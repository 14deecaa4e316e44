"""What a station says of a release that it does not take."""

from edge_agent.core.errors import InvalidInput, PackwardenError, Unreachable


class ReleaseTrouble(PackwardenError):
    """Of releases."""


class ReleaseRefused(ReleaseTrouble, InvalidInput):
    """It is not what was signed, not signed by whom it must be, or too old."""

    title = "Release refused"


class SourceAway(ReleaseTrouble, Unreachable):
    """Where releases come from does not answer, or does not have what it names."""

    title = "Releases not reached"
