"""A whole line on a simulated plant, to be led through any sequence of words and mishaps.

What the gate was told is written down beside what held at that moment; whether that was right is
judged against the truth of the plant, not against what the line says of itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from edge_agent.core.autonomy.standing import Standing
from edge_agent.core.order import Order
from edge_agent.core.packml.words import PackmlCommand
from edge_agent.core.packs import Box, CheckKind, CheckResult, Level, Verdict
from edge_agent.core.policy import lower_of
from edge_agent.core.recipe import Check, Recipe, SurfaceLimits, View
from edge_agent.core.told import (
    Accept,
    Answer,
    ClearSuspension,
    CommandPackml,
    Raise,
    StartBelt,
    StartBypass,
    StopBelt,
    Told,
)
from edge_agent.core.tracking import Tracker
from edge_agent.line.geometry import track_geometry
from edge_agent.line.loop import Line
from edge_agent.line.packml_sight import PackmlSetup
from edge_agent.line.parts import Granted, Parts
from edge_agent.line.stops import PACKML
from hardware.interfaces import (
    BeltPosition,
    Clock,
    GateAction,
    GateDone,
    GateEvent,
    GateOrder,
    PackLeft,
    PackSeen,
    Pixels,
)
from simulators.clock import VirtualClock
from simulators.devices import PlantCamera, PlantGate
from simulators.packs import TruePack, place_packs
from simulators.plant import Plant
from simulators.runner import POLL_NS
from simulators.scripted import REASONS, SCORE, VERDICT, marked_picture
from simulators.settings import PlantSettings
from simulators.shift import Memory, Notes, as_asked
from simulators.worker import VirtualWorker
from tests.line.plants import FAST_LINE, IN_FORCE, PlantParts, with_parts

CHECKS = ("sticker", "lot")
VIEW = "top"
PERSON, ACT = "anna", "a" * 64
TO_EXECUTE = (
    *(PackmlCommand.UNHOLD, PackmlCommand.UNSUSPEND),
    *(PackmlCommand.CLEAR, PackmlCommand.RESET, PackmlCommand.START),
)
"""From wherever the station stands; what is not possible there is refused."""
KINDS = len(VERDICT)
"""What a check may say; a picture is marked with what both checks of it say."""
PACKS = 160
PARTS: PlantParts = {**FAST_LINE, "belt": {"packs_per_min": 600, "pitch_mm": 150, "spacing_mm": 3}}
"""Tidy packs, so that none is too close: what a pack suffers is its own verdict's doing."""


def recipe(level: Level = Level.ACT_ALWAYS) -> Recipe:
    box = Box(0, 0, 1, 1)
    checks = (Check(name, CheckKind.SURFACE, VIEW, box, SurfaceLimits(), level) for name in CHECKS)
    return Recipe("scripted", (View(VIEW, ("golden.png",), box),), tuple(checks))


