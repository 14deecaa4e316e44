"""What can go wrong on a plant, by name; each keeps a shift from being an easy one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from types import MappingProxyType

from edge_agent.core.packs import Level
from edge_agent.core.recipe import NoAnswer
from hardware.interfaces import GateOrder
from simulators.devices import PlantGate
from simulators.operator import OperatorSettings
from tests.line.plants import SLOW_LINE, PlantParts, Shift, set_up

PACKS = 180
"""18 s of belt on the fast line."""
NOBODY = OperatorSettings(response_s=1000.0)
DIVERTER: PlantParts = {
    "gate": {"kind": "diverter", "hold": "stop", "pulse_mm": 100, "lead_mm": 80}
}


def nothing(shift: Shift) -> None:
    """Only the settings differ."""


def stop_and_start(shift: Shift) -> None:
    """The belt stops six times, also shortly and while it still brakes."""
    for at_s, for_s in ((2.0, 1.3), (5.03, 0.6), (8.2, 4.0), (12.1, 0.1), (15.0, 0.1), (15.3, 2.0)):
        change_speed(shift, at_s, for_s, to_share=0.0)


def change_speeds(shift: Shift) -> None:
    """From a crawl to more than half as fast again."""
    for at_s, to_share in ((2.0, 0.3), (6.0, 1.6), (10.0, 0.05), (14.0, 0.7)):
        change_speed(shift, at_s, 2.0, to_share)


def change_speed(shift: Shift, at_s: float, for_s: float, to_share: float) -> None:
    plant = shift.runner.plant
    usual = plant.settings.belt.speed_mm_per_s
    shift.at_s(at_s, partial(plant.set_speed, usual * to_share))
    shift.at_s(at_s + for_s, partial(plant.set_speed, usual))


def jump_clock(shift: Shift) -> None:
    """The wall clock goes eleven years ahead, then thirty back."""
    for at_s, days in ((4.0, 4000), (9.0, -11_000)):
        shift.at_s(at_s, partial(set_wall, shift, timedelta(days=days)))


def set_wall(shift: Shift, offset: timedelta, now_ns: int) -> None:
    shift.runner.clock.wall_offset = offset


def unplug_camera(shift: Shift) -> None:
    shift.at_s(5.0, lambda now_ns: shift.runner.cameras[0].unplug())


def stall_host(shift: Shift) -> None:
    """The host does nothing at all for longer than a pack is on the belt, and once shortly."""
    shift.at_s(5.0, partial(stall, shift, 1.5))
    shift.at_s(12.0, partial(stall, shift, 0.3))


def stall(shift: Shift, for_s: float, now_ns: int) -> None:
    """The plant goes on; the line's next step comes only after that."""
    later_ns = now_ns + int(for_s * 1e9)
    shift.runner.plant.advance(later_ns)
    shift.runner.clock.sleep_until_ns(later_ns)


class SlowLink(PlantGate):
    """Orders take their time to the controller; some come after their deadline."""

    def order(self, order: GateOrder) -> None:
        slowly_ns = int(self.plant.random.uniform(0.1, 0.5) * 1e9)
        arrival_ns = self.clock.now_ns() + slowly_ns
        self.plant.agenda.at(arrival_ns, lambda now_ns: self.arrive(order, now_ns))

    def arrive(self, order: GateOrder, now_ns: int) -> None:
        self.controller.order(order, now_ns)


@dataclass(frozen=True)
class Trouble:
    """Settings of the shift that differ from the usual, and what happens in mid-run."""

    how: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    in_mid_run: Callable[[Shift], None] = nothing
    loses_packs: bool = False
    """Packs that the gate does not move, or that somebody takes, end as missed."""


def plant(**parts: dict[str, object]) -> dict[str, object]:
    return {"plant": parts}


TROUBLES = {
    "none": Trouble(),
    "belt stops and starts": Trouble(in_mid_run=stop_and_start),
    "belt changes its speed": Trouble(in_mid_run=change_speeds),
    "wall clock jumps": Trouble(in_mid_run=jump_clock),
    "camera unplugged": Trouble(in_mid_run=unplug_camera),
    "orders arrive late": Trouble({"gate_of": SlowLink}),
    "host stalls": Trouble(in_mid_run=stall_host),
    "double triggers": Trouble(plant(eye={"double_trigger_share": 0.5})),
    "lost frames": Trouble(plant(cameras={"lost_share": 0.05})),
    "touching packs": Trouble(plant(packs={"touching_share": 0.1})),
    "uneven spacing": Trouble(plant(belt={"spacing_mm": 30})),
    "packs taken off": Trouble(plant(packs={"taken_off_share": 0.05}), loses_packs=True),
    "far too slow a worker": Trouble({"delay_ms": (20.0, 300.0)}),
    "gate stuck": Trouble(plant(gate={"stuck_share": 0.3}), loses_packs=True),
    "bin full": Trouble(plant(gate={"bin_packs": 5})),
    "hold by belt stop": Trouble(plant(gate={"hold": "stop"})),
    "hold by belt stop, belt stops too": Trouble(plant(gate={"hold": "stop"}), stop_and_start),
    "diverter": Trouble({"plant": DIVERTER}),
    "diverter, belt stops and starts": Trouble({"plant": DIVERTER}, stop_and_start),
    "diverter, belt changes its speed": Trouble({"plant": DIVERTER}, change_speeds),
    "two views": Trouble({"views": 2}),
    "two views, lost frames": Trouble({"views": 2, **plant(cameras={"lost_share": 0.05})}),
    "no answer stops": Trouble({"no_answer": NoAnswer.STOP}),
    "no answer stops, touching packs": Trouble(
        {
            "no_answer": NoAnswer.STOP,
            "defect_share": 0.4,
            **plant(packs={"touching_share": 0.3}),
        }
    ),
    "time to answer": Trouble({"plant": SLOW_LINE}),
    "time to answer, no answer stops": Trouble({"plant": SLOW_LINE, "no_answer": NoAnswer.STOP}),
    "nobody answers": Trouble({"plant": SLOW_LINE, "operator": NOBODY}),
    "nobody answers, the belt waits": Trouble({"operator": NOBODY, "no_answer": NoAnswer.STOP}),
    "too slow, and the belt stops": Trouble({"delay_ms": (20.0, 300.0)}, stop_and_start),
}


def troubled(name: str, level: Level, seed: int = 1) -> Shift:
    """A shift with this trouble, ready to run."""
    trouble = TROUBLES[name]
    shift = set_up(PACKS, level, seed=seed, **trouble.how)  # type: ignore[arg-type]
    trouble.in_mid_run(shift)
    return shift
