"""Rounds of picking over a real database: which packs become items, and when none do."""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from deploy.fleet.feedback.feedback_settings import FeedbackTable
from deploy.fleet.feedback.items import Item, items_of, shown_items
from deploy.fleet.feedback.values import WantsTwo
from deploy.fleet.tables import logs
from deploy.fleet.watching.tables import findings
from edge_agent.core.packs import Level, PackVerdict, ReadBy, Record, Verdict
from edge_agent.store.pictures import picture_file
from tests.fleet.feedback.samples import (
    BOX,
    TABLE,
    a_pack,
    arrive,
    overridden,
    picked_packs,
    picker,
)
from tests.fleet.sent import send_events
from tests.samples import NOON

LATER = NOON + timedelta(hours=1)
EVERYTHING = FeedbackTable(audit_share=0.1, twice_share=1)


def items(engine: Engine) -> list[Item]:
    with engine.connect() as connection:
        return items_of(connection, shown_items())


def good(folder: Path, number: int, **changes: Any) -> Record:
    return a_pack(folder, number, Verdict.OK, 0.01, **changes)


def read_by_second(record: Record) -> Record:
    checks = tuple(replace(one, read_by=ReadBy.SECOND) for one in record.verdict.checks)
    verdict = record.verdict
    return replace(record, verdict=PackVerdict(verdict.verdict, verdict.score, (), checks))


def test_each_reason_finds_its_packs_and_a_plain_pack_is_left_alone(
    engine: Engine, tmp_path: Path
) -> None:
    packs = [
        good(tmp_path, 1),
        a_pack(tmp_path, 2),
        overridden(a_pack(tmp_path, 3, Verdict.NOT_OK, 0.97)),
        read_by_second(good(tmp_path, 4)),
        good(tmp_path, 5),
        good(tmp_path, 6),
        a_pack(tmp_path, 7, Verdict.OK, 0.45),
        a_pack(tmp_path, 8, Verdict.NOT_OK, 0.97),
    ]
    arrive(engine, packs)
    send_events(engine, [(NOON, "shadow_difference", {"pack_no": 5, "checks": []})], NOON)
    with engine.begin() as connection:
        station_id, log_id = connection.execute(select(logs.c.station_id, logs.c.id)).one()
        connection.execute(findings.insert().values(a_finding(station_id, log_id, seq=6)))
    assert picker(engine, tmp_path).round(LATER) == 6
    assert dict(picked_packs(engine)) == {
        2: "unsure",
        3: "overridden",
        4: "disagreeing",
        5: "disagreeing",
        6: "drifted",
        7: "unsure",
    }


def a_finding(station_id: int, log_id: int, seq: int) -> dict[str, Any]:
    return {
        "station_id": station_id,
        "number": 1,
        "kind": "printer_fades",
        "what": "drift",
        "severity": "warning",
        "began_at": NOON,
        "noticed_at": NOON,
        "seen_at": NOON,
        "sentence_en": "",
        "sentence_de": "",
        "figures": "{}",
        "evidence": f'[{{"log_id": {log_id}, "boot": 1, "seq": {seq}, "pictures": {{}}}}]',
    }


def test_an_item_has_what_people_are_shown_and_stays_when_its_record_goes(
    engine: Engine, tmp_path: Path
) -> None:
    record = a_pack(tmp_path, 2)
    arrive(engine, [record])
    picker(engine, tmp_path).round(LATER)
    (item,) = items(engine)
    assert item.pictures == record.pictures
    assert (item.lot, item.recipe, item.seen_at) == ("L123", "tray", NOON)
    expiry = item.checks[0]
    assert (expiry.name, expiry.view, expiry.read) == ("expiry", "bottom", "24.12.2026")
    assert expiry.box == (BOX.x, BOX.y, BOX.width, BOX.height)


def test_a_second_round_picks_nothing_twice_and_the_day_has_its_budget(
    engine: Engine, tmp_path: Path
) -> None:
    arrive(engine, [a_pack(tmp_path, number) for number in range(1, 31)])
    few = picker(engine, tmp_path, TABLE.model_copy(update={"labels_a_day": 10}))
    assert [few.round(LATER), few.round(LATER), few.round(LATER + timedelta(hours=1))] == [10, 0, 0]
    tomorrow = LATER + timedelta(days=1)
    assert few.round(tomorrow) == 10
    assert len({pack_no for pack_no, _ in picked_packs(engine)}) == 20
    assert few.round(tomorrow + timedelta(days=1)) == 0  # two days' labels wait


