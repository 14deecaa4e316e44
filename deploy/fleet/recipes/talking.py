"""The centre's end of recipes on their way: hears what stations say, gives them pieces, and says
again what nobody has answered.

Everything may be said twice and come in any order; what counts is in the database. So any number of
these work side by side, and one that dies leaves nothing behind.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, select

from deploy.fleet.database import reading, writing
from deploy.fleet.dead_letters import DeadLetter, bury
from deploy.fleet.errors import DatabaseAway
from deploy.fleet.recipes import wishes
from deploy.fleet.recipes.releases import UNDER_WAY, answered, in_use, under_way
from deploy.fleet.recipes.shelf import Open, Opening, contents_of
from deploy.fleet.recipes.tables import recipe_releases
from deploy.fleet.said_again import SaidAgain
from deploy.fleet.states.tables import station_states
from deploy.fleet.tables import stations
from edge_agent.core.errors import PackwardenError
from edge_agent.people.errors import NotGenuine
from edge_agent.people.keys import SigningKey
from edge_agent.people.signing import Sealed
from edge_agent.people.trust import Trust
from edge_agent.uplink.recipes.asking import Asked, next_asked
from edge_agent.uplink.recipes.documents import (
    PIECES_WISH,
    RELEASE,
    Handover,
    PiecesWish,
    RecipeState,
    ReleaseAnswer,
    read_from_station,
    signed,
)
from edge_agent.uplink.recipes.listing import lacking, wanted_of
from edge_agent.uplink.topics import RECIPE_ANSWER, StationTopics, name_of, station_of
from hardware.interfaces import Clock
from hardware.letters import Heard, Letter, Post

FIRST_PAUSE_NS: Final = 2_000_000_000
LONGEST_PAUSE_NS: Final = 60_000_000_000
LOOK_NS: Final = 500_000_000


class RecipeTaker:
    """Takes letters of stations on recipes; a `Taker` of the centre's ear."""

    def __init__(self, engine: Engine, trust: Callable[[], Trust]) -> None:
        self.engine, self.trust = engine, trust

    def take(self, letters: Sequence[Heard], now: datetime) -> Iterable[Letter]:
        """Pieces that were asked for. DatabaseAway, and nothing taken, where it cannot now."""
        answers: list[Letter] = []
        with writing(self.engine) as connection:
            dead = []
            for letter in letters:
                try:
                    answers += self.heard(connection, letter, now)
                except PackwardenError as error:
                    dead.append(DeadLetter(letter.topic, str(error), letter.payload))
            bury(connection, dead, now)
        return answers

    def heard(self, connection: Connection, letter: Heard, now: datetime) -> Iterable[Letter]:
        station = station_of(letter.topic)
        if station is None:
            raise NotGenuine("not a topic of a station")
        if name_of(letter.topic) != RECIPE_ANSWER:
            wishes.take_piece(connection, letter.payload, now)
            return ()
        said = read_from_station(letter.payload, station, self.trust())
        if isinstance(said, Handover):
            wishes.listed_up(connection, said)
            return ()
        return list(self.pieces(connection, said, now))

    def pieces(
        self, connection: Connection, said: ReleaseAnswer, now: datetime
    ) -> Iterator[Letter]:
        """Of the release that was answered to, as long as it is on its way and in time."""
        row = answered(connection, said, now)
        if row is None or row.state not in UNDER_WAY or now > row.not_after or not said.asks:
            return
        topic = StationTopics(said.station).recipe_piece
        for piece in pieces_of(connection, row, said.asks):
            yield Letter(topic, piece, 1)


def pieces_of(connection: Connection, row: Row[Any], asked: Sequence[str]) -> Iterator[bytes]:
    """What the release of this row has of them."""
    released = RELEASE.value(Sealed.from_bytes(bytes(row.sealed)).document)
    for file in released.files:
        if places := wanted_of(file, asked):
            content = contents_of(connection, [file.sha256]).get(file.sha256, b"")
            yield from (content[place] for place in places)


