"""The PackML object of OPC 30050: states, mode, counts and why it stands, as the line has them.

Three machines lie in each other: Aborted or Cleared; inside of Cleared Stopped or Running; inside
of Running all others.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from asyncua import Node, ua

from edge_agent.control.line_state import LineState
from edge_agent.core.errors import InvalidInput
from edge_agent.core.packml.view import PackmlView
from edge_agent.core.packml.words import PackmlCommand, PackmlMode, PackmlState
from edge_agent.uplink.opcua.arguments import count
from edge_agent.uplink.opcua.commanding import Commanding
from edge_agent.uplink.opcua.refusals import NotOffered
from edge_agent.uplink.opcua.result_types import TYPES
from edge_agent.uplink.opcua.shown import Shown, ShownMany, ShownState, shown_state
from edge_agent.uplink.opcua.space import Space
from edge_agent.uplink.opcua.values import numbered

NAME: Final = "PackML"
FOLDER: Final = 72
"""PackMLObjects, in the nodeset."""
MODES: Final = 11
"""ProductionMaintenanceModeEnum, in the nodeset."""
BASE: Final = f"{NAME}.BaseStateMachine"
MACHINE: Final = f"{BASE}.MachineState"
EXECUTE: Final = f"{MACHINE}.ExecuteState"
MACHINES: Final = {
    BASE: "PackMLBaseStateMachineType",
    MACHINE: "PackMLMachineStateMachineType",
    EXECUTE: "PackMLExecuteStateMachineType",
}
OUTERMOST: Final = frozenset({PackmlState.ABORTED, PackmlState.ABORTING})
MIDDLE: Final = frozenset({PackmlState.STOPPED, PackmlState.STOPPING, PackmlState.CLEARING})
COMMANDS: Final = {
    f"{BASE}.Abort": PackmlCommand.ABORT,
    f"{BASE}.Clear": PackmlCommand.CLEAR,
    f"{MACHINE}.Stop": PackmlCommand.STOP,
    f"{MACHINE}.Reset": PackmlCommand.RESET,
    f"{EXECUTE}.Reset": PackmlCommand.RESET,
    f"{EXECUTE}.Start": PackmlCommand.START,
    f"{EXECUTE}.Hold": PackmlCommand.HOLD,
    f"{EXECUTE}.Unhold": PackmlCommand.UNHOLD,
    f"{EXECUTE}.Suspend": PackmlCommand.SUSPEND,
    f"{EXECUTE}.Unsuspend": PackmlCommand.UNSUSPEND,
    f"{EXECUTE}.ToComplete": PackmlCommand.COMPLETE,
}
STATUS: Final = {
    "UnitModeCurrent": ua.VariantType.Int32,
    "CurMachSpeed": ua.VariantType.Float,
    "MachSpeed": ua.VariantType.Float,
    "EquipmentBlocked": ua.VariantType.Boolean,
    "EquipmentStarved": ua.VariantType.Boolean,
}
ADMIN: Final = {
    "ProdProcessedCount": ua.VariantType.ExtensionObject,
    "ProdDefectiveCount": ua.VariantType.ExtensionObject,
    "StateCurrentTime": ua.VariantType.Int32,
    "StopReason": ua.VariantType.ExtensionObject,
}
NS_PER_S: Final = 1_000_000_000
NS_PER_US: Final = 1_000
NEVER_ACKNOWLEDGED: Final = datetime(1601, 1, 1, tzinfo=UTC)
"""The standard's own beginning of time: OPC 10000-6, 5.2.2.5."""
LARGEST: Final = 2**31 - 1
NO_LINE: Final = ua.StatusCodes.BadNoCommunication


def names_of(state: PackmlState) -> tuple[str, str | None, str | None]:
    """Of the three machines, from outside; None where one is not active. Pure."""
    name = state.name.capitalize()
    if state in OUTERMOST:
        return name, None, None
    if state in MIDDLE:
        return "Cleared", name, None
    return "Cleared", "Running", name


@dataclass(frozen=True, slots=True)
class Since:
    """When the state began; told once, since it is always counted back from now."""

    ns: int
    at: datetime


