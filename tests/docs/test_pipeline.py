"""docs/pipeline.md has every key of the settings and every stage."""

import re
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="torch is not installed: make setup EXTRAS=training")
pytest.importorskip("dagster", reason="Dagster is not installed: make setup EXTRAS=training")

from pydantic import BaseModel

from deploy.pipeline.stages import STAGES
from training.pipeline.settings import PipelineSettings

PAGE = (Path(__file__).parents[2] / "docs" / "pipeline.md").read_text(encoding="utf-8")
TABLES = {"drawn", "labelled", "search", "limits", "card", "registry", "release", "triggers"}


def rows(section: str) -> list[str]:
    text = PAGE.split(f"## {section}\n", 1)[1].split("\n## ", 1)[0]
    return [line for line in text.splitlines() if line.startswith("| `")]


def keys_of(model: type[BaseModel]) -> set[str]:
    """With those of the tables inside it."""
    schema = model.model_json_schema()
    tables = [schema, *schema["$defs"].values()]
    return {key for table in tables for key in table.get("properties", {})}


def test_every_key_of_the_settings_has_its_word() -> None:
    told = set(re.findall(r"`\[?(?:triggers\.)?(\w+)\]?`", "\n".join(rows("Settings"))))
    assert keys_of(PipelineSettings) - told == set()
    assert told >= TABLES


def test_every_stage_has_its_row_with_its_steps() -> None:
    found = {row.split("`")[1]: row.split("|")[4] for row in rows("Stages")}
    assert list(found) == [one.name for one in STAGES]
    for stage in STAGES:
        assert re.findall(r"\((\d+)\)", found[stage.name]) == list(map(str, stage.steps))
