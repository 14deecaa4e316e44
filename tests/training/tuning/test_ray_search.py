"""The same trials on Ray Tune, on this machine; nothing of Ray is left afterwards."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from edge_agent.core.errors import InvalidInput, NotFound
from hardware.clock import RealClock

pytest.importorskip("ray", reason="Ray is not installed: make setup EXTRAS=ray")
pytest.importorskip("optuna", reason="Optuna is not installed: make setup EXTRAS=training")

from tests.training.tuning.procedures import FLAT, Valley
from tests.training.tuning.test_search import question, trials_of
from training.tuning.ray_search import SETTINGS, TOKEN, TOKEN_FILE, OnRay
from training.tuning.search import best

PROGRAM = """
import json
import sys
from pathlib import Path

from tests.training.tuning.procedures import FLAT, Valley
from tests.training.tuning.test_search import question
from training.tuning.ray_search import OnRay
from training.tuning.search import found_best

told = []


def tell(trial, done, wanted):
    told.append([trial.parameters, trial.loss, done, wanted])


asked, workers, file = question(Valley(space=FLAT)), OnRay(workers=2), Path(sys.argv[1])
found = found_best(asked, file, workers, tell)
for number in range(int(sys.argv[2])):
    again = found_best(asked, file.with_suffix(f".{number}"), workers, lambda *trial: None)
    assert again == found
print(json.dumps({"best": [found.parameters, found.loss], "told": told}))
"""
GONE_S = 30
"""For Ray's own processes, once the one that started them has ended."""


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("more", [0, pytest.param(1, marks=pytest.mark.release)])
def test_two_workers_find_what_one_process_finds_and_leave_nothing(
    tmp_path: Path, more: int
) -> None:
    """more: searches of the same process, for each of which Ray starts again."""
    mark = f"PACKWARDEN_TEST={tmp_path}"
    ended = on_ray(tmp_path / "ray.log", more, mark)
    assert ended.returncode == 0, ended.stderr
    said = json.loads(ended.stdout.splitlines()[-1])

    here = trials_of(tmp_path / "here.log", question(Valley(space=FLAT)))
    found = best(here)
    assert said["best"] == [found.parameters, found.loss]
    assert sorted(json.dumps(one[:2]) for one in said["told"]) == sorted(
        json.dumps([one.parameters, one.loss]) for one in here
    )
    assert [one[2:] for one in said["told"]] == [[done, 8] for done in range(1, 9)]
    assert not left_after(mark, GONE_S)
    assert trials_of(tmp_path / "ray.log", question(Valley(space=FLAT)))  # none is made again


def on_ray(journal: Path, more: int, mark: str) -> subprocess.CompletedProcess[str]:
    name, _, value = mark.partition("=")
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, str(journal), str(more)],
        capture_output=True,
        text=True,
        timeout=300,
        env=os.environ | {"OMP_NUM_THREADS": "1", name: value},
        check=False,
    )


def left_after(mark: str, longest_s: int) -> list[int]:
    """Processes that still have the mark in their environment; those are ended."""
    clock = RealClock()
    until_ns = clock.now_ns() + longest_s * 1_000_000_000
    while (left := marked(mark)) and clock.now_ns() < until_ns:
        clock.sleep_until_ns(clock.now_ns() + 200_000_000)
    for process in left:
        os.kill(process, signal.SIGKILL)
    return left


def marked(mark: str) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark.encode() in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
    return found


def test_a_cluster_is_not_spoken_to_without_its_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(TOKEN, raising=False)
    monkeypatch.delenv(TOKEN_FILE, raising=False)
    with pytest.raises(NotFound, match=TOKEN_FILE):
        OnRay(2, "ray://cluster:10001").secure()


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidInput, match="expected ray://HOST:PORT"):
        OnRay(2, "cluster:6379").secure()


def test_on_this_machine_a_token_is_made_and_nothing_is_reported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in (*SETTINGS, TOKEN):
        monkeypatch.setenv(name, "")
    OnRay(2).secure()
    assert os.environ["RAY_AUTH_MODE"] == "token"
    assert os.environ["RAY_USAGE_STATS_ENABLED"] == "0"
    assert len(os.environ[TOKEN]) == 64
