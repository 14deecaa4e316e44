"""Looks through the packs on which a bundle that looks on said otherwise, and notes their pictures.

The record of such a pack may be plainly good, and then names no picture: the station's event does.
At the centre they are named by the record of the pack all the same, as any other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ValidationError

from edge_agent.core.shadow.tally import DIFFERENCE
from edge_agent.core.telemetry.picture_policy import PictureWishes, worth_of_difference
from edge_agent.core.telemetry.sending import Reading
from edge_agent.core.telemetry.streams import Stream
from edge_agent.core.telemetry.stretches import Position
from edge_agent.store.log_stretches import LogStretches, ToldOfPack
from edge_agent.store.pictures import picture_file
from edge_agent.uplink.pictures.letters import PictureName, Sha256
from edge_agent.uplink.pictures.waiting import Chosen, WaitingPictures

MOST_TOGETHER: Final = 100
"""Packs of one look."""


class Pictured(BaseModel):
    """What is asked of the event."""

    pictures: dict[str, Sha256] = {}
    """By view."""


@dataclass(slots=True)
class Differing:
    """Of one station. How far it looked is kept with the pictures that it found: without any,
    looking again costs next to nothing."""

    log: LogStretches
    waiting: WaitingPictures
    folder: Path
    """Of its pictures."""
    wishes: PictureWishes
    looked: dict[str, Position] = field(default_factory=dict)
    """By the name of a log."""

    def look(self, name: str, acked: Position, records: Position) -> bool:
        """At the next events up to `acked`, as far as the records of their packs are among those
        that the centre has up to `records`; whether there may be more.

        A centre that has lost events has lost their pictures: it is looked through from there.
        """
        after = self.looked.get(name) or self.waiting.looked_until(name, Stream.EVENTS)
        if acked < after:
            self.keep(name, acked, ())
        if acked <= after:
            return False
        told = self.log.told_of_packs(DIFFERENCE, Reading(after, acked, MOST_TOGETHER))
        known = list(takewhile(lambda one: one.record <= records, told))
        is_all = len(known) == len(told) < MOST_TOGETHER
        last = known[-1].place if known else after
        place = acked if is_all else last
        chosen = [one for pack in known for one in self.chosen_of(name, pack)]
        self.looked[name] = place
        if chosen:
            self.keep(name, place, chosen)
        return len(known) == MOST_TOGETHER

    def keep(self, name: str, place: Position, chosen: Sequence[Chosen]) -> None:
        self.waiting.add(name, Stream.EVENTS, place, chosen)
        self.looked[name] = place

    def chosen_of(self, name: str, pack: ToldOfPack) -> Iterator[Chosen]:
        worth = worth_of_difference(self.wishes)
        if worth is None:
            return
        try:
            pictures = Pictured.model_validate_json(pack.body).pictures
        except ValidationError:  # of a version to come; the centre has it as it is
            return
        for sha256 in pictures.values():
            is_gone = picture_file(self.folder, sha256) is None
            yield Chosen(PictureName(name, *pack.record, sha256), worth, is_gone)
