"""The VisionSystem: its state machines follow the line, and each transition is told as an event."""

from typing import Any, Final

from asyncua import ua

from edge_agent.control.line_state import LineState
from edge_agent.core.machine_vision.course import Situation, Standing, course
from edge_agent.core.machine_vision.states import Happening, Machine, State, Transition
from edge_agent.core.packml.words import PackmlCommand
from edge_agent.uplink.opcua.arguments import text
from edge_agent.uplink.opcua.commanding import Commanding
from edge_agent.uplink.opcua.commands import reset_command, start_command
from edge_agent.uplink.opcua.herald import TROUBLE, USUAL, Fields, Herald
from edge_agent.uplink.opcua.methods import int32, structure
from edge_agent.uplink.opcua.refusals import NotOffered
from edge_agent.uplink.opcua.result_types import (
    TYPES,
    external_recipe,
    internal_recipe,
    job_id,
    product_id,
)
from edge_agent.uplink.opcua.shown import Shown, ShownState, shown_state
from edge_agent.uplink.opcua.space import Space

NAME: Final = "VisionSystem"
OUTER: Final = f"{NAME}.VisionStateMachine"
AUTOMATIC: Final = f"{OUTER}.AutomaticModeStateMachine"
STATE_CHANGED: Final = "StateChangedEventType"
SYSTEM_STATES: Final = {
    State.PREOPERATIONAL: 2,
    State.HALTED: 6,
    State.ERROR: 5,
    State.INITIALIZED: 2,
    State.READY: 2,
    State.SINGLE_EXECUTION: 1,
    State.CONTINUOUS_EXECUTION: 1,
}
"""SEMI E10 as OPC 40100-1 numbers it: 1 productive, 2 standby, 5 unscheduled downtime, 6 not
scheduled."""


def situation(state: LineState | None) -> Situation:
    if state is None:
        return Situation(None, None)
    is_changing = state.changeover.to is not None
    return Situation(state.packml.state, None if is_changing else state.identity.recipe_hash)


