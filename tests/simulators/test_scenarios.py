"""Shipped scenarios through the real inspector: what they say must come out comes out."""

from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from edge_agent.core.errors import NotFound, SettingsError
from edge_agent.core.money import adds_up
from edge_agent.core.packs import Level, Outcome
from edge_agent.line.pack_in_work import InForce
from simulators.clock import VirtualClock
from simulators.demo import Staging, TimedInspector
from simulators.drawing.products import PRODUCTS
from simulators.mishaps import plan
from simulators.results import Results, results_of
from simulators.runner import Runner
from simulators.scenario import Scenario, load_scenario, scenario_names
from simulators.shift import Notes, Work, as_asked, set_up_floor
from simulators.worker import VirtualWorker

STEADY_NS = 40_000_000
"""A verdict's delay that does not depend on how busy the machine is that runs the tests."""


def plant_alone() -> list[Scenario]:
    """Those in which nothing around the line fails; the others are played with a centre."""
    shipped = [load_scenario(name) for name in scenario_names()]
    return [one for one in shipped if not one.needs_surroundings]


def results(scenario: Scenario, folder: Path) -> Results:
    """The scenario with real pictures and the real inspector, in virtual time."""
    staging = Staging(scenario, folder)
    loaded = staging.teach()
    drawn = list(staging.draw())
    assert drawn == list(range(staging.drawn))
    stage = staging.stage(loaded)
    clock, notes = VirtualClock(), Notes()
    worker = VirtualWorker(TimedInspector(loaded).inspect, lambda: STEADY_NS)
    in_force = InForce(stage.recipe.name, loaded.hash, "", "test")
    granted = as_asked(stage.recipe, scenario.level)
    work = Work(stage.recipe, stage.order, scenario.level, in_force, granted)
    floor = set_up_floor(
        stage.plant, stage.packs, work, clock, worker, notes, scenario.operator, stage.random
    )
    plan(scenario.events, floor, clock)
    Runner(clock, floor.plant, floor.line, worker, floor.operator, floor.cameras).run()
    plant = floor.plant
    return results_of(
        scenario, stage.recipe, floor.line.ledger, notes.records, plant.seen_by, plant.packs
    )


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("scenario", plant_alone(), ids=lambda scenario: scenario.name)
def test_a_shipped_scenario_ends_as_it_says(scenario: Scenario, tmp_path: Path) -> None:
    fewer = scenario.model_copy(update={"packs": min(scenario.packs, 60)})
    found = results(fewer, tmp_path)
    assert found.ledger.adds_up
    assert found.unmet() == []
    assert adds_up(found.money)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("packs", [40, pytest.param(500, marks=pytest.mark.release)])
@pytest.mark.parametrize("product", sorted(PRODUCTS))
def test_the_real_inspector_never_makes_the_gate_hit_a_wrong_pack(
    product: str, packs: int, tmp_path: Path
) -> None:
    """With a slipping encoder and a nervous eye."""
    scenario = Scenario(
        name="wrong-pack", product=product, packs=packs, level=Level.ACT_ALWAYS, seed=11
    )
    found = results(scenario, tmp_path)
    assert found.ledger.adds_up
    assert found.ledger.seen == packs
    assert found.confusion.wrong_pack_rejects == 0


def test_the_level_that_ran_has_the_sums_of_its_ledger(tmp_path: Path) -> None:
    scenario = Scenario(name="sums", packs=12, defects_share=0.5, level=Level.ACT_ALWAYS, seed=5)
    found = results(scenario, tmp_path)
    row = next(row for row in found.money if row.case == scenario.level.value)
    assert row.rejected_rightly + row.rejected_wrongly == found.ledger.rejected
    assert row.shipped == found.ledger.passed
    ledger = asdict(found.ledger)
    assert ledger["seen"] == sum(ledger[outcome.value] for outcome in Outcome)


def test_the_same_seed_gives_the_same_shift(tmp_path: Path) -> None:
    scenario = Scenario(name="again", packs=6, defects_share=0.5, seed=9)
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    first, second = (results(scenario, tmp_path / name) for name in ("first", "second"))
    assert first.document() == second.document()


def test_an_unknown_scenario_names_the_shipped_ones() -> None:
    with pytest.raises(NotFound, match="tray-line"):
        load_scenario("no-such-scenario")


def test_a_mistyped_key_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('name = "mine"\n[plant.belt]\npacks_per_minute = 100\n')
    with pytest.raises(SettingsError, match=r"line 3.*did you mean 'packs_per_min'"):
        load_scenario(str(file))


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("[plant.gate]\nwindow_mm = 300", "window_mm is 300, more than belt.pitch_mm 240"),
        ("[plant.gate]\nlead_mm = 20", "lead_mm is 20; half a pulse"),
    ],
)
def test_a_gate_that_cannot_keep_up_is_refused(table: str, line: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(f'name = "mine"\n{table}\n')
    with pytest.raises(SettingsError, match=line):
        load_scenario(str(file))


def test_slipping_encoder_and_belt_agree_on_the_way_back() -> None:
    from simulators.belt import Encoder

    encoder = Encoder(4.0, 0.01, np.random.default_rng(2))
    for moved_mm in np.linspace(0, 5_000, 301):
        assert encoder.moved_mm(encoder.ticks(float(moved_mm))) == pytest.approx(moved_mm, abs=1e-6)
