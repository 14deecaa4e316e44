"""Every word that a page shows stands in its table of texts, in every language.

Templates and scripts are read as they are; of a key that is made up while the page is shown, the
part that is fixed must begin some key.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from edge_agent.core.reasons.languages import Language
from edge_agent.web.pages import texts
from edge_agent.web.pages.texts import phrases, texts_of

WEB = Path(texts.__file__).parents[1]
TEMPLATES = WEB / "pages" / "templates"
STATIC = WEB / "static"
PAGES = sorted(
    file.stem for file in texts.FOLDER.glob("*.toml") if (TEMPLATES / f"{file.stem}.html").is_file()
)
PARENTS = re.compile(r"""\{%-? (?:extends|include) "([\w.]+\.html)\"""")
MACROS = re.compile(r"""\{%-? from "([\w.]+\.html)" import ([\w, ]+) -?%\}""")
SCRIPTS = re.compile(r"""src="/static/([\w]+\.js)\"""")
IMPORTS = re.compile(r"""(?:from|import) "\./([\w]+\.js)\"""")
CALL = re.compile(r"(?<![\w.$])t\(")
KEY = re.compile(r"""(?<![=!]= )["'](\w+)["']""")
FILLED = re.compile(r"\$\{[^}]*\}")
PREFIX = re.compile(r"""["'](\w+_)["'] ~|`(\w+)\$\{""")


@cache
def sources(name: str) -> tuple[str, ...]:
    """The template, what it stands in or takes in, and the macros that it uses."""
    own = read(TEMPLATES / name)
    others = [part for parent in PARENTS.findall(own) for part in sources(parent)]
    named = [
        (file, macro.strip()) for file, all_ in MACROS.findall(own) for macro in all_.split(",")
    ]
    return own, *others, *(macro_of(file, macro) for file, macro in named)


def macro_of(file: str, name: str) -> str:
    source = read(TEMPLATES / file)
    return source.split(f"{{% macro {name}(", 1)[1].split("{% endmacro %}", 1)[0]


def scripts(page: str) -> set[Path]:
    """What the page loads, and what that loads."""
    wanted = {one for source in sources(f"{page}.html") for one in SCRIPTS.findall(source)}
    found: set[Path] = set()
    while wanted:
        file = STATIC / wanted.pop()
        if file.is_file() and file not in found:
            found.add(file)
            wanted |= set(IMPORTS.findall(read(file)))
    return found


def read(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def first_arguments(source: str) -> Iterator[str]:
    """Of every call of t."""
    for call in CALL.finditer(source):
        depth, end = 0, call.end()
        while depth >= 0 and not (depth == 0 and source[end] == ","):
            depth += {"(": 1, ")": -1}.get(source[end], 0)
            end += 1
        yield source[call.end() : end]


def used(page: str) -> tuple[set[str], set[str]]:
    """Whole keys, and what others begin with."""
    keys, prefixes = set[str](), set[str]()
    for source in (*sources(f"{page}.html"), *map(read, scripts(page))):
        for told in first_arguments(source):
            begun = {one or other for one, other in PREFIX.findall(told)}
            prefixes |= begun
            keys |= set(KEY.findall(FILLED.sub("", told))) - begun
    return keys, prefixes


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_says_stands_in_its_texts(page: str) -> None:
    keys, prefixes = used(page)
    known = set(texts_of(page, Language.EN).all())
    assert keys - known == set()
    assert {one for one in prefixes if not any(key.startswith(one) for key in known)} == set()


@pytest.mark.parametrize("file", sorted(file.stem for file in texts.FOLDER.glob("*.toml")))
def test_a_text_is_there_in_every_language_with_the_same_places(file: str) -> None:
    for key, phrase in phrases(file).items():
        said = [getattr(phrase, language) for language in Language]
        assert all(said), key
        assert len({tuple(sorted(places(one))) for one in said}) == 1, key


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_pages_are_found() -> None:
    assert {"alarms", "manual", "diagnostics", "settings", "home"} <= set(PAGES)
    keys, prefixes = used("alarms")
    assert {"acknowledge_all", "not_reached", "value_share"} - keys <= {"value_share"}
    assert {"stage_", "priority_", "happened_"} <= prefixes
