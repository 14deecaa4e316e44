"""The way to the plant's control room: a station as an edge node of Sparkplug B 3.0."""

import asyncio
from contextlib import closing, suppress
from random import Random
from typing import Final
from uuid import uuid4

from edge_agent.core.errors import PackwardenError
from edge_agent.core.told import Told
from edge_agent.sparkplug_settings import SparkplugTable
from edge_agent.station_tables import StationSettings
from edge_agent.store.log_stretches import LogStretches
from edge_agent.uplink.part import Surroundings
from edge_agent.uplink.sparkplug.line_tags import Fitted
from edge_agent.uplink.sparkplug.memory import Memory
from edge_agent.uplink.sparkplug.node import EdgeNode, Place
from hardware.mqtt_client import password_of, tls_of
from hardware.mqtt_settings import BrokerSettings

STEP_S: Final = 0.05
LINE_S: Final = 2.0
MEMORY_FILE: Final = "sparkplug.db"


class SparkplugPart:
    """Of one station."""

    def __init__(self, around: Surroundings, table: SparkplugTable) -> None:
        settings = around.settings
        folder, name = settings.data.folder, table.name(settings.station.full_name)
        self.line, self.tell = around.line, around.tell
        log = around.open_now.enter_context(closing(LogStretches(folder / "events.db")))
        memory = around.open_now.enter_context(closing(Memory(folder / MEMORY_FILE)))
        place = Place(
            *(name, table.brokers, table.primary_host),
            fitted=fitted_of(settings, table.commands),
        )
        for broker in table.brokers:
            usable(broker)
        self.node = EdgeNode(place, memory, log, around.clock, Random())
        around.open_now.callback(self.node.stop)
        self.trouble: str | None = None

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self.turn())
            group.create_task(self.say_words())

    async def turn(self) -> None:
        """With the line, where it is there, so that one birth says it all."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LINE_S):
                await self.line.reached()
        while True:
            self.tell_trouble(self.stumbled() or self.node.trouble)
            await asyncio.sleep(STEP_S)

    def stumbled(self) -> str | None:
        """One step; why it could not be made, as with a full disk. The next one tries again."""
        try:
            self.node.step(self.line.state)
        except PackwardenError as error:
            return str(error)
        return None

    async def say_words(self) -> None:
        """Beside the turning: a line that does not answer keeps no host waiting."""
        while True:
            while self.node.words:
                await self.say(self.node.words.popleft())
            await asyncio.sleep(STEP_S)

    async def say(self, word: Told) -> None:
        try:
            await self.line.say(word, f"sparkplug-{uuid4()}")
        except PackwardenError as error:
            self.tell(f"{type(word).__name__} of a Sparkplug host: {error}")

    def tell_trouble(self, trouble: str | None) -> None:
        """When it changes."""
        if trouble != self.trouble:
            self.trouble = trouble
            self.tell(f"Sparkplug: {trouble or 'born at its broker'}")


def usable(broker: BrokerSettings) -> None:
    """DeviceMissing at the start where a file that its settings name is not there, or no good."""
    password_of(broker)
    tls_of(broker)


def fitted_of(settings: StationSettings, commands: bool) -> Fitted:
    cameras = {camera.view: camera.type for camera in settings.cameras}
    return Fitted(cameras, settings.gate.type if settings.has_gate else None, commands)
