"""A release at its station: taken once, in any order, verified, and never half in place."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from edge_agent.control.line_state import ChangeoverState, LineState
from edge_agent.core.errors import InvalidInput
from edge_agent.core.order import Order
from edge_agent.inspection.products import products_of
from edge_agent.inspection.ready_recipes import hash_of, put_in_place
from edge_agent.inspection.recipe_files import load_recipe
from edge_agent.people.errors import NotGenuine
from edge_agent.people.keys import SigningKey
from edge_agent.people.trust import Owner, Trust, as_trusted
from edge_agent.uplink.recipes.documents import (
    LONGEST_LIFE,
    RELEASE,
    RecipeLate,
    RecipeState,
    read_from_centre,
    signed,
)
from edge_agent.uplink.recipes.listing import listed
from edge_agent.uplink.recipes.receiving import OVER, Receiving, ReleaseOutdated
from tests.control.samples import a_state
from tests.samples import NOON
from tests.uplink.recipes.samples import (
    KEY,
    LIFE,
    STATION,
    files_in,
    pieces_in,
    places_of,
    receiving,
    release_of,
    save,
    sealed,
    station_with_products,
)

TRUST = Trust((as_trusted(KEY, Owner.CENTRE, "plant-1", NOON),))


def hear(station: Receiving, folder: Path, number: int = 1) -> None:
    release = release_of(folder, number)
    station.heard(release, sealed(release))


def turn(station: Receiving, line: LineState | None = None) -> None:
    """All that a turn of the part does, without waiting."""
    for kept in station.kept_in(RecipeState.COMING):
        if kept.release.recipe in station.unseeded:
            station.seed(kept)
            station.seeded(kept)
    station.due(0)
    for kept in station.whole():
        station.verified(station.verify(kept))
    station.settle(line)


def take_in(station: Receiving, folder: Path, number: int = 1) -> None:
    hear(station, folder, number)
    turn(station)
    for piece in pieces_in(folder):
        if station.kept_in(RecipeState.COMING):
            station.piece(piece)
    turn(station)


def making(recipe: str, to: Order | None = None) -> LineState:
    state = a_state()
    changeover = ChangeoverState(to=to)
    return replace(state, identity=replace(state.identity, recipe=recipe), changeover=changeover)


def state_of(station: Receiving, recipe: str) -> RecipeState:
    return station.coming.kept[recipe].state


def test_a_new_recipe_is_in_place_whole_once_all_of_it_has_come(tmp_path: Path) -> None:
    settings = station_with_products(tmp_path)
    station, new = receiving(settings), save(tmp_path / "new", "barrel")
    take_in(station, new)
    assert station.answers[-1].state is RecipeState.IN_PLACE
    made = products_of(settings.station.recipe, settings.station.products)
    assert [one.recipe.name for one in made] == ["box", "barrel", "crate"]
    assert hash_of(tmp_path / "products" / "barrel") == release_of(new).recipe_hash
    assert not list((places_of(settings).hidden / "pieces").iterdir())


def test_pieces_in_any_order_twice_and_before_the_release_come_to_the_same(tmp_path: Path) -> None:
    new = save(tmp_path / "new", "barrel")
    for seed in range(8):
        folder, random = tmp_path / str(seed), Random(seed)
        folder.mkdir()
        station = receiving(station_with_products(folder))
        said: list[Callable[[], None]] = [lambda s=station: hear(s, new)]  # type: ignore[misc]
        said += [lambda s=station, p=piece: s.piece(p) for piece in pieces_in(new) * 2]  # type: ignore[misc]
        random.shuffle(said)
        for _ in range(2):
            for say in said:
                try:
                    say()
                except InvalidInput:
                    continue
            turn(station)
        assert state_of(station, "barrel") is RecipeState.IN_PLACE


def test_only_what_lacks_is_asked_for(tmp_path: Path) -> None:
    """The picture of the version before is here already."""
    station = receiving(station_with_products(tmp_path))
    newer = save(tmp_path / "new", "crate", min_likeness=0.7)
    hear(station, newer)
    turn(station)
    (asked,) = station.answers[-1].asks
    assert asked == release_of(newer).files[0].sha256
    assert (station.answers[-1].have, station.answers[-1].all) == (1, 2)


def test_a_version_in_use_waits_and_the_line_takes_it_when_it_begins_anew(tmp_path: Path) -> None:
    settings = station_with_products(tmp_path)
    station, places = receiving(settings), places_of(settings)
    before, newer = hash_of(tmp_path / "recipe"), save(tmp_path / "new", "box", 0.7)
    take_in(station, newer)
    for line in (None, making("box"), making("crate", to=Order("box", "L2"))):
        station.settle(line)
        assert state_of(station, "box") is RecipeState.READY
        assert hash_of(tmp_path / "recipe") == before
    (word,) = station.words(making("box"))
    assert (word.recipe.name, word.recipe_hash) == ("box", release_of(newer).recipe_hash)
    assert put_in_place(places, "box"), "as the line does it when it goes over"
    station.settle(making("box"))
    assert state_of(station, "box") is RecipeState.IN_PLACE
    assert hash_of(tmp_path / "recipe") == release_of(newer).recipe_hash
    assert hash_of(places.before(before)) == before


def test_one_that_is_not_in_use_is_replaced_at_once(tmp_path: Path) -> None:
    station = receiving(station_with_products(tmp_path))
    newer = save(tmp_path / "new", "crate", 0.7)
    take_in(station, newer)
    assert state_of(station, "crate") is RecipeState.READY
    station.settle(making("box"))
    assert state_of(station, "crate") is RecipeState.IN_PLACE
    assert hash_of(tmp_path / "products" / "crate") == release_of(newer).recipe_hash


def test_an_older_release_never_comes_back(tmp_path: Path) -> None:
    settings = station_with_products(tmp_path)
    older, newer = save(tmp_path / "old", "barrel", 0.7), save(tmp_path / "new", "barrel", 0.8)
    take_in(receiving(settings), newer, number=8)
    station = receiving(settings)
    with pytest.raises(ReleaseOutdated):
        hear(station, older, number=7)
    hear(station, newer, number=8)
    assert station.answers[-1].state is RecipeState.IN_PLACE, "the same again is only answered"


def test_the_version_before_comes_back_by_a_newer_release_without_a_piece(tmp_path: Path) -> None:
    station = receiving(station_with_products(tmp_path))
    first, second = save(tmp_path / "one", "crate", 0.7), save(tmp_path / "two", "crate", 0.8)
    for number, folder in enumerate((first, second), start=1):
        take_in(station, folder, number)
        station.settle(making("box"))
    hear(station, first, number=3)
    turn(station, making("box"))
    assert state_of(station, "crate") is RecipeState.IN_PLACE
    assert hash_of(tmp_path / "products" / "crate") == release_of(first).recipe_hash


@pytest.mark.parametrize(
    ("name", "view", "why"),
    [("barrel", "side", "cameras for top"), ("tub", "top", "calls itself")],
)
def test_a_recipe_that_does_not_fit_the_station_or_its_release_is_refused(
    tmp_path: Path, name: str, view: str, why: str
) -> None:
    station = receiving(station_with_products(tmp_path))
    new = save(tmp_path / "new", name, view=view)
    release = replace(release_of(new), recipe="barrel")
    station.heard(release, sealed(release))
    for piece in pieces_in(new):
        station.piece(piece)
    turn(station)
    assert state_of(station, "barrel") is RecipeState.REFUSED
    assert why in station.answers[-1].why
    assert not (tmp_path / "products" / "barrel").exists()


def test_a_recipe_that_its_loader_refuses_is_refused_in_the_loader_s_words(tmp_path: Path) -> None:
    station = receiving(station_with_products(tmp_path))
    new = save(tmp_path / "new", "barrel")
    release = release_of(new)
    file = new / "recipe.toml"
    file.write_text(file.read_text().replace("min_likeness", "min_likenes"))
    changed = replace(release, files=listed(files_in(new)))
    station.heard(changed, sealed(changed))
    for piece in pieces_in(new):
        station.piece(piece)
    turn(station)
    assert "did you mean 'min_likeness'?" in station.answers[-1].why
    assert "line " in station.answers[-1].why


def test_what_did_not_arrive_in_time_is_over(tmp_path: Path) -> None:
    station = receiving(station_with_products(tmp_path))
    new = save(tmp_path / "new", "barrel")
    hear(station, new)
    station.expire(NOON + LIFE + timedelta(seconds=1))
    assert (station.answers[-1].state, station.answers[-1].why) == (RecipeState.REFUSED, OVER)
    with pytest.raises(InvalidInput):
        station.piece(pieces_in(new)[0])


def test_forged_altered_late_and_misdirected_releases_are_not_believed(tmp_path: Path) -> None:
    release = release_of(save(tmp_path / "new", "barrel"))
    payload = sealed(release)
    forged = signed(RELEASE, release, SigningKey.fresh())
    elsewhere = sealed(replace(release, station="plant-1/line-1/other"))
    altered = payload.replace(b'"barrel"', b'"bArrel"')
    for one in (forged, elsewhere, altered, payload[:-1], b""):
        with pytest.raises(NotGenuine):
            read_from_centre(one, STATION, TRUST, NOON)
    with pytest.raises(RecipeLate):
        read_from_centre(payload, STATION, TRUST, NOON + LIFE + timedelta(seconds=1))
    lasting = sealed(replace(release, not_after=NOON + LONGEST_LIFE + timedelta(days=1)))
    with pytest.raises(RecipeLate):
        read_from_centre(lasting, STATION, TRUST, NOON)
    assert read_from_centre(payload, STATION, TRUST, NOON) == release


def test_whatever_dies_when_the_old_version_is_in_place_or_the_new_one(tmp_path: Path) -> None:
    """After every single step the station begins anew from the disk alone."""
    settings = station_with_products(tmp_path)
    newer = save(tmp_path / "new", "crate", 0.7)
    hashes = {hash_of(tmp_path / "products" / "crate"), release_of(newer).recipe_hash}
    steps: list[Callable[[Receiving], object]] = [
        lambda station: hear(station, newer),
        lambda station: turn(station, None),
        *(lambda station, p=piece: station.piece(p) for piece in pieces_in(newer)[:1]),
        lambda station: [station.coming.assemble(one.release) for one in station.whole()],
        lambda station: [station.verify(one) for one in station.whole()],
        lambda station: turn(station, None),
        lambda station: station.settle(making("box")),
    ]
    for step in steps:
        station = receiving(settings)
        for kept in station.kept_in(RecipeState.COMING):
            station.seed(kept)
            station.seeded(kept)
        step(station)
        assert load_recipe(tmp_path / "products" / "crate").hash in hashes
    assert load_recipe(tmp_path / "products" / "crate").hash == release_of(newer).recipe_hash


def test_a_damaged_note_of_a_release_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    settings = station_with_products(tmp_path)
    station, new = receiving(settings), save(tmp_path / "new", "barrel")
    hear(station, new)
    (file,) = station.coming.releases.glob("*.json")
    file.write_bytes(file.read_bytes()[:-9])
    again = receiving(settings)
    assert [str(file) in trouble for trouble in again.coming.troubles] == [True]
    take_in(again, new)
    assert state_of(again, "barrel") is RecipeState.IN_PLACE


def test_a_version_that_lies_ready_is_dropped_where_the_station_changed_since(
    tmp_path: Path,
) -> None:
    settings = station_with_products(tmp_path)
    newer = save(tmp_path / "new", "box", 0.7)
    take_in(receiving(settings), newer)
    (camera,) = settings.cameras
    other = settings.model_copy(update={"cameras": (camera.model_copy(update={"view": "side"}),)})
    station = receiving(other)
    assert state_of(station, "box") is RecipeState.REFUSED
    assert "cameras for side" in station.answers[-1].why
    assert not put_in_place(places_of(settings), "box")
