"""All that goes by letters between a centre and its stations, over one way: a broker, a folder or
HTTPS. Records, pictures and states come in; recipes, orders and commands go out.

Several ways, and several of these on one way, work side by side on one database: what may be said
twice is said twice, and counts once. A database that is away is trouble, and no end.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol

from sqlalchemy import Engine

from deploy.fleet.errors import DatabaseAway
from deploy.fleet.ingest import Ingest
from deploy.fleet.listening import Listening, Taker
from deploy.fleet.orders.desk import OrderDesk
from deploy.fleet.pictures.files import CentrePictures
from deploy.fleet.pictures.taking import PictureTaker
from deploy.fleet.places import CentrePlaces
from deploy.fleet.pulses.beating import Pulse
from deploy.fleet.recipes.talking import RecipeDesk, RecipeTaker
from deploy.fleet.rollouts.desk import RolloutDesk
from deploy.fleet.states.taking import StatesTaker
from edge_agent.people.keys import SigningKey
from edge_agent.people.station_key import trust_of
from edge_agent.uplink.recipes.checking import open_apart
from edge_agent.uplink.topics import PICTURES, RECIPE_ANSWER, RECIPE_PIECE_UP, RECORDS, STATE
from hardware.interfaces import Clock
from hardware.letters import Post

KINDS: Final = (RECORDS, PICTURES, STATE, RECIPE_ANSWER, RECIPE_PIECE_UP)
"""Of letters that come in."""
PART: Final = "letters"
REST_NS: Final = 5_000_000


class Desk(Protocol):
    def step(self) -> None:
        """Says what is due. DatabaseAway, and it is tried again at the next call."""


class Correspondence:
    """Over one way. One thread calls `step` in a loop; whoever made the post starts and ends it."""

    def __init__(
        self,
        engine: Engine,
        places: CentrePlaces,
        key: SigningKey,
        post: Post,
        clock: Clock,
        part: str = PART,
    ) -> None:
        """part: of the centre, as its process says that it lives."""
        more = takers(engine, places, key)
        self.listening = Listening(Ingest(engine), post, key, clock, more)
        self.desks: Sequence[Desk] = (
            OrderDesk(engine, key, post, clock),
            RecipeDesk(engine, key, post, clock, open_apart),
            RolloutDesk(engine, key, clock),
        )
        self.pulse = Pulse(engine, part, clock)
        self.clock = clock

    def step(self) -> bool:
        """Whether anything came."""
        has_come = self.listening.step()
        trouble = self.listening.sums.trouble or self.listening.post.trouble
        try:
            for desk in self.desks:
                desk.step()
        except DatabaseAway as error:
            trouble = str(error)
        self.pulse.beat(trouble, self.figures())
        return has_come

    def run(self, ended: Callable[[], bool]) -> None:
        """What is under way is finished, and answered."""
        while not ended():
            if not self.step():
                self.clock.sleep_until_ns(self.clock.now_ns() + REST_NS)
        self.pulse.end()

    def figures(self) -> Mapping[str, float]:
        sums = self.listening.sums
        names = ("batches", "stored", "again", "dead", "failures", "unknown")
        return {name: getattr(sums, name) for name in names}


def takers(engine: Engine, places: CentrePlaces, key: SigningKey) -> dict[str, Taker]:
    """By kind of letter; records have their own."""
    recipes = RecipeTaker(engine, lambda: trust_of(places.people))
    return {
        PICTURES: PictureTaker(engine, CentrePictures(places.pictures), key),
        STATE: StatesTaker(engine),
        RECIPE_ANSWER: recipes,
        RECIPE_PIECE_UP: recipes,
    }
