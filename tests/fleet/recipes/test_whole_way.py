"""From a person's idea to the line, and from an ERP to the line, through a real broker."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Engine, select

from deploy.fleet.orders.tables import station_orders
from deploy.fleet.recipes.agreeing import Step
from deploy.fleet.recipes.comparing import compared
from deploy.fleet.recipes.releases import Wanted, release
from deploy.fleet.recipes.tables import recipe_releases, recipe_wishes
from deploy.fleet.recipes.wishes import HERE, Wished, wish
from deploy.fleet.tables import stations
from edge_agent.core.changeover import OrderSource
from edge_agent.core.order import Order
from edge_agent.core.recipe_difference import KeyChange
from edge_agent.core.told import AnnounceOrder, ChangeOrder
from edge_agent.inspection.ready_recipes import hash_of
from edge_agent.inspection.recipe_files import load_recipe
from edge_agent.people.keys import SigningKey
from edge_agent.uplink.recipes.documents import RELEASE, Release, signed
from edge_agent.uplink.recipes.listing import listed
from edge_agent.uplink.topics import StationTopics
from hardware.letters import Letter
from hardware.pictures import encode_png, load_picture
from tests.fleet.recipes.samples import MIA, OTTO, added, step
from tests.fleet.recipes.whole_way import CLOCK, WholeWay, offered, whole_way
from tests.peers import needs
from tests.uplink.recipes.samples import STATION, files_in, save

TOPICS = StationTopics(STATION)


def row(way: WholeWay, table: Any, number: int) -> Any:
    with way.engine.connect() as connection:
        return connection.execute(select(table).where(table.c.number == number)).one()


def is_known(way: WholeWay) -> bool:
    with way.engine.connect() as connection:
        return connection.execute(select(stations.c.name)).first() is not None


def handed_up(way: WholeWay, recipe: str) -> str:
    with way.engine.begin() as connection:
        number = wish(connection, Wished(STATION, recipe, "mia", "as it is"), way.key, CLOCK.wall())
    way.until(lambda: row(way, recipe_wishes, number).state not in ("asked", "coming"))
    found = row(way, recipe_wishes, number)
    assert (found.state, found.why) == (HERE, "")
    return str(found.hash)


def released(way: WholeWay, recipe_hash: str) -> int:
    now = CLOCK.wall()
    with way.engine.begin() as connection:
        step(connection, recipe_hash, Step.PROPOSED, MIA)
        step(connection, recipe_hash, Step.APPROVED, OTTO)
        wanted = Wanted(recipe_hash, (STATION,), "mia", now + timedelta(days=1))
        (found,) = release(connection, wanted, way.key, now)
    return int(found.number)


@needs("mosquitto")
def test_a_recipe_s_whole_way_and_an_order_from_an_erp_to_the_line(
    engine: Engine, tmp_path: Path
) -> None:
    with whole_way(engine, tmp_path) as way:
        way.until(lambda: is_known(way))
        before = handed_up(way, "box")
        assert before == hash_of(tmp_path / "recipe")

        newer = files_in(save(tmp_path / "newer", "box", 0.7))
        with engine.begin() as connection:
            version = added(connection, newer, before)
            found = compared(connection, before, version.hash).difference
        assert found.parts[0].keys == (KeyChange("min_likeness", 0.6, 0.7),)

        number = released(way, version.hash)
        way.until(lambda: row(way, recipe_releases, number).state == "ready" and offered(way))
        assert hash_of(tmp_path / "recipe") == before, "in use, so nothing was exchanged"
        assert [(one.recipe_hash, one.person) for one in offered(way)] == [(version.hash, "otto")]

        other = save(tmp_path / "other", "barrel")
        with engine.begin() as connection:
            barrel = added(connection, files_in(other))
        in_place = released(way, barrel.hash)
        way.until(lambda: row(way, recipe_releases, in_place).state == "in_place")
        assert load_recipe(tmp_path / "products" / "barrel").hash == barrel.hash
        way.until(lambda: len(offered(way)) == 2)

        order_from_an_erp(way)


def order_from_an_erp(way: WholeWay) -> None:
    document = {"schema": 1, "number": "4711", "recipe": "barrel", "lot": "B1"}
    whole = {**document, "stations": [STATION]}
    answers: list[dict[str, Any]] = []
    for sent in ({**whole, "lott": "B1"}, whole, whole):
        letter = Letter("packwarden/v1/orders/erp-1", json.dumps(sent).encode(), 1)
        way.until(lambda letter=letter: way.erp.publish(letter))  # type: ignore[misc]
    word = AnnounceOrder(Order("barrel", "B1"), OrderSource.MES, "erp-1")

    def has_heard() -> bool:
        answers.extend(json.loads(one.payload) for one in way.erp.take())
        return any(one.get("fate") == "announced" for one in answers)

    way.until(has_heard)
    assert [one.get("accepted") for one in answers[:3]] == [False, True, True]
    assert [one for one in way.line.words if isinstance(one, AnnounceOrder)] == [word]
    way.line.note(ChangeOrder(word.order, "ana"))
    way.until(lambda: fate(way) == "in_force")


def fate(way: WholeWay) -> str:
    with way.engine.connect() as connection:
        return str(connection.execute(select(station_orders.c.fate)).scalar_one())


@pytest.mark.slow
@needs("mosquitto")
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_an_uplink_that_is_killed_again_and_again_goes_on_where_it_stood(
    engine: Engine, tmp_path: Path
) -> None:
    """Five times, at any moment while some megabytes come; the line's recipe stays as it is."""
    with whole_way(engine, tmp_path) as way:
        way.until(lambda: is_known(way))
        before = load_recipe(tmp_path / "products" / "crate").hash
        with engine.begin() as connection:
            big = added(connection, files_in(save_big(tmp_path / "big", "crate")))
        number, have = released(way, big.hash), 0
        for _ in range(5):
            way.until(lambda have=have: row(way, recipe_releases, number).have > have)  # type: ignore[misc]
            way.kill_uplink()
            found = row(way, recipe_releases, number)
            assert load_recipe(tmp_path / "products" / "crate").hash in (before, big.hash)
            assert found.have >= have
            have = min(found.have, found.all - 1)
            way.start_uplink()
        way.until(lambda: row(way, recipe_releases, number).state in ("ready", "in_place"))
        way.until(lambda: row(way, recipe_releases, number).state == "in_place")
        assert load_recipe(tmp_path / "products" / "crate").hash == big.hash


