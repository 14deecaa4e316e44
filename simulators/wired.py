"""A plant whose eyes and coil hang on the station's own wires, for a gate that the host times.

The plant's controller only bends: it has no register, sees nothing by itself and moves what the
wires say.
"""

from collections.abc import Callable

from hardware.errors import DeviceLost
from hardware.interfaces import GateAction
from simulators.plant_controller import Surroundings

WHEEL_TICKS = 40
"""Of the plant's encoder, from one change of the wheel to the next."""
PULSE_NS = 20_000_000
"""How long a pack is before an eye behind the gate."""


class Wire:
    """An Input and an Output at once: what one end switches the other end reads."""

    def __init__(self, switched: Callable[[bool], None] | None = None) -> None:
        self.on = False
        self.is_cut = False
        self._switched = switched

    def is_on(self) -> bool:
        self._refuse_cut()
        return self.on

    def switch(self, on: bool) -> None:
        self._refuse_cut()
        if on is not self.on:
            self.on = on
            if self._switched is not None:
                self._switched(on)

    def close(self) -> None:
        self.switch(False)

    def _refuse_cut(self) -> None:
        if self.is_cut:
            raise DeviceLost("the wire is cut")


class WiredController:
    """A PlantController; its coil rejects, and its belt runs while `belt_run` is on."""

    def __init__(self, plant: Surroundings) -> None:
        self.plant, self.now_ns = plant, 0
        self.ordered_ns: dict[int, int] = {}
        self.eye, self.exit_eye, self.reject_eye = Wire(), Wire(), Wire()
        self.coil, self.belt_run = Wire(self._coil), Wire(self._belt_run)
        self.wheel = Wire()

    @property
    def at_rest(self) -> frozenset[GateAction]:
        return frozenset()

    def look(self, now_ns: int) -> None:
        self.now_ns = now_ns
        self.wheel.on = self.plant.position(now_ns).tick // WHEEL_TICKS % 2 == 1

    def eye_edge(self, dark: bool, now_ns: int) -> None:
        self.eye.on = dark

    def left(self, where: GateAction, now_ns: int) -> None:
        """The plant tells of a pack's middle; the eye is dark for a moment around it."""
        eye = self.exit_eye if where is GateAction.PASS else self.reject_eye
        eye.on = True
        self.plant.at(now_ns + PULSE_NS, lambda _: setattr(eye, "on", False))

    def bin_full(self, full: bool, now_ns: int) -> None:
        """No such eye is wired."""

    def speed_changed(self, now_ns: int) -> None:
        """No such signal is wired."""

    def _coil(self, on: bool) -> None:
        driven = frozenset({GateAction.REJECT}) if on else frozenset()
        self.plant.drive(driven, self.now_ns)

    def _belt_run(self, on: bool) -> None:
        self.plant.stop_belt(not on, self.now_ns)
