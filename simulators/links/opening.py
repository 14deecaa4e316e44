"""Makes the link that a demonstration was asked for; what a protocol needs is loaded only then."""

from collections.abc import Sequence

from edge_agent.core.packs import Level
from hardware.interfaces import FailState
from simulators.links.kinds import HardwareKind
from simulators.links.link import Link, VirtualLink


def link_of(kind: HardwareKind, level: Level, views: Sequence[str]) -> Link:
    """Not opened yet. At a level that acts, a dead host rejects all."""
    fail_state = FailState.REJECT_ALL if level.acts else FailState.PASS_ALL
    match kind:
        case HardwareKind.SERIAL:
            from simulators.links.serial import SerialLink

            return SerialLink(fail_state, views)
        case HardwareKind.MODBUS:
            from simulators.links.modbus import ModbusPeer
            from simulators.links.peered import PeeredLink

            return PeeredLink(kind, fail_state, ModbusPeer)
        case HardwareKind.MQTT:
            from simulators.links.mqtt import MqttPeer
            from simulators.links.peered import PeeredLink

            return PeeredLink(kind, fail_state, MqttPeer)
        case HardwareKind.GIGE:
            from simulators.links.gige import GigeLink

            return GigeLink()
        case HardwareKind.VIRTUAL:
            return VirtualLink()
