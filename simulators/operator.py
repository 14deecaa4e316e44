"""The simulated operator: answers recommendations, accepts lower levels, releases holds, brings the
challenge packs that are asked for, and clears a suspension when nothing is lacking for it.

One person with two hands: things are done one after the other, each after the response time, and
judged right only as often as people do. All shares are stated in the scenario.

Where somebody else sits at the panel, what is said there is left to that person for a while; the
hands stay his own: nobody lays a pack on the belt through a browser.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from pydantic import Field

from edge_agent.core.packs import Action
from edge_agent.core.told import Accept, Answer, ClearSuspension, DeclareChallenge, Release
from edge_agent.line.loop import Line
from edge_agent.line.stops import BIN_FULL, BY_PERSON, LEVEL_FELL, PACKML
from edge_agent.toml_files import StrictModel
from hardware.interfaces import Pixels
from simulators.packs import TruePack
from simulators.plant import Plant

NAME = "simulated operator"
ACT = sha256(NAME.encode()).hexdigest()
"""Stands for the signed act of a person who is none."""
BRING = "bring "
CLEAR = "clear"


class OperatorSettings(StrictModel):
    """How well a person looks at a recommended reject and how soon he answers."""

    hit_share: float = Field(default=0.95, ge=0, le=1)
    """Defective packs that he recognises when one is recommended for rejection."""
    false_alarm_share: float = Field(default=0.05, ge=0, le=1)
    """Good packs that he rejects all the same when they are recommended."""
    response_s: float = Field(default=2.0, gt=0)
    leaves_to_panel_s: float = Field(default=0.0, ge=0)
    """So long whatever is said at the panel waits for another person: answers to recommendations,
    taking over when a level fell, clearing a suspension."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A challenge pack at hand."""

    defect: str | None
    pictures: Mapping[str, Pixels]


class Operator:
    """Looks at the line whenever the hands are free."""

    def __init__(
        self,
        settings: OperatorSettings,
        line: Line,
        plant: Plant,
        random: np.random.Generator,
        at_hand: Mapping[str, Brought],
    ) -> None:
        self.settings, self.line, self.plant, self.random = settings, line, plant, random
        self.at_hand = at_hand
        """Challenge packs by name."""
        self.laid: dict[str, TruePack] = {}
        """Those that were brought, where they lie now."""
        self.declared: set[int] = set()
        self.task: str | int | None = None
        """What is being seen to: the number of a recommended pack, or why the belt stands."""
        self.done_ns = 0
        self.answered: set[int] = set()
        self.open_since_ns: dict[str | int, int] = {}
        """What is said at the panel and waits to be."""

    def step(self, now_ns: int) -> None:
        self.declare()
        if self.task is None:
            self.task = self.next_task(now_ns)
            self.done_ns = now_ns + int(self.settings.response_s * 1e9)
        elif now_ns >= self.done_ns:
            self.see_to(self.task, now_ns)
            self.task = None  # looks for the next one when the line has heard the answer

    def next_ns(self) -> int | None:
        if self.task is not None:
            return self.done_ns
        patience_ns = int(self.settings.leaves_to_panel_s * 1e9)
        return min((since + patience_ns for since in self.open_since_ns.values()), default=None)

    def next_task(self, now_ns: int) -> str | int | None:
        """Open recommendations first, oldest first; then whatever the belt stands for.

        What another person has stopped is that person's.
        """
        packs = self.line.packs
        self.answered.intersection_update(packs)
        asked = [no for no, work in packs.items() if work.is_open and no not in self.answered]
        stopped = sorted(self.line.stops.reasons - {BY_PERSON, PACKML})
        clear = [CLEAR] if self.line.guard.standing.lacking() == () else []
        tasks: list[str | int] = [*asked, *stopped, *clear]
        left = self.left_to_panel([one for one in tasks if is_said(one)], now_ns)
        return next((one for one in tasks if one not in left), self.to_bring(now_ns))

    def left_to_panel(self, said: list[str | int], now_ns: int) -> list[str | int]:
        """Those for which another person still has time."""
        self.open_since_ns = {one: self.open_since_ns.get(one, now_ns) for one in said}
        least_ns = now_ns - int(self.settings.leaves_to_panel_s * 1e9)
        return [one for one in said if self.open_since_ns[one] > least_ns]

    def to_bring(self, now_ns: int) -> str | None:
        """A challenge pack that the station wants to see before it acts, or acts again."""
        for ask in self.line.challenges.challenges.asks:
            if self.has_at_hand(ask.name) and self.plant.within_reach(now_ns) is not None:
                return BRING + ask.name
        return None

    def has_at_hand(self, name: str) -> bool:
        """It is used again when it has come out at the gate, and the line has its proof."""
        laid = self.laid.get(name)
        if laid is None:
            return name in self.at_hand
        on_belt = (self.plant.seen_by[pack_no] for pack_no in self.line.packs)
        return laid.is_gone and all(pack is not laid for pack in on_belt)

    def declare(self) -> None:
        """The person watches the pack that was laid come by, and says which it is."""
        for pack_no in self.line.packs:
            name = self.plant.seen_by[pack_no].challenge
            if name is not None and pack_no not in self.declared:
                self.declared.add(pack_no)
                self.line.told.put(DeclareChallenge(name, pack_no, NAME))

    def see_to(self, task: str | int, now_ns: int) -> None:
        if isinstance(task, int):
            self.answered.add(task)
            self.line.told.put(Answer(task, self.judgement(task), NAME))
        elif task == BIN_FULL:
            self.plant.empty_bin(now_ns)
        elif task.startswith("hold "):
            pack_no = int(task.removeprefix("hold "))
            self.plant.take_off(pack_no)
            self.line.told.put(Release(pack_no, NAME))
        elif task == LEVEL_FELL:
            self.line.told.put(Accept(NAME))
        elif task == CLEAR:
            self.clear()
        elif task.startswith(BRING):
            self.bring(task.removeprefix(BRING), now_ns)

    def clear(self) -> None:
        """Unless somebody else has done so meanwhile, or there is new trouble."""
        if self.line.guard.standing.lacking() == ():
            self.line.told.put(ClearSuspension(NAME, ACT))

    def bring(self, name: str, now_ns: int) -> None:
        """In the place of a pack that the line has made, which so never comes by."""
        place = self.plant.within_reach(now_ns)
        if place is not None:
            brought = self.at_hand[name]
            place.replaced_by(name, brought.defect, brought.pictures)
            self.laid[name] = place

    def judgement(self, pack_no: int) -> Action:
        """Rejects a defective pack with the hit rate, a good one with the false-alarm rate."""
        is_defective = self.plant.seen_by[pack_no].defect is not None
        share = self.settings.hit_share if is_defective else self.settings.false_alarm_share
        return Action.REJECT if self.random.random() < share else Action.PASS


def is_said(task: str | int) -> bool:
    """At the panel; all else takes hands."""
    return isinstance(task, int) or task in (LEVEL_FELL, CLEAR)
