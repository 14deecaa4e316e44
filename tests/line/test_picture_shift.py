"""A station whose camera is faster than it: packs end in the order in which they came."""

from contextlib import closing
from pathlib import Path

from edge_agent.store.events import EventReader
from tests.line.small_station import box_station
from tests.line.test_commands import document_of, packwarden

PACKS = 200


def test_a_pack_whose_picture_was_lost_ends_behind_those_that_came_before_it(
    tmp_path: Path,
) -> None:
    station = box_station(tmp_path, "g" * PACKS)
    text = station.read_text().replace('type = "files"', 'type = "files"\nfps = 500')
    station.write_text(text)
    document = document_of(packwarden("run", "--station", station, "--no-web", "--json"))
    with closing(EventReader(tmp_path / "data" / "events.db")) as reader:
        records = [one.record for one in reader.records()]
    numbers = [one.pack_no for one in records]
    assert numbers == sorted(numbers)
    assert document["ledger"]["seen"] == len(set(numbers)) == len(numbers)
    assert any(not one.pictures for one in records)
