"""A relay board on Modbus, as a peer: coils that click, and one that may be welded."""

from simulators.modbus_server import ModbusServer, Way


class SimulatedRelayBoard:
    """Of eight relays, the first is coil 0."""

    relays = 8

    def __init__(self, way: Way, unit: int = 1) -> None:
        self.server = ModbusServer(way, unit)
        self.server.plug_in()

    @property
    def energised(self) -> set[int]:
        """Relays that are on, from 1."""
        word = self.server.image.written(0, 1)[0]
        return {relay for relay in range(1, self.relays + 1) if word >> relay - 1 & 1}

    def weld(self, relay: int) -> None:
        """Its contact stays as it is, whatever it is told."""
        self.server.image.stuck_coils.add(relay - 1)

    def lose_supply(self) -> None:
        """All fall off; after that it answers again as if nothing had been."""
        self.server.image.clear()

    def close(self) -> None:
        self.server.stop()
