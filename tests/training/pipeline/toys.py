"""A pipeline of two small stages, in a folder of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulators.clock import VirtualClock
from training.pipeline.settings import PipelineSettings
from training.pipeline.stage import CarriedOut, Stage, carry_out
from training.pipeline.work import Work, open_work

DRAWN = {"product": "carton", "check": "lot", "lots": 6, "judging_lots": 2}


def settings(**more: Any) -> PipelineSettings:
    return PipelineSettings.model_validate({"name": "toy", "drawn": DRAWN} | more)


@dataclass
class Toys:
    """`press` squeezes what `pick` picked; both count how often they were done."""

    out: Path
    fruit: str = "apple"
    refuses: Exception | None = None
    done: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def work(self) -> Work:
        return open_work(settings(), self.out, VirtualClock(), self.told.append)

    def pick(self, _: Work, folder: Path) -> None:
        self.done.append("pick")
        (folder / "fruit.txt").write_text(self.fruit)

    def press(self, work: Work, folder: Path) -> None:
        self.done.append("press")
        if self.refuses is not None:
            raise self.refuses
        fruit = (work.made("pick") / "fruit.txt").read_text()
        (folder / "juice.txt").write_text(f"{len(fruit)} drops")

    def asks(self, _: Work) -> Mapping[str, Any]:
        return {"fruit": self.fruit}

    @property
    def stages(self) -> tuple[Stage, Stage]:
        return (
            Stage("pick", (), self.asks, self.pick, (18,)),
            Stage("press", ("pick",), lambda _: {}, self.press, (20,)),
        )

    def run(self) -> list[CarriedOut]:
        work = self.work()
        return [carry_out(one, work) for one in self.stages]
