"""Every trial of hostile input as one call: so many tries at most, for so many seconds at most.

What takes foreign bytes runs in a process of its own; that it dies is counted like what must not
happen.
"""

import json
import os
import subprocess
import sys
from typing import Any, Final

from deploy.torture.noted_tests import PROJECT
from deploy.torture.portions import Tried

PORTION: Final = 20_000
GRACE_S: Final = 600.0
"""To load, to start what is knocked at, and to end what was begun."""
FRAMES_PORTION: Final = 500_000
FRAMES_TEST: Final = (
    "tests/firmware/core/test_noise.py"
    "::test_of_100_000_disturbed_frames_none_is_heard_and_every_whole_one_behind_it_is"
)
LETTERS_TEST: Final = (
    "tests/fleet/test_mutated.py"
    "::test_every_entry_is_stored_and_everything_else_is_a_dead_letter[sqlite-100000]"
)
HOSTS_TEST: Final = "tests/firmware/core/test_storm.py"
LONGEST_TEST_S: Final = 3_000


def knocked(group: str, most: int, seconds: float, seed: int) -> Tried:
    """At all doors of a group."""
    words = (group, str(min(most, PORTION)), str(seconds), str(seed))
    command = [sys.executable, "-m", "deploy.torture.hostile.knocking", *words]
    none = {"strange answers": 0, "believed though changed": 0, "processes that died": 0}
    try:
        ended = subprocess.run(  # noqa: S603 - our own program
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # the picture libraries tell there what is wrong
            timeout=seconds + GRACE_S,
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return Tried(1, {**none, "processes that died": 1})
    said: dict[str, Any] = json.loads(ended.stdout)
    found = {"strange answers": said["strange"], "believed though changed": said["believed"]}
    kinds = {f"refused by {kind}": times for kind, times in said["kinds"].items()}
    more = {"taken": said["taken"], "refused": said["refused"], **kinds}
    return Tried(said["knocks"], {**none, **found}, more)


def disturbed_frames(most: int, _seconds: float, seed: int) -> Tried:
    """Through the decoders of both sides of the serial line."""
    frames = min(most, FRAMES_PORTION)
    around = {"PACKWARDEN_FRAMES": str(frames), "PACKWARDEN_SEED": str(seed)}
    return Tried(frames, {"heard wrongly, or out of step": failed(FRAMES_TEST, around)})


def dead_letters(_most: int, _seconds: float, _seed: int) -> Tried:
    """Batches that came to a centre otherwise than they were sent."""
    return Tried(100_000, {"not stored, and no dead letter": failed(LETTERS_TEST, {})})


def random_hosts(_most: int, _seconds: float, _seed: int) -> Tried:
    """Commands in any order to the controller."""
    return Tried(150_000, {"pulses too long or of nobody's order": failed(HOSTS_TEST, {})})


def failed(test: str, around: dict[str, str]) -> int:
    """1 where the test does not hold."""
    command = [sys.executable, "-m", "pytest", "-q", "-m", "", test]
    command += ["-o", f"timeout={LONGEST_TEST_S}"]
    ended = subprocess.run(  # noqa: S603 - our own tests
        command, cwd=PROJECT, env={**os.environ, **around}, stdout=subprocess.DEVNULL, check=False
    )
    return int(ended.returncode != 0)
