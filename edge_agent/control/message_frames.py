"""Messages to frames and back. What comes from pages is read strictly: what was read would be
written just so. What comes from the line is read as values, and refused where it is none.
"""

import json
from typing import Any, Final

from pydantic import ConfigDict, RootModel, TypeAdapter, ValidationError

from edge_agent.control.errors import BadMessage
from edge_agent.control.framing import Frame
from edge_agent.control.line_state import LineState
from edge_agent.control.messages import (
    LONGEST_ID,
    Answered,
    EventTold,
    EvidenceTold,
    FromLine,
    FromPages,
    Greeting,
    HungUp,
    PackTold,
    Picture,
    Say,
    StateTold,
    Welcome,
)
from edge_agent.control.words import first_of, word_document, word_of
from edge_agent.core.packs import Record

PLAIN: Final[dict[str, TypeAdapter[Any]]] = {
    kind.__name__: TypeAdapter(kind) for kind in (Greeting, Welcome, HungUp, Answered, EventTold)
}
PICTURE_FIELDS: Final = ("view", "frame_width_px", "frame_height_px")


class StateDocument(RootModel[LineState]):
    pass


class RecordDocument(RootModel[Record]):
    """A score that is no number travels as a text: JSON has no word for it."""

    model_config = ConfigDict(ser_json_inf_nan="strings")


def frame_of(message: FromPages | FromLine) -> Frame:
    kind = type(message).__name__
    match message:
        case Say():
            said = {"word_id": message.word_id, "line": message.line}
            return Frame({"kind": kind, **said, **word_document(message.told)})
        case StateTold():
            return Frame(
                {"kind": kind, "state": StateDocument(message.state).model_dump(mode="json")}
            )
        case PackTold():
            record = json.loads(RecordDocument(message.record).model_dump_json())
            return with_pictures({"kind": kind, "record": record}, message.pictures)
        case EvidenceTold():
            return with_pictures({"kind": kind, "pack_no": message.pack_no}, message.pictures)
        case _:
            return Frame({"kind": kind, **PLAIN[kind].dump_python(message, mode="json")})


def with_pictures(header: dict[str, Any], pictures: tuple[Picture, ...]) -> Frame:
    told = [{name: getattr(one, name) for name in PICTURE_FIELDS} for one in pictures]
    return Frame({**header, "pictures": told}, tuple(one.jpeg for one in pictures))


def said_by_pages(frame: Frame) -> FromPages:
    """BadMessage for anything that `frame_of` never writes."""
    header = dict(frame.header)
    kind = header.pop("kind", None)
    if kind == Say.__name__:
        return say_of(header)
    if kind == Greeting.__name__:
        greeting: Greeting = plain(kind, header)
        return greeting
    raise BadMessage("a page server greets, and says words; nothing else is heard here")


def say_of(header: dict[str, Any]) -> Say:
    word_id, line = header.pop("word_id", None), header.pop("line", None)
    if not isinstance(word_id, str) or not 0 < len(word_id) <= LONGEST_ID:
        raise BadMessage(f"a word needs an id of 1 to {LONGEST_ID} characters")
    if not isinstance(line, str):
        raise BadMessage("a word needs the start of the line that it is meant for")
    return Say(word_id, line, word_of(header))


def said_by_line(frame: Frame) -> FromLine:
    """BadMessage for what no line of this version says."""
    header = dict(frame.header)
    kind = header.pop("kind", None)
    try:
        match kind:
            case "StateTold":
                return StateTold(StateDocument.model_validate(header["state"]).root)
            case "PackTold":
                record = RecordDocument.model_validate(header["record"]).root
                return PackTold(record, pictures_of(header["pictures"], frame.attached))
            case "EvidenceTold":
                pictures = pictures_of(header["pictures"], frame.attached)
                return EvidenceTold(int(header["pack_no"]), pictures)
            case "Welcome" | "HungUp" | "Answered" | "EventTold":
                told: FromLine = plain(kind, header)
                return told
    except (KeyError, TypeError, ValueError) as error:  # ValidationError is a ValueError
        raise BadMessage(f"{kind}: not as this version says it: {error}") from error
    raise BadMessage(f"no line of this version says {kind!r}")


def pictures_of(said: Any, attached: tuple[bytes, ...]) -> tuple[Picture, ...]:
    return tuple(Picture(**one, jpeg=jpeg) for one, jpeg in zip(said, attached, strict=True))


def plain(kind: str, header: dict[str, Any]) -> Any:
    """Strict: what was read would be written just so."""
    adapter = PLAIN[kind]
    try:
        message = adapter.validate_json(json.dumps(header, allow_nan=False), strict=True)
    except ValidationError as error:
        raise BadMessage(f"{kind}: {first_of(error)}") from error
    except ValueError as error:  # 1e999 is a number to JSON, and none to us
        raise BadMessage(f"{kind}: {error}") from error
    if adapter.dump_python(message, mode="json") != header:
        raise BadMessage(f"{kind}: holds what belongs to no such message")
    return message
