"""The uplink gets what shall look on, tries it, and lays it where the next one lies."""

from contextlib import closing

import pytest

from edge_agent.core.shadow.orders import ENDED, ORDERED
from edge_agent.core.told import OfferBundle, OfferShadow, RefuseShadow
from edge_agent.inspection.bundle import open_bundle
from edge_agent.releases.slots import Slots
from edge_agent.store.events import EventStore
from tests.uplink.test_releases_part import CLOCK, Plant, plant

__all__ = ["plant"]
pytestmark = pytest.mark.timeout(300)


def order(plant: Plant, name: str) -> None:
    event(plant, ORDERED, {"name": name, "by": "eva"})


def event(plant: Plant, kind: str, body: dict[str, object]) -> None:
    with closing(EventStore.open(plant.data / "events.db")) as store:
        store.append(kind, body, CLOCK.wall())


def slots_of(plant: Plant) -> Slots:
    return Slots(plant.data / "bundles")


def test_it_lies_there_tried_and_nothing_begins_with_it(plant: Plant) -> None:
    name = plant.release("7.0.1")
    order(plant, name)
    word = plant.first_word()
    slots = slots_of(plant)
    bundle = open_bundle(slots.folder_of(slots.free))
    assert word == OfferShadow(name, bundle.sha256, "eva")
    assert slots.ready is None


def test_what_is_not_released_is_refused_with_the_reason(plant: Plant) -> None:
    plant.release("7.0.1")
    order(plant, "base-9.9.9.zip")
    word = plant.first_word()
    assert isinstance(word, RefuseShadow)
    assert "released are: base-7.0.1.zip" in word.why


@pytest.mark.slow
def test_one_that_lies_ready_is_not_cleared_away_for_it(plant: Plant) -> None:
    taken, other = plant.release("7.0.1"), plant.release("7.0.2")
    plant.order(taken)
    assert isinstance(plant.first_word(), OfferBundle)
    event(plant, "bundle_offered", {"name": taken, "bundle_sha256": "0" * 64, "by": "eva"})
    plant.words.clear()
    order(plant, other)
    word = plant.first_word()
    assert isinstance(word, RefuseShadow)
    assert "lies ready" in word.why
    assert slots_of(plant).ready is not None


@pytest.mark.slow
def test_an_order_that_was_ended_meanwhile_is_not_carried_out(plant: Plant) -> None:
    name = plant.release("7.0.1")
    order(plant, name)
    event(plant, ENDED, {"name": name, "why": "eva has ended it", "by": "eva"})
    plant.order("base-9.9.9.zip")
    plant.first_word()
    assert not any(isinstance(word, OfferShadow) for word in plant.words)