def verdict_of(mark: int, check: str) -> Verdict:
    return VERDICT[mark % KINDS if check == CHECKS[0] else mark // KINDS]


def inspect(
    view: str, pixels: Pixels, order: Order | None, time_left_ns: int | None = None
) -> tuple[CheckResult, ...]:
    """Each check says what the picture is marked with."""
    mark = int(pixels[0, 0, 0])
    said = ((name, verdict_of(mark, name)) for name in CHECKS)
    return tuple(
        CheckResult(
            name, CheckKind.SURFACE, view, verdict, SCORE[verdict], reasons=REASONS[verdict]
        )
        for name, verdict in said
    )


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order that the controller took, and what held when the line gave it."""

    order: GateOrder
    acting: frozenset[str]
    """Checks that acted by themselves."""
    is_certified: bool
    """Each of them by a certificate that truly held."""
    handover: bool
    troubles: tuple[str, ...]
    camera_is_lost: bool
    answer: Answer | None
    """The person's word that was being heard."""


@dataclass(slots=True)
class Numbered:
    """A pack as the controller knows it, beside what it truly is."""

    true: TruePack
    default: GateAction
    during_handover: bool
    last: Ordered | None = None
    """The last order that the controller took."""


class WatchedGate(PlantGate):
    """The plant's gate, which tells wrong places and hides confirmations when it is made to."""

    def __init__(self, plant: Plant, clock: Clock) -> None:
        super().__init__(plant, clock)
        self.glitch_ticks = 0
        """Added to the next reading of the encoder."""
        self.done: dict[int, GateAction] = {}
        """What the controller did with each pack."""
        self.is_blind = False
        """The eye behind the gate that confirms rejects sees nothing."""
        self.tell: Callable[[GateOrder], None] = lambda order: None
        """Told of every order that the controller takes."""

    def position(self) -> BeltPosition:
        position, glitch = super().position(), self.glitch_ticks
        self.glitch_ticks = 0
        return replace(position, tick=position.tick + glitch)

    def order(self, order: GateOrder) -> None:
        if self.controller.order(order, self.clock.now_ns()):
            self.tell(order)

    def poll(self) -> Sequence[GateEvent]:
        events = super().poll()
        self.done |= {one.pack_no: one.action for one in events if isinstance(one, GateDone)}
        if not self.is_blind:
            return events
        return [one for one in events if not is_confirmation(one)]


def is_confirmation(event: GateEvent) -> bool:
    return isinstance(event, PackLeft) and event.where is not GateAction.PASS


class WholeLine:
    """Line, plant and clock; time passes only when told to."""

    def __init__(self, seed: int, ceiling: Level, marks: Sequence[int]) -> None:
        random = np.random.default_rng(seed)
        self.settings = PlantSettings.model_validate(with_parts(PARTS))
        fronts = place_packs(PACKS, self.settings, random)
        length_mm = self.settings.packs.length_mm
        packs = [
            TruePack(i, front, length_mm, None, False, {VIEW: marked_picture(mark)})
            for i, (front, mark) in enumerate(zip(fronts, marks, strict=True))
        ]
        self.clock, self.notes, self.memory = VirtualClock(), Notes(), Memory()
        self.plant = Plant(self.settings, packs, (VIEW,), random)
        self.gate, self.camera = WatchedGate(self.plant, self.clock), PlantCamera(self.plant, VIEW)
        self.slow_ns = 20_000_000
        self.worker = VirtualWorker(inspect, lambda: self.slow_ns)
        self.recipe, self.ceiling = recipe(), ceiling
        self.numbered: dict[int, Numbered] = {}
        self.machine_orders: list[Ordered] = []
        """Those that are not the default and that no person asked for."""
        self.handover = self.is_stopped_by_person = False
        """By the truth: an acting level was lost and nobody has taken over; somebody said stop."""
        self.bypass_until_ns: int | None = None
        self.seen_by_line = 0
        """Packs that the controller has told the line of since its start."""
        self.word: Told | None = None
        self.acted: frozenset[str] = frozenset()
        """When the step began."""
        granted = as_asked(self.recipe, ceiling)
        self.valid = {
            check: grant.certificate_sha256 for check, grant in granted.standing.grants.items()
        }
        """By check: the certificate that truly holds."""
        self.reckoned: Standing | None = None
        self.in_force: dict[str, Level] = {}
        self.line = self.started(granted)
        self.gate.tell = self.ordered

    def started(self, granted: Granted, is_stopped: bool = False) -> Line:
        """is_stopped: by a command of PackML before this start."""
        tracker = Tracker(track_geometry(self.gate.capability, self.settings.camera_mm((VIEW,))))
        parts = Parts(
            self.gate, [self.camera], self.clock, tracker, self.worker, self.notes, self.memory
        )
        packml = PackmlSetup(is_stopped=is_stopped)
        return Line(*(parts, self.recipe, None, self.ceiling, IN_FORCE, granted), packml=packml)

    def restart(self) -> None:
        """The process dies and comes back; the controller and the belt go on."""
        kept = self.memory.kept or self.line.guard.standing
        self.worker = VirtualWorker(inspect, lambda: self.slow_ns)
        self.handover = self.handover or self.bypass_until_ns is not None
        self.bypass_until_ns = None
        granted = Granted(kept, is_stopped=self.memory.is_stopped)
        self.line = self.started(granted, is_stopped=self.line.packml.unit.is_commanded)
        self.seen_by_line = 0

    @property
    def standing(self) -> Standing:
        return self.line.guard.standing

    def levels(self) -> dict[str, Level]:
        """In force, by check. Reckoned once for each standing: this is asked in every step."""
        if self.standing is not self.reckoned:
            self.reckoned = self.standing
            checks = self.standing.permitted(self.recipe).checks
            self.in_force = {one.name: lower_of(one.level, self.ceiling) for one in checks}
        return self.in_force

    def acting(self) -> frozenset[str]:
        return frozenset(check for check, level in self.levels().items() if level.acts)

    # Time

    def pass_time(self, for_ns: int) -> None:
        until_ns = self.clock.now_ns() + for_ns
        while (due_ns := self.next_ns()) is not None and due_ns <= until_ns:
            self.step(max(due_ns, self.clock.now_ns() + POLL_NS))
        self.step(max(until_ns, self.clock.now_ns() + POLL_NS))

    def next_ns(self) -> int | None:
        tick = self.line.next_tick()
        moved_mm = None if tick is None else self.plant.encoder.moved_mm(tick + 1)
        wishes = (
            self.plant.next_ns(),
            self.worker.next_ns(),
            self.line.guard.wake_ns(),
            None if moved_mm is None else self.plant.belt.when_ns(moved_mm),
        )
        due = [-(-wish // POLL_NS) * POLL_NS for wish in wishes if wish is not None]
        return min(due, default=None)

    def say(self, word: Told) -> None:
        """A person's word, and the one step in which it is heard."""
        self.step(self.clock.now_ns() + POLL_NS, word)

    def step(self, now_ns: int, word: Told | None = None) -> None:
        """One step of the line, and whether what it did was allowed."""
        self.plant.advance(now_ns)
        self.clock.sleep_until_ns(now_ns)
        self.note_new()
        self.word, self.acted = word, self.acting()
        levels, lacking = self.levels(), self.standing.lacking()
        self.before(now_ns, word)
        if word is not None:
            self.line.told.put(word)
        self.seen_by_line += sum(isinstance(one, PackSeen) for one in self.plant.events)
        self.line.step(now_ns)
        self.after(levels, lacking)

    def before(self, now_ns: int, word: Told | None) -> None:
        """What the people's words and the time mean by themselves."""
        if self.bypass_until_ns is not None and now_ns >= self.bypass_until_ns:
            self.bypass_until_ns, self.handover = None, True
        match word:
            case Accept():
                self.bypass_until_ns, self.handover = None, False
            case StartBypass() if self.handover:
                self.bypass_until_ns, self.handover = now_ns + int(word.minutes * 60e9), False
            case StopBelt():
                self.is_stopped_by_person = True
            case StartBelt():
                self.is_stopped_by_person = False

    def after(self, levels: dict[str, Level], lacking: tuple[str, ...]) -> None:
        risen = {check for check, level in self.levels().items() if level.rank > levels[check].rank}
        if isinstance(self.word, ClearSuspension) and risen:
            assert lacking == ()
            if self.acting() == frozenset(CHECKS):  # all that was lost is back
                self.bypass_until_ns, self.handover = None, False
        elif risen:
            assert isinstance(self.word, Raise)
            assert risen == {self.word.act.check}
        if self.acted - self.acting():
            self.bypass_until_ns, self.handover = None, True
        assert not self.is_stopped_by_person or self.plant.is_stopped
        assert not self.handover or self.plant.is_stopped
        assert PACKML not in self.line.stops.reasons or self.plant.is_stopped

    def put_right(self) -> None:
        """Every device works again, and a person lets the belt run."""
        self.camera.is_unplugged = self.gate.is_blind = False
        self.slow_ns = 20_000_000
        self.say(Accept(PERSON))
        self.say(StartBelt(PERSON))
        for command in TO_EXECUTE:
            self.say(CommandPackml(command, PERSON))
            self.pass_time(POLL_NS)

    def restore(self) -> None:
        """The long way back: health, a challenge pack, a person, and signed acts."""
        self.put_right()
        self.pass_time(3_000_000_000)
        self.clock_is_quiet()
        self.line.guard.challenged(caught=True)
        self.say(ClearSuspension(PERSON, ACT))

    def clock_is_quiet(self) -> None:
        """A minute at lunch: nothing moves, and the clocks agree."""
        self.say(StopBelt(PERSON))
        self.pass_time(61_000_000_000)
        self.say(StartBelt(PERSON))

    def note_new(self) -> None:
        """Packs that the controller has numbered, with the default that it keeps for them."""
        for queued in self.gate.controller.queue.queue:
            number = queued.seen.pack_no
            if number not in self.numbered:
                true = self.plant.seen_by[number]
                self.numbered[number] = Numbered(true, queued.default, self.handover)

    def ordered(self, order: GateOrder) -> None:
        pack = self.numbered[order.pack_no]
        acting = self.acting()
        handover = self.handover or bool(self.acted - acting)
        answer = self.word if isinstance(self.word, Answer) else None
        troubles = tuple(self.line.health.troubles().values())
        is_lost = self.camera.is_unplugged
        is_certified = all(self.valid[check] for check in acting)
        pack.last = Ordered(order, acting, is_certified, handover, troubles, is_lost, answer)
        if answer is None and GateAction(order.action) is not pack.default:
            self.machine_orders.append(pack.last)
