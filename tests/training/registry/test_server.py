"""The same registry on a real MLflow server, over HTTP."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("flask", reason="an MLflow server needs Flask; moto[server] brings it")

from edge_agent.inspection.bundle import open_bundle
from simulators.broker import free_port
from tests.training.data.s3 import await_answer
from tests.training.registry.shelves import FACTS, MODEL, full_card, registry_at
from training.registry.errors import NotRegistered
from training.registry.standing import Alias
from training.tracking import SETTINGS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("server")
    port = free_port()
    command = [
        *(sys.executable, "-m", "mlflow", "server", "--workers", "1"),
        *("--backend-store-uri", f"sqlite:///{folder / 'server.db'}"),
        *("--artifacts-destination", str(folder / "files")),
        *("--host", "127.0.0.1", "--port", str(port)),
    ]
    environment = os.environ | SETTINGS | {"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, env=environment, stdout=log, stderr=log, cwd=folder, start_new_session=True
        )
    try:
        await_answer(f"http://127.0.0.1:{port}/health", folder / "log")
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_bundles_cards_and_aliases_go_through_a_server(
    server: str, bundles: tuple[Path, ...], tmp_path: Path
) -> None:
    registry = registry_at(server)
    for bundle in bundles[:2]:
        registry.add(bundle, full_card(), FACTS)
        registry.challenge(MODEL, "inga", "to be tried")
        registry.promote(MODEL, "inga", "it was as good", open_bundle(bundle).sha256)
    again = registry_at(server)
    assert [one.aliases for one in again.list()] == [(Alias.PREVIOUS,), (Alias.CHAMPION,)]
    assert again.shelf.model(MODEL).aliases == {"champion": 2, "previous": 1}
    assert again.card(MODEL, 2) == full_card()
    fetched = again.fetch(MODEL, 2, tmp_path)
    assert open_bundle(fetched).sha256 == open_bundle(bundles[1]).sha256
    assert again.back(MODEL, "otto", "two escapes").version == 1
    assert again.shelf.model(MODEL).aliases == {"champion": 1}
    assert [one.act for one in again.changes(MODEL)][-1] == "back"


def test_a_model_that_a_server_does_not_have_is_told(server: str) -> None:
    with pytest.raises(NotRegistered, match="box on plant-sim"):
        registry_at(server).entries("box on plant-sim")
