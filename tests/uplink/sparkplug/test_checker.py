"""The checker itself: traffic made wrong in one place is caught, and by the right requirement."""

import pytest

from tests.peers import needs
from tests.uplink.sparkplug.checker.cases import CASES, HOST_CASES, SIDE
from tests.uplink.sparkplug.checker.rulebook import RULES, complaints
from tests.uplink.sparkplug.checker.story import Recording
from tests.uplink.sparkplug.rig import ALL, HOST, a_line, rebirth, rig

pytestmark = needs("mosquitto")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """MQTT 5 with a lost camera, a rebirth and an intended end; then MQTT 3.1.1."""
    with rig(tmp_path_factory.mktemp("plain")) as one:
        one.start()
        one.until(lambda: len(one.listener.of("DBIRTH")) == 3)
        one.write(1)
        one.until(lambda: bool(one.listener.of("NDATA")))
        one.state = a_line(belt_mm_per_s=100.0)
        one.until(lambda: bool(one.listener.of("DDATA")))
        one.state = a_line(belt_mm_per_s=100.0, lost_cameras={"side": "no answer"})
        one.until(lambda: bool(one.listener.of("DDEATH")))
        one.state = a_line(belt_mm_per_s=100.0)
        one.until(lambda: len(one.listener.of("DBIRTH")) == 4)
        one.commands(rebirth())
        one.until(lambda: len(one.listener.of("DBIRTH")) == 7)
        heard = len(one.listener.of("NDATA"))
        one.write(2)
        one.until(lambda: len(one.listener.of("NDATA")) > heard)
        one.stop()
        one.start(protocol="3.1.1")
        one.until(lambda: len(one.listener.of("DBIRTH")) == 10)
        one.stop()
        one.until(lambda: all(talk.ended_ns is not None for talk in one.dialogues))
        return one.recording(steady=ALL - {SIDE}, lost=frozenset((SIDE,)))


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """A host that says an old word, then goes; and the next broker, where it is."""
    with rig(tmp_path_factory.mktemp("hosted"), brokers=2) as two:
        two.host_says(online=True, at_ms=900, broker=1)
        two.start(primary_host=HOST)
        two.host_says(online=True, at_ms=1000)
        two.until(lambda: len(two.listeners[0].of("DBIRTH")) == 3)
        two.host_says(online=False, at_ms=999)
        two.until(lambda: two.listeners[0].come[-1].topic.endswith(f"STATE/{HOST}"))
        two.write(1)
        two.until(lambda: bool(two.listeners[0].of("NDATA")))
        two.host_says(online=False, at_ms=1000)
        two.until(lambda: bool(two.listeners[1].of("DBIRTH")))
        two.stop()
        two.until(lambda: all(talk.ended_ns is not None for talk in two.dialogues))
        return two.recording()


def test_good_recordings_have_no_complaints(plain: Recording, hosted: Recording) -> None:
    assert complaints(plain) == {}
    assert complaints(hosted) == {}


@pytest.mark.parametrize("name", CASES)
def test_wrong_traffic_is_caught(plain: Recording, name: str) -> None:
    case = CASES[name]
    assert case.expected() <= complaints(case.mutation(plain)).keys()


@pytest.mark.parametrize("name", HOST_CASES)
def test_wrong_ways_with_a_host_are_caught(hosted: Recording, name: str) -> None:
    case = HOST_CASES[name]
    assert case.expected() <= complaints(case.mutation(hosted)).keys()


def test_every_rule_has_been_seen_to_complain() -> None:
    cases = [*CASES.values(), *HOST_CASES.values()]
    assert set().union(*(case.expected() for case in cases)) == RULES.keys()
