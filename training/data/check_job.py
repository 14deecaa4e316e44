"""One check, from where the data set lies to what is found; people see how far it is."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from edge_agent.core.errors import InvalidInput
from training.data.checks.checking import Checked, check
from training.data.checks.facts import PictureFacts, measured
from training.data.data_set import DataSet, open_data_set
from training.data.groups import USUAL_KEYS, GroupKey
from training.data.imports.guards import read_json


@dataclass(frozen=True, slots=True)
class CheckOrder:
    where: str
    version: str | None = None
    against: str | None = None
    """An earlier version, to compare what is new with."""
    folds: Path | None = None
    by: tuple[GroupKey, ...] = USUAL_KEYS


def check_data_set(order: CheckOrder) -> tuple[Checked, Callable[[str], bytes]]:
    """And what reads a picture of the set, for a report."""
    data_set = open_data_set(order.where)
    snapshot = data_set.snapshot(order.version)
    earlier = None if order.against is None else data_set.snapshot(order.against)
    fold_of = None if order.folds is None else read_folds(order.folds, snapshot.hashes)
    facts = facts_with_progress(data_set, snapshot.hashes)
    return check(snapshot, facts, fold_of, order.by, earlier), data_set.picture


def facts_with_progress(data_set: DataSet, hashes: frozenset[str]) -> dict[str, PictureFacts]:
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("looking at pictures", total=len(hashes))
        return measured(
            hashes, data_set.picture, lambda done: progress.update(task, completed=done)
        )


def read_folds(file: Path, pictures: frozenset[str]) -> Mapping[str, str]:
    """InvalidInput where it is no table of sha256 to fold, or names pictures of another set."""
    table = read_json(file)
    if not isinstance(table, dict) or not table:
        raise InvalidInput(f"{file}: expected one JSON table of sha256 to fold")
    for sha256, fold in table.items():
        if sha256 not in pictures or not isinstance(fold, str | int):
            raise InvalidInput(
                f"{file}, {sha256}: expected the sha256 of a picture of this version and its fold, "
                f"not {json.dumps(fold)[:80]}"
            )
    return {sha256: str(fold) for sha256, fold in table.items()}
