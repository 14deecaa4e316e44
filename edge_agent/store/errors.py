"""What the store refuses or cannot do.

PackwardenError
├── StoreFailed     1  the disk did not take it: full, read-only, broken
├── StoreDamaged    5  the file is no event store, or its contents are broken
└── StoreTaken      4  another process writes it, or a newer version wrote it
"""

from edge_agent.core.errors import Conflict, InvalidInput, PackwardenError


class StoreFailed(PackwardenError):
    """The disk did not take it; nothing half is left behind."""

    title = "Not stored"


class StoreDamaged(InvalidInput):
    """The file is no event store, or its contents are broken."""

    title = "Damaged store"


class StoreTaken(Conflict):
    """Another process writes it, or a newer version wrote it."""
