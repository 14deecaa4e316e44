"""Pictures arrive whole, behind their records, from where they stood; none waits for the shed."""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from deploy.fleet.errors import DatabaseAway
from deploy.fleet.tables import dead_letters
from edge_agent.core.errors import StoreFailed
from edge_agent.core.packs import Verdict
from edge_agent.core.telemetry.moving import LARGEST_PIECE_BYTES
from edge_agent.core.telemetry.picture_policy import PictureWishes
from edge_agent.store.pictures import read_picture
from edge_agent.uplink.pictures.letters import (
    GonePictures,
    PicturePiece,
    read_picture_letter,
    written_piece,
)
from hardware.letters import Heard
from tests.fleet.empty_centre import empty_centre
from tests.fleet.engines import ENGINES
from tests.fleet.pictures.rig import TOPICS, TURN_NS, PictureRig, a_png
from tests.fleet.two_databases import NewUrl
from tests.samples import NOON


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[PictureRig]:
    with closing(PictureRig(tmp_path, empty_centre(tmp_path / "centre.db"))) as one:
        yield one


def pieces(letters: list[bytes]) -> list[PicturePiece]:
    read = map(read_picture_letter, letters)
    return [one for one in read if isinstance(one, PicturePiece)]


@pytest.mark.parametrize("database", ENGINES)
def test_pictures_arrive_whole_with_the_record_that_names_them(
    tmp_path: Path, database: str, new_url: NewUrl
) -> None:
    with closing(PictureRig(tmp_path, new_url(database, tmp_path))) as rig:
        sent = [a_png(number, size) for number, size in enumerate((1, 40_000, 900_000))]
        names = [rig.write(number, encoded) for number, encoded in enumerate(sent, 1)]
        rig.send_all()
        assert [read_picture(tmp_path / "centre", name) for name in names] == sent
        assert [(row.sha256, row.boot, row.seq, row.size_bytes) for row in rig.rows()] == [
            (name, 1, seq, len(encoded))
            for seq, (name, encoded) in enumerate(zip(names, sent, strict=True), 1)
        ]
        assert all(row.came_at == NOON and row.gone_at is None for row in rig.rows())
        assert rig.waiting.counts().arrived == 3
        assert not list((tmp_path / "centre" / "incoming").iterdir())


def test_no_picture_goes_before_its_record_is_at_the_centre(rig: PictureRig) -> None:
    rig.write(1, a_png(1))
    rig.choose()
    rig.turn()
    assert rig.handed == []
    rig.send_all()
    assert len(rig.rows()) == 1


def test_no_piece_is_larger_than_allowed_and_no_byte_goes_twice(rig: PictureRig) -> None:
    rig.write(1, a_png(1, 1_000_000))
    rig.send_all()
    sizes = [len(piece.content) for piece in pieces(rig.handed)]
    assert max(sizes) == LARGEST_PIECE_BYTES
    assert sum(sizes) == 1_000_000 + 8


def test_the_newest_notable_ones_go_first_and_samples_last(rig: PictureRig) -> None:
    verdicts = [Verdict.OK, Verdict.NOT_OK, Verdict.UNSURE, Verdict.OK, Verdict.NOT_OK]
    names = [rig.write(one, a_png(one), verdict) for one, verdict in enumerate(verdicts, 1)]
    rig.send_records()
    rig.choose()
    assert [name.sha256 for name in rig.waiting.best(9)] == [names[i] for i in (4, 2, 1, 3, 0)]


def test_a_station_that_starts_anew_goes_on_from_the_byte_that_the_centre_holds(
    rig: PictureRig,
) -> None:
    rig.write(1, a_png(1, 1_000_000))
    rig.start(bytes_per_s=100_000)
    rig.send_records()
    rig.choose()
    while sum(len(piece.content) for piece in pieces(rig.handed)) < 300_000:
        rig.turn()
    rig.turn()
    before = sum(len(piece.content) for piece in pieces(rig.handed))
    rig.start()
    rig.handed.clear()
    rig.turn_until_done()
    again = pieces(rig.handed)
    assert again[0].content == b""
    assert before + sum(len(piece.content) for piece in again) <= 1_000_008 + 50_000
    assert len(rig.rows()) == 1


