"""The simulated operator: answers recommendations, accepts lower levels, releases holds.

One person with two hands: things are done one after the other, each after the response time, and
judged right only as often as people do. All shares are stated in the scenario.
"""

import numpy as np
from pydantic import Field

from edge_agent.core.packs import Action
from edge_agent.line.loop import Line
from edge_agent.line.stops import BIN_FULL, BY_PERSON, LEVEL_FELL
from edge_agent.line.told import Accept, Answer, Release
from edge_agent.toml_files import StrictModel
from simulators.plant import Plant

NAME = "simulated operator"


class OperatorSettings(StrictModel):
    """How well a person looks at a recommended reject and how soon he answers."""

    hit_share: float = Field(default=0.95, ge=0, le=1)
    """Defective packs that he recognises when one is recommended for rejection."""
    false_alarm_share: float = Field(default=0.05, ge=0, le=1)
    """Good packs that he rejects all the same when they are recommended."""
    response_s: float = Field(default=2.0, gt=0)


class Operator:
    """Looks at the line whenever the hands are free."""

    def __init__(
        self, settings: OperatorSettings, line: Line, plant: Plant, random: np.random.Generator
    ) -> None:
        self.settings, self.line, self.plant, self.random = settings, line, plant, random
        self.task: str | int | None = None
        """What is being seen to: the number of a recommended pack, or why the belt stands."""
        self.done_ns = 0
        self.answered: set[int] = set()

    def step(self, now_ns: int) -> None:
        if self.task is None:
            self.task = self.next_task()
            self.done_ns = now_ns + int(self.settings.response_s * 1e9)
        elif now_ns >= self.done_ns:
            self.see_to(self.task, now_ns)
            self.task = None  # looks for the next one when the line has heard the answer

    def next_ns(self) -> int | None:
        return None if self.task is None else self.done_ns

    def next_task(self) -> str | int | None:
        """Open recommendations first, oldest first; then whatever the belt stands for.

        What another person has stopped is that person's.
        """
        for pack_no, work in self.line.packs.items():
            if work.is_open and pack_no not in self.answered:
                return pack_no
        return next(iter(sorted(self.line.stops.reasons - {BY_PERSON})), None)

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

    def judgement(self, pack_no: int) -> Action:
        """Rejects a defective pack with the hit rate, a good one with the false-alarm rate."""
        is_defective = self.plant.seen_by[pack_no].defect is not None
        share = self.settings.hit_share if is_defective else self.settings.false_alarm_share
        return Action.REJECT if self.random.random() < share else Action.PASS
