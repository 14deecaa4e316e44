"""What is the MLflow model's own; the rest is in test_contract."""

import asyncio
import base64
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

pytest.importorskip("mlflow", reason="MLflow is not installed: make setup EXTRAS=training")

from deploy.serve.mlflow_writing import write_mlflow_model
from edge_agent.core.errors import Conflict
from edge_agent.inspection.bundle import base_bundle, open_bundle
from edge_agent.web.inspecting.keeper import PLACES
from edge_agent.web.service.service import Served
from hardware.pictures import encode_png
from tests.line.small_station import box_picture
from tests.serving.forms import AsModel, as_model

pytestmark = pytest.mark.filterwarnings("ignore:.*type hint:UserWarning")

TOP = base64.b64encode(encode_png(box_picture())).decode()
BLANK = base64.b64encode(encode_png(box_picture(panel_is_blank=True))).decode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("model")


@pytest.fixture(scope="module")
def model(what: Served, folder: Path) -> Any:
    with as_model(what, folder) as form:
        yield form


def test_it_holds_recipes_and_bundle_and_nothing_that_is_pickled(
    model: AsModel, folder: Path
) -> None:
    kept = folder / "model"
    assert open_bundle(kept / "artifacts" / "bundle").sha256 == base_bundle().sha256
    assert (kept / "artifacts" / "recipes" / "box" / "recipe.toml").is_file()
    assert not [one for one in kept.rglob("*") if one.suffix in (".pkl", ".pickle")]
    assert "packwarden==" in (kept / "requirements.txt").read_text()


def test_one_pack_that_is_refused_leaves_the_others_alone(model: AsModel) -> None:
    rows = [
        {"recipe": "box", "view": ["top"], "picture": [TOP]},
        {"recipe": "tray", "picture": [TOP]},
        {"recipe": "box", "view": ["top"], "picture": ["no base64"]},
        {"recipe": "box", "view": ["top"], "picture": [BLANK]},
    ]
    told = model.model.predict(rows)
    assert [one.get("verdict", one.get("status")) for one in told] == ["ok", 404, 422, "not_ok"]
    assert "is not base64" in told[2]["detail"]


async def invoked(server: Any, document: dict[str, Any]) -> httpx.Response:
    transport = httpx.ASGITransport(server)
    async with httpx.AsyncClient(transport=transport, base_url="http://model") as client:
        return await client.post("/invocations", json=document)


def test_mlflows_own_server_answers_with_the_same_object(model: AsModel) -> None:
    from mlflow.pyfunc.scoring_server import init

    row = {"recipe": "box", "view": ["top"], "picture": [TOP]}
    (here,) = model.model.predict([row])
    answer = asyncio.run(invoked(init(model.model), {"inputs": [row]}))
    assert answer.status_code == 200, answer.text
    (told,) = answer.json()["predictions"]
    assert told["object"] == "inspection"
    assert told.keys() == here.keys()
    assert told["checks"] == here["checks"]


def test_who_comes_when_all_places_are_taken_is_told_to_come_again(model: AsModel) -> None:
    process = model.model.unwrap_python_model().service.process
    with ExitStack() as held:
        for _ in range(PLACES):
            held.enter_context(process.place())
        (told,) = model.model.predict([{"recipe": "box", "view": ["top"], "picture": [TOP]}])
    assert (told["status"], told["title"]) == (429, "Too busy")


def test_what_is_there_already_is_not_written_over(what: Served, tmp_path: Path) -> None:
    with pytest.raises(Conflict, match="is there already"):
        write_mlflow_model(what, tmp_path)
