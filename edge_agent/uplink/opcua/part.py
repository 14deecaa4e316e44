"""The station's OPC UA server, as a part of the uplink's process.

It shows what the line tells and says what callers want; the line waits for none of it. Whatever it
fails at, a port that is taken or a key that is not private, is told, and tried again: the other
parts go on.
"""

import asyncio
from contextlib import closing
from typing import Final

from asyncua import ua

from edge_agent.core.errors import PackwardenError
from edge_agent.opcua_settings import OpcuaTable
from edge_agent.people.office import Office
from edge_agent.uplink.opcua.built import Beside, Built, built
from edge_agent.uplink.opcua.results_log import ResultsLog
from edge_agent.uplink.opcua.results_object import ResultsObject
from edge_agent.uplink.part import Surroundings

STEP_S: Final = 0.1
AGAIN_S: Final = 10.0
SEND_AWAY_EVERY_STEPS: Final = 50
"""Those whose account is gone."""
FIND_S: Final = 2.0
"""Between two looks for a log that is not there yet."""


class OpcuaPart:
    """Of one station."""

    def __init__(self, around: Surroundings, table: OpcuaTable) -> None:
        """NotFound where the station has never run."""
        self.around, self.table = around, table
        settings, clock = around.settings, around.clock
        folder, station = settings.data.folder, settings.station.full_name
        office = around.open_now.enter_context(closing(Office(folder, station, clock.wall())))
        self.beside = Beside(station, folder, around.line, office, clock)
        self.trouble: str | None = None

    async def run(self) -> None:
        while True:
            try:
                await self.serve()
            except (OSError, PackwardenError, ua.UaError) as error:
                self.tell_once(f"OPC UA at {self.table.address}: {error}; trying again")
            await asyncio.sleep(AGAIN_S)

    async def serve(self) -> None:
        """OSError where the address cannot be had."""
        server = await built(self.beside, self.table)
        async with server.server:
            self.tell_once(f"OPC UA at {self.table.address}")
            finding = asyncio.create_task(self.find_log(server.results))
            try:
                await self.keep_showing(server)
            finally:
                finding.cancel()
                server.results.close()

    async def keep_showing(self, server: Built) -> None:
        steps = 0
        while True:
            if steps % SEND_AWAY_EVERY_STEPS == 0:
                await server.internals.send_away()
            steps += 1
            await server.follow(self.around.line.state)
            try:
                await server.results.tell_new()
            except PackwardenError as error:
                self.tell_once(f"OPC UA: results: {error}")
            await asyncio.sleep(STEP_S)

    async def find_log(self, results: ResultsObject) -> None:
        """To open a log means to read all of it, so nobody waits for that."""
        path = self.beside.folder / "events.db"
        while results.log is None:
            try:
                if path.is_file():
                    results.log = await asyncio.to_thread(ResultsLog, path)
            except PackwardenError as error:
                self.tell_once(f"OPC UA: results: {error}")
            await asyncio.sleep(FIND_S)

    def tell_once(self, said: str) -> None:
        if said != self.trouble:
            self.trouble = said
            self.around.tell(said)
