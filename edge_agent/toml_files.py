"""Reads the files that a person edits: strict, with errors that say where and what would be right.

A model forbids unknown keys and states its limits; what it refuses is told with the line.
"""

import re
import tomllib
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from edge_agent.core.errors import NotFound, SettingsError


class StrictModel(BaseModel):
    """A frozen table of a file; a key it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


Model = TypeVar("Model", bound=BaseModel)
Place = Sequence[str | int]

MOST_BYTES: Final = 8 << 20
"""Of a file that a person edits; a table of ten thousand pictures has one."""
HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?")
KEY = re.compile(r"^\s*([A-Za-z0-9_\-\"'.]+)\s*=")


def load_toml(file: Path, model: type[Model]) -> Model:
    """The file as `model`. NotFound or SettingsError otherwise."""
    if not file.is_file():
        raise NotFound(f"{file} is not there; expected a TOML file")
    text = read_text(file)
    content = content_of(text, file)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        line = line_of(text, first["loc"])
        raise SettingsError(file, line, told(first, model)) from error


def read_text(file: Path) -> str:
    """SettingsError where a person cannot have meant it: no UTF-8, too long, not readable."""
    try:
        size_bytes = file.stat().st_size
        if size_bytes > MOST_BYTES:
            raise SettingsError(
                file, None, f"has {size_bytes} bytes; at most {MOST_BYTES} are read"
            )
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise SettingsError(file, line, "is not UTF-8; save it as UTF-8") from error
    except OSError as error:
        raise SettingsError(file, None, f"cannot be read: {error.strerror}") from error


def content_of(text: str, file: Path) -> dict[str, Any]:
    """The text as tables, whatever they say; SettingsError where it is no TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(file, None, f"is not valid TOML: {error}") from error
    except RecursionError as error:
        raise SettingsError(file, None, "is not valid TOML: nested too deep") from error
    except ValueError as error:  # a number of thousands of digits
        raise SettingsError(file, None, f"is not valid TOML: {error}") from error


def told(error: ErrorDetails, model: type[BaseModel]) -> str:
    """One sentence: the key, what is wrong with it, and what would be right."""
    key = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        near = get_close_matches(str(error["loc"][-1]), sorted(known_keys(model)), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        return f"unknown key {key!r}{hint}"
    if error["type"] == "missing":
        return f"key {key!r} is missing"
    if error["type"] == "value_error":
        return f"{key!r}: {reason_of(error)}" if key else reason_of(error)
    return f"{key!r}: {error['msg']}, not {error['input']!r}"


def reason_of(error: ErrorDetails) -> str:
    """What a model's own rule said, without pydantic's word before it."""
    return str(error["msg"]).removeprefix("Value error, ")


def known_keys(model: type[BaseModel]) -> set[str]:
    """All keys of the model and of the tables inside it."""
    schema = model.model_json_schema()
    tables = [schema, *schema.get("$defs", {}).values()]
    return {key for table in tables for key in table.get("properties", {})}


def line_of(text: str, location: Place) -> int | None:
    """The line (from 1) of the deepest part of `location` that stands in the text, or None."""
    best: tuple[int, int] | None = None
    for number, path in places(text):
        depth = shared_depth(path, location)
        if depth and (best is None or depth > best[0]):
            best = (depth, number)
    return None if best is None else best[1]


def places(text: str) -> list[tuple[int, list[str | int]]]:
    """Every table header and key with its line and full path; arrays of tables are counted."""
    found: list[tuple[int, list[str | int]]] = []
    table: list[str | int] = []
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if header := HEADER.match(line):
            table = list(split_key(header.group(2)))
            if header.group(1) == "[[":
                name = header.group(2)
                counts[name] = counts.get(name, -1) + 1
                table.append(counts[name])
            found.append((number, list(table)))
        elif key := KEY.match(line):
            found.append((number, [*table, *split_key(key.group(1))]))
    return found


def split_key(dotted: str) -> list[str]:
    return [part.strip().strip("\"'") for part in dotted.split(".")]


def shared_depth(path: Sequence[str | int], location: Place) -> int:
    """How many leading parts both have, when all of `path` is a beginning of `location`; else 0.

    Pydantic names the member of a tagged union in its locations; such parts are skipped.
    """
    rest = iter(location)
    if all(any(part == step for step in rest) for part in path):
        return len(path)
    return 0
