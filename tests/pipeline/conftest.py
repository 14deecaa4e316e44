"""One unbroken run, for all tests of this folder."""

import shutil
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="torch is not installed: make setup EXTRAS=training")
pytest.importorskip("dagster", reason="Dagster is not installed: make setup EXTRAS=training")

from simulators.clock import VirtualClock
from tests.pipeline.labelled import Labelled
from tests.pipeline.runs import Document, Run, written


@pytest.fixture(scope="package")
def place(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return written(tmp_path_factory.mktemp("pipeline"))


@pytest.fixture(scope="package")
def whole(place: Run) -> Document:
    """What a run that nothing broke ended with."""
    return place.document("run")


@pytest.fixture
def copied(whole: Document, place: Run, tmp_path: Path) -> Run:
    """The same run in another folder, for tests that change it."""
    assert whole["stages"]
    shutil.copytree(place.out, tmp_path / "out")
    config = shutil.copy(place.config, tmp_path)
    return Run(Path(config), tmp_path / "out")


@pytest.fixture(scope="package")
def drawn_once(tmp_path_factory: pytest.TempPathFactory) -> Labelled:
    return Labelled(tmp_path_factory.mktemp("labelled"), VirtualClock()).drawn()


@pytest.fixture
def labelled(drawn_once: Labelled, tmp_path: Path) -> Labelled:
    return drawn_once.copied(tmp_path)
