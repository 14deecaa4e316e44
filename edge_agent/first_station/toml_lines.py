"""Lines of a TOML file: a key with its value and, behind it, what it is for."""

from collections.abc import Iterator
from typing import Any, Final

import tomli_w

from edge_agent.core.reasons.languages import Language, Phrase
from edge_agent.first_station.answers import host_port

COMMENT_AT: Final = 34


def row(key: str, value: Any, why: Phrase | None = None, language: Language = Language.EN) -> str:
    line = f"{key} = {written(value)}"
    return line if why is None else f"{line:<{COMMENT_AT}}# {why.said(language)}"


def written(value: Any) -> str:
    """On one line, as people write it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {written(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return tomli_w.dumps({"value": value}).removeprefix("value = ").strip()


def comment(phrase: Phrase, language: Language) -> str:
    return f"# {phrase.said(language)}"


def told(kind: str, **keys: Any) -> Iterator[str]:
    """A device: its type, then its own keys."""
    yield row("type", kind)
    yield from (row(key, value) for key, value in keys.items())


def address_lines(where: str, usual_port: int, port_key: str = "port") -> Iterator[str]:
    """Of HOST or HOST:PORT."""
    address = host_port(where, usual_port)
    yield row("host", address.host)
    yield row(port_key, address.port)
