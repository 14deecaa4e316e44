"""What can go wrong while a release is made."""

from edge_agent.core.errors import Conflict, InvalidInput, PackwardenError


class ReleaseError(PackwardenError):
    """Of the release repository."""


class RepositoryBroken(ReleaseError, InvalidInput):
    """A folder that is no repository of releases, or whose metadata cannot be read."""

    title = "No repository of releases"


class KeysLacking(ReleaseError, Conflict):
    """Fewer keys of a role are here than must sign."""

    title = "Keys lacking"


class ReleaseExists(ReleaseError, Conflict):
    """A release of that name and version is there already, and is never replaced."""

    title = "Released before"