class PackmlObject:
    """Of one server."""

    def __init__(self, space: Space, commanding: Commanding, station: str) -> None:
        self.space, self.commanding, self.station = space, commanding, station
        self.machines: list[ShownState] = []
        self.since: Since | None = None
        self.status, self.admin = ShownMany(), ShownMany()

    async def prepare(self) -> None:
        space = self.space
        folder = space.server.get_node(numbered(FOLDER, space.packml))
        of_type = space.packml_type("PackMLBaseObjectType")
        await space.add_object(folder, of_type, NAME)
        await space.add_part(NAME, of_type, "TagID")
        await space.node(f"{NAME}.TagID").write_value(self.station)
        for name, machine in MACHINES.items():
            await self.prepare_machine(space.node(name), space.packml_type(machine))
        self.status.of = {
            name: Shown(space.node(f"{NAME}.Status.{name}"), kind) for name, kind in STATUS.items()
        }
        modes = numbered(MODES, space.packml)
        await space.node(f"{NAME}.Status.UnitSupportedModes").write_value(modes)
        await self.prepare_admin()
        await self.link()

    async def prepare_machine(self, machine: Node, of_type: Node) -> None:
        """All its states are there, however seldom."""
        states = await self.space.states(of_type)
        transitions = await self.space.transitions(of_type)
        self.machines.append(await shown_state(machine, states))
        for name, ids in (("AvailableStates", states), ("AvailableTransitions", transitions)):
            node = await machine.get_child(f"0:{name}")
            await node.write_value(ua.Variant(list(ids.values()), ua.VariantType.NodeId))

    async def prepare_admin(self) -> None:
        of_type = self.space.packml_type("PackMLAdminObjectType")
        for name, kind in ADMIN.items():
            await self.space.add_part(f"{NAME}.Admin", of_type, name)
            self.admin.of[name] = Shown(self.space.node(f"{NAME}.Admin.{name}"), kind)

    async def link(self) -> None:
        methods = self.commanding.methods
        for name, command in COMMANDS.items():
            machine, _, short = name.rpartition(".")
            of_type = self.space.packml_type(MACHINES[machine])
            await self.space.add_part(machine, of_type, short)
            arguments = 1 if command is PackmlCommand.START else 0
            one = self.commanding.method(command)
            methods.link(self.space.node(name), short, arguments, one)
        for short, method in (
            ("SetUnitMode", self.set_mode),
            ("SetMachSpeed", self.not_offered),
            ("SetProduct", self.not_offered),
            ("SetParameter", self.not_offered),
        ):
            methods.link(self.space.node(f"{NAME}.{short}"), short, 1, method)

    async def follow(self, state: LineState | None) -> None:
        if state is None:
            for machine in self.machines:
                await machine.show(None)
            for one in (*self.status.of.values(), *self.admin.of.values()):
                await one.show_nothing(NO_LINE)
            return
        for machine, name in zip(self.machines, names_of(state.packml.state), strict=True):
            await machine.show(name)
        await self.status.show(status_of_line(state))
        if self.since is None or self.since.ns != state.packml.since_ns:
            self.since = Since(state.packml.since_ns, wall_time(state, state.packml.since_ns))
        await self.admin.show(admin_of_line(state, self.since.at))

    async def set_mode(self, asked: Any) -> list[ua.Variant]:
        number = count(asked, "RequestedMode")
        if number not in set(PackmlMode):
            raise InvalidInput(f"there is no mode {number}; 1 production, 2 maintenance, 3 manual")
        await self.commanding.set_mode(PackmlMode(number))
        return []

    async def not_offered(self, *_given: Any) -> list[ua.Variant]:
        raise NotOffered("a station follows its belt; orders come by SetOrder")


def status_of_line(state: LineState) -> dict[str, Any]:
    """The belt sets the speed, so what is wanted is what there is, in packs a minute."""
    view, speed = state.packml, state.lately.packs_per_min
    return {
        "UnitModeCurrent": int(view.mode),
        "CurMachSpeed": speed,
        "MachSpeed": speed,
        "EquipmentBlocked": view.is_blocked,
        "EquipmentStarved": view.is_starved,
    }


def wall_time(state: LineState, at_ns: int) -> datetime:
    """Of a moment that the line has counted."""
    return state.at - timedelta(microseconds=(state.now_ns - at_ns) // NS_PER_US)


def admin_of_line(state: LineState, since: datetime) -> dict[str, Any]:
    """`since`: when the state began."""
    view = state.packml
    return {
        "ProdProcessedCount": [counted("packs", view.processed)],
        "ProdDefectiveCount": [counted("rejected or held packs", view.defective)],
        "StateCurrentTime": max(state.now_ns - view.since_ns, 0) // NS_PER_S,
        "StopReason": stop_reason(view, since),
    }


def counted(name: str, packs: int) -> Any:
    packs = min(packs, LARGEST)
    return TYPES.PackMLCountDataType(ID=0, Name=name, Count=packs, AccCount=packs)


def stop_reason(view: PackmlView, since: datetime) -> Any:
    """ID 0 where it executes. Nobody acknowledges it here."""
    return TYPES.PackMLAlarmDataType(
        ID=0 if view.cause is None else int(view.cause),
        Message=view.why or "",
        DateTime=since,
        AckDateTime=NEVER_ACKNOWLEDGED,
        Trigger=view.cause is not None,
    )