def test_a_pack_that_two_shall_label_costs_two(engine: Engine, tmp_path: Path) -> None:
    packs = [overridden(a_pack(tmp_path, number, Verdict.NOT_OK)) for number in range(1, 21)]
    arrive(engine, packs)
    table = TABLE.model_copy(update={"labels_a_day": 10})
    assert picker(engine, tmp_path, table).round(LATER) == 5
    assert {one.wants_two for one in items(engine)} == {WantsTwo.NOT_OK}


def test_where_the_station_acts_or_the_lot_says_so_two_label_too(
    engine: Engine, tmp_path: Path
) -> None:
    acting = a_pack(tmp_path, 1)
    decision = replace(acting.decision, level=Level.ACT_ALWAYS)
    arrive(engine, [replace(acting, decision=decision), a_pack(tmp_path, 2)])
    picker(engine, tmp_path, EVERYTHING).round(LATER)
    assert {one.pack_no: one.wants_two for one in items(engine)} == {
        1: WantsTwo.ACTING,
        2: WantsTwo.AGREEMENT,
    }


def test_ten_pictures_of_one_look_are_three_items(engine: Engine, tmp_path: Path) -> None:
    arrive(engine, [a_pack(tmp_path, number, seed=7) for number in range(1, 11)])
    assert picker(engine, tmp_path).round(LATER) == 3
    assert picker(engine, tmp_path).round(LATER) == 0


def test_the_draw_is_of_all_packs_whatever_was_said_of_them(engine: Engine, tmp_path: Path) -> None:
    arrive(engine, [good(tmp_path, number, seed=number % 7) for number in range(1, 301)])
    drawing = picker(engine, tmp_path, EVERYTHING)
    assert 10 < drawing.round(LATER) <= 40
    drawn = picked_packs(engine)
    assert {why for _, why in drawn} == {"random"}
    other = picker(engine, tmp_path, EVERYTHING.model_copy(update={"labels_a_day": 400}))
    assert other.secret == drawing.secret


def test_a_pack_whose_picture_is_gone_or_never_came_is_not_asked_about(
    engine: Engine, tmp_path: Path
) -> None:
    packs = [a_pack(tmp_path, 1), a_pack(tmp_path, 2), replace(a_pack(tmp_path, 3), pictures={})]
    arrive(engine, packs)
    file = picture_file(tmp_path, packs[0].pictures["bottom"])
    assert file is not None
    file.unlink()
    assert picker(engine, tmp_path).round(LATER) == 1
    assert picked_packs(engine) == [(2, "unsure")]


def test_what_is_older_than_a_week_and_a_budget_of_nothing_pick_nothing(
    engine: Engine, tmp_path: Path
) -> None:
    arrive(engine, [a_pack(tmp_path, 1)])
    nothing = TABLE.model_copy(update={"labels_a_day": 0})
    assert picker(engine, tmp_path, nothing).round(LATER) == 0
    assert picker(engine, tmp_path).round(NOON + timedelta(days=8)) == 0


def test_a_picture_that_cannot_be_decoded_is_picked_without_a_look(
    engine: Engine, tmp_path: Path
) -> None:
    record = a_pack(tmp_path, 1)
    file = picture_file(tmp_path, record.pictures["bottom"])
    assert file is not None
    file.write_bytes(file.read_bytes()[:60])
    arrive(engine, [record])
    assert picker(engine, tmp_path).round(LATER) == 1


def test_two_pickers_at_once_keep_the_budget(engine: Engine, tmp_path: Path) -> None:
    arrive(engine, [a_pack(tmp_path, number) for number in range(1, 41)])
    table = TABLE.model_copy(update={"labels_a_day": 10})
    both = [picker(engine, tmp_path, table) for _ in range(2)]
    threads = [threading.Thread(target=one.round, args=(LATER,)) for one in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(picked_packs(engine)) == 10
