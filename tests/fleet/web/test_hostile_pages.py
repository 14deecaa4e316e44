"""Texts that stations and people write stand in a centre's pages as texts, whatever they say."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from edge_agent.core.roles import Role
from tests.fleet.sent import say, send_events, send_records
from tests.fleet.web.served_centre import ServedCentre, served_centre
from tests.people.samples import NOW
from tests.samples import a_record
from tests.web.hostile_texts import AS_A_BROWSER, HOSTILE, found_in

PAGES = (
    "/",
    "/lots",
    "/packs",
    "/defects",
    "/findings",
    "/versions",
    "/recipes",
    "/orders",
    "/health",
    "/dead-letters",
    "/people",
    "/stations/milan/line-1/top",
)


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedCentre]:
    """Whose stations sent such lots and recipes, and whose people bear such names."""
    with served_centre(Path(tmp_path_factory.mktemp("hostile"))) as centre:
        first = a_record()
        assert first.order is not None
        orders = [replace(first.order, lot=text) for text in HOSTILE]
        records = [
            a_record(number, order=order, seen_at=NOW, recipe=order.lot)
            for number, order in enumerate(orders, 1)
        ]
        send_records(centre.site.engine, records, NOW)
        send_events(centre.site.engine, [(NOW, "started", {"why": HOSTILE[0]})], NOW)
        say(centre.site.engine, NOW, lot=HOSTILE[0])
        for number, text in enumerate(HOSTILE):
            centre.office.accounts.add(f"person-{number}", text, Role.SHIFT_LEAD)
        yield centre


@pytest.mark.parametrize("path", PAGES)
def test_no_page_takes_what_was_sent_for_its_own(centre: ServedCentre, path: str) -> None:
    answer = centre.person(Role.ENGINEER).get(path)
    assert answer.status_code == 200, answer.text
    assert found_in(answer.text) == []


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("path", ["/lots/{}", "/packs?lot={}", "/lots?begins={}", "/nothing/{}"])
def test_no_page_takes_an_address_for_its_own(centre: ServedCentre, path: str, text: str) -> None:
    answer = centre.person(Role.ENGINEER).get(path.format(text), headers=AS_A_BROWSER)
    assert answer.status_code in (200, 404, 422)
    assert found_in(answer.text) == []


def test_a_hostile_lot_is_shown_as_it_was_written(centre: ServedCentre) -> None:
    assert "&lt;script&gt;hacked=1&lt;/script&gt;" in centre.person(Role.ENGINEER).get("/lots").text
