"""Every word that a page shows is in the tables of its words, in every language, and none is there
for nothing.
"""

import re
from pathlib import Path
from string import Formatter

import pytest
from jinja2 import nodes

from edge_agent.core.reasons.languages import Language
from edge_agent.web.pages import texts
from edge_agent.web.pages.book import OF_STATION
from edge_agent.web.pages.texts import FOLDER, FRAME, phrases

PAGES = sorted(file.stem for file in FOLDER.glob("*.toml"))
TEMPLATE_FILES = sorted((Path(texts.__file__).parent / "templates").glob("*.html"))
SCRIPTS = sorted((Path(texts.__file__).parents[1] / "static").glob("*.js"))
MARKUP = re.compile(r"<(script|style|code|pre)\b.*?</\1>|<!--.*?-->|<[^>]*>", re.DOTALL)
SPOKEN = re.compile(r"\s(?:title|alt|placeholder|aria-label|aria-description)=\"([^\"]*)\"")
EXAMPLE = re.compile(r"\b[a-z]+(?:-[a-z]+)+\b")
"""A name of a program or a person, as one may be."""
WORD = re.compile(r"[^\W\d_]{2,}")
SAME_EVERYWHERE = {
    *("Packwarden", "English", "Deutsch", "Enter", "PIN", "CSV", "JSON", "PDF", "API", "REST"),
    *("OpenAPI", "GTIN", "UTC", "ms", "px", "mm", "min", "SHA", "Esc", "Space"),
}
"""Names and signs, and what stands on a key."""
SHOWN_BY_SCRIPT = re.compile(
    r"(?:textContent|innerText|title|placeholder|ariaLabel|alt)\s*=\s*(\"[^\"]*\"|`[^`]*`)"
    r"|\btoast\(\s*(\"[^\"]*\"|`[^`]*`)|createTextNode\(\s*(\"[^\"]*\"|`[^`]*`)"
)
IN_SCRIPT = re.compile(r"\bt\(\s*\"([\w.]+)\"")


def foreign_words(text: str) -> list[str]:
    return [word for word in WORD.findall(text) if word not in SAME_EVERYWHERE]


def literals(source: str) -> list[str]:
    """What a template shows without a table: its words outside tags, and what tags say aloud."""
    template = OF_STATION.environment.parse(source)
    for block in template.find_all(nodes.Block):
        block.body = [] if block.name == "kind" else block.body  # a class, not a word
    shown = "".join(part.data for part in template.find_all(nodes.TemplateData))
    spoken = " ".join(SPOKEN.findall(shown))
    return foreign_words(MARKUP.sub(" ", shown)) + foreign_words(EXAMPLE.sub("", spoken))


@pytest.mark.parametrize("file", TEMPLATE_FILES, ids=lambda file: file.stem)
def test_a_template_has_no_words_of_its_own(file: Path) -> None:
    assert literals(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.stem)
def test_a_script_has_no_words_of_its_own(file: Path) -> None:
    found = SHOWN_BY_SCRIPT.findall(file.read_text(encoding="utf-8"))
    shown = [re.sub(r"\$\{[^}]*\}", "", "".join(one)) for one in found]
    assert [word for one in shown for word in foreign_words(one)] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_text_has_the_same_places_for_values_in_every_language(page: str) -> None:
    for key, phrase in phrases(page).items():
        said = [getattr(phrase, language) for language in Language]
        places = [sorted(name for _, name, _, _ in Formatter().parse(one) if name) for one in said]
        assert all(one == places[0] for one in places), key
        assert all(one.strip() for one in said), key


def used_in(source: str) -> set[str]:
    """Keys that a template names as they are."""
    return {
        call.args[0].value
        for call in OF_STATION.environment.parse(source).find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name == "t"
        if call.args and isinstance(call.args[0], nodes.Const)
    }


@pytest.mark.parametrize("page", [page for page in PAGES if page != FRAME])
def test_every_key_that_a_page_names_is_there(page: str) -> None:
    """Its own template and its parts; what they extend and import has the words of the frame."""
    known = {*phrases(FRAME), *phrases(page)}
    files = [file for file in TEMPLATE_FILES if file.stem.split(".")[0] == page]
    for file in files:
        assert used_in(file.read_text(encoding="utf-8")) <= known, file.name


def test_no_text_is_there_for_nothing() -> None:
    """A key may be put together, as the words of a role; then its beginning is named."""
    sources = [file.read_text(encoding="utf-8") for file in (*TEMPLATE_FILES, *SCRIPTS)]
    python = [
        file.read_text(encoding="utf-8") for file in Path(texts.__file__).parents[1].rglob("*.py")
    ]
    everything = "\n".join([*sources, *python])
    begun = set(re.findall(r"[\"'`]([a-z_]+_)(?:[\"']\s*[~+]|\$?\{|%s)", everything))
    begun |= set(re.findall(r"[\"'`]([a-z_]+_)[\"'`]", everything))
    ended = tuple(re.findall(r"[}~]\s*[\"']?(_[a-z_]+)[\"'`]", everything))
    unused = [
        f"{page}: {key}"
        for page in PAGES
        for key in phrases(page)
        if not re.search(rf"[\"'`]{re.escape(key)}[\"'`]", everything)
        and not key.endswith(ended)
        and not any(key.startswith(start) for start in begun)
    ]
    assert unused == []


def test_the_scan_notices_words_of_a_template_s_own() -> None:
    assert literals('<p title="Nobody">{{ t("name") }} Hello</p>') == ["Hello", "Nobody"]
    assert literals('<p class="soft">{{ t("name") }} · API</p>') == []
