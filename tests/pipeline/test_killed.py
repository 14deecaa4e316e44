"""Killed with SIGKILL and started again, a run ends with the hashes of an unbroken one."""

import signal
from pathlib import Path

import pytest

from deploy.pipeline.running import UNDER_WAY
from edge_agent.__main__ import INTERRUPTED_EXIT_CODE
from tests.pipeline.runs import STAGES, Document, hashes, statuses, written
from training.bundle_manifests import PROJECT
from training.pipeline.hashes import sources_sha256
from training.pipeline.provenance import COMPUTES, SOURCES

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def sources() -> str:
    return sources_sha256(PROJECT, COMPUTES, SOURCES)


def test_a_run_killed_at_two_stages_ends_as_an_unbroken_one(
    whole: Document, tmp_path: Path
) -> None:
    broken, before = written(tmp_path), sources()
    for line in ("tune: outer-2: trial 1", "release: begun"):
        broken.killed_after(line)
    again = broken.document("run")
    assert hashes(again) == hashes(whole)
    assert again["bundle"] == whole["bundle"]
    assert again["release"]["sha256"] == whole["release"]["sha256"]
    if sources() == before:  # in a tree that somebody works in, nothing may be kept
        assert statuses(again) == dict.fromkeys(STAGES[:-1], "kept") | {"release": "done"}


def test_who_interrupts_a_run_ends_it_and_nothing_waits_to_go_on(tmp_path: Path) -> None:
    broken = written(tmp_path)
    assert broken.signalled_after("data: begun", signal.SIGINT) == INTERRUPTED_EXIT_CODE
    assert not (broken.out / UNDER_WAY).exists()


@pytest.mark.release
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("later", [0, 0.5], ids=["at its beginning", "half way"])
def test_a_run_killed_at_every_stage_ends_as_an_unbroken_one(
    whole: Document, tmp_path: Path, later: float
) -> None:
    """`later`: as a share of what the stage took."""
    broken = written(tmp_path)
    seconds = {one["name"]: one["seconds"] for one in whole["stages"]}
    for stage in STAGES:
        broken.killed_after(f"{stage}: begun", later * seconds[stage])
    again = broken.document("run")
    assert hashes(again) == hashes(whole)
    assert again["release"]["sha256"] == whole["release"]["sha256"]
