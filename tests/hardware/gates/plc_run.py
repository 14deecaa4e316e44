"""A station and a PLC in steps of any order: what went in, what came out, and what must be true."""

from collections.abc import Iterable
from typing import Literal

from hardware.interfaces import GateAction, GateOrder, OrderRefused, PackSeen
from tests.hardware.gates.plc_floor import Wires

Step = Literal["pack", "order", "scan", "read", "write", "look", "restart", "silence"]
STEPS: list[Step] = ["pack", "order", "scan", "read", "write", "look"]
ROUNDS = 400
"""Enough for either handshake to hand over all that waits."""


class Run:
    """Steps in any order; what went in and what came out."""

    def __init__(self, wires: Wires) -> None:
        self.wires = wires
        self.wires.read()
        self.wires.arm(GateAction.REJECT)
        self.wires.turns(10)
        self.ordered: list[GateOrder] = []
        self.carried_out: list[tuple[int, GateOrder]] = []
        """With the start of the PLC in which it was."""
        self.boot_of: dict[int, int] = {}
        """Of each pack as the station numbers it: the start of the PLC that saw it."""

    def go(self, steps: Iterable[Step]) -> None:
        for step in steps:
            self.step(step)
            boot = self.wires.session.boot or 0
            self.boot_of |= {number: boot for number in self.seen if number not in self.boot_of}

    def step(self, step: Step) -> None:
        wires = self.wires
        wires.pass_ms(1)
        wires.beat()
        match step:
            case "pack":
                wires.near.see()
            case "order":
                self.order()
            case "scan":
                wires.scan()
                self.note()
            case "read":
                wires.read()
            case "write":
                wires.write()
            case "look":
                wires.session.trouble(wires.now_ns)
            case "restart":
                wires.restart()
            case "silence":
                wires.pass_ms(600)

    def order(self) -> None:
        """For any pack that the line knows and has not decided about."""
        known = [event.pack_no for event in self.wires.told if isinstance(event, PackSeen)]
        open_packs = sorted(set(known) - {order.pack_no for order in self.ordered})
        if open_packs:
            order = GateOrder(open_packs[0], action_for(open_packs[0]))
            self.ordered.append(order)
            self.wires.session.order(order, self.wires.now_ns)

    def note(self) -> None:
        self.carried_out += [(self.wires.boot, order) for order in self.wires.near.orders]
        self.wires.near.orders.clear()

    def settle(self) -> None:
        for _ in range(ROUNDS):
            self.wires.turns(1)
            self.note()

    @property
    def seen(self) -> list[int]:
        return [event.pack_no for event in self.wires.told if isinstance(event, PackSeen)]

    @property
    def refused(self) -> set[int]:
        told = self.wires.told
        return {event.pack_no for event in told if isinstance(event, OrderRefused)}

    def check_whole(self) -> None:
        """Nothing restarted and nothing fell silent: all has crossed, once."""
        self.settle()
        assert self.seen == list(range(1, self.wires.near.packs + 1))
        assert [order for _, order in self.carried_out] == self.ordered
        assert not self.refused
        assert self.wires.session.trouble(self.wires.now_ns) is None

    def check_true(self) -> None:
        """Whatever happened: numbers grow, and each order met its own pack, or was refused."""
        self.settle()
        assert self.seen == sorted(set(self.seen))
        offsets = self.offsets()
        met = [(boot, order.pack_no + offsets[boot], order) for boot, order in self.carried_out]
        for boot, number, order in met:
            assert self.boot_of[number] == boot
            assert order.action is action_for(number)
        numbers = [number for _, number, _ in met]
        assert len(set(numbers)) == len(numbers)
        assert set(numbers) | self.refused >= {order.pack_no for order in self.ordered}

    def offsets(self) -> dict[int, int]:
        """Per start of the PLC: what its own numbers lack to the station's."""
        offsets: dict[int, int] = {}
        for number, boot in sorted(self.boot_of.items()):
            offsets.setdefault(boot, number - 1)
        return offsets


def action_for(pack_no: int) -> GateAction:
    """So that an order tells by itself which pack it was given for."""
    return list(GateAction)[pack_no % 3]
