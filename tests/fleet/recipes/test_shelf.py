"""Versions are kept once, opened as a station would, compared, and released only when approved."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine, func, select, update

from deploy.fleet.recipes import releases, shelf
from deploy.fleet.recipes.agreeing import Step
from deploy.fleet.recipes.comparing import both_pictures, compared
from deploy.fleet.recipes.picture_difference import RED, drawn, measured
from deploy.fleet.recipes.releases import Wanted, answered, fate, release, under_way
from deploy.fleet.recipes.shelf import opened_files
from deploy.fleet.recipes.tables import recipe_files
from edge_agent.core.errors import Conflict, InvalidInput, NotFound, StoreDamaged
from edge_agent.core.recipe_difference import Change, KeyChange, PictureState
from edge_agent.inspection.recipe_files import load_recipe
from edge_agent.people.keys import SigningKey
from edge_agent.people.trust import Owner, Trust, as_trusted
from edge_agent.uplink.recipes.checking import RecipeRefused, open_apart
from edge_agent.uplink.recipes.documents import (
    RecipeState,
    Release,
    ReleaseAnswer,
    read_from_centre,
)
from hardware.pictures import decode_picture, encode_png
from tests.fleet.recipes.samples import MIA, added, approved, box_files, heard_of, step
from tests.samples import NOON
from tests.uplink.recipes.samples import STATION

KEY = SigningKey.fresh()
SOON = NOON + timedelta(days=1)


def wanted(recipe_hash: str, *names: str) -> Wanted:
    return Wanted(recipe_hash, names or (STATION,), "mia", SOON)


def test_a_version_is_called_as_stations_call_it_and_kept_once(
    engine: Engine, tmp_path: Path
) -> None:
    files = box_files(tmp_path / "one")
    with engine.begin() as connection:
        first = added(connection, {**files, "proposal.png": b"x"})
        again = added(connection, files, author="otto")
        newer = added(connection, box_files(tmp_path / "two", 0.7), first.hash)
        count = connection.execute(select(func.count()).select_from(recipe_files)).scalar_one()
        newest = [one.hash for one in shelf.versions(connection, "box")]
    assert first.hash == load_recipe(tmp_path / "one").hash
    assert again == first
    assert count == 3, "both share their picture; what the recipe does not name is left out"
    assert sorted(newest) == sorted([first.hash, newer.hash])


def test_what_a_station_would_refuse_is_refused_with_file_line_and_what_is_right(
    tmp_path: Path,
) -> None:
    files = box_files(tmp_path / "one")
    text = files["recipe.toml"].replace(b"min_likeness", b"min_likenes")
    with pytest.raises(RecipeRefused, match=r"^recipe\.toml, line \d+: .*did you mean"):
        opened_files({**files, "recipe.toml": text}, open_apart)
    with pytest.raises(RecipeRefused, match="golden picture"):
        opened_files({"recipe.toml": files["recipe.toml"]}, open_apart)


def test_a_process_that_hangs_or_dies_over_a_recipe_is_ended_and_told(tmp_path: Path) -> None:
    files = box_files(tmp_path / "one")
    for command, why in ((("sh", "-c", "exec sleep 600"), "within"), (("false",), "ended over it")):
        with pytest.raises(RecipeRefused, match=why):
            opened_files(files, lambda folder, c=command: open_apart(folder, 0.5, c))  # type: ignore[misc]


def test_two_versions_are_compared_key_by_key_and_picture_by_picture(
    engine: Engine, tmp_path: Path
) -> None:
    with engine.begin() as connection:
        old = added(connection, box_files(tmp_path / "one"))
        new = added(connection, box_files(tmp_path / "two", 0.7, blank=True), old.hash)
        found = compared(connection, old.hash, new.hash)
        before, after = both_pictures(connection, old.hash, new.hash, "top-1.png")
        with pytest.raises(NotFound):
            both_pictures(connection, old.hash, new.hash, "side.png")
        same = compared(connection, old.hash, old.hash)
    (part,) = found.difference.parts
    assert (part.name, part.change) == ("top-panel", Change.CHANGED)
    assert part.keys == (KeyChange("min_likeness", 0.6, 0.7),)
    assert [one.state for one in found.difference.pictures] == [PictureState.CHANGED]
    assert {"-min_likeness = 0.6", "+min_likeness = 0.7"} <= set(found.difference.lines)
    picture = found.pictures["top-1.png"]
    assert picture.box == (100, 80, 100, 60), "the panel that is blank in the newer one"
    assert 0.05 < picture.changed_share <= 100 * 60 / (320 * 240)
    sheet = decode_picture(drawn(before, after), "sheet")
    red = np.all(sheet == RED, axis=2)
    assert red.sum() == round(picture.changed_share * 320 * 240)
    assert same.difference.is_none
    assert not same.pictures


def test_pictures_of_another_size_differ_wholly(tmp_path: Path) -> None:
    one = encode_png(np.full((20, 30, 3), 9, np.uint8))
    other = encode_png(np.full((20, 40, 3), 9, np.uint8))
    found = measured(one, other)
    assert (found.changed_share, found.size_old, found.size_new) == (1.0, (30, 20), (40, 20))
    assert decode_picture(drawn(one, other), "sheet").shape == (20, 30 + 40 + 40 + 16, 3)


def test_nothing_is_released_before_two_persons_agreed_on_this_very_hash(
    engine: Engine, tmp_path: Path
) -> None:
    heard_of(engine)
    with engine.begin() as connection:
        one = added(connection, box_files(tmp_path / "one"))
        with pytest.raises(Conflict, match="not approved"):
            release(connection, wanted(one.hash), KEY, NOON)
        step(connection, one.hash, Step.PROPOSED, MIA)
        with pytest.raises(Conflict, match="not approved"):
            release(connection, wanted(one.hash), KEY, NOON)
    with engine.begin() as connection:
        one = shelf.versions(connection)[0]
        step(connection, one.hash, Step.WITHDRAWN, MIA)
        approved(connection, one.hash)
        changed = added(connection, box_files(tmp_path / "two", 0.61), one.hash)
        with pytest.raises(Conflict, match="not approved"):
            release(connection, wanted(changed.hash), KEY, NOON)
        (row,) = release(connection, wanted(one.hash), KEY, NOON)
    trust = Trust((as_trusted(KEY, Owner.CENTRE, "plant-1", NOON),))
    said = read_from_centre(bytes(row.sealed), STATION, trust, NOON)
    assert isinstance(said, Release)
    assert (said.recipe_hash, said.proposed_by, said.approved_by) == (one.hash, "mia", "otto")


def test_a_file_that_was_changed_in_the_database_is_not_released(
    engine: Engine, tmp_path: Path
) -> None:
    heard_of(engine)
    with engine.begin() as connection:
        one = added(connection, box_files(tmp_path / "one"))
        approved(connection, one.hash)
        connection.execute(update(recipe_files).values(content=b"another"))
        with pytest.raises(StoreDamaged):
            release(connection, wanted(one.hash), KEY, NOON)


def test_strange_stations_and_impossible_times_are_refused(engine: Engine, tmp_path: Path) -> None:
    heard_of(engine)
    with engine.begin() as connection:
        one = added(connection, box_files(tmp_path / "one"))
        approved(connection, one.hash)
        with pytest.raises(NotFound, match="nothing was ever heard"):
            release(connection, wanted(one.hash, "plant-9/line-1/box"), KEY, NOON)
        late = Wanted(one.hash, (STATION,), "mia", NOON)
        with pytest.raises(InvalidInput, match="not_after"):
            release(connection, late, KEY, NOON)


def answer(number: int, recipe_hash: str, state: RecipeState, have: int) -> ReleaseAnswer:
    return ReleaseAnswer(
        station=STATION,
        number=number,
        recipe_hash=recipe_hash,
        state=state,
        have=have,
        all=2,
        asks=(),
        why="",
    )


def test_answers_move_a_release_forward_in_whatever_order_they_come(
    engine: Engine, tmp_path: Path
) -> None:
    heard_of(engine)
    with engine.begin() as connection:
        one = added(connection, box_files(tmp_path / "one"))
        approved(connection, one.hash)
        (row,) = release(connection, wanted(one.hash), KEY, NOON)
        assert (fate(row, NOON), fate(row, SOON + timedelta(1))) == ("offered", "late")
        for state, have in ((RecipeState.IN_PLACE, 2), (RecipeState.COMING, 1)):
            moved = answered(connection, answer(row.number, one.hash, state, have), NOON)
        assert moved is not None
        assert (moved.state, moved.have, moved.in_place_at) == ("in_place", 2, NOON)
        strange = answer(row.number, "b" * 64, RecipeState.REFUSED, 0)
        assert answered(connection, strange, NOON) is None
        assert releases.in_place_at(connection, STATION, "box") == one.hash
        assert not under_way(connection, NOON)
