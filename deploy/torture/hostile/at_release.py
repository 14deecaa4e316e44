"""Hostile input at the size of a release, in portions; what was counted lies in
build/torture/hostile.json, and every input that was answered wrongly beside it.
"""

from functools import partial
from typing import Final

from deploy.torture.hostile import trials
from deploy.torture.noted_tests import PROJECT
from deploy.torture.portions import Goal, Tell, carried_on
from simulators.torture.figures import Figure

STATE: Final = PROJECT / "build" / "torture" / "hostile.json"
TRIED_CODE: Final = (
    "deploy/torture/hostile",
    "edge_agent/releases",
    "edge_agent/toml_files.py",
    "edge_agent/zip_entries.py",
    "edge_agent/people/signing.py",
    "edge_agent/uplink/batches.py",
    "edge_agent/uplink/opcua",
    "edge_agent/web/inspecting",
    "edge_agent/web/problems.py",
    "edge_agent/web/shield.py",
    "hardware/gates",
    "hardware/pictures.py",
    "hardware/wire",
    "training/data/imports",
)
SIZES: Final = {
    "archives": (100_000, 0.05),
    "labels": (100_000, 0.1),
    "messages": (100_000, 0.1),
    "Modbus": (20_000, 0.05),
    "nets": (200_000, 0.15),
    "opened nets": (5_000, 0.1),
    "OPC UA": (10_000, 0.05),
    "pictures": (100_000, 0.1),
    "serial line": (20_000, 0.05),
    "settings": (100_000, 0.05),
    "signed": (100_000, 0.05),
    "states": (100_000, 0.05),
    "uploads": (5_000, 0.05),
}
"""Of each group of doors: knocks, and its share of the time."""
GOALS: Final = (
    *(
        Goal(group, "knocks", partial(trials.knocked, group), knocks, share)
        for group, (knocks, share) in SIZES.items()
    ),
    Goal("serial frames", "frames", trials.disturbed_frames, 10_000_000, 0.05),
    Goal("letters", "letters", trials.dead_letters, 100_000),
    Goal("random hosts", "hosts", trials.random_hosts, 150_000),
)


def tortured(minutes: float, tell: Tell) -> list[Figure]:
    return carried_on(GOALS, STATE, TRIED_CODE, minutes, tell)
