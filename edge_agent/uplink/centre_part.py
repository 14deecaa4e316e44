"""The way to the centre: logs and the state go up, the centre's words go to the line.

Where the line is away, commands are told so; where the broker is away, the log waits on the disk
where it always was.
"""

import asyncio
from contextlib import closing
from dataclasses import dataclass
from random import Random
from typing import Final

from edge_agent.control.errors import NoLine, NotAnswered, WordRefused
from edge_agent.control.line_state import LineState
from edge_agent.core.errors import PackwardenError
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.people.station_key import trust_of
from edge_agent.station_tables import StationSettings
from edge_agent.store.confirmed import OUTBOX_FILE
from edge_agent.store.log_stretches import LogStretches
from edge_agent.uplink.carriers.opening import Heard, Way, way_of
from edge_agent.uplink.centre_words import Heard as HeardCommand
from edge_agent.uplink.outbox import Outbox
from edge_agent.uplink.part import Surroundings
from edge_agent.uplink.pictures.choosing import Choosing, Draws, none_audited
from edge_agent.uplink.pictures.differing import Differing
from edge_agent.uplink.pictures.picture_uplink import PictureUplink
from edge_agent.uplink.pictures.posting import PicturePosting
from edge_agent.uplink.pictures.waiting import WaitingPictures
from edge_agent.uplink.recipes.part import RecipePart
from edge_agent.uplink.rhythm import NS_PER_S, Rhythm
from edge_agent.uplink.state_message import offline_message, state_message
from edge_agent.uplink.topics import StationTopics
from edge_agent.uplink.uplink import Uplink
from edge_agent.uplink_settings import UplinkTable
from hardware.letters import Letter

LOOK_S: Final = 0.25
SAY_S: Final = 0.05
STATE_AT_LEAST_NS: Final = 30_000_000_000
STATE_AT_MOST_NS: Final = 1_000_000_000


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
        heard = self.topics.heard_by_station
        self.way = way_of(table, name, Heard(heard, self.will), self.clock, Random())
        around.open_now.callback(self.way.post.stop)
        self.waiting = WaitingPictures(outbox.connection, outbox.path)
        self.uplink = Uplink(
            *(name, log, outbox, self.way.post),
            *(lambda: trust_of(folder), self.clock, Random(), self.way.manner),
            pictures_of(around.settings, table, log, self.waiting, self.way),
        )
        self.recipes = RecipePart(around, self.way.post)
        self.uplink.heard_by |= self.recipes.heard_by
        self.told: Told | None = None
        self.trouble: str | None = None

    def will(self) -> Letter:
        message = offline_message(self.topics.station, self.clock.wall())
        return Letter(self.topics.state, message, 1, retain=True)

    async def run(self) -> None:
        """What the line is told is waited for apart: a line that hangs holds up no record."""
        self.way.post.start()
        async with asyncio.TaskGroup() as group:
            group.create_task(self.keep_sending())
            group.create_task(self.keep_saying())

    async def keep_sending(self) -> None:
        rhythm, post = Rhythm(self.way.step_s), self.way.post
        while True:
            has_changed = post.is_up != self.uplink.was_up
            is_due = rhythm.is_due(self.clock.now_ns(), has_changed)
            is_held_up = self.uplink.step(goes_on=not is_due)
            self.tell_trouble()
            self.tell_state()
            await self.rest(rhythm.rest_ns(self.clock.now_ns(), is_held_up))

    async def rest(self, rest_ns: int) -> None:
        """Not longer than until the way comes or goes."""
        end_ns = self.clock.now_ns() + rest_ns
        while (left_ns := end_ns - self.clock.now_ns()) > 0:
            await asyncio.sleep(min(left_ns / NS_PER_S, LOOK_S))
            if self.way.post.is_up != self.uplink.was_up:
                return

    async def keep_saying(self) -> None:
        while True:
            while self.uplink.commands:
                await self.say(self.uplink.commands.popleft())
            await self.say_notes()
            await asyncio.sleep(SAY_S)

    async def say(self, heard: HeardCommand) -> None:
        """Once: the line knows the id of every word."""
        word_id = f"centre-{heard.key_id[:16]}-{heard.number}"
        try:
            await self.line.say(heard.word, word_id)
        except PackwardenError as error:
            self.uplink.notes.ended(heard, error)
            self.tell(f"Command {heard.number} of the centre: {error}")
        else:
            self.uplink.notes.ended(heard, None)

    async def say_notes(self) -> None:
        """Until all are said, or there is no line."""
        while self.line.state is not None and (waiting := self.uplink.notes.first()) is not None:
            number, note = waiting
            try:
                await self.line.say(note, f"centre-note-{number}")
            except (NoLine, NotAnswered):
                return
            except WordRefused as error:
                self.tell(f"A note on a command of the centre: {error}")
            self.uplink.notes.said(number)

    def tell_trouble(self) -> None:
        """When it changes; and what came in and is not believed, the first of each kind."""
        while self.uplink.refused_first:
            self.tell(f"Not believed: {self.uplink.refused_first.popleft()}")
        trouble = self.way.post.trouble
        if trouble != self.trouble:
            self.trouble = trouble
            self.tell(trouble or f"Connected to {self.way.address}")

    def tell_state(self) -> None:
        """When it has changed, not too often, and now and then without that."""
        state, now_ns = self.line.state, self.clock.now_ns()
        if not self.way.post.is_up:
            self.told = None
            return
        if self.told is not None and now_ns - self.told.at_ns < pause_ns(self.told.state, state):
            return
        message = state_message(
            *(self.topics.station, state, self.line.why_none),
            *(self.clock.wall(), self.waiting.counts().shed_unsent),
        )
        if self.way.post.publish(Letter(self.topics.state, message, 1, retain=True)):
            self.told = Told(state, now_ns)


def pictures_of(
    settings: StationSettings,
    table: UplinkTable,
    log: LogStretches,
    waiting: WaitingPictures,
    way: Way,
) -> PictureUplink:
    data, audit = DataFolder(settings.data.folder), settings.audit
    draws = none_audited if audit is None else Draws(audit.rates(), data.audit_key)
    name, pictures = settings.station.full_name, table.pictures
    return PictureUplink(
        Choosing(log, waiting, data.pictures, pictures.wishes, draws),
        Differing(log, waiting, data.pictures, pictures.wishes),
        PicturePosting(
            *(name, data.pictures, waiting, pictures.bytes_per_s),
            *(Random(), way.manner, way.answers_soon),
        ),
    )


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
