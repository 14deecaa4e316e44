"""python -m deploy.torture.flooder WEB_PORT BROKER_PORT STATION: floods it until it is ended.

Strangers at its pages, some of whom guess passwords, and a device at its broker that publishes
forged commands. At the end one JSON document says how much was asked, answered and published.
"""

import asyncio
import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from signal import SIGTERM
from typing import Final

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from edge_agent.uplink.topics import StationTopics
from simulators.broker import HOST

REQUESTS_PER_S: Final = 500
MESSAGES_PER_S: Final = 2_000
VISITORS: Final = 20
TURNS_PER_S: Final = 50
"""Of the device: it publishes some at once."""
LEFT_OVER: Final = 19
"""Niceness: who floods is on another computer."""
GUESS: Final = b'{"name": "anna", "password": "wrong"}'
FORGED: Final = b'{"document": {"kind": "packwarden.command.1"}, "key": "00", "signature": "00"}'
ASKED: Final = (
    b"GET /sign-in HTTP/1.1\r\nHost: panel\r\n\r\n",
    b"GET /api/v1/records HTTP/1.1\r\nHost: panel\r\nAuthorization: Bearer pwm_guess\r\n\r\n",
    b"POST /api/v1/session HTTP/1.1\r\nHost: panel\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(GUESS), GUESS),
)


class Flood:
    def __init__(self, web_port: int, broker_port: int, station: str) -> None:
        self.web_port, self.topic = web_port, StationTopics(station).command
        self.counts: Counter[str] = Counter()
        self.device = Client(CallbackAPIVersion.VERSION2, "flooder")
        self.device.connect(HOST, broker_port)
        self.device.loop_start()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            for number in range(VISITORS):
                group.create_task(self.visit(number))
            group.create_task(self.publish())

    async def visit(self, number: int) -> None:
        """One connection after the other, each used for as long as the server keeps it."""
        while True:
            try:
                await self.ask(number)
            except (OSError, asyncio.IncompleteReadError, ValueError):
                self.counts["broken off"] += 1
                await asyncio.sleep(1 / TURNS_PER_S)

    async def ask(self, number: int) -> None:
        reading, writing = await asyncio.open_connection(HOST, self.web_port)
        clock = asyncio.get_running_loop().time
        due = clock()
        try:
            for turn in range(number, sys.maxsize):
                due = max(due + VISITORS / REQUESTS_PER_S, clock() - 1)
                await asyncio.sleep(max(0.0, due - clock()))
                writing.write(ASKED[turn % len(ASKED)])
                self.counts["asked"] += 1
                await whole_answer(reading)
                self.counts["answered"] += 1
        finally:
            writing.close()

    async def publish(self) -> None:
        clock = asyncio.get_running_loop().time
        due = clock()
        while True:
            due = max(due + 1 / TURNS_PER_S, clock() - 1)
            await asyncio.sleep(max(0.0, due - clock()))
            for _ in range(MESSAGES_PER_S // TURNS_PER_S):
                self.device.publish(self.topic, FORGED, 0)
            self.counts["published"] += MESSAGES_PER_S // TURNS_PER_S


async def whole_answer(reading: asyncio.StreamReader) -> None:
    """ValueError for an answer without a length."""
    head = (await reading.readuntil(b"\r\n\r\n")).lower()
    _, _, rest = head.partition(b"content-length:")
    await reading.readexactly(int(rest.split(b"\r\n", 1)[0]))


async def until_ended(flood: Flood) -> None:
    running = asyncio.ensure_future(flood.run())
    asyncio.get_running_loop().add_signal_handler(SIGTERM, running.cancel)
    await asyncio.wait([running])


def main(words: Sequence[str]) -> None:
    """Begins when it is told so, by a line."""
    web_port, broker_port, station = words
    os.nice(LEFT_OVER)
    flood = Flood(int(web_port), int(broker_port), station)
    sys.stdin.readline()
    asyncio.run(until_ended(flood))
    sys.stdout.write(json.dumps(flood.counts) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
