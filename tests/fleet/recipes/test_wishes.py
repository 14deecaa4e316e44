"""A station hands its recipe up where it is asked to: every piece once, and only what it listed."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from deploy.fleet.orders.asked import OrderRefused, order_of
from deploy.fleet.orders.entering import Sender, enter
from deploy.fleet.recipes import shelf, wishes
from deploy.fleet.recipes.talking import RecipeDesk, RecipeTaker
from deploy.fleet.recipes.wishes import LIFE, Wished, one_wish, wish
from edge_agent.inspection.recipe_files import load_recipe
from edge_agent.people.keys import SigningKey
from edge_agent.people.trust import Owner, Trust, as_trusted
from edge_agent.uplink.recipes.documents import (
    HANDOVER,
    PiecesWish,
    Wish,
    read_from_centre,
    signed,
)
from edge_agent.uplink.recipes.handing_up import HandingUp
from edge_agent.uplink.topics import StationTopics
from hardware.letters import Heard
from tests.fleet.orders.samples import document
from tests.fleet.orders.test_desk import Clock, Pigeonhole
from tests.fleet.recipes.samples import approved, heard_of
from tests.uplink.recipes.samples import STATION, opened, station_with_products

CENTRE, OWN = SigningKey.fresh(), SigningKey.fresh()
TOPICS = StationTopics(STATION)


class BothEnds:
    """A station that answers, a centre that asks, and a way between them that loses letters."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        heard_of(engine)
        self.engine, self.clock, self.post = engine, Clock(), Pigeonhole()
        self.handing_up = HandingUp(station_with_products(folder).station)
        now = self.clock.wall()
        centre = as_trusted(CENTRE, Owner.CENTRE, "plant-1", now)
        station = as_trusted(OWN, Owner.STATION, STATION, now)
        self.trust, self.station_trust = Trust((station,)), Trust((centre,))
        self.taker = RecipeTaker(engine, lambda: self.trust)
        self.desk = RecipeDesk(engine, CENTRE, self.post, self.clock, opened)

    def wish(self, recipe: str) -> int:
        with self.engine.begin() as connection:
            wished = Wished(STATION, recipe, "mia", "as it runs")
            return wish(connection, wished, CENTRE, self.clock.wall())

    def turn(self, loses: int = 0, **time: float) -> int:
        """What the centre says is answered, but for so many letters; how many there were."""
        now = self.clock.after(timedelta(**time))
        self.desk.step()
        asked, self.post.sent = self.post.sent, []
        letters = [heard for one in asked for heard in self.answers(one.payload)]
        self.taker.take(letters[loses:], now)
        return len(letters)

    def answers(self, payload: bytes) -> list[Heard]:
        said = read_from_centre(payload, STATION, self.station_trust, self.clock.wall())
        if isinstance(said, PiecesWish):
            pieces = self.handing_up.pieces(said)
            return [Heard(TOPICS.recipe_piece_up, piece, 0) for piece in pieces]
        assert isinstance(said, Wish)
        handover = signed(HANDOVER, self.handing_up.listed(said), OWN)
        return [Heard(TOPICS.recipe_answer, handover, 0)]

    def row(self, number: int) -> Any:
        with self.engine.connect() as connection:
            return one_wish(connection, number)


@pytest.fixture
def ends(engine: Engine, tmp_path: Path) -> BothEnds:
    return BothEnds(engine, tmp_path)


def test_what_is_lost_on_the_way_is_asked_for_again_until_all_is_here(
    ends: BothEnds, tmp_path: Path
) -> None:
    number = ends.wish("box")
    assert ends.turn(loses=1, seconds=1) == 1, "the list is lost"
    assert ends.turn(seconds=5) == 1
    assert ends.turn(loses=1, seconds=1) == 2, "one of two pieces is lost"
    assert ends.turn(seconds=5) == 1
    ends.turn(seconds=1)
    found = ends.row(number)
    assert (found.state, found.why) == (wishes.HERE, "")
    assert found.hash == load_recipe(tmp_path / "recipe").hash
    with ends.engine.connect() as connection:
        version = shelf.version(connection, found.hash)
        assert wishes.pieces_here(connection) == set()
    assert (version.origin.source, version.origin.author) == (STATION, "mia")


def test_a_recipe_that_is_not_there_is_refused_in_the_station_s_words(ends: BothEnds) -> None:
    number = ends.wish("tub")
    ends.turn(seconds=1)
    assert ends.row(number).state == wishes.REFUSED
    assert ends.row(number).why == "there is no recipe 'tub' here; there are box, crate"


def test_pieces_that_nobody_listed_are_not_kept_and_late_ones_are_forgotten(
    ends: BothEnds,
) -> None:
    now = ends.clock.wall()
    ends.taker.take([Heard(TOPICS.recipe_piece_up, b"anything", 0)], now)
    ends.wish("box")
    ends.turn(seconds=1)
    ends.turn(loses=1, seconds=1)
    with ends.engine.connect() as connection:
        assert len(wishes.pieces_here(connection)) == 1
    ends.turn(seconds=LIFE.total_seconds())
    with ends.engine.connect() as connection:
        assert wishes.pieces_here(connection) == set()


def test_what_a_station_handed_up_takes_orders_once_two_persons_agreed(ends: BothEnds) -> None:
    number, now = ends.wish("box"), ends.clock.wall()
    for _ in range(3):
        ends.turn(seconds=1)
    asked = order_of(document("1", gtin=None, expiry=None))
    recipe_hash = ends.row(number).hash
    with ends.engine.begin() as connection:
        with pytest.raises(OrderRefused, match="not approved by two persons"):
            enter(connection, asked, Sender("erp", "erp"), now)
        approved(connection, recipe_hash)
        assert enter(connection, asked, Sender("erp", "erp"), now).recipe == "box"
