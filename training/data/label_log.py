"""The label log: JSON lines, each with the hash of the line before, so that none changes unseen.

A line's id is the sha256 of its bytes. Lines are only ever added; a later word supersedes an
earlier one and leaves it readable.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from edge_agent.core.errors import InvalidInput
from training.data.errors import DataSetDamaged
from training.data.values import FIRST, LabelEvent


@dataclass(frozen=True, slots=True)
class Logged:
    """An event as it stands in the log."""

    id: str
    event: LabelEvent


def line_id(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


def chained(events: Iterable[LabelEvent], head: str = FIRST) -> list[tuple[bytes, Logged]]:
    """The lines that continue a log whose last line is `head`, without their line ends."""
    lines = []
    for event in events:
        linked = event.model_copy(update={"before": head})
        line = linked.model_dump_json(exclude_none=True).encode()
        head = line_id(line)
        lines.append((line, Logged(head, linked)))
    return lines


def read_lines(content: bytes, head: str, name: str) -> list[Logged]:
    """What continues a log after `head`; DataSetDamaged names the line where the chain breaks."""
    found = []
    for number, line in enumerate(content.splitlines(), start=1):
        event = event_in(line, f"{name}, line {number}")
        if event.before != head:
            raise DataSetDamaged(
                f"{name}, line {number}: does not follow the line before it; lines were changed, "
                "left out or moved: take the file from a copy"
            )
        head = line_id(line)
        found.append(Logged(head, event))
    return found


def event_in(line: bytes, place: str) -> LabelEvent:
    try:
        return LabelEvent.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise DataSetDamaged(f"{place}: is no label event: {where}: {first['msg']}") from error


def head_of(log: list[Logged]) -> str:
    return log[-1].id if log else FIRST


def refuse_strange_links(new: Iterable[LabelEvent], log: Iterable[Logged]) -> None:
    """InvalidInput for a word that supersedes what is not there, or is about something else."""
    places: Mapping[str, tuple[str, str]] = {one.id: one.event.place for one in log}
    for event in new:
        for earlier in event.supersedes:
            if places.get(earlier) != event.place:
                raise InvalidInput(
                    f"{event.by} supersedes {earlier[:12]} on {event.field!r} of picture "
                    f"{event.picture[:12]}, and the log has no such word there"
                )
