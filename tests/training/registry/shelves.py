"""Registries that tests register drawn-up bundles in."""

import shutil
from dataclasses import replace
from pathlib import Path

from edge_agent.inspection.bundle import BASE_BUNDLE
from edge_agent.inspection.bundle_manifest import MODEL_CARD
from simulators.clock import VirtualClock
from tests.inspection.bundles import change, reseal
from training.card.report_card import ReportCard, points
from training.registry.entries import Facts
from training.registry.registry import Registry

MODEL = "tray on plant-sim"
FACTS = Facts(
    product="tray",
    camera_profile="plant-sim",
    figures={"escapes": 0, "latency_ms": 7.5},
    by="inga",
    why="more lots",
    run_id="r1",
)


def full_card() -> ReportCard:
    card = ReportCard(model="base")
    for one in points(card):
        phase, _, key = one.name.partition(".")
        card = replace(card, **{phase: replace(getattr(card, phase), **{key: f"said: {key}"})})
    return card


def made_bundle(folder: Path, number: int) -> Path:
    """A bundle like the base one, with a hash of its own."""
    shutil.copytree(BASE_BUNDLE, folder)
    change(folder / MODEL_CARD, lambda card: card.update(number=number))
    reseal(folder)
    return folder


def registry_at(place: Path | str) -> Registry:
    return Registry(str(place), VirtualClock())
