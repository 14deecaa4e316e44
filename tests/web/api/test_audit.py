"""The audit record: read page by page, exported, and checked."""

import csv
import io
import sqlite3
from pathlib import Path

import pytest

from edge_agent.core.roles import Act, Role
from edge_agent.people.acts import Subject, read_act
from edge_agent.people.office import Order
from edge_agent.people.presence import console
from tests.web.visitors import Served, Visitor

AUDIT = "/api/v1/audit"
COUNT = 12


@pytest.fixture
def reader(station: Served) -> Visitor:
    """Signed in, which is the first act; then tokens are issued, one after the other."""
    visitor = station.person(Role.QUALITY, "quentin")
    order = Order(console(station.clock.wall()), "=1+1", station.clock.wall())
    for i in range(COUNT):
        station.office.record(order, Act.ISSUE_TOKEN, Subject(person=f"token-{i}"))
    return visitor


def walked(visitor: Visitor, path: str) -> list[int]:
    found: list[int] = []
    following: str | None = path
    while following:
        answer = visitor.get(following)
        assert answer.status_code == 200, answer.text
        found += [item["seq"] for item in answer.json()["items"]]
        following = answer.links.get("next", {}).get("url")
    return found


@pytest.mark.parametrize("limit", [1, 5, 13, 500])
def test_every_act_is_there_once_the_newest_first(reader: Visitor, limit: int) -> None:
    assert walked(reader, f"{AUDIT}?limit={limit}") == list(range(COUNT + 1, 0, -1))


def test_acts_are_found_by_person_and_kind(reader: Visitor) -> None:
    assert walked(reader, f"{AUDIT}?who=quentin&limit=5") == [1]
    assert walked(reader, f"{AUDIT}?what=issue_token&limit=5") == list(range(COUNT + 1, 1, -1))
    assert walked(reader, f"{AUDIT}?who=quentin&what=issue_token") == []
    assert walked(reader, f"{AUDIT}?done_before=2026-11-22T12:00:00Z") == []
    assert len(walked(reader, f"{AUDIT}?done_from=2026-11-22T12:00:00Z&limit=3")) == COUNT + 1


def test_an_act_is_told_with_who_what_and_why(reader: Visitor) -> None:
    newest = reader.get(f"{AUDIT}?limit=1").json()["items"][0]
    assert (newest["who"], newest["role"], newest["what"]) == ("console", None, "issue_token")
    assert (newest["subject"]["person"], newest["reason"]) == ("token-11", "=1+1")
    assert newest["is_proposal"] is False


def test_the_export_is_what_was_signed(reader: Visitor) -> None:
    answer = reader.get(f"{AUDIT}/export")
    assert answer.headers["content-disposition"] == 'attachment; filename="audit-box.jsonl"'
    acts = [read_act(line) for line in answer.content.splitlines()]
    assert [act.done.seq for act in acts] == list(range(1, COUNT + 2))


def test_the_table_computes_nothing_in_a_spreadsheet(reader: Visitor) -> None:
    answer = reader.get(f"{AUDIT}/export?format=csv")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["seq"] for row in rows] == [str(i) for i in range(1, COUNT + 2)]
    assert (rows[0]["who"], rows[0]["what"]) == ("quentin", "sign_in")
    assert rows[1]["reason"] == "'=1+1"


def test_a_whole_chain_is_told_with_its_head(reader: Visitor) -> None:
    told = reader.get(f"{AUDIT}/chain").json()
    head = reader.get(f"{AUDIT}?limit=1").json()["items"][0]["sha256"]
    assert told == {"is_whole": True, "acts": COUNT + 1, "head_sha256": head, "trouble": None}


def test_a_broken_chain_is_told_with_the_first_act_that_is_wrong(
    station: Served, reader: Visitor
) -> None:
    forget(station.office.audit.path, 5)
    told = reader.get(f"{AUDIT}/chain").json()
    assert (told["is_whole"], told["acts"], told["head_sha256"]) == (False, 4, None)
    assert told["trouble"].startswith("row 5 ")


def forget(path: Path, seq: int) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER acts_remain")
        connection.execute("DELETE FROM acts WHERE seq = ?", (seq,))
    connection.close()
