"""The way to the centre: logs and the state go up, the centre's words go to the line.

Where the line is away, commands are told so; where the broker is away, the log waits on the disk
where it always was.
"""

import asyncio
from contextlib import closing
from dataclasses import dataclass
from random import Random
from typing import Final

from edge_agent.control.line_state import LineState
from edge_agent.core.errors import PackwardenError
from edge_agent.people.station_key import trust_of
from edge_agent.station_tables import UplinkTable
from edge_agent.store.log_stretches import LogStretches
from edge_agent.uplink.centre_words import Heard
from edge_agent.uplink.outbox import Outbox
from edge_agent.uplink.part import Surroundings
from edge_agent.uplink.recipes.part import RecipePart
from edge_agent.uplink.state_message import offline_message, state_message
from edge_agent.uplink.topics import StationTopics
from edge_agent.uplink.uplink import Uplink
from hardware.mqtt_link import Letter, MqttLink, Presence

STEP_S: Final = 0.05
STATE_AT_LEAST_NS: Final = 30_000_000_000
STATE_AT_MOST_NS: Final = 1_000_000_000
OUTBOX_FILE: Final = "uplink.db"


@dataclass(frozen=True, slots=True)
class Told:
    """The state that was told last, and when."""

    state: LineState | None
    at_ns: int


class CentrePart:
    """Of one station."""

    def __init__(self, around: Surroundings, table: UplinkTable) -> None:
        folder, name = around.settings.data.folder, around.settings.station.full_name
        self.line, self.clock, self.tell = around.line, around.clock, around.tell
        self.topics = StationTopics(name)
        log = around.open_now.enter_context(closing(LogStretches(folder / "events.db")))
        outbox = around.open_now.enter_context(closing(Outbox(folder / OUTBOX_FILE)))
        presence = Presence(
            f"packwarden-{name.replace('/', '-')}",
            (
                *(self.topics.ack, self.topics.command),
                *(self.topics.recipe, self.topics.recipe_piece),
            ),
            lambda: Letter(
                self.topics.state, offline_message(name, self.clock.wall()), 1, retain=True
            ),
        )
        self.link = MqttLink(table.broker, presence, self.clock, Random())
        around.open_now.callback(self.link.stop)
        self.uplink = Uplink(
            *(name, log, outbox, self.link),
            *(lambda: trust_of(folder), self.clock, Random()),
        )
        self.recipes = RecipePart(around, self.link)
        self.uplink.heard_by |= self.recipes.heard_by
        self.told: Told | None = None
        self.trouble: str | None = None

    async def run(self) -> None:
        self.link.start()
        while True:
            self.uplink.step()
            self.tell_trouble()
            self.tell_state()
            while self.uplink.commands:
                await self.say(self.uplink.commands.popleft())
            await asyncio.sleep(STEP_S)

    async def say(self, heard: Heard) -> None:
        """Once: the line knows the id of every word."""
        word_id = f"centre-{heard.key_id[:16]}-{heard.number}"
        try:
            await self.line.say(heard.word, word_id)
        except PackwardenError as error:
            self.tell(f"Command {heard.number} of the centre: {error}")

    def tell_trouble(self) -> None:
        """When it changes."""
        trouble = self.link.trouble
        if trouble != self.trouble:
            self.trouble = trouble
            self.tell(trouble or f"Connected to {self.link.settings.address}")

    def tell_state(self) -> None:
        """When it has changed, not too often, and now and then without that."""
        state, now_ns = self.line.state, self.clock.now_ns()
        if not self.link.is_up:
            self.told = None
            return
        if self.told is not None and now_ns - self.told.at_ns < pause_ns(self.told.state, state):
            return
        message = state_message(self.uplink.station, state, self.line.why_none, self.clock.wall())
        if self.link.publish(Letter(self.topics.state, message, 1, retain=True)):
            self.told = Told(state, now_ns)


def pause_ns(told: LineState | None, state: LineState | None) -> int:
    """How long after the one told last the next is due."""
    return STATE_AT_LEAST_NS if is_as_told(told, state) else STATE_AT_MOST_NS


def is_as_told(told: LineState | None, state: LineState | None) -> bool:
    """Figures that move with every pack are told by records."""
    if told is None or state is None:
        return told is state
    return without_figures(told) == without_figures(state)


def without_figures(state: LineState) -> tuple[object, ...]:
    return (
        state.identity,
        state.order,
        state.level,
        state.checks,
        state.suspensions,
        state.bypass is None,
        state.belt_stops,
        state.troubles,
        state.lost_cameras,
        state.gate_trouble,
    )