def test_pictures_keep_to_their_bandwidth(rig: PictureRig) -> None:
    for number in range(1, 7):
        rig.write(number, a_png(number, 100_000))
    rig.start(bytes_per_s=200_000)
    rig.send_records()
    rig.choose()
    for _ in range(20):
        rig.turn()
    seconds = 20 * TURN_NS / 1e9
    assert rig.posting.sent_bytes <= 200_000 * (seconds + 1) + 101_000
    rig.turn_until_done()
    assert len(rig.rows()) == 6


def test_what_the_station_has_shed_is_told_and_counted_and_never_waited_for(
    tmp_path: Path,
) -> None:
    url = empty_centre(tmp_path / "centre.db")
    with closing(PictureRig(tmp_path, url, budget_bytes=250_000)) as rig:
        names = [rig.write(number, a_png(number, 100_000)) for number in range(1, 6)]
        assert rig.pictures.shed_count == 3
        rig.send_all()
        rows = {row.sha256: row for row in rig.rows()}
        assert [rows[name].came_at is None for name in names] == [True] * 3 + [False] * 2
        assert [rows[name].gone_at is None for name in names] == [False] * 3 + [True] * 2
        counts = rig.waiting.counts()
        assert (counts.waiting, counts.arrived, counts.shed_unsent) == (0, 2, 3)
        assert rig.acked.seq == 5


def test_what_is_shed_while_it_waits_is_noticed(tmp_path: Path) -> None:
    url = empty_centre(tmp_path / "centre.db")
    with closing(PictureRig(tmp_path, url, budget_bytes=450_000)) as rig:
        for number in range(1, 5):
            rig.write(number, a_png(number, 100_000))
        rig.start(bytes_per_s=1_000)
        rig.send_records()
        rig.choose()
        rig.turn()
        for number in range(5, 9):
            rig.pictures.save(a_png(number, 100_000))
        rig.start()
        rig.turn_until_done()
        assert rig.waiting.counts().shed_unsent == 4
        assert [row.gone_at for row in rig.rows()] == [NOON] * 4


def test_a_way_that_loses_and_spoils_brings_every_picture_whole(rig: PictureRig) -> None:
    luck = Random(7)

    def spoils(letter: bytes) -> bytes | None:
        chance = luck.random()
        if chance < 0.2:
            return None
        if chance < 0.3:
            place = luck.randrange(len(letter))
            return letter[:place] + bytes([letter[place] ^ 1]) + letter[place + 1 :]
        return letter

    names = [rig.write(number, a_png(number, 20_000)) for number in range(1, 7)]
    rig.start(bytes_per_s=20_000)
    rig.send_records()
    rig.choose()
    for _ in range(3_000):
        rig.turn(spoils)
        if rig.waiting.counts().waiting == len(rig.posting.put_aside):
            break
    rig.start()
    rig.turn_until_done()
    for name in names:
        whole = read_picture(rig.folder / "centre", name)
        assert hashlib.sha256(whole).hexdigest() == name


def test_a_picture_that_is_not_what_its_name_says_begins_anew(rig: PictureRig) -> None:
    name = rig.write(1, a_png(1, 1_000))
    rig.send_records()
    rig.choose()
    rig.turn()
    rig.turn()
    right = pieces(rig.under_way)[0]
    wrong = replace(right, content=right.content[:-1] + bytes([right.content[-1] ^ 1]))
    answers = rig.taker.take([Heard(TOPICS.pictures, written_piece(wrong), 0)], NOON)
    rig.under_way.clear()
    for letter in answers:
        rig.answer(letter)
    assert rig.taker.files.anew == 1
    assert rig.rows() == []
    rig.turn_until_done()
    assert [row.sha256 for row in rig.rows()] == [name]


