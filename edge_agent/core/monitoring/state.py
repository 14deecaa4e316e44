"""A monitor's memory as plain JSON, and back exactly: a station restarts, its evidence stays.

Strict on the way in: an unknown or missing field, however deep, and a number that is none, are
refused, since a memory that is half right would silently promise what nobody measured.
"""

import json
from dataclasses import asdict, fields
from typing import Any, NoReturn, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

from edge_agent.core.errors import InvalidInput

Monitor = TypeVar("Monitor")


def to_json(monitor: Any) -> str:
    """One line. `monitor` is a frozen dataclass of numbers, texts, times, tuples and the like."""
    return json.dumps(document_of(monitor), allow_nan=False)


def document_of(monitor: Any) -> Any:
    return to_jsonable_python(asdict(monitor))


def from_json(kind: type[Monitor], text: str) -> Monitor:
    """The very monitor that was written; InvalidInput for anything else."""
    try:
        document = json.loads(text, parse_constant=refuse_number)
    except json.JSONDecodeError as error:
        raise InvalidInput(f"the memory of {kind.__name__} is no JSON: {error}") from error
    wanted = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    if not isinstance(document, dict) or set(document) != wanted:
        raise InvalidInput(f"the memory of {kind.__name__} needs exactly {sorted(wanted)}")
    try:
        monitor = TypeAdapter(kind).validate_python(document)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InvalidInput(f"the memory of {kind.__name__}: {place}: {first['msg']}") from error
    if document_of(monitor) != document:
        raise InvalidInput(f"the memory of {kind.__name__} holds what was never written there")
    return monitor


def refuse_number(name: str) -> NoReturn:
    raise InvalidInput(f"a monitor's memory holds {name}, which is no number")
