"""Letters in a folder: whole or not there, bounded, gone only when they are done with."""

import os
from pathlib import Path
from random import Random

import pytest

from deploy.fleet.carriers.folder_hub import FolderHub
from edge_agent.core.errors import Unreachable
from edge_agent.uplink.carriers.carried_post import CarriedPost
from edge_agent.uplink.carriers.folder import DOWN, MARK, UP, FolderCarrier
from edge_agent.uplink.carriers.letter_folder import MOST_BAD, LetterFolder, Room
from edge_agent.uplink.topics import StationTopics
from hardware.clock import RealClock
from hardware.letters import Letter

STATION = "plant-1/line-1/box"
TOPICS = StationTopics(STATION)
ROOM = Room(5, 10_000)
CLOCK = RealClock()
LIVENESS_NS = 30_000_000_000


def a_letter(number: int, retain: bool = False) -> Letter:
    return Letter(TOPICS.state if retain else TOPICS.records, b"%d" % number, 1, retain)


def until(holds: object) -> None:
    assert callable(holds)
    end_ns = CLOCK.now_ns() + LIVENESS_NS
    while not holds():
        assert CLOCK.now_ns() < end_ns
        CLOCK.sleep_until_ns(CLOCK.now_ns() + 5_000_000)


@pytest.fixture
def letters(tmp_path: Path) -> LetterFolder:
    return LetterFolder(tmp_path / "up", ROOM)


def test_letters_lie_there_until_they_are_done_with(letters: LetterFolder) -> None:
    assert letters.put([a_letter(1), a_letter(2)]) == 2
    for _ in range(2):
        found = letters.look(10)
        assert {one.letter.payload for one in found} == {b"1", b"2"}
    letters.remove([one.name for one in found])
    assert letters.look(10) == []


def test_letters_come_in_the_order_in_which_they_were_put_there(letters: LetterFolder) -> None:
    """A stick's file system may know the time to two seconds only."""
    letters.put([a_letter(1), a_letter(2)])
    letters.put([a_letter(3)])
    for file in letters.folder.iterdir():
        os.utime(file, (0, 0))
    assert [one.letter.payload for one in letters.look(10)] == [b"1", b"2", b"3"]


def test_somebody_else_s_files_do_not_disturb(letters: LetterFolder) -> None:
    letters.folder.mkdir()
    (letters.folder / "love.letter").write_bytes(b"dear")
    (letters.folder / "README").write_bytes(b"")
    assert letters.put([a_letter(1)]) == 1
    assert [one.letter.payload for one in letters.look(10)] == [b"1"]


def test_the_same_letter_is_there_once(letters: LetterFolder) -> None:
    for _ in range(3):
        assert letters.put([a_letter(1)]) == 1
    assert len(letters.look(10)) == 1


def test_of_what_is_retained_the_newest_is_there(letters: LetterFolder) -> None:
    for number in range(3):
        letters.put([a_letter(number, retain=True)])
    (one,) = letters.look(10)
    assert (one.letter.payload, one.letter.retain) == (b"2", True)


def test_it_is_bounded_by_number_and_by_bytes(letters: LetterFolder, tmp_path: Path) -> None:
    assert letters.put([a_letter(number) for number in range(9)]) == ROOM.letters
    assert letters.put([a_letter(99)]) == 0
    large = LetterFolder(tmp_path / "large", ROOM)
    assert large.put([Letter("topic", b"0" * 6_000, 1), Letter("topic", b"1" * 6_000, 1)]) == 1


def test_what_is_half_written_is_not_seen(letters: LetterFolder) -> None:
    letters.put([a_letter(1)])
    (letters.folder / ".half.letter.new").write_bytes(b"{")
    (letters.folder / ".hidden.letter").write_bytes(b"{")
    assert len(letters.look(10)) == 1


def test_a_letter_that_was_cut_is_set_aside_and_stops_nobody(letters: LetterFolder) -> None:
    letters.put([a_letter(1), a_letter(2)])
    first = next(letters.folder.glob("*.letter"))
    first.write_bytes(first.read_bytes()[:-1])
    assert len(letters.look(10)) == 1
    assert [file.suffix for file in letters.folder.iterdir()].count(".bad") == 1


def test_bad_letters_do_not_fill_the_folder(letters: LetterFolder) -> None:
    letters.folder.mkdir()
    for number in range(MOST_BAD + 7):
        (letters.folder / f"{number}.letter").write_bytes(b"no letter")
        assert letters.look(10) == []
    assert len(list(letters.folder.glob("*.bad"))) == MOST_BAD


