"""The self-test of a bundle: passes where it was made, and finds what computes otherwise."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from edge_agent.core.errors import InvalidInput
from edge_agent.inspection.bundle import BASE_BUNDLE, base_bundle, open_bundle
from edge_agent.inspection.bundle_manifest import MANIFEST, SELF_TEST
from edge_agent.inspection.self_test import MOST_DIFFERENCE, run_self_test
from tests.inspection.bundles import Change, change, reseal


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BASE_BUNDLE, tmp_path / "bundle"))


def test_the_base_bundle_computes_here_what_it_computed_where_it_was_made() -> None:
    assert run_self_test(base_bundle()) <= MOST_DIFFERENCE


def test_an_onnxruntime_that_rounds_otherwise_passes(folder: Path) -> None:
    spoil(folder, lambda document: shift(document, 0.9 * MOST_DIFFERENCE))
    assert run_self_test(open_bundle(folder)) == pytest.approx(0.9 * MOST_DIFFERENCE, abs=1e-4)


def spoil(folder: Path, do: Change) -> None:
    change(folder / SELF_TEST, do)
    reseal(folder)


def shift(document: dict[str, Any], by: float) -> None:
    document["cases"][0]["values"][0] += by


def other_text(document: dict[str, Any]) -> None:
    document["cases"][0]["text"] += "7"


def fewer_values(document: dict[str, Any]) -> None:
    document["cases"][0]["values"].pop()


def other_picture(document: dict[str, Any]) -> None:
    first, second = document["cases"][:2]
    first["picture"], second["picture"] = second["picture"], first["picture"]


def no_case_of_the_reader(document: dict[str, Any]) -> None:
    document["cases"] = [case | {"model": "finder"} for case in document["cases"]]


@pytest.mark.parametrize(
    ("do", "told"),
    [
        (lambda document: shift(document, 2 * MOST_DIFFERENCE), "computes otherwise"),
        (other_text, "reads .* and must read"),
        (fewer_values, "gives .* numbers and must give"),
        (other_picture, "reader-2.png reads"),
        (no_case_of_the_reader, "has no case for .*reader"),
    ],
)
def test_what_a_net_must_give_and_does_not_is_told(folder: Path, do: Change, told: str) -> None:
    spoil(folder, do)
    with pytest.raises(InvalidInput, match=told):
        run_self_test(open_bundle(folder))


def test_a_net_with_other_inputs_than_stated_is_refused(folder: Path) -> None:
    def other_name(document: dict[str, Any]) -> None:
        document["models"]["reader"]["inputs"][0]["name"] = "pictures"

    change(folder / MANIFEST, other_name)
    with pytest.raises(InvalidInput, match="the manifest says"):
        run_self_test(open_bundle(folder))
