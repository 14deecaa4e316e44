"""The station's own object: what the standards have no word for."""

from typing import Any, Final

from asyncua import Node, ua

from edge_agent.control.line_state import LineState
from edge_agent.uplink.opcua.shown import Shown, ShownMany
from edge_agent.uplink.opcua.space import Space

NAME: Final = "Station"
LAST_REFUSAL: Final = "LastRefusal"
TEXT, NUMBER, COUNT, TRUTH = (
    ua.VariantType.String,
    ua.VariantType.Double,
    ua.VariantType.Int64,
    ua.VariantType.Boolean,
)
FACTS: Final = {
    "Name": TEXT,
    "Software": TEXT,
    "Simulated": TRUTH,
    "PackmlState": ua.VariantType.Int32,
    "Cause": TEXT,
    "Level": TEXT,
    "Bypass": TRUTH,
    "BeltStops": TEXT,
    "Troubles": TEXT,
    "Recipe": TEXT,
    "RecipeHash": TEXT,
    "Lot": TEXT,
    "Expiry": TEXT,
    "Gtin": TEXT,
    "Announced": TEXT,
    "PacksPerMinute": NUMBER,
    "LatencyP95Ms": NUMBER,
    "Seen": COUNT,
    "Passed": COUNT,
    "Rejected": COUNT,
    "Held": COUNT,
    "Missed": COUNT,
}


def facts(state: LineState) -> dict[str, Any]:
    """Texts are empty, and numbers 0, where there is nothing to tell. Pure."""
    return {**of_station(state), **of_order(state), **of_packs(state)}


def of_station(state: LineState) -> dict[str, Any]:
    return {
        "Name": state.identity.station,
        "Software": state.identity.software,
        "Simulated": state.identity.simulated,
        "PackmlState": int(state.packml.state),
        "Cause": state.packml.why or "",
        "Level": state.level.value,
        "Bypass": state.bypass is not None,
        "BeltStops": ", ".join(state.belt_stops),
        "Troubles": ", ".join(one.cause.value for one in state.troubles),
    }


def of_order(state: LineState) -> dict[str, Any]:
    order, announced = state.order, state.changeover.announced
    expiry = None if order is None or order.expiry is None else order.expiry.isoformat()
    return {
        "Recipe": state.identity.recipe,
        "RecipeHash": state.identity.recipe_hash,
        "Lot": "" if order is None else order.lot or "",
        "Expiry": expiry or "",
        "Gtin": "" if order is None else order.gtin or "",
        "Announced": "" if announced is None else announced.order.recipe,
    }


def of_packs(state: LineState) -> dict[str, Any]:
    ledger = state.ledger
    return {
        "PacksPerMinute": state.lately.packs_per_min,
        "LatencyP95Ms": state.lately.latency_p95_ms or 0.0,
        "Seen": ledger.seen,
        "Passed": ledger.passed,
        "Rejected": ledger.rejected,
        "Held": ledger.held,
        "Missed": ledger.missed,
    }


class StationObject:
    """Of one server."""

    def __init__(self, space: Space) -> None:
        self.space, self.facts = space, ShownMany()
        self.last_refusal: Shown | None = None

    async def prepare(self) -> Node:
        objects, own = self.space.server.nodes.objects, self.space.own
        station = await objects.add_object(self.space.own_id(NAME), ua.QualifiedName(NAME, own))
        for name, kind in FACTS.items():
            self.facts.of[name] = await self.add(station, name, kind)
        self.last_refusal = await self.add(station, LAST_REFUSAL, TEXT)
        await self.last_refusal.show("")
        return station

    async def add(self, station: Node, name: str, kind: ua.VariantType) -> Shown:
        node_id = self.space.own_id(f"{NAME}.{name}")
        bname = ua.QualifiedName(name, self.space.own)
        start = ua.get_default_value(kind)
        return Shown(await station.add_variable(node_id, bname, start, kind), kind)

    async def follow(self, state: LineState | None) -> None:
        if state is not None:
            await self.facts.show(facts(state))
            return
        for one in self.facts.of.values():
            await one.show_nothing(ua.StatusCodes.BadNoCommunication)
