"""node-opcua, which shares no code with the server, reads the station and hands in an order."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

from edge_agent.core.changeover import OrderSource
from edge_agent.core.order import Order
from edge_agent.core.packml.words import PackmlState
from edge_agent.core.packs import Verdict
from edge_agent.core.told import ChangeOrder
from tests.peers import NODE_MODULES, needs
from tests.samples import a_record
from tests.uplink.opcua.plant import LIVENESS_S, Plant, Running, a_line

pytestmark = needs("node")
SCRIPT = NODE_MODULES.parent / "opcua_client.cjs"


def test_a_client_of_another_make_sees_subscribes_and_orders(
    guarded: Running, tmp_path: Path
) -> None:
    plant = guarded.plant
    line = a_line(PackmlState.EXECUTE)
    plant.shown = replace(line, packml=replace(line.packml, processed=41))
    seen = told(plant, tmp_path / "client", guarded.tokens.mes)
    plant.shown = line
    assert seen["root"] == ["Objects", "Types", "Views"]
    assert {"ResultManagement", "RecipeManagement", "VisionStateMachine"} <= set(seen["parts"])
    assert (seen["state"], seen["processed"]) == ("Operational", 41)
    assert [one["evaluation"] for one in seen["results"]] == [2, 3]
    assert [one["part"] for one in seen["results"]] == ["7", "8"]
    assert seen["results"][0]["content"]["checks"][0]["verdict"] == "not_ok"
    assert seen["states"] == ["Operational", "Error"]
    assert set(seen["endpoints"]) == {"SignAndEncrypt"}
    assert "BadIdentityTokenRejected" in seen["wrongPassword"]
    assert "End point must exist" in seen["insecure"]
    assert (seen["ordered"], seen["wrong"]) == ("Good", "BadInvalidArgument")
    order = Order("tray", "L2611-204", date(2026, 12, 24), "4006381333931")
    assert plant.words[-1:] == [ChangeOrder(order, "mes", OrderSource.MES)]


def told(plant: Plant, folder: Path, token: str) -> dict[str, Any]:
    """What the client saw; packs end and a device is lost while it listens."""
    folder.mkdir()
    command = ["node", str(SCRIPT), plant.url, str(folder), "mes", token]
    with Popen(command, stdout=PIPE, stderr=PIPE, text=True) as client:
        assert client.stdout is not None
        ready = client.stdout.readline()
        if ready:
            assert json.loads(ready) == {"ready": True}
            plant.log.append_records([a_record(7, Verdict.NOT_OK), a_record(8, Verdict.UNSURE)])
            plant.shown = a_line(PackmlState.ABORTED)
        said, errors = client.communicate(timeout=2 * LIVENESS_S)
        assert client.returncode == 0, errors
    found: dict[str, Any] = json.loads(said)
    return found
