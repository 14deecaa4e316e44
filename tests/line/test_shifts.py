"""A real station over a change of its product: its pictures, its store, its socket."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import aclosing, closing
from pathlib import Path

import pytest

from edge_agent.control.client import LineClient
from edge_agent.control.place import place_in
from edge_agent.core.errors import Conflict, SettingsError
from edge_agent.core.line_events import STARTED
from edge_agent.core.order import Order
from edge_agent.core.packs import Record
from edge_agent.core.told import ChangeOrder, OfferRecipe
from edge_agent.inspection.ready_recipes import RecipePlaces
from edge_agent.inspection.recipe_files import load_recipe, recipe_text
from edge_agent.line.checking.recipe import look_at_recipe
from edge_agent.line.first_packs import BEGUN, OVER
from edge_agent.line.orders import OFFERED
from edge_agent.line.shifts import Shifts
from edge_agent.line.station import Station
from edge_agent.settings import load_station
from edge_agent.store.events import EventReader
from hardware.clock import RealClock
from tests.line.small_station import box_recipe, box_station, save_box_recipe

LIVENESS_S = 60.0


def two_products(folder: Path, packs: str = "gggg") -> Path:
    """Boxes, and crates that are other boxes."""
    file = box_station(folder, packs)
    crate = save_box_recipe(folder / "products" / "crate", ("top",))
    named(crate, "crate")
    text = file.read_text().replace('recipe = "recipe"', 'recipe = "recipe"\nproducts = "products"')
    file.write_text(text)
    return file


def named(folder: Path, name: str) -> None:
    text = recipe_text(box_recipe(("top",))).replace('name = "box"', f'name = "{name}"', 1)
    (folder / "recipe.toml").write_text(text)


class Saying:
    """Tells the first line another order once it has seen some packs."""

    def __init__(self, shifts: Shifts, order: Order) -> None:
        self.shifts, self.order = shifts, order
        self.is_said = False

    def is_interrupted(self) -> bool:
        if not self.is_said and self.shifts.ledger.seen >= 2:
            self.is_said = True
            self.shifts.at_work.line.told.put(ChangeOrder(self.order, "ana"))
        return False


def run_over(file: Path, order: Order) -> Shifts:
    with closing(Shifts(load_station(file), RealClock(), print)) as shifts:
        shifts.run(Saying(shifts, order).is_interrupted)
    return shifts


def kinds(shifts: Shifts, wanted: Callable[[str], bool]) -> list[str]:
    with closing(EventReader(shifts.at_work.data.events)) as reader:
        return [one.event.kind for one in reader.events() if wanted(one.event.kind)]


def test_every_pack_is_judged_by_the_recipe_of_its_line_and_the_ledger_adds_up(
    tmp_path: Path,
) -> None:
    shifts = run_over(two_products(tmp_path), Order("crate", "C1"))
    records: list[Record] = list(shifts.records())
    before = [record for record in records if record.recipe == "box"]
    after = [record for record in records if record.recipe == "crate"]
    assert len(before) >= 2
    assert len(after) == 4
    assert {record.order for record in after} == {Order("crate", "C1")}
    assert len({record.recipe_hash for record in records}) == 2
    assert shifts.ledger.seen == shifts.ledger.passed == len(records)
    wanted = (STARTED, BEGUN, OVER)
    assert kinds(shifts, lambda kind: kind in wanted) == [STARTED, BEGUN, STARTED, OVER]


def test_another_lot_of_the_same_recipe_begins_no_line(tmp_path: Path) -> None:
    shifts = run_over(two_products(tmp_path), Order("box", "B2"))
    assert shifts.at_work is shifts.first
    assert shifts.ledger.seen == 4


def test_a_restart_goes_on_with_the_product_that_was_changed_to(tmp_path: Path) -> None:
    file = two_products(tmp_path)
    run_over(file, Order("crate", "C1"))
    with closing(Station(load_station(file), RealClock(), print)) as station:
        assert station.line.orders.current == Order("crate", "C1")
        assert not station.line.first_packs.is_verifying


def test_pages_find_the_next_line_by_themselves(tmp_path: Path) -> None:
    file = two_products(tmp_path, "g" * 12)
    ends = threading.Event()
    with closing(Shifts(load_station(file), RealClock(), print)) as shifts:
        saying = Saying(shifts, Order("crate", "C1"))
        saying.is_said = True
        running = threading.Thread(target=kept_running, args=(shifts, ends))
        running.start()
        try:
            assert asyncio.run(recipes_seen(tmp_path / "data")) == ["box", None, "crate"]
        finally:
            ends.set()
            running.join()


def kept_running(shifts: Shifts, ends: threading.Event) -> None:
    """A station whose pictures have ended goes on being asked."""
    while not ends.is_set():
        shifts.at_work.line.step(RealClock().now_ns())
        if shifts.at_work.goes_over:
            shifts.go_over()


async def recipes_seen(folder: Path) -> list[str | None]:
    seen: list[str | None] = []
    async with (
        asyncio.timeout(LIVENESS_S),
        LineClient(place_in(folder)) as line,
        aclosing(line.states()) as states,
    ):
        async for state in states:
            recipe = None if state is None else state.identity.recipe
            if recipe == "box" and not seen:
                await line.say(ChangeOrder(Order("crate", "C1"), "ana"), "1")
            if (seen or recipe) and seen[-1:] != [recipe]:
                seen.append(recipe)
            if recipe == "crate":
                return seen
    raise EOFError


@pytest.mark.parametrize(
    ("name", "where", "says"),
    [
        ("box", "products/crate/recipe.toml", "is called 'box' as well"),
        ("", "products/crate/recipe.toml", "name"),
    ],
)
def test_a_product_that_cannot_be_made_is_refused_at_the_start(
    tmp_path: Path, name: str, where: str, says: str
) -> None:
    file = two_products(tmp_path)
    named(tmp_path / "products" / "crate", name)
    with pytest.raises(SettingsError, match=says) as refused:
        Station(load_station(file), RealClock(), print)
    assert refused.value.file.endswith(where)
    assert refused.value.line == 1


def test_a_product_that_other_cameras_see_is_refused_at_the_start(tmp_path: Path) -> None:
    file = two_products(tmp_path)
    save_box_recipe(tmp_path / "products" / "side", ("side",))
    named_file = tmp_path / "products" / "side" / "recipe.toml"
    named_file.write_text(named_file.read_text().replace('name = "box"', 'name = "side"', 1))
    with pytest.raises(Conflict, match="give every view its camera"):
        Station(load_station(file), RealClock(), print)


def test_a_folder_without_any_recipe_is_refused_with_its_line(tmp_path: Path) -> None:
    file = two_products(tmp_path)
    file.write_text(file.read_text().replace('"products"', '"nothing"'))
    with pytest.raises(SettingsError, match="holds no recipe") as refused:
        load_station(file)
    assert refused.value.line == 6


def test_a_check_of_the_station_tells_of_its_products(tmp_path: Path) -> None:
    file = two_products(tmp_path)
    told = [one.what for one in look_at_recipe(load_station(file), RealClock()).findings]
    assert "may be changed to while it runs: crate" in told
    named(tmp_path / "products" / "crate", "box")
    findings = look_at_recipe(load_station(file), RealClock()).findings
    assert any("is called 'box' as well" in one.what for one in findings)


def test_another_version_of_its_own_recipe_begins_with_the_next_order(tmp_path: Path) -> None:
    file = two_products(tmp_path, "gggggg")
    places = RecipePlaces(tmp_path / "products", tmp_path / "recipe")
    newer = save_box_recipe(tmp_path / "newer", ("top",), min_likeness=0.7)
    loaded, before = load_recipe(newer), load_recipe(tmp_path / "recipe")
    places.waiting.mkdir(parents=True)
    newer.rename(places.ready(loaded.hash))
    with closing(Shifts(load_station(file), RealClock(), print)) as shifts:
        offer = OfferRecipe(loaded.recipe, loaded.hash, "otto")
        shifts.at_work.line.told.put(offer)
        shifts.run(Saying(shifts, Order("box", "L2")).is_interrupted)
    records: list[Record] = list(shifts.records())
    assert [record.recipe_hash for record in records] == sorted(
        (record.recipe_hash for record in records), key=lambda one: one != before.hash
    )
    made = {record.recipe_hash: record.order for record in records}
    assert made == {before.hash: None, loaded.hash: Order("box", "L2")}
    assert load_recipe(places.before(before.hash)).hash == before.hash
    assert kinds(shifts, lambda kind: kind == OFFERED) == [OFFERED]


def test_a_running_line_that_is_told_of_a_version_goes_on_with_its_own(tmp_path: Path) -> None:
    """Until an order begins it; a line that starts meanwhile makes what lies in place."""
    file = two_products(tmp_path)
    before = load_recipe(tmp_path / "recipe")
    with closing(Shifts(load_station(file), RealClock(), print)) as shifts:
        newer = box_recipe(("top",), 0.7)
        shifts.at_work.line.told.put(OfferRecipe(newer, "ab" * 32, "otto"))
        shifts.run(lambda: False)
    assert {record.recipe_hash for record in shifts.records()} == {before.hash}
