"""The order in force: as the settings have it, until a person or a machine changes it.

Rules
- Another order is checked as at a start, kept as an event, and holds for packs that come to the
  photo-eye from then on; those on the belt keep theirs. Its first packs are verified.
- An order of another recipe that can be made here ends this line: packs that were seen before are
  judged by their own recipe and end; of those that come behind them nobody knows what they are, so
  nothing is said of them. The line begins anew with the other recipe.
- What scans or an announcement contradict is not begun, and stays told until something is.
- A version of a recipe that lies ready is made from the next order of it on; where it replaces the
  one of this line, the line begins anew with it. Nothing of a running line is ever exchanged.
- A bundle of models that lies ready is used from the next order on: the line begins anew with it.
"""

from typing import Any, Final

from pydantic import TypeAdapter

from edge_agent.core.changeover import (
    ORDER_CHANGED,
    Announced,
    Difference,
    OrderSource,
    differences,
    sentence,
)
from edge_agent.core.errors import Conflict, InvalidInput
from edge_agent.core.expected_print import check_order
from edge_agent.core.order import Order
from edge_agent.core.recipe import Recipe
from edge_agent.core.told import (
    AnnounceOrder,
    CancelChangeover,
    ChangeOrder,
    OfferRecipe,
)
from edge_agent.line.challenge_packs import ChallengePacks
from edge_agent.line.first_packs import FirstPacksAtLine
from edge_agent.line.parts import Making, Parts

BEGINS_ANEW: Final = "begins_anew"
"""In the event of a change: the order is of another recipe, and another line makes it."""
ANNOUNCED: Final = "order_announced"
OFFERED: Final = "recipe_offered"
MISMATCH: Final = "product_mismatch"
MISMATCH_OVER: Final = "product_mismatch_over"
BY_MACHINE: Final = (OrderSource.PLC, OrderSource.MES)
ORDER: Final = TypeAdapter(Order)


class ProductMismatch(Conflict):
    """A scan, a PLC or the plant's order system says otherwise than the person who chose."""


class Orders:
    """Of one line, from its start on."""

    def __init__(
        self,
        parts: Parts,
        recipe: Recipe,
        order: Order | None,
        making: Making,
        challenges: ChallengePacks,
        first_packs: FirstPacksAtLine,
    ) -> None:
        self.clock, self.recorder = parts.clock, parts.recorder
        self.recipe, self.others = recipe, {one.name: one for one in making.others}
        self.challenges, self.first_packs = challenges, first_packs
        self.renewed: Recipe | None = None
        """Another version of its own recipe, with which the next order of it begins."""
        self.offered: dict[str, str] = {}
        """Hashes of the versions that lie ready, by recipe."""
        self.has_other_bundle = False
        """Every next order begins with it: one that lies ready, or the one before."""
        self.bundle_lies_ready = False
        self.current = order
        self.next: Order | None = None
        """Of another recipe, or of another version: this line ends for it."""
        self.begins_again = False
        """With the same order: the line ends for another bundle, and its belt is empty."""
        self.announced: Announced | None = None
        self.mismatch: tuple[Difference, ...] = ()
        if making.is_unverified:
            first_packs.begin()

    def change(self, told: ChangeOrder) -> None:
        """InvalidInput where it cannot be made, Conflict where something speaks against it; the
        order before stays."""
        order, recipe = told.order, self.recipe_of(told.order)
        check_order(recipe, order, self.clock.wall().date())
        self.refuse_mismatch(told, recipe)
        self.recorder.event(ORDER_CHANGED, self.told_change(told, recipe))
        self.forget()
        if not self.begins_anew(recipe):
            self.current = order
            self.first_packs.begin()
            self.challenges.changeover()
        else:
            self.next = order
            self.first_packs.drop()

    def told_change(self, told: ChangeOrder, recipe: Recipe) -> dict[str, object]:
        return {
            "from": document_of(self.current),
            "to": document_of(told.order),
            "by": told.person,
            "source": told.source,
            "scanned": list(told.scanned),
            BEGINS_ANEW: self.begins_anew(recipe),
        }

    @property
    def ends_line(self) -> bool:
        """Another line has to begin."""
        return self.next is not None or self.begins_again

    def begins_anew(self, recipe: Recipe) -> bool:
        return recipe is not self.recipe or self.has_other_bundle

    def recipe_of(self, order: Order) -> Recipe:
        """Of this line or of another that can be made here; InvalidInput for any else."""
        if self.next is not None:
            raise Conflict(f"the line is going over to {self.next.recipe}; wait until it has")
        if order.recipe == self.recipe.name:
            return self.renewed or self.recipe
        if order.recipe not in self.others:
            made = ", ".join([self.recipe.name, *self.others])
            raise InvalidInput(f"{order.recipe!r} cannot be made at this line, which makes {made}")
        return self.others[order.recipe]

    def refuse_mismatch(self, told: ChangeOrder, recipe: Recipe) -> None:
        found = differences(told.order, recipe, told.scanned, self.announced)
        if not found:
            return
        self.mismatch, why = found, sentence(found)
        asked = {"order": document_of(told.order), "scanned": list(told.scanned)}
        self.recorder.event(MISMATCH, {"why": why, **asked, "by": told.person})
        raise ProductMismatch(why)

    def announce(self, told: AnnounceOrder) -> None:
        """What a machine says comes next; as strictly checked as what is begun."""
        if told.source not in BY_MACHINE:
            raise InvalidInput("only a PLC or the plant's order system announces an order")
        check_order(self.recipe_of(told.order), told.order, self.clock.wall().date())
        self.announced = Announced(told.order, told.source, told.person)
        order = document_of(told.order)
        self.recorder.event(ANNOUNCED, {"order": order, "source": told.source, "by": told.person})

    def offer(self, told: OfferRecipe) -> None:
        """The file of it lies ready, verified: whoever begins the line anew takes it from there."""
        if told.recipe.name == self.recipe.name:
            self.renewed = told.recipe
        else:
            self.others[told.recipe.name] = told.recipe
        self.offered[told.recipe.name] = told.recipe_hash
        named = {"recipe": told.recipe.name, "recipe_hash": told.recipe_hash}
        self.recorder.event(OFFERED, {**named, "by": told.person})

    def cancel(self, told: CancelChangeover) -> None:
        if self.next is not None:
            raise Conflict(f"too late: the line is going over to {self.next.recipe}")
        self.forget()
        self.recorder.event("changeover_cancelled", {"by": told.person})

    def forget(self) -> None:
        """What was announced, and what spoke against it."""
        if self.mismatch:
            self.recorder.event(MISMATCH_OVER, {})
        self.announced, self.mismatch = None, ()


def document_of(order: Order | None) -> dict[str, Any] | None:
    return None if order is None else ORDER.dump_python(order, mode="json")
