"""A staged scenario becomes a floor: the line with its own demo certificates, ready to move."""

from importlib.metadata import version
from pathlib import Path

from edge_agent.line.pack_in_work import InForce
from edge_agent.line.parts import Granted, Making, Recorder, Watching
from edge_agent.line.worker import Worker
from hardware.interfaces import Clock
from simulators.around import Around
from simulators.certified import certified
from simulators.challenges import challenge_plan
from simulators.clock import PacedClock, VirtualClock
from simulators.demo import Stage, in_force, made_for
from simulators.links.link import Link
from simulators.mishaps import plan
from simulators.shift import Floor, Work, set_up_floor

FIRST_PACKS = 3
"""Verified after another order; the drawn packs keep the print of the order before."""


def staged_floor(
    stage: Stage,
    people: Path,
    clock: VirtualClock | PacedClock,
    worker: Worker,
    recorder: Recorder,
    link: Link | None = None,
    around: Around | None = None,
) -> Floor:
    """What goes wrong in the scenario is planned, too. Keys and certificates lie in `people`."""
    forces = in_force(stage, f"packwarden {version('packwarden')}")
    granted = granted_to(stage, forces, clock, people)
    watching = Watching(challenge_plan(made_for(stage.scenario), stage.scenario.challenges))
    level = stage.scenario.level
    work = Work(
        *(stage.recipe, stage.order, level, forces),
        *(granted, watching, stage.at_hand, Making(first_packs=FIRST_PACKS)),
    )
    operator = stage.scenario.operator
    floor = set_up_floor(
        *(stage.plant, stage.packs, work, clock, worker),
        *(recorder, operator, stage.random, link),
    )
    plan(stage.scenario.events, floor, clock, around)
    return floor


def granted_to(stage: Stage, forces: InForce, clock: Clock, folder: Path) -> Granted:
    earned = certified(
        stage.recipe,
        forces.recipe_hash,
        forces.bundle_sha256,
        clock.wall(),
        folder,
    )
    return Granted(earned.standing, earned.thresholds)
