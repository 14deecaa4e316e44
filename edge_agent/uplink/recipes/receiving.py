"""A station's end of a release: takes it in, asks for what lacks, verifies it, puts it in place.

Rules
- Only what the centre signed for this station, in time; of one recipe the highest number counts.
- A piece is known by its hash. What no release lists is not kept.
- A recipe is taken only once the station's own code has opened it, it has the name and the hash
  that two persons agreed on, and this station's cameras, gate and challenge packs fit it.
- A new recipe is put in place at once. One that replaces another waits until the line that runs
  says that it makes something else; else the line itself takes it, when a person begins an order.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from edge_agent.control.line_state import LineState
from edge_agent.core.errors import Conflict, InvalidInput, PackwardenError
from edge_agent.core.recipe import Recipe
from edge_agent.core.told import OfferRecipe
from edge_agent.inspection.ready_recipes import (
    RecipePlaces,
    drop,
    hash_of,
    keep_replaced,
    put_in_place,
    ready_version,
    refuse_immovable,
)
from edge_agent.inspection.recipe_files import RECIPE_FILE
from edge_agent.inspection.recipe_tables import RecipeTable, as_recipe
from edge_agent.station_fitting import refuse_unfit
from edge_agent.station_tables import StationSettings
from edge_agent.toml_files import load_toml
from edge_agent.uplink.recipes.asking import Asked, next_asked
from edge_agent.uplink.recipes.checking import Opened
from edge_agent.uplink.recipes.coming import Coming, Kept
from edge_agent.uplink.recipes.documents import RecipeState, Release, ReleaseAnswer
from edge_agent.uplink.recipes.listing import lacking, pieces_of

OVER: Final = "it did not arrive before its time was over"


class ReleaseOutdated(Conflict):
    """A newer release of the same recipe came before."""

    title = "Outdated"


@dataclass(frozen=True, slots=True)
class Verified:
    """What came out of opening a release."""

    kept: Kept
    recipe: Recipe | None = None
    why: str = ""
    """Why it is refused; then there is no recipe."""


class Receiving:
    """Of one station that has a folder for products. Its caller asks what is due, and carries out
    what takes time: `seed` and `verify` touch no state and may run in a thread."""

    def __init__(
        self,
        settings: StationSettings,
        places: RecipePlaces,
        open_recipe: Callable[[Path], Opened],
    ) -> None:
        self.settings, self.places, self.open_recipe = settings, places, open_recipe
        self.station = settings.station.full_name
        self.coming = Coming(places.hidden)
        self.asked: dict[str, Asked] = {}
        self.unseeded = {kept.release.recipe for kept in self.kept_in(RecipeState.COMING)}
        self.answers: list[ReleaseAnswer] = []
        """Of what came since they were taken."""
        self.placed_now: list[Kept] = []
        """By this process; the line that ran then reads no files."""
        keep_replaced(places)
        self.look_at_ready()

    def look_at_ready(self) -> None:
        """The station may be another one than when they were verified."""
        for kept in self.kept_in(RecipeState.READY):
            ready = self.places.ready(kept.release.recipe_hash)
            try:
                if ready.is_dir():
                    table = load_toml(ready / RECIPE_FILE, RecipeTable)
                    refuse_unfit(self.settings, as_recipe(table))
            except PackwardenError as error:
                self.drop_ready(kept.release.recipe)
                self.decide(kept.refused(str(error)))

    def kept_in(self, state: RecipeState) -> list[Kept]:
        return [kept for kept in self.coming.kept.values() if kept.state is state]

    # What the centre says

    def heard(self, release: Release, sealed: bytes) -> None:
        """ReleaseOutdated for an older one than is known; the same again is only answered."""
        before = self.coming.kept.get(release.recipe)
        if before is not None and release.number < before.release.number:
            newer = before.release.number
            raise ReleaseOutdated(f"{release.recipe}: {release.number} is older than {newer}")
        if before is None or release.number > before.release.number:
            self.coming.keep(Kept(release, sealed))
            self.unseeded.add(release.recipe)
            self.asked.pop(release.recipe, None)
        self.answer(release.recipe)

    def piece(self, content: bytes) -> None:
        """InvalidInput for one that no release lists which is coming."""
        if not self.coming.take_piece(content):
            raise InvalidInput("a piece that no coming recipe lists")

    # What is due

    def expire(self, now: datetime) -> None:
        for kept in self.kept_in(RecipeState.COMING):
            if now > kept.release.not_after:
                self.decide(kept.refused(OVER))

    def seed(self, kept: Kept) -> None:
        """From what lies here already of this recipe."""
        there = self.places.in_place(kept.release.recipe)
        for folder in (there, self.places.before(kept.release.recipe_hash)):
            if folder is not None and folder.is_dir():
                self.coming.seed(kept.release.files, folder)

    def seeded(self, kept: Kept) -> None:
        self.unseeded.discard(kept.release.recipe)

    def due(self, now_ns: int) -> None:
        """Asks for pieces of what is coming."""
        for kept in self.kept_in(RecipeState.COMING):
            name = kept.release.recipe
            if name in self.unseeded:
                continue
            asked = next_asked(self.asked.get(name), self.lacking(kept), now_ns)
            if asked is not None:
                self.asked[name] = asked
                self.answer(name, asked)

    def whole(self) -> list[Kept]:
        """Those of which every piece is here."""
        return [
            kept
            for kept in self.kept_in(RecipeState.COMING)
            if kept.release.recipe not in self.unseeded and not self.lacking(kept)
        ]

    def verify(self, kept: Kept) -> Verified:
        """Opens it. It lies ready afterwards, or nowhere."""
        release = kept.release
        try:
            folder = self.coming.assemble(release)
            opened = self.open_recipe(folder)
            self.refuse_other(release, opened)
            refuse_unfit(self.settings, opened.recipe)
            refuse_immovable(self.places, release.recipe)
            self.make_ready(release, folder)
        except (PackwardenError, OSError) as error:
            shutil.rmtree(self.coming.unfinished / release.recipe_hash, ignore_errors=True)
            return Verified(kept, why=str(error))
        return Verified(kept, opened.recipe)

    def verified(self, verified: Verified) -> None:
        """Unless another release came meanwhile."""
        kept = verified.kept
        if self.coming.kept.get(kept.release.recipe) != kept:
            return
        if verified.recipe is None:
            self.decide(kept.refused(verified.why))
        else:
            self.decide(kept.became(RecipeState.READY))

    def settle(self, line: LineState | None) -> None:
        """Puts in place what may be now, and sees what the line took by itself."""
        for kept in self.kept_in(RecipeState.READY):
            name, ready = kept.release.recipe, self.places.ready(kept.release.recipe_hash)
            try:
                if ready.is_dir() and self.may_place(name, line):
                    put_in_place(self.places, name)
                if not ready.is_dir():
                    self.decide(self.placed(kept))
            except (PackwardenError, OSError) as error:
                self.drop_ready(name)
                self.decide(kept.refused(str(error)))

    def may_place(self, recipe: str, line: LineState | None) -> bool:
        if line is not None and line.identity.recipe == recipe:
            return False
        if line is not None and line.changeover.to is None:
            return True
        return self.places.in_place(recipe) is None

    def placed(self, kept: Kept) -> Kept:
        there = self.places.in_place(kept.release.recipe)
        if there is None or hash_of(there) != kept.release.recipe_hash:
            return kept.refused("another version lies in its place; somebody changed it by hand")
        now = kept.became(RecipeState.IN_PLACE)
        self.placed_now = [
            one for one in self.placed_now if one.release.recipe != now.release.recipe
        ]
        self.placed_now.append(now)
        return now

    def words(self, line: LineState) -> Iterator[OfferRecipe]:
        """What a line that runs does not know of: versions that lie ready, and those that this
        process has put in place beside it."""
        for kept in (*self.kept_in(RecipeState.READY), *self.placed_now):
            release = kept.release
            if line.identity.recipe_hash == release.recipe_hash:
                continue
            folder = self.places.ready(release.recipe_hash)
            if not folder.is_dir():
                folder = self.places.in_place(release.recipe) or folder
            table = load_toml(folder / RECIPE_FILE, RecipeTable)
            yield OfferRecipe(as_recipe(table), release.recipe_hash, release.approved_by)

    # Between

    def refuse_other(self, release: Release, opened: Opened) -> None:
        if opened.recipe.name != release.recipe:
            raise InvalidInput(f"it calls itself {opened.recipe.name!r}, not {release.recipe!r}")
        if opened.hash != release.recipe_hash:
            raise InvalidInput(f"its hash is {opened.hash}, approved was {release.recipe_hash}")

    def make_ready(self, release: Release, folder: Path) -> None:
        """In the place of any other version of it that waited."""
        there = self.places.in_place(release.recipe)
        if there is not None and hash_of(there) == release.recipe_hash:
            shutil.rmtree(folder)
            return
        self.drop_ready(release.recipe)
        ready = self.places.ready(release.recipe_hash)
        ready.parent.mkdir(parents=True, exist_ok=True)
        folder.rename(ready)

    def drop_ready(self, recipe: str) -> None:
        while (older := ready_version(self.places, recipe)) is not None:
            drop(older)

    def decide(self, kept: Kept) -> None:
        self.coming.keep(kept)
        self.answer(kept.release.recipe)

    def lacking(self, kept: Kept) -> tuple[str, ...]:
        return lacking(kept.release.files, self.coming.has_piece)

    def answer(self, recipe: str, asked: Asked | None = None) -> None:
        kept = self.coming.kept[recipe]
        release, is_coming = kept.release, kept.state is RecipeState.COMING
        missing = set(self.lacking(kept)) if is_coming else set()
        every = pieces_of(release.files)
        self.answers.append(
            ReleaseAnswer(
                station=self.station,
                number=release.number,
                recipe_hash=release.recipe_hash,
                state=kept.state,
                have=len(every) - len(missing),
                all=len(every),
                asks=() if asked is None else tuple(sorted(asked.pieces & missing)),
                why=kept.why,
            )
        )
