"""The last results, read from the station's log while the line writes it. Bounded in memory."""

import json
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from edge_agent.core.errors import StoreDamaged
from edge_agent.core.machine_vision.results import content, evaluation, result_state
from edge_agent.core.packs import Record
from edge_agent.core.telemetry.sending import Reading
from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import Position
from edge_agent.store.log_stretches import LogStretches
from edge_agent.store.record_json import record_from_json

MOST_RESULTS: Final = 500
MOST_AT_ONCE: Final = 50
END: Final = Position(2**62, 2**62)
"""Later than every entry."""


@dataclass(frozen=True, slots=True)
class Result:
    """One pack, as it is told."""

    position: Position
    pack_no: int
    recipe: str
    recipe_hash: str
    settings_hash: str
    state: int
    """`ResultState`."""
    evaluation: int
    """`ResultEvaluation`."""
    seen_at: datetime
    latency_ms: float | None
    content: str
    """JSON."""

    @property
    def result_id(self) -> str:
        return f"{self.position.boot}-{self.position.seq}"

    @property
    def job_id(self) -> str:
        """A line's start: everything that it has looked at since."""
        return str(self.position.boot)

    @property
    def ended_at(self) -> datetime:
        return self.seen_at + timedelta(milliseconds=self.latency_ms or 0.0)


def result_of(position: Position, record: Record) -> Result:
    return Result(
        position=position,
        pack_no=record.pack_no,
        recipe=record.recipe,
        recipe_hash=record.recipe_hash,
        settings_hash=record.settings_hash,
        state=int(result_state(record)),
        evaluation=int(evaluation(record)),
        seen_at=record.seen_at,
        latency_ms=record.latency_ms,
        content=json.dumps(content(record), separators=(",", ":")),
    )


class ResultsLog:
    """Of one station; begins with the last results of its last start."""

    def __init__(self, path: Path) -> None:
        """NotFound where there is no log yet."""
        self.log = LogStretches(path)
        newest = self.log.newest(Stream.RECORDS)
        self.after = Position(newest.boot, max(newest.seq - MOST_RESULTS, 0))
        self.results: OrderedDict[str, Result] = OrderedDict()
        """By their ids, the oldest first."""
        self.damaged = 0
        """Entries that are no record; they are left out."""
        while self.more():
            pass

    def more(self) -> list[Result]:
        """What has come since the last look, at most so many at once."""
        found = self.log.read(Stream.RECORDS, Reading(self.after, END, MOST_AT_ONCE))
        if found is None:
            return []
        boot, first = found.first
        self.after = Position(boot, first + len(found.bodies) - 1)
        came = [
            self.taken(Position(boot, first + offset), body)
            for offset, body in enumerate(found.bodies)
        ]
        return [one for one in came if one is not None]

    def taken(self, position: Position, body: bytes) -> Result | None:
        try:
            result = result_of(position, record_from_json(body.decode()))
        except StoreDamaged:
            self.damaged += 1
            return None
        self.results[result.result_id] = result
        if len(self.results) > MOST_RESULTS:
            self.results.popitem(last=False)
        return result

    def close(self) -> None:
        self.log.close()
