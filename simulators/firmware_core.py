"""One reject controller's core at work: the C code of the firmware with a memory of its own."""

import ctypes
from enum import IntEnum

from hardware.wire.codes import Input, Output
from hardware.wire.ticks import unwrapped
from simulators.core_library import core_library

U32 = 0xFFFF_FFFF


class Eye(IntEnum):
    """As reject.h numbers them."""

    PACKS = 0
    REJECTS = 1
    EXIT = 2


def as_i32(ticks: int) -> int:
    """As a counter of 32 bits shows it."""
    return (ticks + 0x8000_0000 & U32) - 0x8000_0000


class FirmwareCore:
    """Ticks and microseconds count from its start, and never wrap on this side."""

    def __init__(self, boot: int, faults: int) -> None:
        self.library = core_library()
        self.memory = ctypes.create_string_buffer(self.library.reject_size())
        self.library.reject_start(self.memory, boot, faults, boot * 2_654_435_761 & U32)
        self.tick = self.us = 0
        """Where it was run to."""

    def edge(self, eye: Eye, dark: bool, tick: int, us: int) -> None:
        self.library.reject_edge(self.memory, eye, dark, as_i32(tick), us & U32)

    def inputs(self, inputs: Input) -> None:
        self.library.reject_inputs(self.memory, inputs)

    def run(self, tick: int, us: int) -> Output:
        """Moves on; returns what is energised then."""
        self.tick, self.us = tick, us
        self.library.reject_run(self.memory, as_i32(tick), us & U32)
        return Output(self.library.reject_outputs(self.memory))

    def hear(self, data: bytes) -> None:
        for byte in data:
            self.library.reject_byte_in(self.memory, byte)

    def say(self, most_bytes: int) -> bytes:
        said = bytearray()
        while len(said) < most_bytes:
            byte = self.library.reject_byte_out(self.memory)
            if byte < 0:
                break
            said.append(byte)
        return bytes(said)

    @property
    def faults(self) -> int:
        return int(self.library.reject_faults(self.memory))

    def next_tick(self) -> int | None:
        tick = ctypes.c_int32()
        there = self.library.reject_next_tick(self.memory, ctypes.byref(tick))
        return unwrapped(tick.value, self.tick) if there else None

    def next_us(self) -> int | None:
        at_us = ctypes.c_uint32()
        there = self.library.reject_next_us(self.memory, ctypes.byref(at_us))
        return unwrapped(at_us.value, self.us) if there else None
