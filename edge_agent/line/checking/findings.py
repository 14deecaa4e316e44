"""What was found out about one part of a station, and what to do about it. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from edge_agent.core.errors import InvalidInput, PackwardenError, Unreachable
from edge_agent.line.checking.mending import Mending
from edge_agent.line.checking.why import part_of
from hardware.errors import DeviceError, DeviceSettingsError, PictureRefused


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"
    """It works, but not as well as it should."""
    WRONG = "wrong"
    """The station would not start, or not do what it promises."""


@dataclass(frozen=True, slots=True)
class Finding:
    part: str
    """Of the station: "camera top", "gate", "disk"."""
    state: State
    what: str
    mend: str | None = None
    """What to do; None where all is well."""
    is_unreachable: bool = False
    """A device that is not there, or does not answer."""
    mending: Mending | None = None
    """How this program mends it by itself, where it can."""

    @property
    def why(self) -> str | None:
        """It matters; None where all is well."""
        return None if self.state is State.OK else part_of(self.part).why

    def document(self) -> dict[str, Any]:
        return {
            "part": self.part,
            "state": self.state.value,
            "what": self.what,
            "why": self.why,
            "mend": self.mend,
            "mends_itself": self.mending is not None,
        }


def fine(part: str, what: str) -> Finding:
    return Finding(part, State.OK, what)


def doubtful(part: str, what: str, mend: str) -> Finding:
    return Finding(part, State.WARNING, what, mend)


def wrong(part: str, what: str, mend: str) -> Finding:
    return Finding(part, State.WRONG, what, mend)


def unreachable(part: str, what: str, mend: str) -> Finding:
    return Finding(part, State.WRONG, what, mend, is_unreachable=True)


def mendable(finding: Finding, mending: Mending) -> Finding:
    """With how the program mends it by itself."""
    return replace(finding, mending=mending)


def refused(part: str, error: PackwardenError | DeviceError) -> Finding:
    """From an error: these say what is wrong and, most of them, behind a semicolon what to do."""
    what, _, mend = str(error).partition("; ")
    is_there = isinstance(error, PackwardenError | DeviceSettingsError | PictureRefused)
    return Finding(part, State.WRONG, what, mend or part_of(part).mend, is_unreachable=not is_there)


def exit_code(findings: Iterable[Finding]) -> int:
    """Of the command: a device that does not answer comes before a wrong setting."""
    bad = [finding for finding in findings if finding.state is State.WRONG]
    if any(finding.is_unreachable for finding in bad):
        return Unreachable.exit_code
    return InvalidInput.exit_code if bad else 0


def check_document(station: str, findings: Sequence[Finding]) -> dict[str, Any]:
    counts = {state.value: sum(one.state is state for one in findings) for state in State}
    return {"station": station, "counts": counts, "findings": [one.document() for one in findings]}