def test_nothing_is_written_where_the_share_is_not_mounted(tmp_path: Path) -> None:
    carrier = FolderCarrier(tmp_path, STATION, 1_000_000)
    with pytest.raises(Unreachable, match=MARK):
        carrier.begin()
    with pytest.raises(Unreachable, match=MARK):
        carrier.give([a_letter(1)])
    assert list(tmp_path.iterdir()) == []


def test_what_nobody_took_before_a_restart_is_removed_since_it_is_sent_again(
    tmp_path: Path,
) -> None:
    FolderHub(tmp_path).begin()
    before = FolderCarrier(tmp_path, STATION, 1_000_000)
    before.begin()
    before.give([a_letter(1)])
    FolderCarrier(tmp_path, STATION, 1_000_000).begin()
    assert list((tmp_path / STATION / UP).iterdir()) == []


def test_a_centre_takes_from_each_station_its_own_letters_alone(tmp_path: Path) -> None:
    hub = FolderHub(tmp_path)
    hub.begin()
    own, other = (FolderCarrier(tmp_path, name, 1_000_000) for name in (STATION, "a/b/c"))
    own.give([a_letter(1)])
    other.give([a_letter(2)])
    fetched = hub.fetch(())
    assert [one.letter.payload for one in fetched] == [b"1"]
    assert hub.strangers == 1
    hub.fetch([one.name for one in fetched])
    assert own.up.look(10) == []


def test_a_centre_without_its_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="mount the share"):
        FolderHub(tmp_path / "nowhere").begin()


def test_an_answer_without_room_is_left_out_and_stops_nobody(tmp_path: Path) -> None:
    hub = FolderHub(tmp_path)
    hub.begin()
    topics = StationTopics("a/b/c")
    letters = [Letter("not ours", b"", 1), Letter(topics.ack, b"ack", 1)]
    assert hub.give(letters) == 2
    assert hub.left_out == 1
    assert len(LetterFolder(tmp_path / "a/b/c" / DOWN, ROOM).look(9)) == 1


def test_a_stick_that_is_pulled_and_comes_back_is_told_and_used_again(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    FolderHub(stick).begin()
    carrier = FolderCarrier(stick, STATION, 1_000_000)
    carrier.rest_s = 0.01
    post = CarriedPost(carrier, CLOCK, Random(1))
    post.start()
    until(lambda: post.is_up)
    stick.rename(tmp_path / "pulled")
    until(lambda: not post.is_up)
    assert MARK in (post.trouble or "")
    assert not post.publish(a_letter(1))
    (tmp_path / "pulled").rename(stick)
    until(lambda: post.is_up)
    assert post.publish(a_letter(2))
    until(lambda: len(carrier.up.look(9)) == 1)
    post.stop()


def test_what_was_taken_and_not_settled_is_given_again_and_stays_in_the_folder(
    tmp_path: Path,
) -> None:
    hub = FolderHub(tmp_path)
    hub.begin()
    hub.rest_s = 0.01
    station = FolderCarrier(tmp_path, STATION, 1_000_000)
    station.give([a_letter(1)])
    post = CarriedPost(hub, CLOCK, Random(1))
    post.start()
    taken: list[bytes] = []

    def take() -> bool:
        taken.extend(one.payload for one in post.take())
        return bool(taken)

    until(take)
    assert [one.payload for one in post.take()] == [b"1"]
    assert len(station.up.look(9)) == 1
    post.settle()
    until(lambda: station.up.look(9) == [])
    assert post.take() == ()
    post.stop()


def test_a_full_folder_stops_the_station_and_goes_on_once_there_is_room(tmp_path: Path) -> None:
    hub = FolderHub(tmp_path)
    hub.begin()
    carrier = FolderCarrier(tmp_path, STATION, 8_000)
    post = CarriedPost(carrier, CLOCK, Random(1))
    post.start()
    until(lambda: post.is_up)
    given = 0
    while post.publish(Letter(TOPICS.records, b"%04d" % given * 100, 1)):
        given += 1
        assert given < 1_000
    seen: set[bytes] = set()

    def emptied() -> bool:
        fetched = hub.fetch(())
        seen.update(one.letter.payload[:4] for one in fetched)
        hub.fetch([one.name for one in fetched])
        return len(seen) == given

    until(emptied)
    post.stop()
