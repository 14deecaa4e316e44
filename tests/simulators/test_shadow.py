"""A second real bundle looks on beside the real inspector, in virtual time."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from edge_agent.core.ledger import Ledger
from edge_agent.core.packs import Level, Record
from edge_agent.core.shadow.orders import BEGAN, ENDED, OFFERED, ORDERED
from edge_agent.core.shadow.tally import DIFFERENCE, TALLY, Tally, tally_in
from edge_agent.core.told import EndShadow, OfferShadow, ShadowBundle, Told
from edge_agent.inspection.bundle import Bundle, base_bundle
from edge_agent.inspection.inspector import Inspector
from edge_agent.inspection.opening import open_inspector
from edge_agent.inspection.recipe_files import LoadedRecipe
from edge_agent.line.pack_in_work import InForce
from edge_agent.line.shadowing import Beside, EndedPack, Looked, Opened, Said
from hardware.interfaces import Pixels
from simulators.clock import VirtualClock
from simulators.demo import Stage, Staging, TimedInspector
from simulators.runner import Runner
from simulators.scenario import Scenario
from simulators.shift import Notes, Work, as_asked, set_up_floor
from simulators.worker import VirtualWorker
from tests.line.shadow.second_bundle import second_bundle

STEADY_NS = 40_000_000
PACKS = 8
SEED = 3
NAME = "base-8.0.1.zip"


@dataclass(slots=True)
class ShadowNotes(Notes):
    """Also keeps which views were pictured with an event."""

    pictured: list[frozenset[str]] = field(default_factory=list)

    def pictured_event(
        self, kind: str, body: Mapping[str, object], frames: Mapping[str, Pixels]
    ) -> None:
        self.pictured.append(frozenset(frames))
        self.event(kind, {**body, "pictures": {}})


class AtOnce:
    """A challenger with an inspector of its own, which looks when it is offered a pack."""

    def __init__(self, loaded: LoadedRecipe, bundle: Bundle, leaves_out: int = 0) -> None:
        self.loaded, self.bundle, self.leaves_out = loaded, bundle, leaves_out
        self.inspector: Inspector | None = None
        self.waiting: list[Said] = []
        self.offered = 0

    def begin(self, bundle_sha256: str) -> None:
        assert bundle_sha256 == self.bundle.sha256
        self.inspector = open_inspector(self.loaded, self.bundle)
        self.waiting.append(Opened())

    def offer(self, pack: EndedPack) -> bool:
        self.offered += 1
        if self.inspector is None or (self.leaves_out and self.offered % self.leaves_out == 0):
            return False
        checks = [
            check
            for view, pixels in pack.frames.items()
            for check in self.inspector.inspect(view, pixels, pack.order)
        ]
        self.waiting.append(Looked(pack.pack_no, tuple(checks)))
        return True

    def said(self) -> list[Said]:
        said, self.waiting = self.waiting, []
        return said

    def end(self) -> None:
        self.inspector = None


@dataclass(frozen=True, slots=True)
class Shift:
    ledger: Ledger
    notes: ShadowNotes

    @property
    def records(self) -> list[Record]:
        return self.notes.records

    @property
    def tally(self) -> Tally:
        return [tally_in(body) for kind, body in self.notes.events if kind == TALLY][-1]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    scenario = Scenario(
        name="shadow", packs=PACKS, defects_share=0.4, level=Level.ACT_ALWAYS, seed=5
    )
    staging = Staging(scenario, tmp_path_factory.mktemp("stage"))
    loaded = staging.teach()
    list(staging.draw())
    return staging.stage(loaded)


def a_shift(stage: Stage, bundle: Bundle | None, leaves_out: int = 0) -> Shift:
    """The same packs each time; with a bundle that looks on, where there is one."""
    clock, notes, scenario = VirtualClock(), ShadowNotes(), stage.scenario
    worker = VirtualWorker(TimedInspector(stage.loaded).inspect, lambda: STEADY_NS)
    in_force = InForce(stage.recipe.name, stage.loaded.hash, "", "test", base_bundle().sha256)
    granted = as_asked(stage.recipe, scenario.level)
    work = Work(stage.recipe, stage.order, scenario.level, in_force, granted)
    words: list[Told] = []
    if bundle is not None:
        work = replace(work, beside=Beside(AtOnce(stage.loaded, bundle, leaves_out), notes))
        words = [ShadowBundle(NAME, "ana"), OfferShadow(NAME, bundle.sha256, "ana")]
    floor = set_up_floor(
        *(stage.plant, stage.packs, work, clock, worker, notes, scenario.operator),
        np.random.default_rng(SEED),
    )
    for word in words:
        floor.line.told.put(word)
    Runner(clock, floor.plant, floor.line, worker, floor.operator, floor.cameras).run()
    if bundle is not None:
        floor.line.listener.heard(EndShadow("ana"), clock.now_ns())
    return Shift(floor.line.ledger, notes)


@pytest.fixture(scope="module")
def beside(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Shift:
    """Beside a bundle whose reader takes each digit for the next."""
    return a_shift(stage, second_bundle(tmp_path_factory.mktemp("shadow") / "second"))


def test_ledger_and_records_are_the_same_with_and_without_a_bundle_that_looks_on(
    stage: Stage, beside: Shift
) -> None:
    alone = a_shift(stage, None)
    assert beside.ledger == alone.ledger
    assert beside.records == alone.records
    assert beside.ledger.adds_up
    assert {record.bundle_sha256 for record in beside.records} == {base_bundle().sha256}


def test_a_reader_that_takes_each_digit_for_the_next_is_stricter_and_each_such_pack_is_told(
    beside: Shift,
) -> None:
    tally = beside.tally
    assert tally.packs == tally.same + tally.stricter + tally.milder == PACKS
    assert tally.stricter > 0 == tally.milder
    told = [body for kind, body in beside.notes.events if kind == DIFFERENCE]
    assert len(told) == len(beside.notes.pictured) >= tally.stricter
    assert beside.notes.pictured[0] == {"top", "bottom"}
    by_no = {record.pack_no: record for record in beside.records}
    for body in told:
        record = by_no[int(str(body["pack_no"]))]
        said = {check.name: check.verdict.value for check in record.verdict.checks}
        assert all(said[one["name"]] == one["in_use"] != one["shadow"] for one in checks_of(body))


def checks_of(body: Mapping[str, object]) -> list[dict[str, str]]:
    checks = body["checks"]
    assert isinstance(checks, list)
    return checks


def test_the_log_tells_its_turns_in_their_order(beside: Shift) -> None:
    turns = [kind for kind, _ in beside.notes.events if kind.startswith("shadow")]
    assert [one for one in turns if one != DIFFERENCE] == [ORDERED, OFFERED, BEGAN, TALLY, ENDED]


@pytest.mark.slow
def test_the_very_same_nets_differ_nowhere_and_what_they_missed_is_counted(
    stage: Stage, tmp_path: Path
) -> None:
    bundle = second_bundle(tmp_path / "second", careless=False)
    shift = a_shift(stage, bundle, leaves_out=2)
    assert shift.tally.packs == shift.tally.same == PACKS // 2
    assert shift.tally.not_looked_at == PACKS // 2
    assert shift.notes.count(DIFFERENCE) == 0
