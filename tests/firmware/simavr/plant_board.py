"""The real binary as the head of the controller at the simulated plant.

The board runs after the plant: whenever the plant looks, it catches up, with the plant's encoder
turning evenly in between. What its outputs did meanwhile moves the plant then, so it is as exact
as the plant's steps are short.
"""

from functools import partial

from hardware.interfaces import GateAction, GateKind
from simulators.plant_controller import Surroundings
from simulators.settings import PlantSettings, as_ticks
from tests.firmware.simavr.board import CPU_HZ, CYCLES_PER_MS, Board, Edge

EYES = {
    GateAction.PASS: "exit_eye",
    GateAction.REJECT: "reject_eye",
    GateAction.HOLD: "reject_eye",
}
CAMERAS = ("camera_0", "camera_1")
BLINK_MM = 2.0
"""The plant tells of a pack's middle; the eye is dark for so long, as nearly its middle."""
WITHIN_TICK = 0.5
"""The belt always rests between two edges of the encoder."""


class BoardController:
    """A PlantController. The board runs already, and its belt has stood so far."""

    def __init__(self, board: Board, settings: PlantSettings, plant: Surroundings) -> None:
        self.board, self.plant, self.kind = board, plant, settings.gate.kind
        self.start_cycle, self.start_tick = board.cycle, plant.position(0).tick
        self.belt_tick = 0.0
        """Where the board's belt is."""
        self.on: set[str] = set()
        self.drive(0)

    @property
    def at_rest(self) -> frozenset[GateAction]:
        return frozenset({GateAction.REJECT})

    # Time

    def look(self, now_ns: int) -> None:
        """The board catches up with the plant."""
        cycles = self.start_cycle + now_ns * CPU_HZ // 1_000_000_000 - self.board.cycle
        if cycles <= 0:
            return
        tick = self.plant.position(now_ns).tick - self.start_tick + WITHIN_TICK
        self.board.belt((tick - self.belt_tick) * CPU_HZ / cycles)
        self.belt_tick = tick
        self.board.run_ms(cycles / CYCLES_PER_MS)
        edges, self.board.edges = self.board.edges, []
        for edge in edges:
            self.changed(edge, now_ns)

    def next_ns(self) -> int | None:
        return None

    def speed_changed(self, now_ns: int) -> None:
        self.look(now_ns)

    # What the plant tells

    def eye_edge(self, dark: bool, now_ns: int) -> None:
        self.see("photo_eye", dark, now_ns)

    def left(self, where: GateAction, now_ns: int) -> None:
        eye = EYES[where]
        self.see(eye, True, now_ns)
        over_tick = self.plant.position(now_ns).tick + as_ticks(BLINK_MM)
        self.plant.when_ticked(over_tick, partial(self.see, eye, False))

    def bin_full(self, full: bool, now_ns: int) -> None:
        self.see("bin_switch", full, now_ns)

    def see(self, name: str, level: bool, now_ns: int) -> None:
        self.look(now_ns)
        self.board.set(name, level)

    # What the board does

    def changed(self, edge: Edge, now_ns: int) -> None:
        self.on = self.on | {edge.pin} if edge.level else self.on - {edge.pin}
        if edge.pin in CAMERAS and edge.level:
            self.plant.expose(tuple(self.plant.camera_ticks)[CAMERAS.index(edge.pin)], now_ns)
        elif edge.pin == "belt_relay":
            self.plant.stop_belt(not edge.level, now_ns)
        self.drive(now_ns)

    def drive(self, now_ns: int) -> None:
        """As the coils are, so stands the gate."""
        is_on = "gate_coil" in self.on
        if self.kind is GateKind.DIVERTER:
            driven = {GateAction.PASS if is_on else GateAction.REJECT}
        else:
            driven = {GateAction.REJECT} if is_on else set()
        if "hold_coil" in self.on:
            driven.add(GateAction.HOLD)
        self.plant.drive(frozenset(driven), now_ns)
