"""Letters by HTTPS: with the station's token alone, over the right certificate, and its own."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import httpx
import pytest
from pydantic import ValidationError

from deploy.fleet.carriers.https_hub import MOST_COME_BYTES, MOST_KEPT, HttpsHub
from deploy.fleet.carriers.station_tokens import StationTokens, issue_token, take_back_token
from edge_agent.core.errors import InvalidInput, NotFound
from edge_agent.uplink.carriers.carried_post import CarriedPost
from edge_agent.uplink.carriers.https import HttpsCarrier
from edge_agent.uplink.carriers.letter_form import LARGEST_LETTER_BYTES
from edge_agent.uplink.carriers.parcels import LARGEST_BYTES, PATH, Parcel, written_parcel
from edge_agent.uplink.topics import StationTopics
from edge_agent.uplink_settings import HttpsTable
from hardware.errors import DeviceMissing
from hardware.letters import Letter
from tests.authority import own_authority
from tests.fleet.ways import CLOCK, STATION, TOPICS, HttpsWay, ServedHub
from tests.samples import NOON, StandingClock

LIVENESS_NS = 30_000_000_000
LETTER = Letter(TOPICS.records, b"what it says", 1)


def until(holds: Callable[[], bool]) -> None:
    end_ns = CLOCK.now_ns() + LIVENESS_NS
    while not holds():
        assert CLOCK.now_ns() < end_ns
        CLOCK.sleep_until_ns(CLOCK.now_ns() + 5_000_000)


@pytest.fixture
def way(tmp_path: Path) -> Iterator[HttpsWay]:
    with closing(HttpsWay(tmp_path)) as one:
        yield one


@pytest.fixture
def hub(way: HttpsWay) -> Iterator[ServedHub]:
    hub = way.centre_post()
    hub.start()
    until(lambda: hub.server.started)
    yield hub
    hub.stop()


def trouble_of(settings: HttpsTable) -> str:
    """Of a station with these."""
    post = CarriedPost(HttpsCarrier(settings), CLOCK, Random(1))
    post.start()
    until(lambda: "not reached yet" not in (post.trouble or ""))
    post.stop()
    return post.trouble or ""


def asked(way: HttpsWay, content: bytes, token: str | None = None) -> httpx.Response:
    """As a stranger would."""
    given = token if token is not None else (way.folder / "token").read_text()
    with httpx.Client(verify=False, trust_env=False) as client:
        return client.post(
            f"{way.settings.url}{PATH}",
            content=content,
            headers={"authorization": f"Bearer {given}"},
        )


def test_letters_go_both_ways(way: HttpsWay, hub: ServedHub) -> None:
    post = way.station_post(1)
    post.start()
    until(lambda: post.is_up)
    assert post.publish(LETTER)
    come: list[bytes] = []

    def came() -> bool:
        come.extend(one.payload for one in hub.take())
        return bool(come)

    until(came)
    assert come == [b"what it says"]
    for number in range(70):
        assert hub.publish(Letter(TOPICS.command, b"%d" % number, 1))
    heard: list[bytes] = []

    def all_heard() -> bool:
        heard.extend(one.payload for one in post.take())
        post.settle()
        return len(heard) >= 70

    until(all_heard)
    assert heard == [b"%d" % number for number in range(70)]
    post.stop()


@pytest.mark.parametrize("token", ["-", "guess"])
def test_without_the_right_token_nothing_is_taken(
    way: HttpsWay, hub: ServedHub, token: str
) -> None:
    assert asked(way, written_parcel(Parcel([LETTER])), token).status_code == 401
    assert hub.take() == ()


def test_a_station_with_a_wrong_token_is_told_what_to_check(
    way: HttpsWay, hub: ServedHub, tmp_path: Path
) -> None:
    (tmp_path / "wrong").write_text("guess\n")
    told = trouble_of(way.settings.model_copy(update={"token_file": tmp_path / "wrong"}))
    assert "check token_file" in told


def test_a_centre_whose_certificate_nobody_here_trusts_is_not_spoken_to(
    way: HttpsWay, hub: ServedHub, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    own_authority(other)
    told = trouble_of(way.settings.model_copy(update={"ca_file": other / "ca.pem"}))
    assert "certificate verify failed" in told
    assert hub.take() == ()


def test_a_centre_that_is_not_there_is_told(way: HttpsWay) -> None:
    assert "cannot be reached" in trouble_of(way.settings)


def test_letters_of_another_station_are_refused(way: HttpsWay, hub: ServedHub) -> None:
    other = Letter(StationTopics("a/b/c").records, b"", 1)
    answer = asked(way, written_parcel(Parcel([LETTER, other])))
    assert (answer.status_code, hub.take()) == (403, ())
    assert "its own letters alone" in answer.text


def test_what_is_no_parcel_or_too_large_is_refused(way: HttpsWay, hub: ServedHub) -> None:
    assert asked(way, b"no parcel").status_code == 400
    assert asked(way, b"0" * (LARGEST_BYTES + 1)).status_code == 413
    assert hub.take() == ()


def test_a_centre_without_room_says_so_and_takes_nothing(way: HttpsWay, hub: ServedHub) -> None:
    full = [Letter(TOPICS.records, bytes(LARGEST_LETTER_BYTES), 1)]
    for _ in range(MOST_COME_BYTES // LARGEST_LETTER_BYTES):
        assert hub.bring(full)
    assert asked(way, written_parcel(Parcel([LETTER]))).status_code == 503
    hub.take()
    assert asked(way, written_parcel(Parcel([LETTER]))).status_code == 200
    assert len(hub.take()) == 1


def test_letters_wait_until_they_are_done_with_and_the_oldest_go_beyond_the_bound() -> None:
    hub = HttpsHub(CLOCK)
    assert not hub.publish(LETTER)

    async def flow() -> None:
        assert (await hub.fetch(STATION, (), 0.0))[1] == []
        for number in range(MOST_KEPT + 10):
            assert hub.publish(Letter(TOPICS.ack, b"%d" % number, 1))
        first, letters = await hub.fetch(STATION, (), 0.0)
        assert letters[0].payload == b"10"
        again, same = await hub.fetch(STATION, (), 0.0)
        assert (again, same) == (first, letters)
        done = range(first, first + len(letters))
        _, later = await hub.fetch(STATION, tuple(done), 0.0)
        assert later[0].payload == b"%d" % (10 + len(letters))

    asyncio.run(flow())


def test_who_waits_is_woken_by_a_letter() -> None:
    hub = HttpsHub(CLOCK)

    async def flow() -> None:
        waiting = asyncio.create_task(hub.fetch(STATION, (), 60.0))
        while not hub.publish(LETTER):
            await asyncio.sleep(0.001)
        async with asyncio.timeout(30):
            assert (await waiting)[1] == [LETTER]

    asyncio.run(flow())


def test_a_station_has_one_token_and_it_can_be_taken_back(way: HttpsWay) -> None:
    clock = StandingClock()
    tokens = StationTokens(way.engine, clock)
    old = (way.folder / "token").read_text()
    assert tokens.station(old) == STATION
    new = issue_token(way.engine, STATION, NOON)
    assert tokens.station(new) == STATION
    clock.ns += 10_000_000_000
    assert tokens.station(old) is None
    take_back_token(way.engine, STATION)
    clock.ns += 10_000_000_000
    assert tokens.station(new) is None
    with pytest.raises(NotFound, match="no token"):
        take_back_token(way.engine, STATION)
    with pytest.raises(InvalidInput, match="site/line/station"):
        issue_token(way.engine, "plant-1/#/box", NOON)


def test_settings_without_anybody_s_proof_or_in_the_clear_are_refused() -> None:
    for wrong in (
        {"url": "https://centre"},
        {"url": "http://centre", "token_file": "t"},
        {"url": "https://centre/path", "token_file": "t"},
        {"url": "https://centre", "cert_file": "c"},
    ):
        with pytest.raises(ValidationError):
            HttpsTable.model_validate(wrong)


def test_a_file_that_is_not_usable_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    right = HttpsTable(url="https://centre", token_file=tmp_path / "token")
    with pytest.raises(DeviceMissing, match="token_file"):
        HttpsCarrier(right)
    with pytest.raises(DeviceMissing, match="no first line"):
        HttpsCarrier(right.model_copy(update={"token_file": tmp_path / "empty"}))
    (tmp_path / "token").write_text("secret")
    with pytest.raises(DeviceMissing, match=r"ca\.pem"):
        HttpsCarrier(right.model_copy(update={"ca_file": tmp_path / "ca.pem"}))
