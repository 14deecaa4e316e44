"""Orders from a plant's own system, and RecipeManagement as far as a station has it.

SetOrder begins an order, AnnounceOrder says what comes next and leaves the beginning to a person,
CancelOrder takes back what was announced. Recipes are taught and approved at the station, or come
from its centre: none is added, changed or removed here.
"""

from datetime import date
from typing import Any, Final

from asyncua import Node, ua
from pydantic import ValidationError

from edge_agent.control.line_state import LineState
from edge_agent.core.changeover import OrderSource
from edge_agent.core.errors import InvalidInput
from edge_agent.core.gs1 import told_order
from edge_agent.core.order import Order
from edge_agent.core.roles import Act
from edge_agent.core.told import AnnounceOrder, CancelChangeover, ChangeOrder
from edge_agent.people.acts import Subject
from edge_agent.station_tables import OrderTable
from edge_agent.uplink.opcua.arguments import id_text, text
from edge_agent.uplink.opcua.methods import Deed, Method, Methods, int32, structure, yes_or_no
from edge_agent.uplink.opcua.refusals import NotOffered
from edge_agent.uplink.opcua.result_types import internal_recipe
from edge_agent.uplink.opcua.space import Space
from edge_agent.uplink.opcua.values import numbered, status

NAME: Final = "Orders"
MANAGEMENT: Final = "VisionSystem.RecipeManagement"
LONGEST_RECIPE: Final = 80
ADDED: Final = ("PrepareProduct", "AddRecipe")
"""Methods that the standard leaves to the system."""
PREPARED_NOT: Final = 0
"""Of TriStateBooleanDataType."""
ORDER_ARGUMENTS: Final = (
    ("Recipe", "its name at the station"),
    ("Lot", "as it is printed; empty where the product has none"),
    ("Expiry", "year-month-day; empty where the product has none"),
    ("Gtin", "8, 12, 13 or 14 digits; empty where the product has none"),
)


def order_of(recipe: Any, lot: Any, expiry: Any, gtin: Any) -> Order:
    """InvalidInput for what no order can be."""
    name = text(recipe, "Recipe", LONGEST_RECIPE)
    if name is None:
        raise InvalidInput("an order names its recipe")
    day = day_of(text(expiry, "Expiry"))
    try:
        return OrderTable(lot=text(lot, "Lot"), expiry=day, gtin=text(gtin, "Gtin")).as_order(name)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise InvalidInput(f"{place}: {first['msg']}") from error


def day_of(said: str | None) -> date | None:
    try:
        return None if said is None else date.fromisoformat(said)
    except ValueError as error:
        raise InvalidInput(f"Expiry is written 2026-12-24, not {said!r}") from error