class RecipeDesk:
    """Says what is due; one thread calls `step` in a loop. Opening what was handed up takes some
    seconds in it, and holds up nothing but this."""

    def __init__(
        self, engine: Engine, key: SigningKey, post: Post, clock: Clock, open_recipe: Open
    ) -> None:
        self.engine, self.key, self.post, self.clock = engine, key, post, clock
        self.open_recipe = open_recipe
        self.said = SaidAgain(FIRST_PAUSE_NS, LONGEST_PAUSE_NS)
        """By number of a release or a wish."""
        self.asked: dict[int, Asked] = {}
        self.looked_ns = -LOOK_NS

    def step(self) -> None:
        """DatabaseAway, and it is tried again at the next call."""
        now_ns, now = self.clock.now_ns(), self.clock.wall()
        if not self.post.is_up or now_ns - self.looked_ns < LOOK_NS:
            return
        self.looked_ns = now_ns
        self.tidy(now)
        with reading(self.engine) as connection:
            offered = under_way(connection, now)
            wished = wishes.open_wishes(connection, now)
            here = wishes.pieces_here(connection)
        for row in (*offered, *(one for one in wished if one.state == wishes.ASKED)):
            self.say(row, now_ns)
        for row in wished:
            if row.state == wishes.COMING:
                self.fetch(row, here, now_ns)
        self.forget({row.number for row in (*offered, *wished)})

    def tidy(self, now: datetime) -> None:
        """Writes only where there is something to write."""
        with reading(self.engine) as connection:
            begun = begun_to_use(connection)
            left = wishes.has_left_over(connection, now)
        if begun or left:
            with writing(self.engine) as connection:
                for one in begun:
                    in_use(connection, one.station, one.hash, one.heard_at)
                wishes.forget_pieces(connection, now)

    def say(self, row: Row[Any], now_ns: int) -> None:
        letter = Letter(StationTopics(row.station).recipe, bytes(row.sealed), 1)
        if self.said.is_due(row.number, now_ns) and self.post.publish(letter):
            self.said.note(row.number, now_ns)

    def fetch(self, row: Row[Any], here: set[str], now_ns: int) -> None:
        missing = lacking(wishes.files_of(row), here.__contains__)
        if not missing:
            self.finish(row)
            return
        asked = next_asked(self.asked.get(row.number), missing, now_ns)
        if asked is None:
            return
        self.asked[row.number] = asked
        document = PiecesWish(
            station=row.station,
            number=row.number,
            recipe=row.recipe,
            asks=tuple(sorted(asked.pieces)),
            not_after=row.not_after,
        )
        payload = signed(PIECES_WISH, document, self.key)
        self.post.publish(Letter(StationTopics(row.station).recipe, payload, 1))

    def finish(self, row: Row[Any]) -> None:
        """It is opened while no transaction is open."""
        found: Opening | str
        try:
            with reading(self.engine) as connection:
                files = wishes.assembled(connection, row)
            found = wishes.opened_up(files, row, self.open_recipe)
        except DatabaseAway:
            raise  # which says nothing about the recipe
        except PackwardenError as error:
            found = str(error)
        with writing(self.engine) as connection:
            wishes.finish(connection, row, found, self.clock.wall())

    def forget(self, numbers: set[int]) -> None:
        self.said.keep(numbers)
        self.asked = {number: one for number, one in self.asked.items() if number in numbers}


def begun_to_use(connection: Connection) -> list[Row[Any]]:
    """Versions that stations say they make, of which that was not known."""
    query = (
        select(recipe_releases.c.station, recipe_releases.c.hash, station_states)
        .join(stations, stations.c.name == recipe_releases.c.station)
        .join(station_states, station_states.c.station_id == stations.c.id)
        .where(
            recipe_releases.c.in_use_since.is_(None),
            recipe_releases.c.state.in_((RecipeState.READY.value, RecipeState.IN_PLACE.value)),
        )
    )
    return [row for row in connection.execute(query) if makes(row.body, row.hash)]


def makes(said: str, recipe_hash: str) -> bool:
    made = json.loads(said).get("recipe")
    return isinstance(made, dict) and made.get("hash") == recipe_hash