class VisionObject:
    """Of one server."""

    def __init__(self, space: Space, herald: Herald, commanding: Commanding) -> None:
        self.space, self.herald, self.commanding = space, herald, commanding
        self.standing = Standing()
        self.ids: dict[Machine, dict[str, ua.NodeId]] = {}
        """Of states and transitions, by name."""
        self.shown: dict[Machine, ShownState] = {}

    async def prepare(self) -> None:
        space = self.space
        await space.add_part(NAME, space.vision_type("VisionSystemType"), "SystemState")
        outer = space.vision_type(Machine.VISION)
        await space.add_part(OUTER, outer, "AutomaticModeStateMachine")
        await self.herald.prepare(STATE_CHANGED, *Happening)
        for machine, name in ((Machine.VISION, OUTER), (Machine.AUTOMATIC, AUTOMATIC)):
            of_type = space.vision_type(machine)
            states = await space.states(of_type)
            self.ids[machine] = {**states, **await space.transitions(of_type)}
            self.shown[machine] = await shown_state(space.node(name), states)
        self.system_state = Shown(space.node(f"{NAME}.SystemState"), ua.VariantType.ExtensionObject)
        self.link()
        await self.show()

    def link(self) -> None:
        for name, arguments, method in (
            (f"{OUTER}.Halt", 2, self.halt),
            (f"{OUTER}.Reset", 2, self.reset),
            (f"{AUTOMATIC}.StartSingleJob", 5, self.start_single_job),
            (f"{AUTOMATIC}.StartContinuous", 5, self.start_continuous),
            (f"{AUTOMATIC}.Stop", 2, self.stop),
            (f"{AUTOMATIC}.Abort", 2, self.stop),
        ):
            node = self.space.node(name)
            self.commanding.methods.link(node, name.rpartition(".")[2], arguments, method)

    async def follow(self, state: LineState | None) -> None:
        before = self.standing
        self.standing, gone = course(before, situation(state))
        if not gone:
            return
        await self.show()
        for transition in gone:
            await self.tell(transition, state)

    async def show(self) -> None:
        state = self.standing.state
        await self.shown[Machine.VISION].show(state.vision)
        await self.shown[Machine.AUTOMATIC].show(state.automatic)
        number = TYPES.SystemStateDataType(SYSTEM_STATES[state])
        await self.system_state.show(TYPES.SystemStateDescriptionDataType(State=number))

    async def tell(self, gone: Transition, state: LineState | None) -> None:
        said = f"{gone.before} to {gone.after}"
        severity = TROUBLE if Happening.ERROR in gone.happenings else USUAL
        await self.herald.tell(STATE_CHANGED, said, self.of_transition(gone), severity)
        for one in gone.happenings:
            fields = self.fields_of(one, gone, state)
            await self.herald.tell(one, self.words_of(one, said, state), fields, severity)

    def fields_of(self, told: Happening, gone: Transition, state: LineState | None) -> Fields:
        if told in (Happening.ERROR, Happening.ERROR_RESOLVED):
            return self.of_transition(gone)
        if state is None:
            return {}
        identity = state.identity
        if told is Happening.RECIPE_PREPARED:
            return {
                "ExternalId": structure(external_recipe(identity.recipe)),
                "InternalId": structure(internal_recipe(identity.recipe_hash)),
                "ProductId": structure(product_id(identity.recipe)),
            }
        return {"JobId": structure(job_id(str(identity.boot)))}

    def words_of(self, told: Happening, said: str, state: LineState | None) -> str:
        """An error says why."""
        if told is Happening.ERROR and state is not None and state.packml.why is not None:
            return state.packml.why
        return said

    def of_transition(self, gone: Transition) -> Fields:
        """The fields of a TransitionEventType."""
        ids, kinds = self.ids[gone.machine], ua.VariantType
        after = ids.get(gone.after) or self.ids[Machine.AUTOMATIC][gone.after]
        return {
            "Transition": ua.Variant(ua.LocalizedText(gone.name), kinds.LocalizedText),
            "Transition/Id": ua.Variant(ids[gone.name], kinds.NodeId),
            "FromState": ua.Variant(ua.LocalizedText(gone.before), kinds.LocalizedText),
            "FromState/Id": ua.Variant(ids[gone.before], kinds.NodeId),
            "ToState": ua.Variant(ua.LocalizedText(gone.after), kinds.LocalizedText),
            "ToState/Id": ua.Variant(after, kinds.NodeId),
        }

    # Methods

    async def halt(self, cause: Any, described: Any) -> list[ua.Variant]:
        await self.commanding.say(PackmlCommand.STOP, reason_of(cause, described))
        return [int32(0)]

    async def reset(self, cause: Any, described: Any) -> list[ua.Variant]:
        command = reset_command(self.commanding.methods.line.now().packml.state)
        await self.commanding.say(command, reason_of(cause, described))
        return [int32(0)]

    async def stop(self, cause: Any, described: Any) -> list[ua.Variant]:
        """Also Abort: the belt stands at once either way, and packs on it are not lost."""
        await self.commanding.say(PackmlCommand.HOLD, reason_of(cause, described))
        return [int32(0)]

    async def start_continuous(self, *_ids: Any) -> list[ua.Variant]:
        self.commanding.refuse_unless_allowed()
        state = self.commanding.methods.line.now()
        await self.commanding.say(start_command(state.packml.state))
        return [structure(job_id(str(state.identity.boot))), int32(0)]

    async def start_single_job(self, *_ids: Any) -> list[ua.Variant]:
        raise NotOffered("packs come on a belt; none is asked for by itself")


def reason_of(cause: Any, described: Any) -> str:
    """As the record of the act keeps it."""
    said = text(described, "CauseDescription") or ""
    return f"{said} (cause {cause})" if isinstance(cause, int) and cause else said
