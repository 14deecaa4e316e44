"""What a stage is, and how one is carried out: kept where its inputs are those of its record.

A stage is a function of its inputs alone: settings, results of the stages before, and the code. The
hash of all of them is its key. Its record is written last, so a stage that was cut off is not done;
what it left in its folder is of the same inputs, and it may go on from there.
"""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from edge_agent.core.errors import PackwardenError
from training.document_files import write_document
from training.pipeline.hashes import WORK, document_sha256, results_in
from training.pipeline.provenance import code_document, surroundings
from training.pipeline.work import Record, Work

SHOWN_DIGITS: Final = 12


class Status(StrEnum):
    DONE = "done"
    KEPT = "kept"
    """Done before, from the same inputs."""
    STOPPED = "stopped"
    """It refused to go on; its reason is known."""
    BEGUN = "begun"
    """Cut off, or going on right now."""
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Stage:
    name: str
    after: tuple[str, ...]
    """Stages whose results it takes."""
    asks: Callable[[Work], Mapping[str, Any]]
    """Its part of the settings, and what it takes from outside: all that its result depends on."""
    does: Callable[[Work, Path], None]
    """Writes its results into the folder; what is only good for going on, into `.work`."""
    steps: tuple[int, ...]
    """Of the workflow of Kreuzberger, Kühl and Hirschl (2023, IEEE Access 11)."""


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """A stage that is done, now or before."""

    name: str
    status: Status
    hash: str
    """Over everything that it made."""
    seconds: float
    """What it took when it was done."""


def carry_out(stage: Stage, work: Work) -> CarriedOut:
    """Keeps or does it. Whatever it raises is told in its place, and nothing is lost."""
    used = inputs_of(stage, work)
    key = document_sha256(used)
    found = known(stage, work, key)
    if found is None:
        work.say(f"{stage.name}: begun")
        return told(work, Status.DONE, done(stage, work, key, used))
    work.point_to(stage.name, key)
    return told(work, Status.KEPT, found)


def inputs_of(stage: Stage, work: Work) -> dict[str, Any]:
    return {
        "stage": stage.name,
        "asked": dict(stage.asks(work)),
        "before": {name: work.record(name)["hash"] for name in stage.after},
        "code": code_document(),
    }


def known(stage: Stage, work: Work, key: str) -> Record | None:
    """Its record, where all that it made still lies there unchanged."""
    found = work.stored(stage.name, key)
    if found is None or found["key"] != key:
        return None
    return found if results_in(work.folder(stage.name, key)) == found["files"] else None


def done(stage: Stage, work: Work, key: str, used: Mapping[str, Any]) -> Record:
    folder, stopped = work.folder(stage.name, key), work.stopped_file(stage.name, key)
    clear_results(folder)
    began_at, began_ns = work.clock.wall(), work.clock.now_ns()
    try:
        stage.does(work, folder)
    except PackwardenError as error:
        why = {"why": str(error), "title": error.title, "exit_code": error.exit_code}
        write_document(stopped, why)
        raise
    files = results_in(folder)
    seconds = (work.clock.now_ns() - began_ns) / 1e9
    noted = {"began": began_at.isoformat(), "seconds": round(seconds, 3)} | surroundings()
    record = {
        "stage": stage.name,
        "key": key,
        "hash": document_sha256(files),
        "steps": list(stage.steps),
        "used": dict(used),
        "noted": noted,
        "files": files,
    }
    write_document(work.record_file(stage.name, key), record)
    stopped.unlink(missing_ok=True)
    work.point_to(stage.name, key)
    return record


def clear_results(folder: Path) -> None:
    """Of a stage that was cut off; its `.work` stays, so that it can go on."""
    folder.mkdir(parents=True, exist_ok=True)
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != WORK:
            shutil.rmtree(entry)
        elif entry.is_file():
            entry.unlink()


def told(work: Work, status: Status, record: Record) -> CarriedOut:
    one = CarriedOut(record["stage"], status, record["hash"], record["noted"]["seconds"])
    took = f" in {one.seconds:.1f} s" if status is Status.DONE else ""
    work.say(f"{one.name}: {status}{took}, {one.hash[:SHOWN_DIGITS]}")
    return one


@dataclass(frozen=True, slots=True)
class Standing:
    """How a run of these settings would find a stage."""

    status: Status
    record: Record | None = None
    """Of one that is done."""
    why: str | None = None
    """Of one that was stopped."""


def standing(stage: Stage, work: Work) -> Standing:
    """`work` is one that only looks; the stages before are done, and it knows of them."""
    key = document_sha256(inputs_of(stage, work))
    found = known(stage, work, key)
    if found is not None:
        work.point_to(stage.name, key)
        return Standing(Status.DONE, found)
    stopped = work.stopped_file(stage.name, key)
    if stopped.is_file():
        return Standing(Status.STOPPED, why=json.loads(stopped.read_bytes())["why"])
    is_begun = work.folder(stage.name, key).is_dir()
    return Standing(Status.BEGUN if is_begun else Status.WAITING)
