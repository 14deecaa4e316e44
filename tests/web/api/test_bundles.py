"""The bundles of a station: what is there, and who may order another one."""

from contextlib import closing
from datetime import timedelta

import pytest

from edge_agent.core.monitoring.live_figures import Figure, LiveFigures
from edge_agent.core.roles import Role
from edge_agent.core.told import ReturnBundle, TakeBundle
from edge_agent.inspection.bundle import base_bundle
from edge_agent.store.events import EventStore
from edge_agent.store.figures import FiguresFile, KeptFigures
from tests.browser.panel import ShownLine
from tests.people.samples import PASSWORD
from tests.samples import a_record
from tests.web.alarms.floors import quiet
from tests.web.visitors import Served
from tests.web.with_line import talking

BUNDLES, TAKE = "/api/v1/bundles", "/api/v1/bundles/take"
BACK = "/api/v1/bundles/return"
NAME = "base-7.0.1.zip"
EMPTY = ("since", "before", "ready", "ordered", "wanted_back", "left", "refused")


def test_a_station_that_never_took_one_has_the_one_that_ships(station: Served) -> None:
    said = station.person(Role.VIEWER).get(BUNDLES).json()
    assert said["in_use"]["sha256"] == base_bundle().sha256
    assert [said[name] for name in EMPTY] == [None] * len(EMPTY)
    assert said["is_proven"]
    assert said["figures"] == []


def test_an_engineer_orders_a_release_with_his_password(station: Served) -> None:
    with closing(ShownLine(station.site.folder)) as line:
        line.state = quiet()
        with talking(station):
            engineer = station.person(Role.ENGINEER)
            station.clock.at += timedelta(minutes=30)
            refused = engineer.change("POST", TAKE, {"name": NAME})
            assert refused.json()["type"] == "/problems/proof-needed"
            engineer.ask("POST", "/api/v1/session/proof", json={"password": PASSWORD})
            assert engineer.change("POST", TAKE, {"name": NAME}).status_code == 204
    assert line.heard == [TakeBundle(NAME, "some-engineer")]


@pytest.mark.parametrize("name", ["../evil.zip", "base.zip", "base-1.0.0.zip/..", ""])
def test_what_is_no_name_of_a_release_is_refused(station: Served, name: str) -> None:
    engineer = station.person(Role.ENGINEER)
    assert engineer.change("POST", TAKE, {"name": name}).status_code == 422


def test_an_engineer_goes_back_for_a_reason_and_with_his_password(station: Served) -> None:
    with closing(ShownLine(station.site.folder)) as line:
        line.state = quiet()
        with talking(station):
            engineer = station.person(Role.ENGINEER)
            station.clock.at += timedelta(minutes=30)
            refused = engineer.change("POST", BACK, {"reason": "too many unsure"})
            assert refused.json()["type"] == "/problems/proof-needed"
            engineer.ask("POST", "/api/v1/session/proof", json={"password": PASSWORD})
            assert engineer.change("POST", BACK, {"reason": ""}).status_code == 422
            assert engineer.change("POST", BACK, {"reason": "too many unsure"}).status_code == 204
    back = ReturnBundle("too many unsure", "some-engineer", base_bundle().sha256)
    assert line.heard == [back]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OPERATOR, Role.SHIFT_LEAD, Role.QUALITY])
def test_nobody_else_goes_back(station: Served, role: Role) -> None:
    asked = station.person(role).change("POST", BACK, {"reason": "too many unsure"})
    assert asked.status_code == 403


def test_what_the_log_says_is_told(station: Served) -> None:
    with closing(EventStore.open(station.site.folder / "events.db")) as store:
        for kind, body in (
            ("bundle_ordered", {"name": NAME, "by": "eva"}),
            (
                "bundle_return_ordered",
                {"bundle_sha256": "ab" * 32, "why": "worse", "by": "station"},
            ),
        ):
            store.append(kind, body, station.clock.wall())
    said = station.person(Role.VIEWER).get(BUNDLES).json()
    assert said["ordered"] == NAME
    assert said["wanted_back"] == {"why": "worse", "by": "station"}


def test_live_figures_are_told_with_their_intervals(station: Served) -> None:
    in_force, sha256 = "5e77" * 16, base_bundle().sha256
    with closing(EventStore.open(station.site.folder / "events.db")) as store:
        store.append_records([a_record(recipe_hash=in_force, bundle_sha256=sha256)])
    figures = LiveFigures()
    for number in range(200):
        figures = figures.saw({Figure.UNSURE: number < 10})
    FiguresFile(station.site.data.live_figures(in_force)).keep(
        KeptFigures().having(sha256, figures)
    )
    (told,) = station.person(Role.VIEWER).get(BUNDLES).json()["figures"]
    assert (told["figure"], told["is_worse"], told["tolerated"]) == ("unsure", False, None)
    assert (told["now"]["happened"], told["now"]["seen"]) == (10, 200)
    assert told["now"]["low"] < 0.05 < told["now"]["high"]
