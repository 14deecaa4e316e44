"""From a station's log to the centre's rows by every way, whatever dies on the way."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from deploy.fleet.ingest import Arrival
from edge_agent.core.packs import Level
from edge_agent.core.told import LowerLevel, StopBelt
from edge_agent.store.pictures import read_picture
from edge_agent.uplink.centre_words import signed_command
from hardware.letters import Letter
from simulators.broker import Broker, BrokerKind
from tests.fleet.pictures.rig import a_png
from tests.fleet.rig import CLOCK, STATION, STEP_NS, TOPICS, Rig, rig
from tests.fleet.ways import WAYS, BrokerWay, way_of
from tests.peers import needs

KILLS = 20
CENTRE_KILLS = 100


@pytest.fixture(params=WAYS)
def flow(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    with way_of(request.param, tmp_path) as way, rig(tmp_path, way) as one:
        yield one


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    with Broker(tmp_path, CLOCK, BrokerKind.MOSQUITTO) as one:
        yield one


@pytest.fixture
def mosquitto_flow(tmp_path: Path, broker: Broker) -> Iterator[Rig]:
    with rig(tmp_path, BrokerWay(broker.settings)) as one:
        yield one


def whole(flow: Rig) -> list[tuple[int, int, int]]:
    return [(1, number, number) for number in range(1, flow.station.written + 1)]


def test_all_that_was_written_arrives_once_and_in_order(flow: Rig) -> None:
    for _ in range(20):
        flow.station.write(60)
        flow.turn()
    flow.until(flow.all_arrived)
    assert flow.centre.stored() == whole(flow)


@needs("mosquitto")
def test_a_broker_that_is_killed_under_flow_loses_and_doubles_nothing(
    mosquitto_flow: Rig, broker: Broker
) -> None:
    flow = mosquitto_flow
    for _ in range(KILLS):
        flow.until(lambda: flow.station.link.is_up and flow.centre.listening.post.is_up)
        for _ in range(3):
            flow.station.write(20)
            flow.turn()
        broker.kill()
        flow.station.write(5)
        broker.start()
    flow.until(flow.all_arrived)
    assert flow.centre.stored() == whole(flow)
    assert flow.station.uplink.counts.refused == 0


@needs("mosquitto")
def test_a_centre_that_dies_between_commit_and_answer_stores_nothing_twice(
    mosquitto_flow: Rig,
) -> None:
    """It commits, and its answer is never sent: it starts anew, and gets the same again."""
    flow, deaths = mosquitto_flow, 0
    listening = flow.centre.listening
    flow.until(lambda: flow.station.link.is_up and listening.post.is_up)
    while deaths < CENTRE_KILLS:
        flow.station.write(3)
        flow.station.uplink.step()
        CLOCK.sleep_until_ns(CLOCK.now_ns() + STEP_NS // 2)
        taken = listening.post.take()
        if taken:
            arrivals = [Arrival(one.topic, one.payload) for one in taken]
            listening.ingest.take(arrivals, CLOCK.wall())
            deaths += 1
        flow.turn()
    flow.until(flow.all_arrived)
    assert flow.centre.stored() == whole(flow)


def test_a_station_that_starts_anew_goes_on_where_the_centre_stands(flow: Rig) -> None:
    flow.station.write(300)
    flow.until(flow.all_arrived)
    flow.station.stop()
    flow.station.write(10)
    flow.station.start()
    flow.until(flow.all_arrived)
    assert flow.centre.stored() == whole(flow)
    posting = next(iter(flow.station.uplink.postings.values()))
    assert posting.sent_entries == 10


def test_what_the_centre_has_lost_it_gets_again(flow: Rig, tmp_path: Path) -> None:
    flow.station.write(120)
    flow.until(flow.all_arrived)
    flow.centre.stop()
    for file in tmp_path.glob("centre.db*"):
        file.unlink()
    flow.centre.start()
    flow.station.write(1)
    flow.until(lambda: flow.centre.count() == flow.station.written)
    assert flow.centre.stored() == whole(flow)


def test_an_answer_that_the_centre_did_not_sign_is_not_believed(flow: Rig) -> None:
    flow.station.trust = type(flow.station.trust)()
    flow.station.write(5)
    flow.until(lambda: flow.station.uplink.counts.refused > 0 and flow.centre.count() == 5)
    assert not flow.all_arrived()
    assert flow.centre.stored() == whole(flow)


def test_a_command_of_the_centre_is_heard_once_however_often_it_comes(flow: Rig) -> None:
    uplink, link = flow.station.uplink, flow.centre.listening.post
    flow.until(lambda: flow.station.link.is_up and link.is_up)
    until = CLOCK.wall() + timedelta(minutes=5)
    stop, lower = StopBelt("mia"), LowerLevel("seal", Level.REPORT, "mia")
    payload = signed_command(STATION, 2, until, stop, flow.centre.key)
    for _ in range(3):
        link.publish(Letter(TOPICS.command, payload, 1))
    flow.until(lambda: bool(uplink.commands))
    older = signed_command(STATION, 1, until, lower, flow.centre.key)
    link.publish(Letter(TOPICS.command, older, 1))
    flow.until(lambda: uplink.counts.refused > 0)
    assert [heard.word for heard in uplink.commands] == [stop]
    assert uplink.counts.refusals.keys() == {"Heard before"}


def test_pictures_follow_their_records(flow: Rig) -> None:
    sent = [a_png(number, size) for number, size in enumerate((100, 30_000, 600_000))]
    names = [flow.station.show(encoded) for encoded in sent]
    flow.until(lambda: flow.all_arrived() and flow.pictures_arrived())
    assert [read_picture(flow.centre.folder, name) for name in names] == sent
    assert flow.station.waiting.counts().arrived == 3
