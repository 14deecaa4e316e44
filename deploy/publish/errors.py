"""What can go wrong while a release is made or verified."""

from edge_agent.core.errors import Conflict, InvalidInput, PackwardenError


class PublishError(PackwardenError):
    """Of a release."""


class NotYet(PublishError, Conflict):
    """The tree is not what may be released."""

    title = "Not to be released"


class NotAsReleased(PublishError, InvalidInput):
    """A file is missing, was changed, or was signed by somebody else."""

    title = "Not as it was released"
