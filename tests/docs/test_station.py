import re
import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel

from edge_agent.core.autonomy.causes import LOWERINGS, Cause
from edge_agent.station_tables import (
    DataTable,
    NeedsTable,
    OrderTable,
    StationSettings,
    StationTable,
)
from edge_agent.watching_settings import AuditTable, ChallengesTable, ChallengeTable
from hardware.settings import FileCameraSettings, NoGateSettings, OpenCvCameraSettings

PAGE = (Path(__file__).parents[2] / "docs" / "station.md").read_text(encoding="utf-8")
TABLES: list[tuple[str, tuple[type[BaseModel], ...]]] = [
    ("[station]", (StationTable,)),
    ("[[cameras]]", (FileCameraSettings, OpenCvCameraSettings)),
    ("[gate]", (NoGateSettings,)),
    ("[order]", (OrderTable,)),
    ("[data]", (DataTable,)),
    ("[challenges]", (ChallengesTable,)),
    ("[[challenges.packs]]", (ChallengeTable,)),
    ("[audit]", (AuditTable,)),
    ("[gate_needs]", (NeedsTable,)),
]


def section(heading: str) -> str:
    return PAGE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]


def test_every_table_of_the_file_has_its_section() -> None:
    headings = {heading.strip("[]") for heading, _ in TABLES}
    assert headings | {"lowering"} == set(StationSettings.model_fields) | {"challenges.packs"}
    assert all(f"\n## {heading}\n" in PAGE for heading, _ in TABLES)


@pytest.mark.parametrize(("heading", "models"), TABLES)
def test_every_key_has_its_row_and_every_row_its_key(
    heading: str, models: tuple[type[BaseModel], ...]
) -> None:
    rows = set(re.findall(r"^\| `(\w+)` \|", section(heading), flags=re.MULTILINE))
    assert rows == {key for model in models for key in model.model_fields}


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
            if field.is_required() or default in (None, ()) or heading == "[[cameras]]":
                continue
            told = f'"{default}"' if isinstance(default, str | Path) else f"{default:g}"
            row = re.search(rf"^\| `{key}` \|.*$", section(heading), flags=re.MULTILINE)
            assert row is not None
            assert told in row.group()


def test_the_example_is_valid_as_it_stands(tmp_path: Path) -> None:
    example = re.search(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)
    assert example is not None
    StationSettings.model_validate(tomllib.loads(example.group(1)))
