"""The summary beside the log says what the log says, however it came to be."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from edge_agent.core.autonomy.auditing import DRAWN_EVENT, EXAMINED_EVENT
from edge_agent.core.autonomy.challenge_proof import PROOF_EVENT
from edge_agent.core.errors import NotFound, StoreFailed
from edge_agent.core.labels import LABEL_EVENT, WITHDRAWN_EVENT, Label, LabelSource, Withdrawn
from edge_agent.core.packs import Action, Outcome, Record, Verdict
from edge_agent.core.review import REVIEW_UNSURE_EVENT, Said, Why
from edge_agent.core.statistics.figures import figures_of
from edge_agent.core.statistics.marks import added, marks_of
from edge_agent.sqlite_files import pragma
from edge_agent.store.database import EVENT_STORE, SCHEMA_VERSION
from edge_agent.store.events import Event, EventReader, EventStore
from edge_agent.store.labels import label_body, labels_in
from edge_agent.store.looks import (
    count_waiting,
    look_in,
    reviews_of,
    reviews_of_lot,
    waiting,
)
from edge_agent.store.pages import RecordFilter, StorePages
from edge_agent.store.tallies import TallyFilter, lot_in, lots_seen, tallies
from tests.core.statistics.records import (
    a_bad_pack,
    a_pack,
    an_asked_pack,
    an_unsure_pack,
    seen_at,
)
from tests.samples import NOON

LONG_AGO = NOON - timedelta(days=400)
numbers = count()
SUMMARY = ("tallies", "looks", "reviews")


def stored(folder: Path, records: Sequence[Record], events: Sequence[Event] = ()) -> StorePages:
    """A boot more of the store in this folder; its pages."""
    with closing(EventStore.open(folder / "events.db")) as store:
        store.append_together(records, events)
    return StorePages(folder / "events.db")


def event(kind: str, **body: object) -> Event:
    return Event(kind, body, NOON)


def drawn(pack_no: int) -> Event:
    return event(DRAWN_EVENT, pack_no=pack_no, action="pass", checks=["lot"])


def labelled(pack_no: int, defective: bool, by: str, boot: int = 1) -> Event:
    checks = ("lot",) if defective else ()
    label = Label(boot, pack_no, defective, LabelSource.OPERATOR, checks, by)
    return Event(LABEL_EVENT, label_body(label), NOON)


def taken_back(pack_no: int, by: str) -> Event:
    body = label_body(Withdrawn(1, pack_no, LabelSource.OPERATOR, by))
    return Event(WITHDRAWN_EVENT, body, NOON)


def packs_waiting(pages: StorePages, why: Why | None = None) -> list[int]:
    return [one.pack_no for one in waiting(pages, LONG_AGO, 100, why=why)]


def as_first_version(path: Path) -> None:
    """As a station left it that knew no summary."""
    with closing(sqlite3.connect(path)) as connection, connection:
        names = connection.execute(
            "SELECT type, name FROM sqlite_schema WHERE type IN ('table', 'index')"
        ).fetchall()
        added_later = EVENT_STORE.schema_from(1)
        for kind, name in names:
            if f"CREATE {kind.upper()} {name} " in added_later and kind == "index":
                connection.execute(f"DROP INDEX {name}")
        for name in SUMMARY:
            connection.execute(f"DROP TABLE {name}")
        connection.execute("PRAGMA user_version = 1")


def summary_in(path: Path) -> list[list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        queries = (f"SELECT * FROM {name} ORDER BY 1, 2, 3, 4, 5" for name in SUMMARY)
        return [connection.execute(query).fetchall() for query in queries]


A_SHIFT = [
    *(a_pack(i, seen_at=seen_at(i)) for i in range(1, 41)),
    a_bad_pack(41, seen_at=seen_at(41)),
    an_unsure_pack(42, seen_at=seen_at(42), lot="L124"),
    an_asked_pack(43, None, seen_at=seen_at(43), lot="L124"),
    an_asked_pack(44, Action.PASS, seen_at=seen_at(44), lot="L124"),
]
WORDS = [
    drawn(3),
    drawn(41),
    event(EXAMINED_EVENT, boot=1, pack_no=41, faulty=["lot"], by="quinn"),
    event(PROOF_EVENT, pack_no=5, result="caught"),
    event(PROOF_EVENT, pack_no=6, result="missed"),
    labelled(42, True, "anna"),
    labelled(43, False, "anna"),
    taken_back(43, "anna"),
    event(REVIEW_UNSURE_EVENT, boot=1, pack_no=44, by="anna"),
]


def test_what_was_counted_is_what_the_records_say(tmp_path: Path) -> None:
    pages = stored(tmp_path, A_SHIFT)
    kept = added(counts for _, counts in tallies(pages, TallyFilter()))
    assert kept == added(Counter(marks_of(record)) for record in A_SHIFT)


def test_challenge_packs_are_counted_apart_and_only_missed_ones_are_looked_at(
    tmp_path: Path,
) -> None:
    proofs = [one for one in WORDS if one.kind == PROOF_EVENT]
    pages = stored(tmp_path, A_SHIFT, proofs)
    figures = figures_of(added(counts for _, counts in tallies(pages, TallyFilter())))
    assert figures.packs == len(A_SHIFT) - 2
    assert (figures.challenges_caught, figures.challenges_missed) == (1, 1)
    assert packs_waiting(pages, Why.CHALLENGE_MISSED) == [6]


def test_a_time_and_a_lot_are_found_by_quarters_of_an_hour(tmp_path: Path) -> None:
    pages = stored(tmp_path, A_SHIFT)

    def packs(**asked: object) -> int:
        wanted = TallyFilter(**asked)  # type: ignore[arg-type]
        return figures_of(added(counts for _, counts in tallies(pages, wanted))).packs

    assert packs(seen_from=seen_at(30)) == 15
    assert packs(seen_from=seen_at(44)) == 15, "widened to the quarter"
    assert packs(seen_before=seen_at(15)) == 14
    assert packs(lot="L124") == 3
    assert packs(lot="L999") == 0
    lots = lots_seen(pages, LONG_AGO, 10)
    assert [(one.lot, one.packs) for one in lots] == [("L123", 41), ("L124", 3)]
    assert lot_in(pages, "L124") == lots[1]
    assert lot_in(pages, "L999") is None


def test_the_queue_begins_with_what_counts_and_ends_with_what_is_good(tmp_path: Path) -> None:
    records = [
        *(a_pack(i, pictures={"top": "ab"}) for i in (1, 100)),
        an_unsure_pack(2, 0.3),
        an_unsure_pack(3, 0.49),
        an_asked_pack(4, None),
        a_pack(5, outcome=Outcome.MISSED),
    ]
    pages = stored(tmp_path, records, [drawn(1)])
    assert packs_waiting(pages) == [1, 5, 4, 3, 2, 100]
    assert count_waiting(pages, LONG_AGO, 1000) == 6
    assert count_waiting(pages, LONG_AGO, 4) == 4
    assert packs_waiting(pages, Why.UNSURE) == [3, 2]


def test_pages_of_the_queue_give_every_pack_once(tmp_path: Path) -> None:
    pages = stored(tmp_path, [an_unsure_pack(i, i / 20) for i in range(1, 20)])
    seen: list[int] = []
    some_packs = waiting(pages, LONG_AGO, 3)
    while some_packs:
        seen += [one.pack_no for one in some_packs]
        some_packs = waiting(pages, LONG_AGO, 3, some_packs[-1].turn)
    assert sorted(seen) == list(range(1, 20))
    assert seen == packs_waiting(pages)


def test_what_somebody_has_spoken_of_waits_no_more_until_he_takes_it_back(tmp_path: Path) -> None:
    records = [an_unsure_pack(i) for i in (1, 2, 3)]
    pages = stored(tmp_path, records, [labelled(1, True, "anna"), labelled(2, False, "anna")])
    assert packs_waiting(pages) == [3]
    (review,) = reviews_of(pages, 1, 1)
    assert (review.person, review.said, review.checks) == ("anna", Said.DEFECTIVE, ("lot",))
    later = stored(tmp_path, [], [taken_back(1, "anna"), taken_back(2, "boris")])
    assert packs_waiting(later) == [3, 1]


def test_a_persons_later_word_replaces_the_earlier(tmp_path: Path) -> None:
    words = [labelled(1, True, "anna"), labelled(1, False, "boris"), labelled(1, False, "anna")]
    pages = stored(tmp_path, [an_unsure_pack(1)], words)
    assert {(one.person, one.said) for one in reviews_of(pages, 1, 1)} == {
        ("anna", Said.GOOD),
        ("boris", Said.GOOD),
    }
    assert len(reviews_of_lot(pages, "L123")) == 2
    with closing(EventReader(tmp_path / "events.db")) as reader:
        assert [label.defective for label in labels_in(reader)] == [False, False]


def test_an_examined_pack_is_reviewed_by_whoever_examined_it(tmp_path: Path) -> None:
    examined = event(EXAMINED_EVENT, boot=1, pack_no=1, faulty=[], by="quinn")
    pages = stored(tmp_path, [a_pack(1)], [drawn(1), examined])
    (review,) = reviews_of(pages, 1, 1)
    assert (review.source, review.said) == (LabelSource.AUDIT, Said.GOOD)
    assert packs_waiting(pages) == []


def test_a_pack_that_is_drawn_keeps_its_other_reasons(tmp_path: Path) -> None:
    pages = stored(tmp_path, [an_unsure_pack(1)], [drawn(1), drawn(99)])
    look = look_in(pages, 1, 1)
    assert look is not None
    assert (look.whys, look.is_audit) == ((Why.AUDIT, Why.UNSURE), True)
    assert look_in(pages, 1, 99) is None, "it was never recorded"


def test_a_store_of_before_is_counted_once_at_its_next_opening(tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    for _ in (1, 2):
        stored(tmp_path, A_SHIFT, WORDS).close()
    before = summary_in(path)
    as_first_version(path)
    old = StorePages(path)
    with pytest.raises(StoreFailed, match="earlier version; start the line once"):
        list(tallies(old, TallyFilter()))
    assert len(old.records(RecordFilter(), 500)) == 2 * len(A_SHIFT)
    EventStore.open(path).close()
    assert summary_in(path) == before
    assert len(list(tallies(old, TallyFilter()))) > 0, "who had it open sees it at once"


def test_a_filling_that_is_cut_off_begins_again(tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    stored(tmp_path, A_SHIFT, WORDS).close()
    before = summary_in(path)
    as_first_version(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            f"{EVENT_STORE.schema_from(1)} PRAGMA user_version = {SCHEMA_VERSION};"
        )
        assert pragma(connection, "user_version") == SCHEMA_VERSION
    EventStore.open(path).close()
    assert summary_in(path) == before


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    some.lists(some.sampled_from(A_SHIFT), min_size=1, unique_by=lambda one: one.pack_no),
    some.data(),
)
def test_counted_while_it_is_written_or_afterwards_is_the_same(
    tmp_path: Path, records: list[Record], data: some.DataObject
) -> None:
    folder = tmp_path / str(next(numbers))
    words = data.draw(some.lists(some.sampled_from(WORDS), unique_by=repr))
    stored(folder, records, words).close()
    before = summary_in(folder / "events.db")
    as_first_version(folder / "events.db")
    EventStore.open(folder / "events.db").close()
    assert summary_in(folder / "events.db") == before


@pytest.mark.parametrize(
    "wrong",
    [
        event(DRAWN_EVENT),
        event(PROOF_EVENT, pack_no=1),
        event(PROOF_EVENT, pack_no=1, result="maybe"),
        event(LABEL_EVENT, by="anna", source="somebody"),
        event(WITHDRAWN_EVENT, boot=1),
    ],
)
def test_an_event_that_is_not_what_its_kind_says_counts_nothing_and_stops_nothing(
    tmp_path: Path, wrong: Event
) -> None:
    pages = stored(tmp_path, [an_unsure_pack(1)], [wrong])
    assert packs_waiting(pages) == [1]
    assert figures_of(added(counts for _, counts in tallies(pages, TallyFilter()))).packs == 1


def test_rare_packs_are_found_by_an_index_of_their_own(tmp_path: Path) -> None:
    pages = stored(tmp_path, A_SHIFT)
    with closing(sqlite3.connect(tmp_path / "events.db")) as connection:
        connection.set_trace_callback(lambda said: asked.append(said))
        asked: list[str] = []
        pages._connection = connection
        for wanted in (
            RecordFilter(verdict=Verdict.NOT_OK),
            RecordFilter(outcome=Outcome.MISSED),
            RecordFilter(decision=Action.HOLD),
            RecordFilter(lot="L9"),
        ):
            pages.records(wanted, 50)
        pages.recommended(None, 50)
        pages.events("alarm", 50)
        pages.answer_to(1, 43)
        plans = [
            connection.execute(f"EXPLAIN QUERY PLAN {said}").fetchall()
            for said in asked
            if said.startswith("SELECT")
        ]
    told = ["".join(row[3] for row in plan) for plan in plans]
    expected = (
        *("records_not_ok", "records_not_passed", "records_not_pass", "records_by_lot"),
        *("records_asked", "events_by_kind", "answers_by_pack"),
    )
    assert len(told) == len(expected)
    for plan, index in zip(told, expected, strict=True):
        assert index in plan
        assert "TEMP B-TREE" not in plan


def test_a_pack_is_found_by_its_number(tmp_path: Path) -> None:
    pages = stored(tmp_path, A_SHIFT[5:])
    assert pages.record_of_pack(1, 41).seq == 36
    with pytest.raises(NotFound, match="no pack 999"):
        pages.record_of_pack(1, 999)


def test_a_station_that_has_not_run_has_counted_nothing(tmp_path: Path) -> None:
    pages = StorePages(tmp_path / "events.db")
    assert list(tallies(pages, TallyFilter())) == []
    assert waiting(pages, LONG_AGO, 10) == []
    assert count_waiting(pages, LONG_AGO, 10) == 0
    assert lots_seen(pages, LONG_AGO, 10) == []
