"""docs/centre-openapi.json is what the centre says of itself, and every answer is as it says."""

import json
from pathlib import Path

import pytest

from deploy.fleet.web.app import operations
from tests.web import openapi_rules as rules

FILE = Path(__file__).parents[3] / "docs" / "centre-openapi.json"
DOCUMENT = operations().openapi()


def test_the_committed_document_is_what_is_served() -> None:
    told = "it differs; write it anew: packwarden fleet web --openapi > docs/centre-openapi.json"
    assert json.loads(FILE.read_text(encoding="utf-8")) == json.loads(json.dumps(DOCUMENT)), told


def test_it_is_openapi_31() -> None:
    assert DOCUMENT["openapi"].startswith("3.1")


def test_every_family_of_operations_says_what_it_is_for() -> None:
    assert rules.unexplained_families(DOCUMENT) == set()


def test_every_refusal_is_a_problem() -> None:
    assert rules.wrong_refusals(DOCUMENT) == []


def test_the_frameworks_own_shape_of_a_refusal_is_gone() -> None:
    assert not rules.has_frameworks_refusal(DOCUMENT)


@pytest.mark.parametrize(("name", "schema"), rules.bodies(DOCUMENT).items())
def test_what_is_written_refuses_unknown_fields(name: str, schema: rules.Document) -> None:
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize(("name", "schema"), rules.bodies(DOCUMENT).items())
def test_what_has_to_be_written_has_an_example(name: str, schema: rules.Document) -> None:
    assert rules.lacking_examples(schema) == []


@pytest.mark.parametrize("name", DOCUMENT["components"]["schemas"])
def test_an_example_is_as_its_schema_wants_it(name: str) -> None:
    rules.validate_examples(DOCUMENT, name)
