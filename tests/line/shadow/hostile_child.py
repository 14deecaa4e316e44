"""The process that looks on, with an inspector that misbehaves over each pack.

python hostile_child.py hang|spin|eat|lie|die NUMBER-OF-THE-SHARED-FILE
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from edge_agent.core.order import Order
from edge_agent.line.shadow import child
from hardware.interfaces import Pixels


def hang() -> None:
    signal.pause()


def spin() -> None:
    child.allow_cpu_s(1)
    while True:
        pass


def eat() -> None:
    kept = []
    while True:
        kept.append(bytearray(64 << 20))


def lie() -> None:
    os.write(1, b"\xff\xff\xff\xff what nobody asked for")


def die() -> None:
    os.abort()


MISDEEDS: dict[str, Callable[[], None]] = {one.__name__: one for one in (hang, spin, eat, lie, die)}


class Misbehaving:
    def __init__(self, misdeed: Callable[[], None]) -> None:
        self.misdeed = misdeed

    def inspect(self, view: str, pixels: Pixels, order: Order | None) -> tuple[Any, ...]:
        self.misdeed()
        return ()


def main() -> None:
    misdeed, file = sys.argv[1:]
    child.limited()
    questions, answers = 0, 1
    from edge_agent.control.framing import Frame
    from edge_agent.line.shadow.pipes import heard, say
    from edge_agent.line.shadow.talk import ANSWERED, ASKED

    heard(questions, ASKED)
    say(answers, Frame({"opened": ""}), ANSWERED)
    child.look_at_packs(questions, answers, Misbehaving(MISDEEDS[misdeed]), int(file))


if __name__ == "__main__":
    main()