class OrdersObject:
    """Of one server."""

    def __init__(self, space: Space, methods: Methods) -> None:
        self.space, self.methods = space, methods

    async def prepare(self, station: Node) -> None:
        own = self.space.own
        bname = ua.QualifiedName(NAME, own)
        folder = await station.add_object(self.space.own_id(NAME), bname)
        await self.add_method(folder, "SetOrder", self.set_order, ORDER_ARGUMENTS)
        await self.add_method(folder, "AnnounceOrder", self.announce_order, ORDER_ARGUMENTS)
        await self.add_method(folder, "CancelOrder", self.cancel_order, ())
        await self.prepare_recipes()

    async def add_method(
        self, folder: Node, name: str, method: Method, arguments: tuple[tuple[str, str], ...]
    ) -> None:
        inputs = [text_argument(*one) for one in arguments]
        node = await folder.add_method(
            *(self.space.own_id(f"{NAME}.{name}"), ua.QualifiedName(name, self.space.own)),
            *(nothing, inputs, []),
        )
        self.methods.link(node, name, len(arguments), method)

    async def prepare_recipes(self) -> None:
        space = self.space
        system, of_type = map(space.vision_type, ("VisionSystemType", "RecipeManagementType"))
        await space.add_part("VisionSystem", system, "RecipeManagement")
        for name in ADDED:
            await space.add_part(MANAGEMENT, of_type, name)
        for name, arguments, method in (
            ("PrepareRecipe", 2, self.prepare_recipe),
            ("PrepareProduct", 1, self.prepare_product),
            ("GetRecipeListFiltered", 6, self.recipes),
            ("UnprepareRecipe", 2, self.not_offered),
            ("AddRecipe", 2, self.not_offered),
        ):
            self.methods.link(space.node(f"{MANAGEMENT}.{name}"), name, arguments, method)

    async def set_order(self, *given: Any) -> list[ua.Variant]:
        await self.change(order_of(*given))
        return []

    async def announce_order(self, *given: Any) -> list[ua.Variant]:
        order = order_of(*given)
        await self.methods.carry_out(
            Deed(
                Act.CHANGE_ORDER,
                self.subject(order),
                lambda person: AnnounceOrder(order, OrderSource.MES, person),
            )
        )
        return []

    async def cancel_order(self) -> list[ua.Variant]:
        await self.methods.carry_out(Deed(Act.CHANGE_ORDER, Subject(), CancelChangeover))
        return []

    async def prepare_recipe(self, external: Any, internal: Any) -> list[ua.Variant]:
        """By its name, or by the hash of the one in force. An order of nothing but the recipe."""
        name, wanted_hash = id_text(external, "ExternalId"), id_text(internal, "InternalIdIn")
        in_force = self.methods.line.now().identity
        if name is None and wanted_hash == in_force.recipe_hash:
            name = in_force.recipe
        state = await self.prepare_by_name(name)
        is_there = state.identity.recipe == name
        known = structure(internal_recipe(state.identity.recipe_hash if is_there else ""))
        return [known, yes_or_no(is_there), int32(0)]

    async def prepare_product(self, product: Any) -> list[ua.Variant]:
        name = id_text(product, "ProductId")
        state = await self.prepare_by_name(name)
        is_there = state.identity.recipe == name
        return [
            structure(internal_recipe(state.identity.recipe_hash if is_there else "")),
            int32(0),
        ]

    async def prepare_by_name(self, name: str | None) -> LineState:
        """The recipe in force is prepared already; its order goes on."""
        state = self.methods.line.now()
        if name is None:
            raise InvalidInput("name the recipe that shall be prepared")
        if state.identity.recipe != name:
            await self.change(order_of(name, None, None, None))
        return state

    async def recipes(
        self, external: Any, product: Any, is_prepared: Any, *_limits: Any
    ) -> list[ua.Variant]:
        """The one that is in force, if it is asked for: the station tells of no other."""
        identity = self.methods.line.now().identity
        names = (id_text(external, "ExternalId"), id_text(product, "ProductId"))
        fits = all(one in (None, identity.recipe) for one in names) and is_prepared != PREPARED_NOT
        listed = [internal_recipe(identity.recipe_hash)] if fits else []
        return [
            yes_or_no(True),
            ua.Variant(len(listed), ua.VariantType.UInt32),
            ua.Variant(0, ua.VariantType.UInt32),
            ua.Variant(listed, ua.VariantType.ExtensionObject, is_array=True),
            int32(0),
        ]

    async def change(self, order: Order) -> None:
        await self.methods.carry_out(
            Deed(
                Act.CHANGE_ORDER,
                self.subject(order),
                lambda person: ChangeOrder(order, person, OrderSource.MES),
            )
        )

    def subject(self, order: Order) -> Subject:
        before = self.methods.line.now().order
        old = None if before is None else f"{before.recipe} {told_order(before) or ''}".strip()
        return Subject(recipe=order.recipe, old=old, new=told_order(order))

    async def not_offered(self, *_given: Any) -> list[ua.Variant]:
        raise NotOffered("recipes are taught and approved at the station, or come from its centre")


async def nothing(_parent: ua.NodeId, *_given: Any) -> ua.StatusCode:
    """Before a method is linked."""
    return status(ua.StatusCodes.BadNotImplemented)


def text_argument(name: str, described: str) -> ua.Argument:
    argument = ua.Argument()
    argument.Name, argument.Description = name, ua.LocalizedText(described)
    argument.DataType = numbered(ua.ObjectIds.String)
    argument.ValueRank = -1
    return argument
