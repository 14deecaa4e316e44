"""Stage `checks`: what forbids learning from these data, or judging by them."""

from pathlib import Path
from typing import Any, Final

from edge_agent.core.errors import InvalidInput
from training.data.check_job import CheckOrder, check_data_set
from training.data.checks.checking import Checked
from training.data.checks.findings import Finding, Level
from training.data.checks.leaks import leaks
from training.data.data_set import Snapshot
from training.data.groups import USUAL_KEYS, keys_of
from training.document_files import write_document
from training.pipeline.data_stage import JUDGING, LEARNING, data_set, version_of
from training.pipeline.stage import Stage
from training.pipeline.work import Work

CHECKS: Final = "checks.json"


class MustNotTrain(InvalidInput):
    """What was learned would be wrong, or judged wrongly."""

    title = "Must not train on this"


def asks(_: Work) -> dict[str, Any]:
    return {}


def does(work: Work, folder: Path) -> None:
    """MustNotTrain names every finding that forbids it; all findings lie in the folder."""
    checked = {name: checked_set(work, name) for name in (LEARNING, JUDGING)}
    shared = list(shared_by(checked[LEARNING].snapshot, checked[JUDGING].snapshot))
    document = {name: one.document() for name, one in checked.items()}
    document["shared"] = {"findings": [one.document() for one in shared]}
    write_document(folder / CHECKS, document)
    found = [one for every in checked.values() for one in every.findings] + shared
    if forbids := [one.sentence for one in found if one.level is Level.FORBIDS]:
        raise MustNotTrain("; ".join(forbids))


def checked_set(work: Work, which: str) -> Checked:
    place = data_set(work, which).place.told
    checked, _ = check_data_set(CheckOrder(place, version_of(work, which)["version"]))
    work.say(f"checks: {which}: {checked.said}")
    return checked


def shared_by(learning: Snapshot, judging: Snapshot) -> list[Finding]:
    """Pictures, lots, days or packs on both sides: what was learned would judge itself."""
    parts: dict[str, set[str]] = {}
    for name, snapshot in ((LEARNING, learning), (JUDGING, judging)):
        for picture in snapshot.hashes:
            parts.setdefault(picture, set()).add(name)
    return list(leaks(parts, keys_of((*learning.log, *judging.log), USUAL_KEYS)))


CHECKS_STAGE: Final = Stage("checks", ("data",), asks, does, (5, 19))
