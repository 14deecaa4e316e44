import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from edge_agent.core.autonomy.causes import LOWERINGS, Cause
from edge_agent.opcua_settings import OpcuaTable
from edge_agent.packml_settings import PackmlTable
from edge_agent.releases_settings import ReleasesTable
from edge_agent.sparkplug_settings import SparkplugTable
from edge_agent.station_tables import (
    DataTable,
    NeedsTable,
    OrderTable,
    StationSettings,
    StationTable,
    WebTable,
)
from edge_agent.uplink_settings import FolderTable, HttpsTable, PicturesTable, UplinkTable
from edge_agent.watching_settings import AuditTable, ChallengesTable, ChallengeTable
from hardware.gates.belt_gate import BeltGateSettings
from hardware.mqtt_settings import BrokerSettings
from hardware.settings import CameraSettings, GateSettings

PAGE = (Path(__file__).parents[2] / "docs" / "station.md").read_text(encoding="utf-8")
CAMERAS = get_args(get_args(CameraSettings)[0])
GATES = get_args(get_args(GateSettings)[0])
UPLINK = {"uplink.folder", "uplink.https", "uplink.pictures"}
INNER = {"challenges.packs", "gate.belt", "gate.broker", *UPLINK}
TABLES: list[tuple[str, tuple[type[BaseModel], ...]]] = [
    ("[station]", (StationTable,)),
    ("[[cameras]]", CAMERAS),
    ("[gate]", GATES),
    ("[gate.belt]", (BeltGateSettings,)),
    ("[gate.broker]", (BrokerSettings,)),
    ("[order]", (OrderTable,)),
    ("[data]", (DataTable,)),
    ("[challenges]", (ChallengesTable,)),
    ("[[challenges.packs]]", (ChallengeTable,)),
    ("[audit]", (AuditTable,)),
    ("[web]", (WebTable,)),
    ("[packml]", (PackmlTable,)),
    ("[uplink]", (UplinkTable,)),
    ("[uplink.folder]", (FolderTable,)),
    ("[uplink.https]", (HttpsTable,)),
    ("[uplink.pictures]", (PicturesTable,)),
    ("[opcua]", (OpcuaTable,)),
    ("[sparkplug]", (SparkplugTable,)),
    ("[releases]", (ReleasesTable,)),
    ("[gate_needs]", (NeedsTable,)),
]


def section(heading: str) -> str:
    return PAGE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]


def rows(heading: str) -> dict[str, str]:
    """Key to its rows, joined; a row may tell of several keys."""
    found: dict[str, str] = {}
    for row in re.findall(r"^\| `.*$", section(heading), flags=re.MULTILINE):
        for key in re.findall(r"`(\w+)`", row.split("|")[1]):
            found[key] = found.get(key, "") + row
    return found


def test_every_table_of_the_file_has_its_section() -> None:
    headings = {heading.strip("[]") for heading, _ in TABLES}
    assert headings | {"lowering"} == set(StationSettings.model_fields) | INNER
    assert all(f"\n## {heading}\n" in PAGE for heading, _ in TABLES)


@pytest.mark.parametrize(("heading", "models"), TABLES)
def test_every_key_has_its_row_and_every_row_its_key(
    heading: str, models: tuple[type[BaseModel], ...]
) -> None:
    assert rows(heading).keys() == {key for model in models for key in model.model_fields}


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_has_its_row_with_what_follows(cause: Cause) -> None:
    lowering = LOWERINGS[cause]
    row = re.search(rf"^\| `{cause.value}` \|.*$", section("[lowering]"), flags=re.MULTILINE)
    assert row is not None
    assert row.group().endswith(f'| {lowering.consequence.value}s | `"{lowering.to.value}"` |')


@pytest.mark.parametrize(("heading", "models"), TABLES)
def test_every_default_is_told(heading: str, models: tuple[type[BaseModel], ...]) -> None:
    for model in models:
        for key, field in model.model_fields.items():
            default = field.get_default()
            is_table = field.default_factory is not None
            if field.is_required() or is_table or default in (None, ()) or heading == "[[cameras]]":
                continue
            assert written(default) in rows(heading)[key]


def written(default: str | Path | bool | float) -> str:
    """As TOML has it."""
    if isinstance(default, bool):
        return str(default).lower()
    return f'"{default}"' if isinstance(default, str | Path) else f"{default:g}"


def test_the_example_is_valid_as_it_stands(tmp_path: Path) -> None:
    example = re.search(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)
    assert example is not None
    StationSettings.model_validate(tomllib.loads(example.group(1)))
