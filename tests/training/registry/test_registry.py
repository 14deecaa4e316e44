"""The registry on a real MLflow store: what is kept, what is refused, and what a cut leaves."""

import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from mlflow.tracking import MlflowClient

from edge_agent.core.errors import GateNotPassed, InvalidInput, StoreTaken
from edge_agent.inspection.bundle import open_bundle
from edge_agent.sqlite_files import writer_lock
from tests.training.registry.shelves import FACTS, MODEL, full_card, registry_at
from training.card.report_card import points
from training.registry.errors import AliasTaken, NotRegistered, RegistryAway, RegistryDamaged
from training.registry.registry import Registry
from training.registry.shelf import DATABASE
from training.registry.standing import Alias

Bundles = tuple[Path, ...]


def championed(registry: Registry, bundle: Path) -> None:
    registry.add(bundle, full_card(), FACTS)
    registry.challenge(MODEL, "inga", "to be tried")
    registry.promote(MODEL, "inga", "it was as good")


def standing(registry: Registry) -> dict[str, int]:
    return {alias: one.version for one in registry.entries(MODEL) for alias in one.aliases}


def aliases_in_mlflow(registry: Registry) -> dict[str, int]:
    return dict(registry.shelf.model(MODEL).aliases)


def test_a_bundle_is_kept_with_its_hash_data_figures_time_and_who(
    registry: Registry, bundles: Bundles, tmp_path: Path
) -> None:
    entry = registry.add(bundles[0], full_card(), FACTS)
    again = registry_at(registry.shelf.place)
    assert again.list() == (entry,)
    bundle = open_bundle(bundles[0])
    assert entry.sha256 == bundle.sha256
    assert entry.data_version == bundle.manifest.data_sha256
    assert (entry.figures, entry.by, entry.why) == (FACTS.figures, "inga", "more lots")
    assert entry.added_at == registry.clock.wall()
    assert entry.aliases == (Alias.CANDIDATE,)
    assert again.card(MODEL, 1) == full_card()
    assert open_bundle(again.fetch(MODEL, 1, tmp_path)).sha256 == entry.sha256


def test_the_same_bundle_again_stays_one_version(registry: Registry, bundles: Bundles) -> None:
    first = registry.add(bundles[0], full_card(), FACTS)
    assert registry.add(bundles[0], full_card(), FACTS) == first
    assert len(registry.list()) == 1
    assert len(registry.changes(MODEL)) == 1


@pytest.mark.parametrize("name", [one.name for one in points(full_card())])
def test_a_card_with_any_empty_field_registers_nothing(
    name: str, registry: Registry, bundles: Bundles
) -> None:
    card, (phase, _, key) = full_card(), name.partition(".")
    emptied = replace(card, **{phase: replace(getattr(card, phase), **{key: " "})})
    with pytest.raises(GateNotPassed, match=name):
        registry.add(bundles[0], emptied, FACTS)
    assert registry.list() == ()


def test_a_bundle_goes_from_candidate_to_previous_and_back(
    registry: Registry, bundles: Bundles
) -> None:
    championed(registry, bundles[0])
    assert standing(registry) == {"champion": 1}
    championed(registry, bundles[1])
    assert standing(registry) == aliases_in_mlflow(registry) == {"champion": 2, "previous": 1}
    assert registry.back(MODEL, "otto", "two escapes").version == 1
    assert standing(registry) == aliases_in_mlflow(registry) == {"champion": 1}


def test_every_change_says_who_when_and_why(registry: Registry, bundles: Bundles) -> None:
    championed(registry, bundles[0])
    told = [(one.act, one.by, one.why, one.version) for one in registry.changes(MODEL)]
    assert told == [
        ("add", "inga", "more lots", 1),
        ("assign", "inga", "to be tried", 1),
        ("promote", "inga", "it was as good", 1),
    ]
    assert all(one.at == registry.clock.wall() for one in registry.changes(MODEL))


@pytest.mark.parametrize(("by", "why"), [("", "x"), ("inga", " "), ("inga", "x" * 501)])
def test_nobody_changes_anything_without_name_and_reason(
    by: str, why: str, registry: Registry, bundles: Bundles
) -> None:
    championed(registry, bundles[0])
    before = registry.changes(MODEL)
    with pytest.raises(InvalidInput, match="in at most 500 characters"):
        registry.back(MODEL, by, why)
    with pytest.raises(InvalidInput, match="in at most 500 characters"):
        registry.add(bundles[1], full_card(), replace(FACTS, by=by, why=why))
    assert registry.changes(MODEL) == before


def test_a_promotion_asked_for_by_hash_is_of_that_bundle_and_once(
    registry: Registry, bundles: Bundles
) -> None:
    championed(registry, bundles[0])
    wanted, other = (open_bundle(bundles[number]).sha256 for number in (1, 2))
    registry.add(bundles[1], full_card(), FACTS)
    with pytest.raises(AliasTaken, match=other):
        registry.challenge(MODEL, "inga", "why", other)
    for _ in range(2):
        assert registry.challenge(MODEL, "inga", "why", wanted).version == 2
    with pytest.raises(AliasTaken, match=other):
        registry.promote(MODEL, "inga", "why", other)
    for _ in range(2):
        assert registry.promote(MODEL, "inga", "why", wanted).version == 2
    assert standing(registry) == {"champion": 2, "previous": 1}


def test_products_and_camera_profiles_stand_by_themselves(
    registry: Registry, bundles: Bundles
) -> None:
    championed(registry, bundles[0])
    registry.add(bundles[0], full_card(), replace(FACTS, camera_profile="hall 2"))
    told = [(one.model, one.version, one.aliases) for one in registry.list()]
    assert told == [
        ("tray on hall 2", 1, (Alias.CANDIDATE,)),
        (MODEL, 1, (Alias.CHAMPION,)),
    ]


