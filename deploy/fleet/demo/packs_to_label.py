"""Packs of one station that people may label: drawn, with a picture of each view, and picked.

For pictures of the pages and for their tests. What the station said is made up: of every second
faulty pack that it is not ok, of all others that it is unsure. Everything after that is real.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import numpy as np
from sqlalchemy import Engine, select

from deploy.fleet.demo.drawn_defects import HALF, kept_picture
from deploy.fleet.demo.history import BOOT, History
from deploy.fleet.demo.packs import RECIPE, Making, PackSource
from deploy.fleet.feedback.picking_round import Picker
from deploy.fleet.ingest import Ingest
from deploy.fleet.pictures.taking import Row, note
from deploy.fleet.tables import logs, stations
from deploy.fleet.web.centre_site import CentreSite
from edge_agent.core.order import Order
from edge_agent.core.packs import Action, Box, CheckResult, PackVerdict, Reason, Record, Verdict
from edge_agent.core.recipe import Check
from edge_agent.uplink.pictures.letters import PictureName
from simulators.drawing.defects import Defect
from simulators.drawing.draw import draw_pack
from simulators.drawing.placement import Placement
from simulators.drawing.products import TRAY

STATION: Final = "hamburg/line-4/tray"
LOG: Final = "4" * 16
SECOND: Final = timedelta(seconds=1)
SEED: Final = 7
DEFECTS: Final = (
    ("lot", Defect.LOT_SMUDGED, Reason.UNREADABLE),
    ("", None, Reason.UNREADABLE),
    ("expiry", Defect.EXPIRY_CUT_OFF, Reason.UNREADABLE),
    ("barcode", Defect.BARCODE_DAMAGED, Reason.DAMAGED),
    ("sticker", Defect.STICKER_TURNED, Reason.TURNED),
)
"""(check that notices it, defect, what the station says); the second is a good pack."""
NOT_OK_SCORE, UNSURE_SCORE, GOOD_SCORE = 0.93, 0.52, 0.02


@dataclass(frozen=True, slots=True)
class Drawn:
    """One pack: its pictures, and what the station says of it."""

    pictures: Mapping[str, str]
    """View to sha256."""
    order: Order
    verdict: PackVerdict


def packs_to_label(site: CentreSite, drawn: Sequence[Drawn]) -> int:
    """How many of them were picked. drawn: their pictures lie at the centre."""
    now, source = site.clock.wall(), PackSource(np.random.default_rng(SEED))
    records = []
    for place, one in enumerate(drawn):
        seen_at = now - SECOND * (len(drawn) - place)
        usual = source.record(Making("L2611-204", faulty_share=0), seen_at, 0)
        decision = replace(usual.decision, action=Action.PASS, recommended=Action.REJECT)
        record = replace(usual, pictures=dict(one.pictures), order=one.order, verdict=one.verdict)
        records.append(replace(record, decision=decision, answered_by="mia"))
    History(Ingest(site.engine), STATION, LOG).add_records(records, now)
    tell_pictures(site.engine, records, now)
    return picker_of(site).round(now)


def picker_of(site: CentreSite) -> Picker:
    key = site.places.key.read_bytes()
    return Picker.of(site.engine, site.places.pictures, site.settings.feedback, key)


def drawn_packs(folder: Path, count: int) -> list[Drawn]:
    """The pictures go to the folder, by their sha256."""
    rng = np.random.default_rng(SEED)
    found = []
    for place in range(count):
        name, defect, reason = DEFECTS[place % len(DEFECTS)]
        order = TRAY.sample_order(rng)
        views = draw_pack(TRAY, order, defect, rng, Placement())
        pictures = {view: kept_picture(folder, pixels) for view, pixels in views.items()}
        is_sure = defect is not None and place % 2 == 0
        found.append(Drawn(pictures, order, said(order, name, reason, is_sure)))
    return found


def said(order: Order, faulty: str, reason: Reason, is_sure: bool) -> PackVerdict:
    """Of a good pack the expiry is in doubt."""
    verdict = Verdict.NOT_OK if is_sure else Verdict.UNSURE
    score = NOT_OK_SCORE if is_sure else UNSURE_SCORE
    checks = tuple(
        replace(one, verdict=verdict, score=score, reasons=(reason,), read=None)
        if one.name == (faulty or "expiry")
        else one
        for one in (good(check, order) for check in RECIPE.checks)
    )
    return PackVerdict(verdict, score, (reason,), checks)


def good(check: Check, order: Order) -> CheckResult:
    printed = {
        "lot": f"LOT {order.lot}",
        "expiry": f"EXP {order.expiry:%d.%m.%Y}",
        "barcode": order.gtin,
    }
    text = printed.get(check.name)
    return CheckResult(
        *(check.name, check.kind, check.view, Verdict.OK, GOOD_SCORE, text, text),
        box=halved(check.region),
    )


def halved(box: Box) -> Box:
    """As kept pictures are."""
    sides = (box.x, box.y, box.width, box.height)
    return Box(*(round(side * HALF) for side in sides))


def tell_pictures(engine: Engine, records: list[Record], now: datetime) -> None:
    """That they came, each behind its record."""
    with engine.begin() as connection:
        query = select(stations.c.id, logs.c.id).join_from(logs, stations)
        ids = connection.execute(query.where(stations.c.name == STATION)).one()
        for seq, record in enumerate(records, 1):
            for digest in record.pictures.values():
                came = {"format": "jpeg", "size_bytes": 1, "came_at": now}
                name = PictureName(log=LOG, boot=BOOT, seq=seq, sha256=digest)
                note(connection, Row((ids[0], ids[1]), name, came))
