"""With which product and order a line begins, as its store and its settings have it."""

from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from edge_agent.core.changeover import ORDER_CHANGED
from edge_agent.core.line_events import STARTED
from edge_agent.core.order import Order
from edge_agent.core.packs import Level
from edge_agent.inspection.products import Product
from edge_agent.line.first_packs import OVER
from edge_agent.line.orders import BEGINS_ANEW, document_of
from edge_agent.line.product_at_start import Begun, begun_with, started_with
from edge_agent.store.events import EventStore
from tests.line.plants import one_check_recipe
from tests.samples import NOON

OWN = Product(Path("own"), one_check_recipe(Level.REPORT), "1")
CRATE = Product(Path("crate"), one_check_recipe(Level.REPORT, name="crate"), "2")
FIRST, NEXT = Order("scripted", "L1"), Order("scripted", "L2", date(2026, 8, 1))
CRATES = Order("crate", "C1")
Start = tuple[Order | None, Order | None]
"""What the settings named, and what it was changed to."""


def log(path: Path, *starts: Start, is_verified: bool = False) -> Path:
    for written, to in starts:
        with closing(EventStore.open(path)) as store:
            store.append(STARTED, started_with("scripted", written), NOON)
            if to is not None:
                body = {"from": None, "to": document_of(to), BEGINS_ANEW: to.recipe == "crate"}
                store.append(ORDER_CHANGED, body, NOON)
            if is_verified:
                store.append(OVER, {}, NOON)
    return path


def begun(folder: Path, starts: Sequence[Start], written: Order | None) -> Begun:
    return begun_with(log(folder / "events.db", *starts), (OWN, CRATE), written)


@pytest.mark.parametrize(
    ("starts", "written", "in_force"),
    [
        ([], FIRST, FIRST),
        ([(FIRST, None)], FIRST, FIRST),
        ([(FIRST, NEXT)], FIRST, NEXT),
        ([(FIRST, NEXT), (FIRST, None)], FIRST, NEXT),
        ([(FIRST, NEXT)], None, None),  # written anew since
        ([(FIRST, NEXT), (None, None)], FIRST, FIRST),
        ([(FIRST, NEXT), (FIRST, FIRST)], FIRST, FIRST),
        ([(FIRST, CRATES)], FIRST, CRATES),
        ([(FIRST, CRATES), (FIRST, NEXT)], FIRST, NEXT),
        ([(FIRST, CRATES), (FIRST, None)], NEXT, NEXT),
        ([(FIRST, Order("was taken away"))], FIRST, FIRST),
    ],
)
def test_a_change_outlives_a_restart_until_something_else_is_written(
    tmp_path: Path, starts: list[Start], written: Order | None, in_force: Order | None
) -> None:
    found = begun(tmp_path, starts, written)
    assert found.order == in_force
    assert found.product is (CRATE if in_force == CRATES else OWN)


def test_another_recipe_in_the_settings_ends_a_change(tmp_path: Path) -> None:
    file = log(tmp_path / "events.db", (FIRST, CRATES))
    assert begun_with(file, (CRATE, OWN), None).product is CRATE
    assert begun_with(file, (OWN, CRATE), FIRST).product is CRATE
    other = Product(Path("other"), one_check_recipe(Level.REPORT, name="other"), "3")
    assert begun_with(file, (other, CRATE), Order("other", "L1")).product is other


def test_only_the_first_line_of_another_product_finds_the_belt_waiting(tmp_path: Path) -> None:
    assert begun(tmp_path, [(FIRST, NEXT)], FIRST).is_changed is False
    assert begun(tmp_path, [(FIRST, CRATES)], FIRST).is_changed
    assert begun(tmp_path, [(FIRST, None)], FIRST).is_changed is False


def test_first_packs_that_were_not_verified_to_the_end_are_verified_anew(tmp_path: Path) -> None:
    assert begun(tmp_path, [(FIRST, None)], FIRST).is_unverified is False
    assert begun(tmp_path, [(FIRST, NEXT)], FIRST).is_unverified
    assert begun(tmp_path, [(FIRST, None)], FIRST).is_unverified
    log(tmp_path / "events.db", (FIRST, None), is_verified=True)
    assert begun(tmp_path, [], FIRST).is_unverified is False
