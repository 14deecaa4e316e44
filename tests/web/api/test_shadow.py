"""A bundle that looks on: who may order it and end it, and what is told of it."""

from contextlib import closing

import pytest

from edge_agent.core.roles import Role
from edge_agent.core.shadow.orders import BEGAN, OFFERED, ORDERED
from edge_agent.core.shadow.tally import DIFFERENCE, TALLY, Compares, Tally, tally_body
from edge_agent.core.told import EndShadow, ShadowBundle
from edge_agent.store.events import EventStore
from tests.browser.panel import ShownLine
from tests.samples import NOON
from tests.web.alarms.floors import quiet
from tests.web.visitors import Served
from tests.web.with_line import talking

BUNDLES, SHADOW = "/api/v1/bundles", "/api/v1/bundles/shadow"
END = "/api/v1/bundles/shadow/end"
NAME = "base-8.0.1.zip"
OF_IT = {"name": NAME, "by": "ana", "bundle_sha256": "3f" * 32}
CHECK = {"name": "lot", "in_use": "ok", "shadow": "not_ok", "reasons": ["reads_other"]}


def test_engineer_and_quality_let_one_look_on_and_end_it(station: Served) -> None:
    with closing(ShownLine(station.site.folder)) as line:
        line.state = quiet()
        with talking(station):
            engineer, quality = (station.person(role) for role in (Role.ENGINEER, Role.QUALITY))
            assert engineer.change("POST", SHADOW, {"name": NAME}).status_code == 204
            assert quality.change("POST", END, {}).status_code == 204
    assert line.heard == [ShadowBundle(NAME, "some-engineer"), EndShadow("some-quality")]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OPERATOR, Role.SHIFT_LEAD, Role.SERVICE])
def test_nobody_else_does(station: Served, role: Role) -> None:
    person = station.person(role)
    assert person.change("POST", SHADOW, {"name": NAME}).status_code == 403
    assert person.change("POST", END, {}).status_code == 403


def test_what_is_no_name_of_a_release_is_refused(station: Served) -> None:
    engineer = station.person(Role.ENGINEER)
    assert engineer.change("POST", SHADOW, {"name": "../evil.zip"}).status_code == 422


def test_where_none_was_ever_ordered_nothing_is_found(station: Served) -> None:
    viewer = station.person(Role.VIEWER)
    assert viewer.get(SHADOW).status_code == 404
    assert viewer.get(BUNDLES).json()["shadow"] is None


def test_what_it_has_shown_is_told_with_the_packs_on_which_it_differs(station: Served) -> None:
    compares = Compares("3f" * 32, "2e" * 32, "box", "1d" * 32)
    tally = Tally(compares, packs=40, same=39, stricter=1, not_looked_at=2)
    with closing(EventStore.open(station.site.data.events)) as store:
        for kind in (ORDERED, OFFERED, BEGAN):
            store.append(kind, OF_IT, NOON)
        for pack_no in (7, 8):
            body = {"pack_no": pack_no, "checks": [CHECK], "pictures": {"top": "ab" * 32}}
            store.append(DIFFERENCE, body, NOON)
        store.append(TALLY, tally_body(tally), NOON)
    viewer = station.person(Role.VIEWER)
    said = viewer.get(f"{SHADOW}?limit=1").json()
    assert (said["name"], said["stage"], said["to_look_at"]) == (NAME, "looks_on", 2)
    assert said["tallies"][0]["packs"] == 40
    assert said["tallies"][0]["disagreement"]["low"] < 1 / 40
    (difference,) = said["differences"]
    assert (difference["pack_no"], difference["defective"]) == (8, None)
    assert difference["checks"][0]["right"] is None
    del said["differences"]
    assert viewer.get(BUNDLES).json()["shadow"] == said
