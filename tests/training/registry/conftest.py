"""Bundles, and a registry whose tables were made once."""

import shutil
from pathlib import Path

import pytest

pytest.importorskip("mlflow", reason="MLflow is not installed: make setup EXTRAS=training")

from tests.training.registry.shelves import made_bundle, registry_at
from training.registry.registry import Registry


@pytest.fixture(scope="session")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """Three, numbered from zero."""
    folder = tmp_path_factory.mktemp("bundles")
    return tuple(made_bundle(folder / str(number), number) for number in range(3))


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """To make the tables takes seconds."""
    folder = tmp_path_factory.mktemp("registry")
    registry_at(folder).list()
    return folder


@pytest.fixture
def registry(empty: Path, tmp_path: Path) -> Registry:
    shutil.copytree(empty, tmp_path / "registry")
    return registry_at(tmp_path / "registry")
