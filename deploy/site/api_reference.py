"""A page for an OpenAPI document: every address with what it takes and gives, every schema once.

Plain pages and not a viewer: they can be searched and printed, and need no script.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

METHODS: Final = ("get", "post", "put", "patch", "delete")
SCHEMA: Final = "#/components/schemas/"
Json = Mapping[str, Any]


def api_page(title: str, intro: str, document: Json) -> str:
    parts = [f"# {title}\n", f"{intro}\n", f"{told(document['info'].get('description'))}\n"]
    for tag, about in tags_of(document).items():
        parts += [f"## {tag.capitalize()}\n", f"{told(about)}\n"]
        for method, path, operation in operations(document, tag):
            parts += operation_lines(method, path, operation)
    parts.append("## Schemas\n")
    for name, schema in sorted(document["components"]["schemas"].items()):
        parts += schema_lines(name, schema)
    return "\n".join(parts) + "\n"


def tags_of(document: Json) -> dict[str, str]:
    """In the document's own order; then those that it uses without a word about them."""
    named = {tag["name"]: tag.get("description", "") for tag in document.get("tags", ())}
    used = (tag for _, _, operation in operations(document) for tag in operation.get("tags", ()))
    return named | {tag: "" for tag in used if tag not in named}


def operations(document: Json, tag: str | None = None) -> Iterator[tuple[str, str, Json]]:
    for path, methods in document["paths"].items():
        for method in METHODS:
            operation = methods.get(method)
            if operation and (tag is None or tag in operation.get("tags", ())):
                yield method.upper(), path, operation


def operation_lines(method: str, path: str, operation: Json) -> Iterator[str]:
    yield f"### {told(operation.get('summary')) or operation['operationId']}\n"
    yield f"`{method} {path}` · operation `{operation['operationId']}`\n"
    about = beyond(told(operation.get("summary")), told(operation.get("description")))
    if about:
        yield f"{about}\n"
    yield from parameter_lines(operation.get("parameters", ()))
    body = operation.get("requestBody", {}).get("content", {})
    for kind, content in body.items():
        yield f"Takes {shape(content.get('schema', {}))} as `{kind}`.\n"
    yield from answer_lines(operation["responses"])


def beyond(summary: str, description: str) -> str:
    """What the description says that the summary has not said."""
    return description.removeprefix(summary).removeprefix(".").strip()


def parameter_lines(parameters: Any) -> Iterator[str]:
    if not parameters:
        return
    yield "| parameter | in | is | |\n|---|---|---|---|"
    for one in parameters:
        must = " *Required.*" if one.get("required") and one["in"] != "path" else ""
        about = told(one.get("description")) + must
        yield f"| `{one['name']}` | {one['in']} | {shape(one.get('schema', {}))} | {about} |"
    yield ""


def answer_lines(responses: Json) -> Iterator[str]:
    yield "| answer | gives | |\n|---|---|---|"
    for status, answer in sorted(responses.items()):
        content = answer.get("content", {})
        gives = ", ".join(dict.fromkeys(given(kind, each) for kind, each in content.items()))
        yield f"| {status} | {gives} | {told(answer.get('description'))} |"
    yield ""


def given(kind: str, content: Json) -> str:
    schema = content.get("schema", {})
    return shape(schema) if kind.endswith("json") and schema else f"`{kind}`"


def schema_lines(name: str, schema: Json) -> Iterator[str]:
    yield f"### {name}\n"
    if schema.get("description"):
        yield f"{told(schema['description'])}\n"
    fields = schema.get("properties", {})
    if not fields:
        yield f"{shape(schema)}\n"
        return
    required = set(schema.get("required", ()))
    yield "| field | is | |\n|---|---|---|"
    for field, each in fields.items():
        optional = "" if field in required else " (may be left out)"
        yield f"| `{field}`{optional} | {shape(each)} | {told(each.get('description'))} |"
    yield ""


def shape(schema: Json) -> str:
    """In words: a link to a schema, a list of something, one of several, or a plain type."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(SCHEMA)
        return f"[{name}](#{name.lower()})"
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return " or ".join(dict.fromkeys(shape(one) for one in schema[key]))
    if "enum" in schema:
        return " or ".join(literal(one) for one in schema["enum"])
    if "const" in schema:
        return literal(schema["const"])
    return plain_shape(schema)


def plain_shape(schema: Json) -> str:
    kind = schema.get("type", "anything")
    if kind == "array":
        return f"list of {shape(schema.get('items', {}))}"
    if schema.get("properties"):
        return "an object of " + ", ".join(f"`{name}`" for name in schema["properties"])
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"table of {shape(schema['additionalProperties'])}"
    return f"{kind} ({schema['format']})" if "format" in schema else str(kind)


def literal(one: Any) -> str:
    return f"`{json.dumps(one)}`"


def told(text: str | None) -> str:
    plain = " ".join((text or "").split())
    return plain.replace("|", "\\|").replace("<", "&lt;")
