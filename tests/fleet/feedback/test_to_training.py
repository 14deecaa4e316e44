"""From packs of stations over people's answers to a version of a data set, by the real commands."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from deploy.fleet.database import open_database
from deploy.fleet.founding import found
from deploy.fleet.settings import load_centre
from edge_agent.__main__ import run
from edge_agent.core.packs import Verdict
from hardware.clock import RealClock
from tests.fleet.feedback.samples import a_pack, arrive, overridden
from tests.fleet.feedback.test_answering import BAD, GOOD, decides, says, takes_back
from tests.people.samples import QUICK
from training.data.current import Standing
from training.data.data_set import open_data_set
from training.data.values import EventKind, Trust, told

Packwarden = Callable[..., dict[str, Any]]


@pytest.fixture
def packwarden(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Packwarden:
    """A command as a program calls it: the document that it answers."""

    def called(*words: object) -> dict[str, Any]:
        monkeypatch.setattr(sys, "argv", ["packwarden", *map(str, words), "--json"])
        assert run() == 0
        document: dict[str, Any] = json.loads(capsys.readouterr().out)
        return document

    return called


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    return found(tmp_path / "centre", "plant-1", RealClock().wall(), hasher=QUICK).settings_file


@pytest.fixture
def engine(centre: Path) -> Iterator[Engine]:
    """With three packs, each of which two shall label."""
    settings, now = load_centre(centre).centre, RealClock().wall()
    engine = open_database(settings.database_url, now)
    folder = settings.places.pictures
    packs = [overridden(a_pack(folder, n, Verdict.NOT_OK, 0.9)) for n in (1, 2, 3)]
    arrive(engine, packs, now)
    yield engine
    engine.dispose()


def current(folder: Path) -> dict[tuple[int, str], Standing]:
    """What holds in the newest version, by pack number and check."""
    snapshot = open_data_set(str(folder)).snapshot()
    numbers = {
        one.event.picture: one.event.origin.pack_no
        for one in snapshot.log
        if one.event.kind is EventKind.CAME
    }
    return {
        (numbers[picture] or 0, field): one for (picture, field), one in snapshot.labels.items()
    }


def test_labels_become_a_version_and_what_is_taken_back_afterwards_the_next(
    tmp_path: Path, centre: Path, engine: Engine, packwarden: Packwarden
) -> None:
    pictures, into = load_centre(centre).centre.places.pictures, tmp_path / "set"
    assert packwarden("fleet", "labels", "pick", "--centre", centre) == {"picked": 3}
    at = RealClock().wall()
    for by in ("anna", "ben"):
        says(engine, by, 1, expiry=BAD, at=at)
    says(engine, "anna", 2, expiry=BAD, at=at)
    says(engine, "ben", 2, at=at)
    decides(engine, "carl", 2, expiry=GOOD)
    says(engine, "anna", 3, at=at)

    def exported(*more: object) -> dict[str, Any]:
        file = tmp_path / "review.jsonl"
        told = packwarden("fleet", "labels", "export", "--out", file, "--centre", centre, *more)
        into_set = ("--into", into, "--pictures", pictures, "--as", "review")
        return {**told, **packwarden("data", "import", file, *into_set)}

    first = exported()
    assert (first["words"], first["number"], first["pictures_added"]) == (14, 1, 3)
    labels = current(into)
    assert {place: (told(one.value), one.trust) for place, one in labels.items()} == {
        (1, "expiry"): ("defective", Trust.AGREED),
        (1, "lot"): ("good", Trust.AGREED),
        (2, "expiry"): ("good", Trust.ADJUDICATED),
        (2, "lot"): ("good", Trust.AGREED),
        (3, "expiry"): ("good", Trust.REVIEW),
        (3, "lot"): ("good", Trust.REVIEW),
    }
    assert labels[1, "expiry"].by == "anna & ben"
    last = first["last_number"]
    assert packwarden("fleet", "labels", "count", "--after", last, "--centre", centre) == {
        "last_number": last,
        "labels": 0,
    }

    takes_back(engine, "ben", 1, RealClock().wall())
    says(engine, "ben", 1, at=RealClock().wall())
    new = packwarden("fleet", "labels", "count", "--after", last, "--centre", centre)
    assert new["labels"] == 2
    second = exported("--after", last)
    assert (second["number"], second["pictures_added"]) == (2, 0)
    labels = current(into)
    assert labels[1, "expiry"].is_conflict
    assert (told(labels[1, "lot"].value), labels[1, "lot"].trust) == ("good", Trust.AGREED)
    assert exported()["events_added"] == 0  # all of it once more is nothing new


def test_an_export_from_a_day_on_has_that_days_words_and_an_empty_one_is_a_file_too(
    tmp_path: Path, centre: Path, engine: Engine, packwarden: Packwarden
) -> None:
    packwarden("fleet", "labels", "pick", "--centre", centre)
    now = RealClock().wall()
    says(engine, "anna", 1, at=now)
    out = tmp_path / "some" / "review.jsonl"
    export = ("fleet", "labels", "export", "--out", out, "--centre", centre)
    assert packwarden(*export, "--since", f"{now:%Y-%m-%d}")["words"] == 2
    (line, _) = out.read_text().splitlines()
    assert json.loads(line)["value"] == {"kind": "verdict", "verdict": "good", "defect": None}
    assert packwarden(*export, "--since", "2099-01-01") == {
        "out": str(out),
        "words": 0,
        "last_number": 0,
    }
    assert out.read_bytes() == b""
