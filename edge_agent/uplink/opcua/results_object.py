"""ResultManagement: the last results on request, and an event for each pack as it ends."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Final

from asyncua import ua

from edge_agent.core.errors import NotFound
from edge_agent.uplink.opcua.arguments import count, id_text
from edge_agent.uplink.opcua.herald import Herald
from edge_agent.uplink.opcua.methods import Methods, int32, structure, yes_or_no
from edge_agent.uplink.opcua.result_types import (
    event_fields,
    external_recipe,
    internal_configuration,
    internal_recipe,
    job_id,
    part_id,
    product_id,
    result_content,
    result_data,
    times,
)
from edge_agent.uplink.opcua.results_log import Result, ResultsLog
from edge_agent.uplink.opcua.space import Space

RESULT_READY: Final = "ResultReadyEventType"
MANAGEMENT: Final = "VisionSystem.ResultManagement"
MOST_LISTED: Final = 100
"""Results in one answer."""
MOST_HANDLES: Final = 200
"""Given out and not released; then the oldest is."""
DONE: Final = 0
UNKNOWN_HANDLE: Final = -1


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a listed result must be; None for anything."""

    state: int | None
    part: str | None
    recipe: str | None
    recipe_hash: str | None
    configuration: str | None
    product: str | None
    job: str | None

    def fits(self, result: Result) -> bool:
        said = (
            (self.state, result.state),
            (self.part, str(result.pack_no)),
            (self.recipe, result.recipe),
            (self.recipe_hash, result.recipe_hash),
            (self.configuration, result.settings_hash),
            (self.product, result.recipe),
            (self.job, result.job_id),
        )
        return all(asked is None or asked == found for asked, found in said)


class ResultsObject:
    """Of one server. Without a log it has no results."""

    def __init__(self, space: Space, herald: Herald, methods: Methods) -> None:
        self.space, self.herald, self.methods = space, herald, methods
        self.log: ResultsLog | None = None
        self.handles: OrderedDict[int, None] = OrderedDict()
        self.last_handle = 0

    async def prepare(self) -> None:
        system, name = self.space.vision_type("VisionSystemType"), "ResultManagement"
        await self.space.add_part("VisionSystem", system, name)
        of_type = self.space.vision_type("ResultManagementType")
        await self.space.add_part(MANAGEMENT, of_type, "ReleaseResultHandle")
        await self.herald.prepare(RESULT_READY)
        for name, arguments, method in (
            ("GetResultById", 2, self.by_id),
            ("GetResultComponentsById", 2, self.components_by_id),
            ("GetResultListFiltered", 12, self.filtered),
            ("ReleaseResultHandle", 1, self.release),
        ):
            node = self.space.node(f"{MANAGEMENT}.{name}")
            self.methods.link(node, name, arguments, method)

    async def tell_new(self) -> None:
        if self.log is None:
            return
        for result in self.log.more():
            said = f"pack {result.pack_no}"
            await self.herald.tell(RESULT_READY, said, event_fields(result))

    def close(self) -> None:
        if self.log is not None:
            self.log.close()

    def found(self, asked: Any) -> Result:
        wanted = id_text(asked, "ResultId")
        result = None if self.log is None else self.log.results.get(wanted or "")
        if result is None:
            raise NotFound(f"there is no result {wanted!r} among the last ones")
        return result

    def handle(self) -> ua.Variant:
        self.last_handle = self.last_handle % (2**32 - 1) + 1
        self.handles[self.last_handle] = None
        if len(self.handles) > MOST_HANDLES:
            self.handles.popitem(last=False)
        return ua.Variant(self.last_handle, ua.VariantType.UInt32)

    async def by_id(self, asked: Any, _timeout: Any) -> list[ua.Variant]:
        result = self.found(asked)
        return [self.handle(), structure(result_data(result)), int32(DONE)]

    async def components_by_id(self, asked: Any, _timeout: Any) -> list[ua.Variant]:
        result = self.found(asked)
        empty = ua.Variant(None, ua.VariantType.ExtensionObject)
        return [
            yes_or_no(False),
            self.handle(),
            yes_or_no(False),
            yes_or_no(self.is_simulated),
            int32(result.state),
            empty,
            structure(part_id(result)),
            structure(external_recipe(result.recipe)),
            structure(internal_recipe(result.recipe_hash)),
            structure(product_id(result.recipe)),
            empty,
            structure(internal_configuration(result.settings_hash)),
            structure(job_id(result.job_id)),
            ua.Variant(result.ended_at, ua.VariantType.DateTime),
            structure(times(result)),
            ua.Variant(result_content(result), ua.VariantType.Variant, is_array=True),
            int32(DONE),
        ]

    @property
    def is_simulated(self) -> bool:
        state = self.methods.line.state
        return state is not None and state.identity.simulated

    async def filtered(self, state: Any, _meas: Any, part: Any, *rest: Any) -> list[ua.Variant]:
        """The newest first. ResultState 0 asks for any; a list is never longer than MOST_LISTED."""
        external, internal, _, configuration, product, job, most, start, _timeout = rest
        wanted = Wanted(
            count(state, "ResultState") or None,
            id_text(part, "PartId"),
            id_text(external, "ExternalRecipeId"),
            id_text(internal, "InternalRecipeId"),
            id_text(configuration, "InternalConfigurationId"),
            id_text(product, "ProductId"),
            id_text(job, "JobId"),
        )
        results = () if self.log is None else reversed(self.log.results.values())
        fitting = [one for one in results if wanted.fits(one)]
        first, at_most = count(start, "StartIndex"), count(most, "MaxResults") or MOST_LISTED
        listed = fitting[first : first + min(at_most, MOST_LISTED)]
        return [
            yes_or_no(first + len(listed) >= len(fitting)),
            ua.Variant(len(listed), ua.VariantType.UInt32),
            self.handle(),
            ua.Variant(
                [result_data(one) for one in listed], ua.VariantType.ExtensionObject, is_array=True
            ),
            int32(DONE),
        ]

    async def release(self, handle: Any) -> list[ua.Variant]:
        number = count(handle, "ResultHandle")
        if number not in self.handles:
            return [int32(UNKNOWN_HANDLE)]
        del self.handles[number]
        return [int32(DONE)]
