"""Recipes between a station and its centre: hears, takes in, tells the line, and answers, signed.

Letters come in by the uplink's own ear; what takes time runs beside the loop, in a thread or in a
process of its own.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from edge_agent.control.errors import BadFrame
from edge_agent.core.errors import PackwardenError, StoreFailed
from edge_agent.inspection.ready_recipes import RecipePlaces
from edge_agent.people.documents import DocumentKind
from edge_agent.people.keys import SigningKey
from edge_agent.people.station_key import open_station_key, trust_of
from edge_agent.station_tables import StationSettings
from edge_agent.uplink.part import Surroundings
from edge_agent.uplink.recipes.checking import Opened, open_apart
from edge_agent.uplink.recipes.coming import Kept
from edge_agent.uplink.recipes.documents import (
    ANSWER,
    HANDOVER,
    FromCentre,
    FromStation,
    PiecesWish,
    RecipeState,
    Release,
    ReleaseAnswer,
    Wish,
    read_from_centre,
    signed,
)
from edge_agent.uplink.recipes.handing_up import HandingUp
from edge_agent.uplink.recipes.listing import pieces_of
from edge_agent.uplink.recipes.receiving import Receiving
from edge_agent.uplink.topics import StationTopics
from hardware.letters import Letter, Post

STEP_S: Final = 0.1
SETTLE_NS: Final = 1_000_000_000
NO_PRODUCTS: Final = (
    "this station takes no recipes: name a folder for them as products in its station.toml"
)


class RecipePart:
    """Of one station; `heard_by` belongs into the uplink that hears its topics."""

    def __init__(
        self,
        around: Surroundings,
        post: Post,
        open_recipe: Callable[[Path], Opened] = open_apart,
    ) -> None:
        self.settings, self.line, self.clock = around.settings, around.line, around.clock
        self.tell, self.post = around.tell, post
        self.folder, self.station = self.settings.data.folder, self.settings.station.full_name
        self.topics = StationTopics(self.station)
        self.receiving = receiving_of(self.settings, open_recipe)
        self.handing_up = HandingUp(self.settings.station)
        self.told: set[tuple[str, str]] = set()
        """(line, hash of a recipe) of what the line was told."""
        self.settled_ns = -SETTLE_NS

    @property
    def heard_by(self) -> dict[str, Callable[[bytes, int], None]]:
        return {self.topics.recipe: self.hear, self.topics.recipe_piece: self.hear_piece}

    def hear(self, payload: bytes, _now_ns: int) -> None:
        """NotGenuine, RecipeLate, ReleaseOutdated or InvalidInput, and nothing done."""
        said = read_from_centre(payload, self.station, trust_of(self.folder), self.clock.wall())
        try:
            self.heed(said, payload)
        except OSError as error:
            raise StoreFailed(f"recipe {said.recipe}: {error}") from error

    def heed(self, said: FromCentre, payload: bytes) -> None:
        match said:
            case Release():
                self.released(said, payload)
            case Wish():
                self.send(HANDOVER, self.handing_up.listed(said))
            case PiecesWish():
                for piece in self.handing_up.pieces(said):
                    self.post.publish(Letter(self.topics.recipe_piece_up, piece, 1))

    def released(self, release: Release, sealed: bytes) -> None:
        if self.receiving is None:
            self.send(ANSWER, refused(release, NO_PRODUCTS))
        else:
            self.receiving.heard(release, sealed)

    def hear_piece(self, payload: bytes, _now_ns: int) -> None:
        if self.receiving is not None:
            self.receiving.piece(payload)

    async def run(self) -> None:
        if self.receiving is not None:
            for trouble in self.receiving.coming.troubles:
                self.tell(trouble)
        while True:
            if self.receiving is not None:
                await self.turn(self.receiving)
            await asyncio.sleep(STEP_S)

    async def turn(self, receiving: Receiving) -> None:
        """One look at everything; a disk that does not take it is told, and tried again."""
        try:
            await self.take_in(receiving)
        except (PackwardenError, OSError) as error:
            self.tell(f"Recipes of the centre: {error}")
        if self.post.is_up:
            answers, receiving.answers = receiving.answers, []
            for answer in answers:
                self.send(ANSWER, answer)

    async def take_in(self, receiving: Receiving) -> None:
        now_ns = self.clock.now_ns()
        receiving.expire(self.clock.wall())
        for kept in receiving.kept_in(RecipeState.COMING):
            if kept.release.recipe in receiving.unseeded:
                await asyncio.to_thread(receiving.seed, kept)
                receiving.seeded(kept)
        if self.post.is_up:
            receiving.due(now_ns)
        for kept in receiving.whole():
            await self.verify(receiving, kept)
        if now_ns - self.settled_ns >= SETTLE_NS:
            self.settled_ns = now_ns
            receiving.settle(self.line.state)
            await self.tell_line(receiving)

    async def verify(self, receiving: Receiving, kept: Kept) -> None:
        receiving.verified(await asyncio.to_thread(receiving.verify, kept))

    async def tell_line(self, receiving: Receiving) -> None:
        """Each line once; one that begins later reads what is in place by itself."""
        line = self.line.state
        if line is None:
            return
        for word in receiving.words(line):
            key = line.identity.line, word.recipe_hash
            if key in self.told:
                continue
            self.told.add(key)
            try:
                await self.line.say(word, f"recipe-{word.recipe_hash}")
            except (PackwardenError, BadFrame) as error:
                self.tell(f"Recipe {word.recipe.name}: the line was not told: {error}")

    def send(self, kind: DocumentKind[Any], said: FromStation) -> None:
        """One that is lost is made up for when the centre says it again."""
        letter = Letter(self.topics.recipe_answer, signed(kind, said, self.key()), 1)
        self.post.publish(letter)

    def key(self) -> SigningKey:
        return open_station_key(self.folder, self.station, self.clock.wall())


def receiving_of(
    settings: StationSettings, open_recipe: Callable[[Path], Opened]
) -> Receiving | None:
    table = settings.station
    if table.products is None:
        return None
    return Receiving(settings, RecipePlaces(table.products, table.recipe), open_recipe)


def refused(release: Release, why: str) -> ReleaseAnswer:
    """Without anything of it having been kept."""
    return ReleaseAnswer(
        station=release.station,
        number=release.number,
        recipe_hash=release.recipe_hash,
        state=RecipeState.REFUSED,
        have=0,
        all=len(pieces_of(release.files)),
        asks=(),
        why=why,
    )
