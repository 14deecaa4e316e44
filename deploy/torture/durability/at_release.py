"""Durability at the size of a release, in portions; what was counted lies in
build/torture/durability.json.
"""

from typing import Final

from deploy.torture.durability import trials
from deploy.torture.noted_tests import PROJECT
from deploy.torture.portions import Goal, Tell, carried_on
from simulators.torture.figures import Figure

STATE: Final = PROJECT / "build" / "torture" / "durability.json"
TRIED_CODE: Final = (
    "edge_agent/store",
    "edge_agent/sqlite_files.py",
    "edge_agent/whole_files.py",
    "edge_agent/backing_up.py",
    "edge_agent/restoring.py",
    "edge_agent/line/record_writer.py",
    "edge_agent/line/recorder_thread.py",
    "edge_agent/line/room.py",
    "deploy/torture/durability",
)
GOALS: Final = (
    Goal("failing calls", "calls", trials.failed_calls, 1),
    Goal("station upgrades", "calls", trials.ended_upgrades, 1),
    Goal("centre upgrades", "statements", trials.ended_centre_upgrades, 1),
    Goal("store killed", "kills", trials.killed_stores, 10_000, 0.35),
    Goal("power cut", "images", trials.cut_power, 50_000, 0.3),
    Goal("agent killed", "kills", trials.killed_agents, 1_000, 0.25),
    Goal("backup", "drills", trials.drilled_backups, 50, 0.1),
)


def tortured(minutes: float, tell: Tell) -> list[Figure]:
    return carried_on(GOALS, STATE, TRIED_CODE, minutes, tell)
