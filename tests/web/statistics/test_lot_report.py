"""The report of a lot reads few rows, however large the lot is."""

import sqlite3
from contextlib import closing
from pathlib import Path

from edge_agent.store.events import EventStore
from edge_agent.web.statistics.lot_report import ANSWERED_BY, FIRST, LAST
from tests.core.statistics.records import a_pack


def test_each_question_has_an_index_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    with closing(EventStore.open(path)) as store:
        store.append_records([a_pack(1)])
    with closing(sqlite3.connect(path)) as connection:
        for question, index in (
            (FIRST, "records_by_lot"),
            (LAST, "records_by_lot"),
            (ANSWERED_BY, "records_answered"),
        ):
            plan = connection.execute(f"EXPLAIN QUERY PLAN {question}", ["L123"]).fetchall()
            told = "".join(row[3] for row in plan)
            assert index in told
            assert "TEMP B-TREE" not in told
