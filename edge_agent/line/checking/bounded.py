"""A look at one part that cannot take for ever: a device that hangs is left to its thread."""

import threading
from collections.abc import Callable, Iterable

from edge_agent.core.errors import PackwardenError
from edge_agent.line.checking.findings import Finding, refused, unreachable, wrong
from hardware.errors import DeviceError

LONGEST_LOOK_S = 12.0
"""More than any driver here waits for a device that went silent (10 s under V4L2)."""

Look = Callable[[], Iterable[Finding]]


def within(part: str, look: Look, longest_s: float = LONGEST_LOOK_S) -> list[Finding]:
    """What the look found; one finding that says so when it does not end, or fails."""
    found: list[list[Finding]] = []
    thread = threading.Thread(
        target=lambda: found.append(caught(part, look)), name=f"look at {part}", daemon=True
    )
    thread.start()
    thread.join(longest_s)
    if found:
        return found[0]
    what = f"did not answer within {longest_s:g} s"
    return [unreachable(part, what, "check its power and its cable, then look again")]


def caught(part: str, look: Look) -> list[Finding]:
    """Errors of ours say what to do; any other is a library's and is told by its name."""
    found: list[Finding] = []
    try:
        found.extend(look())
    except (PackwardenError, DeviceError) as error:
        found.append(refused(part, error))
    except Exception as error:  # noqa: BLE001 - outermost loop of the thread: told as a finding
        what = f"failed with {type(error).__name__}: {error}"
        found.append(wrong(part, what, "check that its library and its driver fit each other"))
    return found
