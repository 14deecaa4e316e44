"""A shift begins with its first packs, draws the rest meanwhile, and prints what is ordered."""

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from edge_agent.core.packs import Level
from simulators.demo import Staging
from simulators.flow import Flow
from simulators.plant import Plant
from simulators.scenario import load_scenario

LONGEST_STEPS = 2_000


@pytest.fixture
def flow(tmp_path: Path) -> Iterator[Flow]:
    changes = {"packs": 3, "level": Level.REPORT, "levels": {}, "defects_share": 0.0}
    staging = Staging(load_scenario("tray-panel").model_copy(update=changes), tmp_path)
    with closing(Flow(staging, None)) as flow:
        yield flow


def plant_of(flow: Flow) -> Plant:
    stage = flow.stage()
    views = tuple(view.name for view in stage.recipe.views)
    return Plant(stage.plant, stage.packs, views, stage.random)


@pytest.mark.slow
def test_a_new_order_is_printed_on_what_the_eye_has_not_seen(flow: Flow) -> None:
    plant = plant_of(flow)
    assert len(plant.packs) > len(flow.pool.packs)  # pictures are used again
    before = {pack.index: pack.pictures["bottom"] for pack in plant.packs}
    order = replace(flow.printed, lot="L00001")
    flow.follow(flow.printed, plant, 0)
    assert not flow.is_changing

    flow.follow(order, plant, 0)
    assert flow.is_changing
    assert plant.set_mm_per_s == 0
    waits = threading.Event()
    steps = 0
    while flow.is_changing and steps < LONGEST_STEPS:
        waits.wait(0.02)
        flow.follow(order, plant, 0)
        steps += 1
    assert not flow.is_changing
    assert plant.set_mm_per_s == plant.settings.belt.speed_mm_per_s
    changed = plant.coming(0)
    assert changed
    for pack in changed:
        assert not np.array_equal(pack.pictures["bottom"], before[pack.index])
