"""Every word that a page of the centre shows is in its tables, in every language, and none is there
for nothing.
"""

import re
from pathlib import Path
from string import Formatter

import pytest

from deploy.fleet.watching.kinds import Kind, Severity, What
from deploy.fleet.web.pages.page import BOOK, PAGES
from deploy.fleet.web.pages.standing import State
from edge_agent.core.reasons.languages import Language
from edge_agent.web.pages.texts import FOLDER, FRAME, phrases
from edge_agent.web.statistics import drawing
from tests.browser.test_texts import literals, used_in

TEXTS = PAGES / "texts"
NAMES = sorted(file.stem for file in TEXTS.glob("*.toml"))
TEMPLATES = sorted((PAGES / "templates").glob("*.html"))
SCRIPTS = sorted((PAGES.parent / "static").glob("*.js"))
SHARED = {*phrases(FRAME, FOLDER), *phrases(FRAME, TEXTS)}


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.stem)
def test_a_template_has_no_words_of_its_own(file: Path) -> None:
    assert literals(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("page", NAMES)
def test_every_text_has_the_same_places_for_values_in_every_language(page: str) -> None:
    for key, phrase in phrases(page, TEXTS).items():
        said = [getattr(phrase, language) for language in Language]
        places = [sorted(name for _, name, _, _ in Formatter().parse(one) if name) for one in said]
        assert all(one == places[0] for one in places), key
        assert all(one.strip() for one in said), key


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.stem)
def test_every_key_that_a_page_names_is_there(file: Path) -> None:
    page = file.stem.split(".")[0]
    own = set(phrases(page, TEXTS)) if page in NAMES else set()
    assert used_in(file.read_text(encoding="utf-8")) <= SHARED | own


def test_no_text_is_there_for_nothing() -> None:
    """A key may be put together; then its beginning is named."""
    files = [*TEMPLATES, *SCRIPTS, *PAGES.glob("*.py"), *FOLDER.parent.rglob("frame.html")]
    shared = [BOOK.static[1] / "act.js", BOOK.templates[1] / "desk.html", Path(drawing.__file__)]
    everything = "\n".join(file.read_text(encoding="utf-8") for file in (*files, *shared))
    begun = set(re.findall(r"[\"'`]([a-z_]+_)[\"'`]", everything))
    begun |= {f"{kind}_" for kind in re.findall(r"\bword\(\"([a-z]+)\"", everything)}
    places = re.findall(r"Place\(\"([a-z_]+)\"", everything)
    unused = [
        f"{page}: {key}"
        for page in NAMES
        for key in phrases(page, TEXTS)
        if not re.search(rf"[\"'`]{re.escape(key)}[\"'`]", everything)
        and key not in places
        and not any(key.startswith(start) for start in begun)
    ]
    assert unused == []


def test_there_is_a_word_for_everything_that_is_told() -> None:
    wanted = {
        *(f"kind_{one}" for one in Kind),
        *(f"what_{one}" for one in What),
        *(f"severity_{one}" for one in Severity),
        *(f"state_{one}" for one in State),
    }
    assert wanted <= SHARED
