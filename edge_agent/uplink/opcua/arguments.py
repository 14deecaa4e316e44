"""What comes with a method, looked at before it is believed."""

from typing import Any, Final

from asyncua import ua

from edge_agent.core.errors import InvalidInput

LONGEST_TEXT: Final = 200
LARGEST: Final = 2**32 - 1


def text(value: Any, name: str, longest: int = LONGEST_TEXT) -> str | None:
    """None where it is empty."""
    if isinstance(value, ua.LocalizedText):
        value = value.Text
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise InvalidInput(f"{name} is a text, not {type(value).__name__}")
    if len(value) > longest:
        raise InvalidInput(f"{name} has at most {longest} characters, not {len(value)}")
    return value


def id_text(value: Any, name: str) -> str | None:
    """The Id of one of the standard's id structures; None where it is left empty."""
    if value is None or (isinstance(value, ua.ExtensionObject) and value.TypeId.is_null()):
        return None
    if not hasattr(value, "Id"):
        raise InvalidInput(f"{name} is a structure with an Id, not {type(value).__name__}")
    return text(value.Id, f"{name}.Id")


def count(value: Any, name: str) -> int:
    """0 where it is left empty."""
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST:
        raise InvalidInput(f"{name} is a whole number from 0 to {LARGEST}")
    return value
