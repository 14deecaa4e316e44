"""The bundles of a station: what is there, and who may order another one."""

from contextlib import closing
from datetime import timedelta

import pytest

from edge_agent.core.roles import Role
from edge_agent.core.told import TakeBundle
from edge_agent.inspection.bundle import base_bundle
from tests.browser.panel import ShownLine
from tests.people.samples import PASSWORD
from tests.web.alarms.floors import quiet
from tests.web.visitors import Served
from tests.web.with_line import talking

BUNDLES, TAKE = "/api/v1/bundles", "/api/v1/bundles/take"
NAME = "base-7.0.1.zip"


def test_a_station_that_never_took_one_has_the_one_that_ships(station: Served) -> None:
    said = station.person(Role.VIEWER).get(BUNDLES).json()
    assert said["in_use"]["sha256"] == base_bundle().sha256
    assert [said[name] for name in ("before", "ready", "left", "refused")] == [None] * 4


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
