"""Packs of stations, with pictures that lie at the centre as its own ingest leaves them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from sqlalchemy import Engine, select

from deploy.fleet.feedback.feedback_settings import FeedbackTable
from deploy.fleet.feedback.items import items_of, shown_items
from deploy.fleet.feedback.leasing import REVIEWED, Asker, lease
from deploy.fleet.feedback.picking_round import Picker
from deploy.fleet.feedback.tables import label_items
from deploy.fleet.pictures.taking import Row, note
from deploy.fleet.tables import logs, stations
from edge_agent.core.packs import (
    Action,
    Box,
    CheckKind,
    CheckResult,
    Decision,
    Level,
    PackVerdict,
    Record,
    Verdict,
)
from edge_agent.store.pictures import place_of
from edge_agent.uplink.pictures.letters import PictureName
from edge_agent.whole_files import write_whole
from tests.fleet.sent import LOG, STATION, send_records
from tests.samples import NOON, a_record

KEY = b"what only the centre knows"
TABLE = FeedbackTable(audit_share=0, twice_share=0)
"""Nothing by lot."""
BOX = Box(8, 6, 16, 12)
EXPIRY, LOT = "expiry", "lot"


def a_check(name: str, verdict: Verdict, score: float) -> CheckResult:
    read, expected = ("24.12.2026", "24.12.2026") if name == EXPIRY else ("L123", "L123")
    return CheckResult(name, CheckKind.PRINT, "bottom", verdict, score, read, expected, box=BOX)


def a_pack(
    folder: Path,
    number: int,
    verdict: Verdict = Verdict.UNSURE,
    score: float = 0.5,
    seed: int | None = None,
    **changes: Any,
) -> Record:
    """`verdict` and `score` are of the expiry; the lot is plainly good. seed: of its look."""
    name = kept(folder, number if seed is None else seed, number)
    checks = (a_check(EXPIRY, verdict, score), a_check(LOT, Verdict.OK, 0.01))
    usual = {"pictures": {"bottom": name}, "verdict": PackVerdict(verdict, score, (), checks)}
    return replace(a_record(number), **{**usual, **changes})


def overridden(record: Record) -> Record:
    """A person let it pass though a reject was recommended."""
    decision = Decision(Action.PASS, "recommend", Level.RECOMMEND, False, Action.REJECT)
    return replace(record, decision=decision, answered_by="mia")


def kept(folder: Path, seed: int, number: int) -> str:
    """A picture of that look, as centres keep them; its sha256. Each number is another file."""
    small = np.random.default_rng(seed).integers(0, 256, (6, 8, 3), dtype=np.uint8)
    pixels = cv2.resize(small, (64, 48), interpolation=cv2.INTER_CUBIC)
    pixels[0, :2] = (number >> 8, number & 255, 0)
    encoded = cv2.imencode(".png", pixels)[1].tobytes()
    digest = sha256(encoded).hexdigest()
    write_whole(place_of(folder, digest, ".png"), encoded)
    return digest


def arrive(
    engine: Engine,
    records: Sequence[Record],
    now: datetime = NOON,
    station: str = STATION,
    after: int = 0,
) -> None:
    """Records and then the pictures that they name."""
    send_records(engine, records, now, station, after)
    with engine.begin() as connection:
        named = select(stations.c.id, logs.c.id).join_from(logs, stations)
        ids = connection.execute(named.where(stations.c.name == station)).one()
        for place, record in enumerate(records, after + 1):
            for digest in record.pictures.values():
                came = {"format": "png", "size_bytes": 1, "came_at": now}
                name = PictureName(log=LOG, boot=1, seq=place, sha256=digest)
                note(connection, Row((ids[0], ids[1]), name, came))


def picker(engine: Engine, folder: Path, table: FeedbackTable = TABLE) -> Picker:
    return Picker.of(engine, folder, table, KEY)


def picked_packs(engine: Engine) -> list[tuple[int, str]]:
    """(pack number, why) in the order in which they will be labelled."""
    columns = (label_items.c.pack_no, label_items.c.why)
    with engine.connect() as connection:
        query = select(*columns).order_by(label_items.c.id)
        return [(pack_no, why) for pack_no, why in connection.execute(query)]


def states(engine: Engine) -> dict[int, str]:
    """By pack number."""
    with engine.connect() as connection:
        return {one.pack_no: one.state for one in items_of(connection, shown_items())}


def lent(engine: Engine, person: str, most: int = 1, at: datetime = NOON) -> list[int]:
    """Pack numbers that this person is given for five minutes."""
    with engine.begin() as connection:
        asker = Asker(person, REVIEWED)
        found = lease(connection, asker, most, at, at + timedelta(minutes=5))
    return [one.pack_no for one in found]


def item_of_pack(engine: Engine, pack_no: int) -> int:
    """Its number; 0 where there is none."""
    with engine.connect() as connection:
        own = select(label_items.c.id).where(label_items.c.pack_no == pack_no)
        return connection.execute(own).scalar() or 0