def test_a_centre_that_dies_between_file_and_row_has_both_in_the_end(rig: PictureRig) -> None:
    name = rig.write(1, a_png(1))
    rig.send_records()
    rig.choose()
    rig.turn()
    rig.turn()
    renaming = "ALTER TABLE {} RENAME TO {}"
    with rig.engine.begin() as connection:
        connection.exec_driver_sql(renaming.format("pictures", "lost"))
    with pytest.raises(DatabaseAway):
        rig.turn()
    assert read_picture(rig.folder / "centre", name)
    with rig.engine.begin() as connection:
        connection.exec_driver_sql(renaming.format("lost", "pictures"))
    rig.under_way.clear()
    rig.turn_until_done()
    assert [row.sha256 for row in rig.rows()] == [name]
    assert rig.taker.files.anew == 0


def test_a_full_disk_at_the_centre_is_told_and_takes_nothing(rig: PictureRig) -> None:
    rig.write(1, a_png(1))
    rig.send_records()
    rig.choose()
    (rig.folder / "centre").write_bytes(b"no folder can be here")
    rig.turn()
    with pytest.raises(StoreFailed, match="free the disk"):
        rig.turn()
    assert rig.rows() == []
    (rig.folder / "centre").unlink()
    rig.turn_until_done()
    assert len(rig.rows()) == 1


def test_what_a_centre_has_it_does_not_take_again(rig: PictureRig) -> None:
    encoded = a_png(1)
    rig.write(1, encoded)
    rig.send_all()
    rig.handed.clear()
    rig.write(2, encoded)
    rig.send_all()
    assert [len(piece.content) for piece in pieces(rig.handed)] == [0]
    assert len(rig.rows()) == 1


def test_a_centre_that_has_lost_records_gets_their_pictures_again(rig: PictureRig) -> None:
    rig.write(1, a_png(1))
    rig.send_all()
    rig.lose_everything_at_the_centre()
    rig.choose()
    assert rig.waiting.counts().waiting == 0
    rig.send_records()
    rig.choose()
    assert rig.waiting.counts().waiting == 1


def test_pictures_that_nobody_wishes_for_stay(rig: PictureRig) -> None:
    rig.write(1, a_png(1))
    rig.start(wishes=PictureWishes(defects=False))
    rig.send_all()
    assert rig.handed == []


def test_a_log_that_the_centre_does_not_know_is_not_answered(rig: PictureRig) -> None:
    rig.write(1, a_png(1))
    rig.send_records()
    rig.choose()
    rig.turn()
    piece = replace(pieces(rig.under_way)[0])
    stranger = replace(piece, name=replace(piece.name, log="0" * 16))
    assert rig.taker.take([Heard(TOPICS.pictures, written_piece(stranger), 0)], NOON) == []
    assert rig.taker.sums.unknown == 1


def test_a_letter_for_another_station_is_a_dead_letter(rig: PictureRig) -> None:
    rig.write(1, a_png(1))
    rig.send_records()
    rig.choose()
    rig.turn()
    other = TOPICS.pictures.replace("box", "other")
    assert rig.taker.take([Heard(other, rig.under_way[0], 0)], NOON) == []
    with rig.engine.connect() as connection:
        reason = connection.execute(select(dead_letters.c.reason)).scalar_one()
    assert reason.startswith("speaks for plant-1/line-1/box")


def test_gone_ones_are_told_once_when_they_are_answered(tmp_path: Path) -> None:
    url = empty_centre(tmp_path / "centre.db")
    with closing(PictureRig(tmp_path, url, budget_bytes=110_000)) as rig:
        for number in range(1, 4):
            rig.write(number, a_png(number, 100_000))
        rig.send_all()
        told = [
            one for one in map(read_picture_letter, rig.handed) if isinstance(one, GonePictures)
        ]
        assert [len(one.names) for one in told] == [2]
