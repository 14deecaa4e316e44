"""What people said at their stations is a label, once, and asked about no more."""

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from deploy.fleet.feedback.word_log import words_after
from edge_agent.core.labels import LABEL_EVENT, WITHDRAWN_EVENT, Label, LabelSource, Withdrawn
from edge_agent.core.packs import Verdict
from edge_agent.core.review import Said
from tests.fleet.feedback.samples import a_pack, arrive, overridden, picked_packs, picker, states
from tests.fleet.sent import STATION, send_events
from tests.samples import NOON

LATER = NOON + timedelta(minutes=1)


def told(engine: Engine, *words: Label | Withdrawn, after: int = 0) -> None:
    kinds = {Label: LABEL_EVENT, Withdrawn: WITHDRAWN_EVENT}
    send_events(engine, [(NOON, kinds[type(one)], asdict(one)) for one in words], NOON, after=after)


def operator(pack_no: int, *checks: str, defective: bool = True) -> Label:
    return Label(1, pack_no, defective, LabelSource.OPERATOR, checks, "olga")


def log(engine: Engine) -> list[tuple[Any, ...]]:
    """(pack number, check, by, verdict, trust)."""
    with engine.connect() as connection:
        return [
            (
                word.origin.pack_no,
                word.field,
                word.by,
                getattr(word.value, "verdict", None),
                word.trust,
            )
            for _, word in words_after(connection, 0)
        ]


def test_a_pack_that_was_reviewed_at_its_station_is_labelled_and_not_picked(
    engine: Engine, tmp_path: Path
) -> None:
    arrive(engine, [a_pack(tmp_path, number) for number in (1, 2, 3)])
    told(engine, operator(1, "expiry"), operator(2, defective=False))
    for _ in range(2):
        picker(engine, tmp_path).round(LATER)
    assert dict(picked_packs(engine)) == {1: "station", 2: "station", 3: "unsure"}
    assert log(engine) == [
        (1, "expiry", "olga", Said.DEFECTIVE, "glance"),
        (2, "expiry", "olga", Said.GOOD, "glance"),
        (2, "lot", "olga", Said.GOOD, "glance"),
    ]


def test_who_examined_for_the_audit_looked_with_time(engine: Engine, tmp_path: Path) -> None:
    arrive(engine, [a_pack(tmp_path, 1)])
    told(engine, Label(1, 1, True, LabelSource.AUDIT, ("lot",)))
    picker(engine, tmp_path).round(LATER)
    assert log(engine) == [(1, "lot", f"audit of {STATION}", Said.DEFECTIVE, "review")]


def test_what_is_taken_back_at_the_station_is_taken_back_here(
    engine: Engine, tmp_path: Path
) -> None:
    arrive(engine, [a_pack(tmp_path, 1)])
    told(engine, operator(1, "expiry"))
    picker(engine, tmp_path).round(LATER)
    told(engine, Withdrawn(1, 1, LabelSource.OPERATOR, "olga"), after=1)
    picker(engine, tmp_path).round(LATER)
    assert log(engine)[-1] == (1, "expiry", "olga", None, "glance")


def test_words_on_packs_without_pictures_here_wait_and_others_count_for_nothing(
    engine: Engine, tmp_path: Path
) -> None:
    told(
        engine,
        operator(2, "expiry"),
        Label(1, 1, True, LabelSource.CHALLENGE, ("expiry",)),
        operator(1),
    )
    send_events(engine, [(NOON, LABEL_EVENT, {"boot": "no number"})], NOON, after=3)
    arrive(engine, [a_pack(tmp_path, 1)])
    picker(engine, tmp_path).round(LATER)
    assert log(engine) == []
    arrive(engine, [a_pack(tmp_path, 2)], after=1)
    picker(engine, tmp_path).round(LATER)
    assert log(engine) == [(2, "expiry", "olga", Said.DEFECTIVE, "glance")]


def test_one_that_waits_here_waits_no_more_unless_two_are_wanted(
    engine: Engine, tmp_path: Path
) -> None:
    arrive(engine, [a_pack(tmp_path, 1), overridden(a_pack(tmp_path, 2, Verdict.NOT_OK))])
    picker(engine, tmp_path).round(LATER)
    told(engine, operator(1, "expiry"), operator(2, "expiry"))
    picker(engine, tmp_path).round(LATER)
    assert states(engine) == {1: "done", 2: "waiting"}
