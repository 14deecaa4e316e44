"""Data folders of stations as a gate reads them, made quickly."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from edge_agent.core.autonomy.challenge_plan import Challenge, Occasion
from edge_agent.core.autonomy.challenge_proof import PROOF_EVENT, Proof, Result
from edge_agent.core.labels import LABEL_EVENT, Label, LabelSource
from edge_agent.core.line_events import STARTED
from edge_agent.core.order import Order
from edge_agent.core.packs import CheckKind, CheckResult, Level, Outcome, Record, Verdict
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.evidence.gate_log import origin_body
from edge_agent.inspection.recipe_files import load_recipe
from edge_agent.store.events import Event, EventStore
from edge_agent.store.labels import label_body
from tests.line.small_station import save_box_recipe
from tests.samples import NOON, a_record

STATION, CAMERA, BUNDLE = "plant-1/line-1/box", "top: opencv device=0", "2e" * 32
CHECK = "top-panel"
"""Of the recipe of one view; the second of two is `side-panel`."""


class Folder:
    """A station's data folder that is being written."""

    def __init__(self, folder: Path, views: tuple[str, ...] = ("top",)) -> None:
        self.data = DataFolder(folder)
        recipe = save_box_recipe(folder / "as-made", views)
        loaded = load_recipe(recipe)
        self.checks = [check.name for check in loaded.recipe.checks]
        self.recipe_hash = loaded.hash
        self.data.keep_recipe(loaded, recipe)
        self.store = EventStore.open(self.data.events)
        self.packs = 0

    def started(
        self, camera: str = CAMERA, asked: dict[str, dict[str, float]] | None = None
    ) -> None:
        self.event(STARTED, dict(origin_body(STATION, camera, asked or {})))

    def event(self, kind: str, body: dict[str, Any]) -> None:
        self.store.append(kind, body, NOON)

    def restart(self) -> None:
        self.store.close()
        self.store = EventStore.open(self.data.events)
        self.packs = 0

    def packs_seen(self, count: int, score: float = 0.1, lot: str = "L1", **changes: Any) -> range:
        """Their numbers."""
        numbers = range(self.packs + 1, self.packs + count + 1)
        self.store.append_records([self.record(one, score, lot, **changes) for one in numbers])
        self.packs += count
        return numbers

    def record(self, pack_no: int, score: float, lot: str, **changes: Any) -> Record:
        verdict = Verdict.OK if score <= 0.5 else Verdict.NOT_OK
        checks = tuple(
            CheckResult(name, CheckKind.SURFACE, "top", verdict, score) for name in self.checks
        )
        seen = a_record(
            pack_no,
            verdict,
            recipe="box",
            recipe_hash=self.recipe_hash,
            bundle_sha256=BUNDLE,
            order=Order("box", lot or None),
            seen_at=NOON + timedelta(seconds=pack_no),
        )
        said = replace(seen.verdict, score=score, checks=changes.pop("checks", checks))
        return replace(seen, verdict=said, **changes)

    def label(
        self,
        numbers: Iterable[int],
        defective: bool = False,
        source: LabelSource = LabelSource.AUDIT,
        checks: tuple[str, ...] = (),
    ) -> None:
        labels = (Label(self.store.boot, one, defective, source, checks) for one in numbers)
        events = [Event(LABEL_EVENT, label_body(label), NOON) for label in labels]
        self.store.append_together([], events)

    def proof(self, pack_no: int, name: str = "blank panel", caught: bool = True) -> None:
        proof = Proof(
            challenge=Challenge(name, (CHECK,)),
            occasion=Occasion.SHIFT_START,
            asked_at=NOON,
            by="olga",
            told_at=NOON,
            ended_at=NOON,
            pack_no=pack_no,
            level=Level.RECOMMEND,
            said={CHECK: Verdict.NOT_OK},
            verdict=Verdict.NOT_OK,
            outcome=Outcome.REJECTED,
            pictures={},
            result=Result.CAUGHT if caught else Result.MISSED,
        )
        self.event(PROOF_EVENT, TypeAdapter(Proof).dump_python(proof, mode="json"))

    def __enter__(self) -> "Folder":
        return self

    def __exit__(self, *_: object) -> None:
        self.store.close()