def save_big(folder: Path, name: str) -> Path:
    """Golden pictures that no PNG makes small."""
    save(folder, name)
    for seed, file in enumerate(("top-2.png", "top-3.png")):
        random = np.random.default_rng(seed)
        noise = random.integers(0, 40, (1200, 1400, 3), dtype=np.uint8)
        noise[:240, :320] = load_picture(folder / "top-1.png")
        (folder / file).write_bytes(encode_png(noise))
    text = (folder / "recipe.toml").read_text()
    named = 'golden = ["top-1.png", "top-2.png", "top-3.png"]'
    (folder / "recipe.toml").write_text(text.replace('golden = ["top-1.png"]', named))
    return folder


@needs("mosquitto")
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_forged_altered_and_late_letters_on_recipes_do_nothing(
    engine: Engine, tmp_path: Path
) -> None:
    with whole_way(engine, tmp_path) as way:
        way.until(lambda: is_known(way))
        files = files_in(save(tmp_path / "other", "barrel"))
        with engine.begin() as connection:
            barrel = added(connection, files)
        post, now = way.letters.listening.post, CLOCK.wall()
        said = Release(
            station=STATION,
            number=1,
            recipe="barrel",
            recipe_hash=barrel.hash,
            files=listed(files),
            not_after=now + timedelta(hours=1),
            proposed_by="mia",
            approved_by="otto",
        )
        late = replace(said, not_after=now - timedelta(seconds=1))
        altered = signed(RELEASE, said, way.key).replace(b'"otto"', b'"emil"')
        forged, late_one = signed(RELEASE, said, SigningKey.fresh()), signed(RELEASE, late, way.key)
        for payload in (forged, altered, late_one, b"", b"{}"):
            post.publish(Letter(TOPICS.recipe, payload, 1))
        for content in files.values():
            post.publish(Letter(TOPICS.recipe_piece, content, 1))
        number = released(way, barrel.hash)
        flipped = bytearray(next(iter(files.values())))
        flipped[0] ^= 1
        post.publish(Letter(TOPICS.recipe_piece, bytes(flipped), 1))
        way.until(lambda: row(way, recipe_releases, number).state == "in_place")
        assert load_recipe(tmp_path / "products" / "barrel").hash == barrel.hash
        assert [one.recipe_hash for one in offered(way)] in ([], [barrel.hash])
