"""What the agent refuses, and the exit code a command ends with.

PackwardenError                1  failure
├── StoreFailed                1  the disk did not take it: full, read-only, broken
├── NotFound                   3  a file, a recipe, a recording that is not there
├── Conflict                   4  right in itself, but not now or not here
│   └── StoreTaken             4  another process writes the file, or a newer version wrote it
├── InvalidInput               5  a picture, a setting or an order that cannot be right
│   ├── SettingsError          5  names file, line and what would be right
│   └── StoreDamaged           5  the file is another one's, or its contents are broken
├── GateNotPassed              6  the evidence for a level is not there
└── Unreachable                7  a device or a service does not answer
"""

from pathlib import Path


class PackwardenError(Exception):
    """The message names what, where, and what to do."""

    exit_code = 1
    title = "Failed"


class StoreFailed(PackwardenError):
    """The disk did not take it; nothing half is left behind."""

    title = "Not stored"


class NotFound(PackwardenError):
    exit_code = 3
    title = "Not found"


class Conflict(PackwardenError):
    exit_code = 4
    title = "Conflict"


class StoreTaken(Conflict):
    """Another process writes the file, or a newer version wrote it."""


class InvalidInput(PackwardenError):
    exit_code = 5
    title = "Invalid input"


class StoreDamaged(InvalidInput):
    """The file is another one's, or its contents are broken."""

    title = "Damaged store"


class SettingsError(InvalidInput):
    """A file that a person edits and that cannot be in force."""

    title = "Invalid settings"

    def __init__(self, file: Path | str, line: int | None, what: str) -> None:
        self.file = str(file)
        self.line = line
        self.what = what
        """Without the place."""
        place = self.file if line is None else f"{self.file}, line {line}"
        super().__init__(f"{place}: {what}")


class GateNotPassed(PackwardenError):
    exit_code = 6
    title = "Gate not passed"


class Unreachable(PackwardenError):
    exit_code = 7
    title = "Unreachable"
