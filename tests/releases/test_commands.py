"""The commands `release …`, as a person types them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.release.commands import release
from edge_agent.core.errors import InvalidInput
from edge_agent.inspection.bundle import BASE_BUNDLE, base_bundle


def said(*words: str) -> dict[str, object]:
    ended = CliRunner().invoke(release, [*words, "--json"], catch_exceptions=False)
    assert ended.exit_code == 0
    document: dict[str, object] = json.loads(ended.stdout)
    return document


def test_from_an_empty_folder_to_a_bundle_that_passed_its_trial(tmp_path: Path) -> None:
    folder, keys = str(tmp_path / "releases"), ("--keys", str(tmp_path / "keys"))
    root = str(said("found", folder, *keys)["root"])
    name = str(said("add", folder, str(BASE_BUNDLE), *keys)["name"])
    for role in ("root", "timestamp"):
        said("rotate", folder, role, *keys)
    said("refresh", folder, *keys)
    tried = said("verify", folder, name, "--root", root)["tried"]
    assert tried == {"name": name, "bundle_sha256": base_bundle().sha256, "passed": True}
    said("withdraw", folder, name, *keys)
    assert said("verify", folder, "--root", root) == {"released": []}


def test_an_unknown_role_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="expected one of root"):
        said("rotate", str(tmp_path), "nobody")
