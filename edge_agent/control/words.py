"""People's words as JSON and back, strictly: what was read would be written just so.

Whether the person may say it was asked before; here only that there is a person.
"""

import json
from typing import Any, Final, get_args

from pydantic import TypeAdapter, ValidationError

from edge_agent.control.errors import BadMessage
from edge_agent.core.told import Told

WORDS: Final[dict[str, TypeAdapter[Told]]] = {
    kind.__name__: TypeAdapter(kind) for kind in get_args(Told)
}
LONGEST_NAME = 200
"""Characters of a person's name."""


def word_document(told: Told) -> dict[str, Any]:
    name = type(told).__name__
    return {"word": name, "told": WORDS[name].dump_python(told, mode="json")}


def word_of(document: object) -> Told:
    """BadMessage for anything that `word_document` never writes, and for a word of nobody."""
    if not isinstance(document, dict) or document.keys() != {"word", "told"}:
        raise BadMessage("a word needs its name and what it tells, and nothing else")
    adapter = WORDS.get(document["word"]) if isinstance(document["word"], str) else None
    if adapter is None:
        raise BadMessage(f"no word of this line; there are {', '.join(WORDS)}")
    try:
        told = adapter.validate_json(json.dumps(document["told"], allow_nan=False), strict=True)
    except ValidationError as error:
        raise BadMessage(f"{document['word']}: {first_of(error)}") from error
    except ValueError as error:  # 1e999 is a number to JSON, and none to us
        raise BadMessage(f"{document['word']}: {error}") from error
    if word_document(told) != document:
        raise BadMessage(f"{document['word']}: holds what belongs to no such word")
    if not 0 < len(told.person.strip()) <= LONGEST_NAME:
        raise BadMessage(f"{document['word']}: a word of nobody; name the person")
    return told


def first_of(error: ValidationError) -> str:
    """What is wrong first, and where."""
    first = error.errors(include_input=False, include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else first["msg"]
