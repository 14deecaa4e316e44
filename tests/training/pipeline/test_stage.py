"""A stage is kept where its inputs and its results are those of its record, and done otherwise."""

import json
from pathlib import Path

import pytest

from edge_agent.core.errors import Conflict, GateNotPassed
from tests.training.pipeline.toys import Toys
from training.pipeline.hashes import WORK
from training.pipeline.stage import Status, standing


@pytest.fixture
def toys(tmp_path: Path) -> Toys:
    return Toys(tmp_path / "run")


def statuses(toys: Toys) -> list[Status]:
    return [one.status for one in toys.run()]


def test_what_is_done_is_kept_with_the_same_hash(toys: Toys) -> None:
    first = toys.run()
    again = toys.run()
    assert [one.status for one in first] == [Status.DONE] * 2
    assert [one.status for one in again] == [Status.KEPT] * 2
    assert [one.hash for one in first] == [one.hash for one in again]
    assert toys.done == ["pick", "press"]


def test_another_input_does_the_stage_anew_and_what_follows(toys: Toys) -> None:
    toys.run()
    toys.fruit = "cherry"
    assert statuses(toys) == [Status.DONE, Status.DONE]


def test_earlier_settings_find_their_results_again(toys: Toys) -> None:
    toys.run()
    toys.fruit = "cherry"
    toys.run()
    toys.fruit = "apple"
    assert statuses(toys) == [Status.KEPT, Status.KEPT]
    assert (toys.work().made("pick") / "fruit.txt").read_text() == "apple"


@pytest.mark.parametrize("damage", ["changed", "gone", "more"])
def test_a_result_that_somebody_touched_is_made_anew(toys: Toys, damage: str) -> None:
    toys.run()
    file = toys.work().made("pick") / "fruit.txt"
    if damage == "changed":
        file.write_text("stone")
    elif damage == "gone":
        file.unlink()
    else:
        file.with_name("worm.txt").write_text("worm")
    assert statuses(toys) == [Status.DONE, Status.KEPT]


def test_a_stage_that_was_cut_off_keeps_only_what_it_works_with(toys: Toys) -> None:
    toys.run()
    work = toys.work()
    key = work.record("pick")["key"]
    folder = work.made("pick")
    (folder / WORK).mkdir()
    (folder / WORK / "journal").write_text("half")
    (folder / "half.txt").write_text("half")
    work.record_file("pick", key).unlink()
    assert statuses(toys) == [Status.DONE, Status.KEPT]
    assert (folder / WORK / "journal").read_text() == "half"
    assert not (folder / "half.txt").exists()


def test_what_a_stage_refuses_is_kept_as_its_reason_and_nothing_is_lost(toys: Toys) -> None:
    toys.refuses = GateNotPassed("too sour")
    with pytest.raises(GateNotPassed, match="too sour"):
        toys.run()
    work = toys.work().looking()
    assert standing(toys.stages[0], work).status is Status.DONE
    found = standing(toys.stages[1], work)
    assert (found.status, found.why) == (Status.STOPPED, "too sour")
    toys.refuses = None
    assert statuses(toys) == [Status.KEPT, Status.DONE]
    assert standing(toys.stages[1], toys.work().looking()).status is Status.DONE


def test_a_record_says_what_the_result_was_made_of(toys: Toys) -> None:
    toys.run()
    record = toys.work().record("press")
    assert set(record["used"]["code"]) == {"sources_sha256", "lock_sha256", "versions"}
    assert {"torch", "onnxruntime"} <= set(record["used"]["code"]["versions"])
    assert {"revision", "began", "seconds", "python", "machine"} == set(record["noted"])
    assert record["steps"] == [20]
    assert list(record["files"]) == ["juice.txt"]
    assert record == json.loads(
        (toys.out / "press" / f"{record['key'][:16]}.json").read_text(encoding="utf-8")
    )


def test_looking_changes_nothing(toys: Toys) -> None:
    looking = toys.work().looking()
    assert standing(toys.stages[0], looking).status is Status.WAITING
    assert not toys.out.exists()


def test_two_at_once_are_refused(toys: Toys) -> None:
    with (
        toys.work().alone(),
        pytest.raises(Conflict, match="another process"),
        toys.work().alone(),
    ):
        pass


def test_what_is_not_done_cannot_be_used(toys: Toys) -> None:
    with pytest.raises(Conflict, match="'pick' is not done yet"):
        toys.work().made("pick")
