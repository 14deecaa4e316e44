"""Both languages of a phrase say as much: the same places for values, and words in each."""

import importlib
import pkgutil
from collections.abc import Iterator
from string import Formatter
from typing import Any

from edge_agent.core import reasons
from edge_agent.core.reasons.languages import Phrase
from tests.core.reasons.language_rules import english_words


def phrases() -> list[Phrase]:
    modules = pkgutil.iter_modules(reasons.__path__, f"{reasons.__name__}.")
    values = (
        value for module in modules for value in vars(importlib.import_module(module.name)).values()
    )
    return [phrase for value in values for phrase in phrases_in(value)]


def phrases_in(value: Any) -> Iterator[Phrase]:
    match value:
        case Phrase():
            yield value
        case dict():
            for one in value.values():
                yield from phrases_in(one)
        case tuple():
            for one in value:
                yield from phrases_in(one)


def places(text: str) -> set[str]:
    return {place for _, place, _, _ in Formatter().parse(text) if place}


def test_every_phrase_has_the_same_places_in_both_languages() -> None:
    assert len(phrases()) > 80
    assert [one for one in phrases() if places(one.en) != places(one.de)] == []


def test_no_german_phrase_has_english_words() -> None:
    names = {name for one in phrases() for name in places(one.de)}
    told = [one.de.format(**dict.fromkeys(names, "„x“")) for one in phrases()]
    assert {text: english_words(text) for text in told if english_words(text)} == {}
