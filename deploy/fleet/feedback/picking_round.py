"""One round of picking: what stations said of their packs is taken in, and the day's budget filled.

Any number of pickers may work on one database: a pack is picked once, and the budget holds.
"""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, func, select

from deploy.fleet.bulk import insert_new
from deploy.fleet.database import reading, writing
from deploy.fleet.feedback.feedback_settings import FeedbackTable
from deploy.fleet.feedback.gathering import (
    SeenPack,
    drifted_packs,
    seen_packs,
    shadow_differences,
)
from deploy.fleet.feedback.item_rows import item_row
from deploy.fleet.feedback.looks import look_of
from deploy.fleet.feedback.picking import Candidate, Pick, picked, quotas
from deploy.fleet.feedback.station_words import new_words, take_words
from deploy.fleet.feedback.tables import label_items
from deploy.fleet.feedback.values import State, Why
from deploy.fleet.feedback.weighing import Signs, candidate, in_question, wants_two
from deploy.fleet.feedback.word_log import in_turn
from deploy.fleet.searching import EntryKey
from edge_agent.store.pictures import picture_file
from hardware.errors import PictureRefused
from hardware.pictures import load_picture

WINDOW: Final = timedelta(days=7)
"""So long after its pictures came a pack is thought of, as a review at a station waits."""
DRAW_PURPOSE: Final = b"packwarden labels drawn 1"
NOT_WAITED: Final = (State.DONE, State.ASIDE)
MOST_DAYS_WAITING: Final = 2
"""Where so many days' labels wait, no more are picked."""


@dataclass(frozen=True, slots=True)
class Picker:
    """Of one centre."""

    engine: Engine
    folder: Path
    """Of the pictures."""
    table: FeedbackTable
    secret: bytes
    """Draws go by it."""

    @classmethod
    def of(cls, engine: Engine, folder: Path, table: FeedbackTable, key: bytes) -> "Picker":
        """key: what only the centre knows."""
        return cls(engine, folder, table, hmac.digest(key, DRAW_PURPOSE, "sha256"))

    def round(self, now: datetime) -> int:
        """How many packs were picked. DatabaseAway; then nothing was."""
        since = now - WINDOW
        with reading(self.engine) as connection:
            differing = shadow_differences(connection, since)
            seen = seen_packs(connection, self.folder, since, differing)
            told = new_words(connection, seen, since)
            known = known_keys(connection, since) | {one.seen.key for one in told}
            signs = Signs(differing, drifted_packs(connection, since))
            left = left_today(connection, self.table, now)
            before = looks_before(connection, since)
        by_key = {one.key: one for one in seen if one.key not in known}
        fresh = [candidate(one, signs, self.table, self.secret) for one in by_key.values()]
        picks = picked(fresh, left.all, left.of_each, Looking(by_key, self.folder), before)
        with writing(self.engine) as connection:
            in_turn(connection)
            take_words(connection, told, now)
            if left_today(connection, self.table, now) != left:
                return 0
            return self.keep(connection, picks, by_key, now)

    def keep(
        self,
        connection: Connection,
        picks: Iterable[Pick],
        seen: Mapping[EntryKey, SeenPack],
        now: datetime,
    ) -> int:
        rows = [self.row(one, seen[one.candidate.key], now) for one in picks]
        for row in rows:  # one by one: they are labelled in the order of their numbers
            insert_new(connection, label_items, [row])
        return len(rows)

    def row(self, pick: Pick, seen: SeenPack, now: datetime) -> dict[str, Any]:
        return {
            **item_row(seen, pick.why, State.WAITING, now),
            "cost": pick.candidate.cost,
            "look": None if pick.look is None else f"{pick.look:016x}",
            "wants_two": wants_two(seen, self.table, self.secret),
        }


class Looking:
    """Decodes a picture when its look is asked for, once."""

    def __init__(self, seen: Mapping[EntryKey, SeenPack], folder: Path) -> None:
        self.seen, self.folder = seen, folder
        self.known: dict[EntryKey, int | None] = {}

    def __call__(self, one: Candidate) -> int | None:
        if one.key not in self.known:
            self.known[one.key] = self.looked(self.seen[one.key])
        return self.known[one.key]

    def looked(self, seen: SeenPack) -> int | None:
        check = in_question(seen)
        file = picture_file(self.folder, seen.pictures[check.view])
        asked = next(one for one in seen.checks if one.name == check.name)
        try:
            return None if file is None else look_of(load_picture(file), asked.box)
        except PictureRefused:
            return None


@dataclass(frozen=True, slots=True)
class Left:
    """Labels of today that may still be picked."""

    all: int
    of_each: Mapping[Why, int]


def left_today(connection: Connection, table: FeedbackTable, now: datetime) -> Left:
    """A day begins at midnight UTC."""
    day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    costs = func.sum(label_items.c.cost)
    query = select(label_items.c.why, costs).where(label_items.c.picked_at >= day)
    used = {Why(why): int(cost) for why, cost in connection.execute(query.group_by("why"))}
    waiting = connection.execute(
        select(func.coalesce(costs, 0)).where(label_items.c.state.not_in(NOT_WAITED))
    ).scalar_one()
    of_day = table.labels_a_day - sum(used.values())
    room = MOST_DAYS_WAITING * table.labels_a_day - int(waiting)
    most = quotas(table.labels_a_day, shares_of(table))
    of_each = {why: max(0, labels - used.get(why, 0)) for why, labels in most.items()}
    return Left(max(0, min(of_day, room)), of_each)


def shares_of(table: FeedbackTable) -> dict[Why, float]:
    return {why: getattr(table, f"{why}_share") for why in Why if why is not Why.STATION}


def known_keys(connection: Connection, since: datetime) -> set[EntryKey]:
    """Of packs that were picked, or labelled at their stations."""
    key = (label_items.c.log_id, label_items.c.boot, label_items.c.seq)
    query = select(*key).where(label_items.c.picked_at >= since)
    return {EntryKey(*row) for row in connection.execute(query)}


def looks_before(connection: Connection, since: datetime) -> dict[str, list[int]]:
    """By what was in question."""
    columns = (label_items.c.recipe, label_items.c.in_question, label_items.c.look)
    query = select(*columns).where(
        label_items.c.picked_at >= since, label_items.c.look.is_not(None)
    )
    found: dict[str, list[int]] = {}
    for recipe, check, look in connection.execute(query):
        found.setdefault(f"{recipe}/{check}", []).append(int(look, 16))
    return found
