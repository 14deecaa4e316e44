"""The plant: packs on a belt, photo-eyes, cameras, a reject gate. Physics only, in belt distance.

What can go wrong is in the world: the encoder slips, the eye flickers and jitters, packs touch or
are taken away, pictures get lost, the gate needs time to move and hits whatever is in front of it.
The controller's head is not the plant's: it stands in plant_controller.py or in the firmware.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import partial

import numpy as np

from hardware.interfaces import (
    BeltPosition,
    CameraTrigger,
    Frame,
    GateAction,
    GateEvent,
    GateKind,
)
from simulators.agenda import Agenda
from simulators.belt import Belt, Encoder
from simulators.packs import TruePack
from simulators.plant_controller import PlantController, QueueController, Surroundings
from simulators.settings import TICKS_PER_MM, PlantSettings, as_ticks, gate_geometry

HIT_ZONE = (-0.3, 0.0, 0.3)
"""Parts of a pack's length around its middle where a driven gate catches it."""
REACH_MM = 400.0
"""Before the photo-eye: where a person stands who lays a pack on the belt."""
KEPT_TRIGGERS = 64
RAMP_NS = 200_000_000
RAMP_STEPS = 8
"""A belt drive brakes and starts within about 0.2 s."""

ControllerOf = Callable[[PlantSettings, Surroundings], PlantController]
"""Makes the controller's head for a plant."""


def queue_controller(settings: PlantSettings, plant: Surroundings) -> PlantController:
    return QueueController(gate_geometry(settings), plant)