@pytest.mark.parametrize("product", ["", "a/b", "a:b", "a'b", "x" * 81])
def test_a_name_that_mlflow_cannot_have_is_refused(
    product: str, registry: Registry, bundles: Bundles
) -> None:
    with pytest.raises(InvalidInput, match="the product"):
        registry.add(bundles[0], full_card(), replace(FACTS, product=product))


def test_files_that_are_no_longer_the_registered_ones_are_refused(
    registry: Registry, bundles: Bundles, tmp_path: Path
) -> None:
    registry.add(bundles[0], full_card(), FACTS)
    (kept,) = Path(registry.shelf.place).rglob("model_card.json")
    kept.write_bytes(kept.read_bytes() + b" ")
    with pytest.raises(InvalidInput, match=r"model_card\.json"):
        registry.fetch(MODEL, 1, tmp_path)


def test_a_change_that_somebody_scribbled_over_is_told(
    registry: Registry, bundles: Bundles
) -> None:
    registry.add(bundles[0], full_card(), FACTS)
    registry.shelf.note(MODEL, "packwarden.change.000002", '{"number": "x"}')
    with pytest.raises(RegistryDamaged, match=r"change\.000002"):
        registry.list()


def test_versions_that_others_made_with_mlflow_are_left_alone(
    registry: Registry, bundles: Bundles
) -> None:
    entry = registry.add(bundles[0], full_card(), FACTS)
    MlflowClient(registry.shelf.url).create_model_version(MODEL, "file:///elsewhere")
    assert registry.list() == (entry,)
    with pytest.raises(NotRegistered, match="no version 2"):
        registry.set_alias(MODEL, Alias.CHALLENGER, 2, "inga", "why")


def test_one_process_at_a_time_changes_a_folder(registry: Registry, bundles: Bundles) -> None:
    championed(registry, bundles[0])
    assert registry.shelf.folder is not None
    with writer_lock(registry.shelf.folder / DATABASE), pytest.raises(StoreTaken):
        registry.back(MODEL, "inga", "why")


def test_a_server_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    registry = registry_at("http://127.0.0.1:9")
    with pytest.raises(RegistryAway, match=r"127\.0\.0\.1:9"):
        registry.list()


def test_a_database_that_is_broken_is_told(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"no database at all" * 99)
    with pytest.raises(RegistryDamaged, match=r"registry\.db.*not a database"):
        registry_at(tmp_path)


class CutOff(BaseException):
    """Ends like a kill: nothing catches it."""


def cut_before(registry: Registry, write: int) -> None:
    """The process ends before this one of its writes."""
    left = [write]

    def cut(done: Callable[..., None]) -> Callable[..., None]:
        def counted(*told: Any) -> None:
            if left[0] == 0:
                raise CutOff
            left[0] -= 1
            done(*told)

        return counted

    shelf: Any = registry.shelf
    for name in ("note", "point", "unpoint"):
        setattr(shelf, name, cut(getattr(shelf, name)))


OLD = {"champion": 1, "challenger": 2}
NEW = {"champion": 2, "previous": 1}


@pytest.mark.parametrize("write", range(4))
def test_a_promotion_cut_off_before_any_write_has_happened_or_not(
    write: int, registry: Registry, bundles: Bundles
) -> None:
    championed(registry, bundles[0])
    registry.add(bundles[1], full_card(), FACTS)
    registry.challenge(MODEL, "inga", "to be tried")
    wanted = open_bundle(bundles[1]).sha256
    cut_before(registry, write)
    with pytest.raises(CutOff):
        registry.promote(MODEL, "inga", "it was as good", wanted)

    later = registry_at(registry.shelf.place)
    assert standing(later) == (OLD if write == 0 else NEW)
    assert aliases_in_mlflow(later)["champion"] in (1, 2)
    later.promote(MODEL, "inga", "it was as good", wanted)
    assert standing(later) == aliases_in_mlflow(later) == NEW
    assert sum(one.act == "promote" and one.version == 2 for one in later.changes(MODEL)) == 1


@pytest.mark.parametrize("write", range(3))
def test_going_back_cut_off_before_any_write_has_happened_or_not(
    write: int, registry: Registry, bundles: Bundles
) -> None:
    championed(registry, bundles[0])
    championed(registry, bundles[1])
    cut_before(registry, write)
    with pytest.raises(CutOff):
        registry.back(MODEL, "otto", "two escapes")

    later = registry_at(registry.shelf.place)
    assert standing(later) == (NEW if write == 0 else {"champion": 1})
    assert aliases_in_mlflow(later)["champion"] in (1, 2)
    later.add(bundles[2], full_card(), FACTS)
    assert aliases_in_mlflow(later) == standing(later)


KILLED = """
import os, signal, sys
from training.registry.registry import Registry
registry = Registry(sys.argv[1])
registry.shelf.point = lambda *told: os.kill(os.getpid(), signal.SIGKILL)
registry.promote("tray on plant-sim", "inga", "it was as good")
"""


def test_a_process_killed_between_the_change_and_its_aliases_has_promoted(
    registry: Registry, bundles: Bundles
) -> None:
    championed(registry, bundles[0])
    registry.add(bundles[1], full_card(), FACTS)
    registry.challenge(MODEL, "inga", "to be tried")
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, registry.shelf.place], check=False, timeout=110
    )
    assert ended.returncode == -signal.SIGKILL
    assert aliases_in_mlflow(registry) == OLD
    assert standing(registry) == NEW
    registry.promote(MODEL, "inga", "again", open_bundle(bundles[1]).sha256)
    assert aliases_in_mlflow(registry) == NEW
