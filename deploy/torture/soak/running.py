"""One run of a soak: faults by the rota, samples in between, and what is there in the end."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from deploy.torture.soak.agreement import Agreement, agreement, ended_packs, logged, stored
from deploy.torture.soak.grounds import BROKER, CENTRE, UPLINK, WEB, Grounds
from deploy.torture.soak.packs import PackTimes, pack_times
from deploy.torture.soak.rota import Fault, Planned
from deploy.torture.soak.sampling import Samples
from edge_agent.core.errors import Unreachable
from edge_agent.line import beside

Tell = Callable[[str], None]
Deed = Callable[[], None]
LONGEST_DRAIN_S: Final = 600.0
STEP_S: Final = 0.2
CHILDREN: Final = {WEB: beside.PAGES, UPLINK: beside.UPLINK}
"""As the line's process calls them when one has ended that nobody asked to."""
ENDED: Final = "; started again in"


@dataclass
class Soaked:
    """What a run left."""

    plan: tuple[Planned, ...]
    samples: Samples
    seconds: float = 0.0
    kills: Counter[str] = field(default_factory=Counter)
    unmeant: Counter[str] = field(default_factory=Counter)
    """Deaths that were no kill."""
    ledger: dict[str, int] = field(default_factory=dict)
    ended: dict[str, int] = field(default_factory=dict)
    """Packs of this run in the log, by outcome."""
    times: PackTimes = field(default_factory=PackTimes)
    agreement: Agreement = field(default_factory=Agreement)
    drained_s: float = 0.0
    """From the end of the belt until the centre had all."""
    taken: int = 0
    """States and pictures, by somebody at the pages."""


class Soak:
    """On its grounds, whose line runs."""

    def __init__(self, grounds: Grounds, soaked: Soaked, tell: Tell) -> None:
        self.grounds, self.soaked, self.tell = grounds, soaked, tell

    def run(self, seconds: float, sample_every_s: float) -> None:
        """Unreachable where the station dies, or its records do not arrive."""
        self.go_on(seconds, sample_every_s)
        grounds, soaked = self.grounds, self.soaked
        soaked.seconds, soaked.taken = grounds.now_s(), grounds.visitor.taken
        soaked.ledger = grounds.end_line()["ledger"]
        soaked.drained_s = self.drain()
        self.count_deaths()
        soaked.ended = ended_packs(grounds.events, grounds.boot)
        soaked.times = pack_times(grounds.events, grounds.boot)
        soaked.agreement = agreement(grounds.events, grounds.engine)

    def go_on(self, seconds: float, sample_every_s: float) -> None:
        deeds = sorted(self.deeds(), key=lambda one: one[0])
        due_s = 0.0
        while (now_s := self.grounds.now_s()) < seconds and self.grounds.is_alive:
            while deeds and deeds[0][0] <= now_s:
                deeds.pop(0)[1]()
            if now_s >= due_s:
                self.soaked.samples.add(self.grounds.sampled())
                due_s += sample_every_s
            self.grounds.rest_until(now_s + STEP_S)

    def deeds(self) -> Iterator[tuple[float, Deed]]:
        """What is done from here, and when; the line's scenario does the rest."""
        for one in self.soaked.plan:
            yield one.at_s, partial(self.tell, f"{one.at_s:.0f} s: {one.fault}")
            begin, end = self.doing(one.fault)
            if begin is not None:
                yield one.at_s, begin
            if end is not None:
                yield one.until_s, end

    def doing(self, fault: Fault) -> tuple[Deed | None, Deed | None]:
        """What begins it, and what ends it."""
        grounds = self.grounds
        match fault:
            case Fault.BROKER:
                return self.kill_broker, grounds.broker.start
            case Fault.LOG:
                return grounds.lock_log, grounds.unlock_log
            case Fault.CENTRE:
                return self.kill_centre, grounds.start_centre
            case Fault.UPLINK:
                return partial(self.kill_child, UPLINK), None
            case Fault.WEB:
                return partial(self.kill_child, WEB), None
            case _:
                return None, None

    def kill_child(self, name: str) -> None:
        self.soaked.kills[name] += self.grounds.kill_child(name)

    def kill_broker(self) -> None:
        self.count(BROKER, self.grounds.broker.process.lives)
        self.grounds.broker.kill()

    def kill_centre(self) -> None:
        self.count(CENTRE, self.grounds.centre.lives)
        self.grounds.centre.kill()

    def count(self, name: str, is_alive: bool) -> None:
        """Right before it is killed: whether it had died by itself."""
        (self.soaked.kills if is_alive else self.soaked.unmeant)[name] += 1

    def count_deaths(self) -> None:
        told = self.grounds.told_since()
        for name, called in CHILDREN.items():
            deaths = sum(line.startswith(called) and ENDED in line for line in told)
            self.soaked.unmeant[name] += max(0, deaths - self.soaked.kills[name])
        self.soaked.unmeant[BROKER] += not self.grounds.broker.process.lives
        self.soaked.unmeant[CENTRE] += not self.grounds.centre.lives

    def drain(self) -> float:
        """Until the centre holds as many as the log."""
        begun_s = self.grounds.now_s()
        wanted = logged(self.grounds.events)
        while stored(self.grounds.engine) < wanted:
            now_s = self.grounds.now_s()
            if now_s > begun_s + LONGEST_DRAIN_S:
                raise Unreachable(f"the centre does not get all of {wanted} records")
            self.grounds.rest_until(now_s + STEP_S)
        return self.grounds.now_s() - begun_s
