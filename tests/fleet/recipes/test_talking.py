"""What stations say of recipes is believed with their own key alone; what is due is said again."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from deploy.fleet.recipes.releases import Wanted, release, released
from deploy.fleet.recipes.talking import RecipeDesk, RecipeTaker
from deploy.fleet.states.taking import StatesTaker
from deploy.fleet.tables import dead_letters
from edge_agent.people.keys import SigningKey
from edge_agent.people.trust import Owner, Trust, as_trusted
from edge_agent.uplink.recipes.checking import open_apart
from edge_agent.uplink.recipes.documents import ANSWER, RecipeState, ReleaseAnswer, signed
from edge_agent.uplink.recipes.listing import sha256_of
from edge_agent.uplink.topics import StationTopics
from hardware.letters import Heard
from tests.fleet.orders.test_desk import Clock, Pigeonhole
from tests.fleet.recipes.samples import added, approved, box_files, heard_of
from tests.samples import NOON
from tests.uplink.recipes.samples import STATION

CENTRE, OWN, OTHER = (SigningKey.fresh() for _ in range(3))
TRUST = Trust(
    (
        as_trusted(OWN, Owner.STATION, STATION, NOON),
        as_trusted(OTHER, Owner.STATION, "plant-1/line-2/box", NOON),
    )
)
TOPICS = StationTopics(STATION)
LATER = NOON + timedelta(days=2)


class Sent:
    """A release on its way."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        heard_of(engine)
        self.engine, self.files = engine, box_files(folder)
        with engine.begin() as connection:
            self.hash = added(connection, self.files).hash
            approved(connection, self.hash)
            wanted = Wanted(self.hash, (STATION,), "mia", NOON + timedelta(days=1))
            (row,) = release(connection, wanted, CENTRE, NOON)
        self.number = int(row.number)
        self.taker = RecipeTaker(engine, lambda: TRUST)

    def answer(self, state: RecipeState, *asks: str, number: int | None = None) -> ReleaseAnswer:
        return ReleaseAnswer(
            station=STATION,
            number=number or self.number,
            recipe_hash=self.hash,
            state=state,
            have=0,
            all=2,
            asks=asks,
            why="",
        )

    def take(self, payload: bytes, now: Any = NOON) -> list[bytes]:
        letters = self.taker.take([Heard(TOPICS.recipe_answer, payload, 0)], now)
        assert {one.topic for one in letters} <= {TOPICS.recipe_piece}
        return [one.payload for one in letters]

    def row(self) -> Any:
        with self.engine.connect() as connection:
            return released(connection, [self.number])[0]

    def dead(self) -> int:
        with self.engine.connect() as connection:
            query = select(func.count()).select_from(dead_letters)
            return int(connection.execute(query).scalar_one())


@pytest.fixture
def sent(engine: Engine, tmp_path: Path) -> Sent:
    return Sent(engine, tmp_path / "box")


def test_only_the_station_s_own_key_is_believed(sent: Sent) -> None:
    done = sent.answer(RecipeState.IN_PLACE)
    for key in (SigningKey.fresh(), OTHER, CENTRE):
        assert sent.take(signed(ANSWER, done, key)) == []
    assert sent.take(signed(ANSWER, done, OWN).replace(b"in_place", b"inplace ")) == []
    assert (sent.row().state, sent.dead()) == ("offered", 4)
    sent.take(signed(ANSWER, done, OWN))
    assert (sent.row().state, sent.dead()) == ("in_place", 4)


def test_pieces_are_given_that_the_release_has_while_it_is_on_its_way(sent: Sent) -> None:
    text = sent.files["recipe.toml"]
    asked = signed(ANSWER, sent.answer(RecipeState.COMING, sha256_of(text), "0" * 64), OWN)
    assert sent.take(asked) == [text]
    assert sent.take(asked, LATER) == [], "its time is over"
    strange = sent.answer(RecipeState.COMING, sha256_of(text), number=7)
    assert sent.take(signed(ANSWER, strange, OWN)) == []
    sent.take(signed(ANSWER, sent.answer(RecipeState.IN_PLACE), OWN))
    assert sent.take(asked) == [], "nothing goes back"


def test_a_release_is_said_again_ever_more_seldom_until_its_end(sent: Sent) -> None:
    clock, post = Clock(), Pigeonhole()
    desk = RecipeDesk(sent.engine, CENTRE, post, clock, open_apart)
    counts = []
    for _ in range(3):
        for _ in range(60):
            clock.after(timedelta(seconds=1))
            desk.step()
        counts.append(len(post.sent))
        post.sent.clear()
    assert counts[0] > counts[1] >= counts[2] >= 1
    sent.take(signed(ANSWER, sent.answer(RecipeState.IN_PLACE), OWN))
    clock.after(timedelta(minutes=5))
    desk.step()
    assert post.sent == []


def test_a_station_that_says_what_it_makes_tells_since_when_it_is_in_use(sent: Sent) -> None:
    sent.take(signed(ANSWER, sent.answer(RecipeState.IN_PLACE), OWN))
    state = f'{{"station":"{STATION}","online":true,"mode":"running","at":"2026-06-01T12:00:00Z",'
    for recipe_hash, is_used in (("f" * 64, False), (sent.hash, True)):
        said = f'{state}"recipe":{{"name":"box","hash":"{recipe_hash}"}}}}'
        StatesTaker(sent.engine).take([Heard(TOPICS.state, said.encode(), 0)], NOON)
        RecipeDesk(sent.engine, CENTRE, Pigeonhole(), Clock(), open_apart).step()
        assert (sent.row().in_use_since is not None) is is_used
