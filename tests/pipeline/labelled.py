"""A labelled data set somewhere, and a pipeline that learns from it."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from edge_agent.core.review import Said
from edge_agent.inspection.recipe_files import save_recipe
from simulators.clock import VirtualClock
from simulators.drawing.products import PRODUCTS
from training.data.data_set import Change, DataSet, open_data_set
from training.data.imports.taking import take
from training.data.values import EventKind, LabelEvent, Trust, VerdictValue
from training.pipeline.drawn_packs import draw, drawing_order, found_packs, packs_of
from training.pipeline.settings import DrawnPacks, PipelineSettings
from training.pipeline.work import Work, open_work

WISH = DrawnPacks(product="carton", check="lot", lots=4, judging_lots=1)


@dataclass
class Labelled:
    """A data set somewhere, and a pipeline that learns from it."""

    folder: Path
    clock: VirtualClock

    @property
    def source(self) -> DataSet:
        return open_data_set(str(self.folder / "set"))

    def drawn(self) -> "Labelled":
        packs = [one for one in packs_of(WISH, 1) if one.lot.number == 0]
        draw(WISH, packs, self.folder / "drawn", lambda _: None)
        take(self.source, found_packs(WISH, packs, self.folder / "drawn"), drawing_order(WISH))
        save_recipe(PRODUCTS["carton"].recipe(), PRODUCTS["carton"].golden(1), self.recipe)
        return self

    @property
    def recipe(self) -> Path:
        return self.folder / "recipe"

    def work(self, **triggers: Any) -> Work:
        where = str(self.folder / "set")
        labelled = {
            "url": where,
            "judging_url": where,
            "recipe": self.recipe,
            "check": "lot",
        }
        settings = PipelineSettings.model_validate(
            {"name": "labelled", "labelled": labelled, "triggers": triggers}
        )
        return open_work(settings, self.folder / "out", self.clock, lambda _: None)

    def label(self, count: int) -> None:
        """So many more words, of somebody who looked."""
        at = datetime(2027, 1, 1, tzinfo=UTC)
        pictures = sorted(self.source.snapshot().hashes)
        events = [
            LabelEvent(
                kind=EventKind.LABEL,
                picture=pictures[number % len(pictures)],
                field=f"word-{number}",
                value=VerdictValue(verdict=Said.GOOD),
                by="anna",
                at=at,
                trust=Trust.REVIEW,
            )
            for number in range(count)
        ]
        self.source.add(Change(events=events), at, "anna", "looked again")

    def copied(self, folder: Path) -> "Labelled":
        for name in ("set", "recipe"):
            shutil.copytree(self.folder / name, folder / name)
        return Labelled(folder, VirtualClock())
