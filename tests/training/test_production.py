"""A production is planned, kept part by part, and goes on where it was cut off."""

from dataclasses import asdict
from pathlib import Path

import pytest

from edge_agent.core.errors import Conflict, InvalidInput
from training.production import PARTS, Part, Production


def line(part: Part) -> dict[str, object]:
    return {"part": asdict(part), "seen": part.packs}


def test_the_products_take_turns_and_the_last_part_is_what_is_left(tmp_path: Path) -> None:
    parts = list(Production(1100, tmp_path).parts())
    assert [part.packs for part in parts] == [250, 250, 250, 250, 100]
    assert len({part.product for part in parts[:4]}) == 4
    assert parts[4].product == parts[0].product
    assert parts[4].seed != parts[0].seed


def test_what_was_kept_is_done(tmp_path: Path) -> None:
    production = Production(500, tmp_path)
    first, second = production.parts()
    production.keep(line(first))
    assert production.done() == [line(first)]
    production.keep(line(second))
    assert production.done() == [line(first), line(second)]


def test_a_half_written_part_is_done_again(tmp_path: Path) -> None:
    production = Production(500, tmp_path)
    first, second = production.parts()
    production.keep(line(first))
    with (tmp_path / PARTS).open("a") as file:
        file.write('{"part": {"numb')
    assert production.done() == [line(first)]
    production.keep(line(second))
    assert production.done() == [line(first), line(second)]


def test_a_longer_production_keeps_the_whole_parts_of_a_shorter_one(tmp_path: Path) -> None:
    short, long = Production(300, tmp_path), Production(600, tmp_path)
    for part in short.parts():
        short.keep(line(part))
    assert [done["part"] for done in long.done()] == [asdict(next(short.parts()))]


def test_a_folder_in_use_is_only_gone_on_with_on_purpose(tmp_path: Path) -> None:
    Production(500, tmp_path).begin("f00d")
    with pytest.raises(Conflict, match="--resume"):
        Production(500, tmp_path).begin("f00d")
    Production(500, tmp_path, resume=True).begin("f00d")


def test_another_model_is_another_production(tmp_path: Path) -> None:
    Production(500, tmp_path).begin("f00d")
    with pytest.raises(InvalidInput, match="another --out"):
        Production(500, tmp_path, resume=True).begin("beef")