class Plant:
    """All that stands around the belt. `advance` moves it on in virtual or real time."""

    def __init__(
        self,
        settings: PlantSettings,
        packs: Iterable[TruePack],
        views: tuple[str, ...],
        random: np.random.Generator,
        controller_of: ControllerOf = queue_controller,
    ) -> None:
        self.settings, self.random = settings, random
        self.belt = Belt(settings.belt.speed_mm_per_s)
        self.encoder = Encoder(TICKS_PER_MM, settings.belt.slip_share, random)
        self.agenda = Agenda(self.belt)
        self.camera_mm = settings.camera_mm(views)
        self.camera_ticks = {view: as_ticks(place) for view, place in self.camera_mm.items()}
        self.packs = list(packs)
        self.centres_mm = [pack.centre_mm for pack in self.packs]
        self.events: list[GateEvent] = []
        self.frames: dict[str, list[Frame]] = {view: [] for view in views}
        self.frame_no = dict.fromkeys(views, 0)
        self.triggers = {view: deque[CameraTrigger](maxlen=KEPT_TRIGGERS) for view in views}
        """Given and not fetched by anybody."""
        self.lost = dict.fromkeys(views, 0)
        self.covering = 0
        """Packs in front of the photo-eye."""
        self.stands: list[tuple[int, frozenset[GateAction]]] = [(0, frozenset())]
        """Since when the gate has really stood how; the last two are enough."""
        self.driven: frozenset[GateAction] = frozenset()
        self.is_gate_alone = False
        """Nobody speaks to the controller of the gate."""
        self.set_mm_per_s = self.wanted_mm_per_s = self.belt.speed_mm_per_s
        self.is_stopped = False
        self.ramp_no = 0
        self.in_bin = 0
        self.seen_by: dict[int, TruePack] = {}
        """The controller's number to the pack that it is."""
        self.exposed_ns: dict[int, int] = {}
        """When the first picture of each pack was triggered, by its index."""
        self.controller = controller_of(settings, self)
        for pack in self.packs:
            self.lay(pack)

    # Time and belt

    def advance(self, now_ns: int) -> None:
        self.agenda.advance(now_ns)
        self.controller.look(now_ns)

    def next_ns(self) -> int | None:
        return self.agenda.next_ns()

    @property
    def is_busy(self) -> bool:
        """Something on the belt is still to come by."""
        return bool(self.agenda.by_place)

    def position(self, now_ns: int) -> BeltPosition:
        return BeltPosition(self.encoder.counted(self.belt.moved_mm(now_ns)), now_ns)

    def ticks_per_s(self) -> float:
        return self.belt.speed_mm_per_s * TICKS_PER_MM

    def at(self, when_ns: int, happening: Callable[[int], None]) -> None:
        self.agenda.at(when_ns, happening)

    def when_ticked(self, tick: float, happening: Callable[[int], None]) -> None:
        self.agenda.when_moved(self.encoder.moved_mm(tick), happening)

    # Packs and photo-eye

    def bring(self, packs: Sequence[TruePack]) -> None:
        """Further packs, behind those that are there."""
        self.packs += packs
        self.centres_mm += [pack.centre_mm for pack in packs]
        for pack in packs:
            self.lay(pack)

    def coming(self, now_ns: int) -> list[TruePack]:
        """Packs that the photo-eye has not seen, but for those that somebody laid down."""
        first = bisect_right(
            self.centres_mm, self.belt.moved_mm(now_ns) + self.settings.packs.length_mm
        )
        return [pack for pack in self.packs[first:] if pack.challenge is None]

    def forget(self, most: int) -> None:
        """All but the last `most`; what is forgotten has left the belt long ago."""
        gone = {pack.index for pack in self.packs[:-most]}
        del self.packs[:-most], self.centres_mm[:-most]
        self.seen_by = {no: pack for no, pack in self.seen_by.items() if pack.index not in gone}
        for index in gone:
            self.exposed_ns.pop(index, None)
        self.encoder.forget(self.packs[0].front_mm)

    def lay(self, pack: TruePack) -> None:
        """Puts everything on the agenda that this pack will do on its way."""
        eye = self.settings.eye
        edges = [pack.front_mm + self.jitter_mm(), pack.back_mm + self.jitter_mm()]
        self.agenda.when_moved(edges[0], self.covered)
        self.agenda.when_moved(edges[1], self.uncovered)
        if self.random.random() < eye.double_trigger_share:
            flicker_mm = pack.front_mm + pack.length_mm * self.random.uniform(0.2, 0.8)
            self.agenda.when_moved(flicker_mm, self.uncovered)
            self.agenda.when_moved(flicker_mm + self.random.uniform(1.0, 6.0), self.covered)
        gate_mm = pack.centre_mm + self.settings.gate.at_mm
        for part in HIT_ZONE:
            self.agenda.when_moved(gate_mm + part * pack.length_mm, partial(self.catch, pack))
        past_mm = gate_mm + HIT_ZONE[-1] * pack.length_mm
        self.agenda.when_moved(past_mm, partial(self.past_gate, pack))

    def jitter_mm(self) -> float:
        return float(self.random.uniform(-1, 1)) * self.settings.eye.jitter_mm

    def covered(self, now_ns: int) -> None:
        self.covering += 1
        if self.covering == 1:
            self.controller.eye_edge(True, now_ns)

    def uncovered(self, now_ns: int) -> None:
        self.covering -= 1
        if self.covering == 0:
            self.controller.eye_edge(False, now_ns)

    # What the controller does

    def numbered(self, pack_no: int, centre_tick: int) -> None:
        pack = self.nearest(self.encoder.moved_mm(centre_tick))
        pack.seen_alone = self.is_gate_alone
        self.seen_by[pack_no] = pack

    def nearest(self, centre_mm: float) -> TruePack:
        """The pack whose middle is at the photo-eye nearest to this movement of the belt."""
        place = bisect_right(self.centres_mm, centre_mm)
        beside = self.packs[max(0, place - 1) : place + 1]
        return min(beside, key=lambda pack: abs(pack.centre_mm - centre_mm))

    # Cameras

    def expose(self, view: str, now_ns: int) -> None:
        """Takes a picture of whatever pack is before the camera; it arrives a little later."""
        cameras = self.settings.cameras
        self.frame_no[view] += 1
        count, tick = self.frame_no[view], self.position(now_ns).tick
        self.triggers[view].append(CameraTrigger(view, count, tick, now_ns))
        pack = self.nearest(self.belt.moved_mm(now_ns) - self.camera_mm[view])
        self.exposed_ns.setdefault(pack.index, now_ns)
        if self.random.random() < cameras.lost_share:
            self.lost[view] += 1
            return
        frame = Frame(
            view=view,
            pixels=pack.pictures[view],
            frame_no=count,
            tick=tick,
            taken_ns=now_ns,
            dropped_before=self.lost[view],
        )
        self.lost[view] = 0
        arrives_ns = now_ns + int(cameras.transfer_ms * 1e6)
        self.agenda.at(arrives_ns, lambda _: self.frames[view].append(frame))

    # The gate

    def drive(self, driven: frozenset[GateAction], now_ns: int) -> None:
        """Sets the outputs; the gate itself follows after its travel."""
        if driven != self.driven:
            self.driven = driven
            self.stands.append((now_ns + int(self.settings.gate.travel_ms * 1e6), driven))

    def standing(self, now_ns: int) -> frozenset[GateAction]:
        """How the gate really stands now."""
        while len(self.stands) > 1 and self.stands[1][0] <= now_ns:
            self.stands.pop(0)
        return self.stands[0][1]

    def catch(self, pack: TruePack, now_ns: int) -> None:
        """A part of the pack is in front of the gate."""
        if pack.taken_off:
            return
        self.controller.look(now_ns)
        standing = self.standing(now_ns)
        if self.settings.gate.kind is GateKind.DIVERTER and not standing:
            standing = self.controller.at_rest
        pack.caught |= standing

    def past_gate(self, pack: TruePack, now_ns: int) -> None:
        if pack.taken_off:
            return
        gate = self.settings.gate
        if self.random.random() < gate.stuck_share:
            pack.caught.clear()
        pack.went = next(
            (action for action in (GateAction.REJECT, GateAction.HOLD) if action in pack.caught),
            GateAction.PASS,
        )
        eye_mm = gate.exit_mm if pack.went is GateAction.PASS else gate.reject_mm
        seen_mm = pack.centre_mm + gate.at_mm + eye_mm
        self.agenda.when_moved(seen_mm, partial(self.seen_behind_gate, pack.went))

    def seen_behind_gate(self, where: GateAction, now_ns: int) -> None:
        self.controller.left(where, now_ns)
        if where is GateAction.REJECT:
            self.in_bin += 1
            if self.in_bin == self.settings.gate.bin_packs:
                self.controller.bin_full(True, now_ns)

    def take_off(self, pack_no: int) -> None:
        """A person takes a pack off the belt."""
        self.seen_by[pack_no].taken_off = True

    def within_reach(self, now_ns: int) -> TruePack | None:
        """The next pack that a person before the photo-eye can exchange, with room around it."""
        reach_mm = self.belt.moved_mm(now_ns) + REACH_MM
        first = bisect_right(self.centres_mm, reach_mm)
        coming = range(first, len(self.packs))
        return next((self.packs[i] for i in coming if self.has_room(i)), None)

    def has_room(self, i: int) -> bool:
        """Nothing that the gate would hit together with it, and nobody took it off."""
        around = self.centres_mm[max(0, i - 1) : i + 2]
        apart_mm = self.settings.gate.window_mm + self.settings.packs.length_mm / 4
        near = [abs(one - self.centres_mm[i]) < apart_mm for one in around]
        return near.count(True) == 1 and not self.packs[i].is_gone

    def empty_bin(self, now_ns: int) -> None:
        self.in_bin = 0
        self.controller.bin_full(False, now_ns)

    # The drive of the belt

    def set_speed(self, speed_mm_per_s: float, now_ns: int) -> None:
        """Somebody sets the drive; it obeys as soon as the line does not ask for a stop."""
        self.set_mm_per_s = speed_mm_per_s
        self.brake_or_start(now_ns)

    def stop_belt(self, stop: bool, now_ns: int) -> None:
        """The line's stop signal: while it is given the drive stands, whatever it is set to."""
        self.is_stopped = stop
        self.brake_or_start(now_ns)

    def brake_or_start(self, now_ns: int) -> None:
        """Goes to the wanted speed in a few steps, as a drive with a ramp does."""
        wanted = 0.0 if self.is_stopped else self.set_mm_per_s
        if wanted == self.wanted_mm_per_s:
            return
        self.wanted_mm_per_s = wanted
        start = self.belt.speed_mm_per_s
        self.ramp_no += 1
        for step in range(1, RAMP_STEPS + 1):
            speed = start + (wanted - start) * step / RAMP_STEPS
            when_ns = now_ns + step * RAMP_NS // RAMP_STEPS
            self.agenda.at(when_ns, partial(self.change_speed, self.ramp_no, speed))

    def change_speed(self, ramp_no: int, speed_mm_per_s: float, now_ns: int) -> None:
        if ramp_no == self.ramp_no:
            self.belt.set_speed(speed_mm_per_s, now_ns)
            self.controller.speed_changed(now_ns)
