"""docs/openapi.json is what the server says of itself, and every answer is as it says."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from edge_agent.web.app import operations

FILE = Path(__file__).parents[2] / "docs" / "openapi.json"
DOCUMENT = operations().openapi()


def test_the_committed_document_is_what_is_served() -> None:
    told = "it differs; write it anew: packwarden web --openapi > docs/openapi.json"
    assert json.loads(FILE.read_text(encoding="utf-8")) == json.loads(json.dumps(DOCUMENT)), told


def test_it_is_openapi_31() -> None:
    assert DOCUMENT["openapi"].startswith("3.1")


def test_every_family_of_operations_says_what_it_is_for() -> None:
    methods = DOCUMENT["paths"].values()
    used = {tag for each in methods for operation in each.values() for tag in operation["tags"]}
    assert {tag["name"] for tag in DOCUMENT["tags"]} == used


@pytest.mark.parametrize("path", DOCUMENT["paths"])
def test_every_refusal_is_a_problem(path: str) -> None:
    for operation in DOCUMENT["paths"][path].values():
        refusals = {
            status: list(response["content"])
            for status, response in operation["responses"].items()
            if int(status) >= 400
        }
        assert set(refusals) >= {"500"}
        assert all(kinds == ["application/problem+json"] for kinds in refusals.values())


def test_the_frameworks_own_shape_of_a_refusal_is_gone() -> None:
    assert "HTTPValidationError" not in json.dumps(DOCUMENT)


def bodies() -> dict[str, dict[str, Any]]:
    """Schemas of what is written, by operation."""
    return {
        operation["operationId"]: as_named(kind["schema"])
        for methods in DOCUMENT["paths"].values()
        for operation in methods.values()
        for kind in operation.get("requestBody", {}).get("content", {}).values()
    }


def as_named(schema: dict[str, Any]) -> dict[str, Any]:
    named: dict[str, Any] = DOCUMENT["components"]["schemas"]
    return named[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema


@pytest.mark.parametrize("name", bodies())
def test_what_is_written_refuses_unknown_fields(name: str) -> None:
    assert bodies()[name]["additionalProperties"] is False


def is_asked_plainly(kind: dict[str, Any]) -> bool:
    """A text or a number that somebody has to write: no secret, no choice, no file."""
    told = {"enum", "const", "contentMediaType"} & set(kind)
    is_plain = kind.get("type") in ("string", "integer", "number")
    return is_plain and not told and kind.get("format") != "password"


@pytest.mark.parametrize("name", bodies())
def test_what_has_to_be_written_has_an_example(name: str) -> None:
    for part, asked in bodies()[name].get("properties", {}).items():
        kinds = [kind for kind in asked.get("anyOf", [asked]) if is_asked_plainly(kind)]
        assert not kinds or "examples" in {*asked, *kinds[0]}, part


@pytest.mark.parametrize("name", DOCUMENT["components"]["schemas"])
def test_an_example_is_as_its_schema_wants_it(name: str) -> None:
    schemas = DOCUMENT["components"]["schemas"]
    for part in schemas[name].get("properties", {}).values():
        for example in part.get("examples", ()):
            described = {**part, "components": {"schemas": schemas}}
            jsonschema_rs.Draft202012Validator(described).validate(example)
