"""The reject controller's real binary on a simulated board, at a belt.

Speaks to the program `simavr_host` of this folder, which is linked with simavr and runs on its
own. Time is virtual: it passes only in `run`, and every change of an output comes with the CPU
cycle of it. On a pseudo-terminal it can also be let go, beside the wall clock.
"""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from tests.firmware.simavr.pins import PINS

CPU_HZ = 16_000_000
CYCLES_PER_MS = CPU_HZ // 1000
CYCLES_PER_US = CPU_HZ // 1_000_000
BIGGEST_SAY = 16_000
"""Bytes in one command to the host program."""
AT_REST_LOW = (
    "encoder_a",
    "encoder_b",
    "photo_eye",
    "exit_eye",
    "reject_eye",
    "bin_switch",
    "emergency_stop",
    "key_switch",
    "air_switch",
)
"""A clear belt that stands, and switches that are closed: all is well."""


@dataclass(frozen=True, slots=True)
class Edge:
    """An output changed."""

    pin: str
    level: bool
    cycle: int
    tick: int
    since_tick_cycles: int
    """Cycles since the belt was at that tick."""


@dataclass(frozen=True, slots=True)
class Restart:
    cycle: int
    by_watchdog: bool


@dataclass(frozen=True, slots=True)
class Interrupt:
    """What one interrupt vector cost so far, in cycles; without the ~7 of the jump to it."""

    count: int
    worst_latency: int
    worst_duration: int


@dataclass(frozen=True, slots=True)
class Figures:
    interrupts: dict[int, Interrupt]
    lost_bytes: int
    untouched_bytes: int
    """Memory between heap and stack that nothing was ever written to."""


class Board:
    """One simulated Arduino Uno; use it as a context manager."""

    def __init__(self, host: Path, firmware: Path, *options: str) -> None:
        self.names = {code: name for name, code in PINS.items()}
        self.edges: list[Edge] = []
        self.restarts: list[Restart] = []
        self.terminal: str | None = None
        self.cycle = 0
        self.heard = bytearray()
        self.figure_lines: list[Sequence[str]] = []
        self.process = subprocess.Popen(
            [host, firmware, *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        self.listen()
        for name in AT_REST_LOW:
            self.set(name, False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            print("quit", file=self.process.stdin, flush=True)
        self.process.communicate(timeout=30)

    def tell(self, command: str) -> None:
        """Gives the host program one command and takes in what it answers."""
        print(command, file=self.process.stdin, flush=True)
        self.listen()

    def listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            match line.split():
                case ["ok", cycle]:
                    self.cycle = int(cycle)
                    return
                case words:
                    self.take(words)
        raise RuntimeError("the simulated board ended by itself")

    def take(self, words: Sequence[str]) -> None:
        match words:
            case ["edge", pin, level, cycle, tick, since]:
                name = self.names.get(pin, pin)
                edge = Edge(name, level == "1", int(cycle), int(tick), int(since))
                self.edges.append(edge)
            case ["said", _, text]:
                self.heard += bytes.fromhex(text)
            case ["reset", cycle, cause]:
                self.restarts.append(Restart(int(cycle), cause == "watchdog"))
            case ["pty", path]:
                self.terminal = path
            case ["vector" | "lost" | "untouched" | "port", *_]:
                self.figure_lines.append(words)
            case ["crashed" | "unknown", *_]:
                raise RuntimeError(f"the simulated board says: {' '.join(words)}")
            case _:  # libsimavr says on standard output what it loads
                pass

    # ---- time ----

    def run_ms(self, ms: float) -> None:
        self.tell(f"run {ms * 1000:.3f}")

    def let_go(self) -> None:
        """From now on it runs beside the wall clock."""
        self.tell("go")

    def halt(self) -> None:
        self.tell("halt")

    # ---- the belt and the inputs ----

    def belt(self, ticks_per_s: float) -> None:
        self.tell(f"belt {ticks_per_s}")

    def set(self, name: str, level: bool) -> None:
        self.tell(f"set {PINS[name]} {level:d}")

    def at_tick(self, tick: float, name: str, level: bool) -> None:
        """The input changes when the belt passes this place."""
        self.tell(f"at {tick} {PINS[name]} {level:d}")

    def after_ms(self, ms: float, name: str, level: bool) -> None:
        self.tell(f"after {ms * 1000:.3f} {PINS[name]} {level:d}")

    def dark_between(self, name: str, front_tick: float, back_tick: float) -> None:
        """Something passes this eye; an eye's input is high while it is dark."""
        self.at_tick(front_tick, name, True)
        self.at_tick(back_tick, name, False)

    # ---- the outputs ----

    def changes(self, name: str) -> list[Edge]:
        return [edge for edge in self.edges if edge.pin == name]

    def level(self, name: str) -> bool:
        changes = self.changes(name)
        return changes[-1].level if changes else False

    def pulses(self, name: str) -> list[tuple[Edge, Edge]]:
        """Times for which it was on, each with its begin and its end."""
        changes = self.changes(name)
        return list(zip(changes[::2], changes[1::2], strict=False))

    def driven_cycles(self, name: str) -> list[int]:
        """How long it was on each time; the last may go on."""
        changes = self.changes(name)
        begins = [edge.cycle for edge in changes if edge.level]
        ends = [edge.cycle for edge in changes if not edge.level]
        ends += [self.cycle] * (len(begins) - len(ends))
        return [end - begin for begin, end in zip(begins, ends, strict=True)]

    # ---- the serial line ----

    def say(self, data: bytes) -> None:
        """Bytes to the controller, one after the other at the speed of the line."""
        for start in range(0, len(data), BIGGEST_SAY):
            self.tell(f"say {data[start : start + BIGGEST_SAY].hex()}")

    def hear(self) -> bytes:
        """What the controller has said since the last call."""
        heard = bytes(self.heard)
        self.heard.clear()
        return heard

    # ---- the chip ----

    def power_cycle(self) -> None:
        self.tell("reset")

    def stall(self, how: Literal["", "deaf", "fed"] = "") -> None:
        """The main program hangs; deaf: with its interrupts off; fed: it feeds the watchdog."""
        self.tell(f"stall {how}".strip())

    def outputs(self) -> dict[str, bool]:
        """The level of every named pin that is driven; the others float."""
        self.figure_lines.clear()
        self.tell("ports")
        ports = {words[1]: (int(words[2]), int(words[3])) for words in self.figure_lines}
        pins = ((name, ports[code[0]], int(code[1])) for name, code in PINS.items())
        return {
            name: bool(levels >> bit & 1)
            for name, (directions, levels), bit in pins
            if directions >> bit & 1
        }

    def figures(self) -> Figures:
        self.figure_lines.clear()
        self.tell("figures")
        costs = {
            int(words[1]): Interrupt(*(int(word) for word in words[2:]))
            for words in self.figure_lines
            if words[0] == "vector"
        }
        single = {words[0]: int(words[1]) for words in self.figure_lines if words[0] != "vector"}
        return Figures(costs, single["lost"], single["untouched"])
