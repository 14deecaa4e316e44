"""Texts that people write stand in a station's pages as texts, whatever they say."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from edge_agent.core.roles import Role
from edge_agent.store.events import EventStore
from tests.people.samples import NOW
from tests.samples import a_record
from tests.web.hostile_texts import AS_A_BROWSER, DANGEROUS, HOSTILE, found_in
from tests.web.visitors import Served, served

PAGES = (
    "/",
    "/people",
    "/statistics",
    "/review",
    "/audit",
    "/diagnostics",
    "/in-force",
    "/autonomy",
    "/manual",
    "/alarms",
    "/settings",
    "/study",
    "/whatif",
)


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Whose people bear such names, and whose packs such lots."""
    with served(Path(tmp_path_factory.mktemp("hostile"))) as station:
        for number, text in enumerate(HOSTILE):
            station.office.accounts.add(f"person-{number}", text, Role.OPERATOR)
        with closing(EventStore.open(station.site.settings.data.folder / "events.db")) as store:
            store.append("started", {"why": HOSTILE[0]}, NOW)
            first = a_record()
            assert first.order is not None
            for number, text in enumerate(HOSTILE, 1):
                order = replace(first.order, lot=text)
                store.append_records([a_record(number, order=order, seen_at=NOW, recipe=text)])
        yield station


@pytest.mark.parametrize("path", PAGES)
def test_no_page_takes_what_people_wrote_for_its_own(station: Served, path: str) -> None:
    role = Role.QUALITY if path == "/audit" else Role.ENGINEER
    answer = station.person(role).get(path)
    assert answer.status_code == 200, answer.text
    assert found_in(answer.text) == []


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("path", ["/statistics/lot/{}", "/nothing/{}", "/study/{}", "/pictures/{}"])
def test_no_page_takes_an_address_for_its_own(station: Served, path: str, text: str) -> None:
    asked = path.format(text.replace("/", "%2F"))
    answer = station.person(Role.ENGINEER).get(asked, headers=AS_A_BROWSER)
    assert answer.status_code in (200, 404, 422)
    assert found_in(answer.text) == []


@pytest.mark.parametrize("text", [*HOSTILE, "//elsewhere.example", "https://elsewhere.example"])
def test_the_way_back_after_signing_in_leads_nowhere_else(station: Served, text: str) -> None:
    stranger = station.stranger()
    page = stranger.get("/sign-in", params={"next": text})
    assert found_in(page.text) == []
    chosen = stranger.get("/language/de", params={"next": text})
    assert chosen.headers["location"] == "/"


def test_people_and_lots_are_shown_as_they_were_written(station: Served) -> None:
    people = station.person(Role.ENGINEER).get("/people").text
    assert "&lt;script&gt;hacked=1&lt;/script&gt;" in people
    records = station.person(Role.ENGINEER).get("/api/v1/records").json()["items"]
    assert {one["record"]["order"]["lot"] for one in records} == set(HOSTILE)


def test_what_would_be_run_is_found() -> None:
    assert all(found_in(f"<p>{text}</p>") for text in HOSTILE if text[0] in "<\"'")
    assert found_in(str(31337 * 1000003)) == ["31337094011"]
    assert len(DANGEROUS) == len(set(DANGEROUS))


def test_no_script_of_ours_makes_code_or_markup_of_a_text() -> None:
    """One dialog is made of a fixed text; all that varies is set as text."""
    static = Path(__file__).parents[2] / "edge_agent" / "web" / "static"
    centre = Path(__file__).parents[2] / "deploy" / "fleet" / "web" / "static"
    for script in (*static.glob("*.js"), *centre.glob("*.js")):
        text = script.read_text(encoding="utf-8")
        for word in ("eval(", "new Function", "document.write", ".outerHTML", "insertAdjacentHTML"):
            assert word not in text, f"{script.name}: {word}"
        made = text.count("innerHTML")
        assert made == (1 if script.name == "act.js" else 0), script.name
    dialog = (static / "act.js").read_text(encoding="utf-8").partition("innerHTML = `")[2]
    assert "${" not in dialog.partition("`")[0]
