"""What holds for the description of every API of ours."""

import json
from typing import Any

import jsonschema_rs

Document = dict[str, Any]


def wrong_refusals(document: Document) -> list[str]:
    """Operations with a refusal that is no problem document, or without one for a fault."""
    wrong = []
    for operation in operations(document):
        refusals = {
            status: list(response["content"])
            for status, response in operation["responses"].items()
            if int(status) >= 400
        }
        kinds = {tuple(kinds) for kinds in refusals.values()}
        if "500" not in refusals or kinds != {("application/problem+json",)}:
            wrong.append(operation["operationId"])
    return wrong


def has_frameworks_refusal(document: Document) -> bool:
    return "HTTPValidationError" in json.dumps(document)


def unexplained_families(document: Document) -> set[str]:
    used = {tag for operation in operations(document) for tag in operation["tags"]}
    return {tag["name"] for tag in document["tags"]} ^ used


def bodies(document: Document) -> dict[str, Document]:
    """Schemas of what is written, by operation; archives and tables have none."""
    written = {
        operation["operationId"]: as_named(document, kind["schema"])
        for operation in operations(document)
        for kind in operation.get("requestBody", {}).get("content", {}).values()
    }
    return {name: schema for name, schema in written.items() if schema.get("type") == "object"}


def as_named(document: Document, schema: Document) -> Document:
    named: Document = document["components"]["schemas"]
    return named[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema


def lacking_examples(schema: Document) -> list[str]:
    """Parts of what is written, that somebody has to think of and that show none."""
    lacking = []
    for part, asked in schema.get("properties", {}).items():
        kinds = [kind for kind in asked.get("anyOf", [asked]) if is_asked_plainly(kind)]
        if kinds and "examples" not in {*asked, *kinds[0]}:
            lacking.append(part)
    return lacking


def is_asked_plainly(kind: Document) -> bool:
    """A text or a number that somebody has to write: no secret, no choice, no file."""
    told = {"enum", "const", "contentMediaType"} & set(kind)
    is_plain = kind.get("type") in ("string", "integer", "number")
    return is_plain and not told and kind.get("format") != "password"


def validate_examples(document: Document, name: str) -> None:
    """jsonschema's error where an example is not as its schema wants it."""
    schemas = document["components"]["schemas"]
    for part in schemas[name].get("properties", {}).values():
        for example in part.get("examples", ()):
            described = {**part, "components": {"schemas": schemas}}
            jsonschema_rs.Draft202012Validator(described).validate(example)


def operations(document: Document) -> list[Document]:
    return [operation for methods in document["paths"].values() for operation in methods.values()]
