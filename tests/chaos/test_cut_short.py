"""A person may end a shift with mishaps at any moment, also while something is away."""

from pathlib import Path

from deploy.chaos.around import CentreAround, opened
from deploy.chaos.timeline import NOTICED_AS, Mishap
from edge_agent.core.ledger import Ledger
from simulators.around import Telling
from simulators.scenario import Event
from tests.peers import needs
from tests.samples import NOON, a_record

STATION = "plant-sim/line-1/demo"
EVENTS = (
    Event(at_s=1, do="stop_broker", for_s=600),
    Event(at_s=2, do="fill_disk", for_s=600),
    Event(at_s=900, do="unplug_camera"),
)
S = 1_000_000_000


@needs("mosquitto")
def test_what_was_away_comes_back_and_the_centre_gets_every_record(tmp_path: Path) -> None:
    with opened(STATION, tmp_path, EVENTS, Telling(lambda _: None, has_pages=True)) as around:
        assert isinstance(around, CentreAround)
        (tmp_path / "data").mkdir()
        store = around.opened_store(tmp_path / "data" / "events.db")
        store.append("started", {}, NOON)
        for failing in ("stop_broker", "fill_disk"):
            around.fail(failing, None)  # type: ignore[arg-type]  # these two touch no floor
        around.end()
        store.append_records([a_record(1)])
        store.close()
        around.ledger = Ledger(seen=2, passed=1)
        document = around.document()
    centre = {"seen": 2, "on_belt": 1, "stored": 1, "lost": 0, "duplicates": 0}
    assert document["centre"] == centre
    assert document["unmet"] == []


def looked(until_s: int, *troubles: str) -> Mishap:
    """At a mishap of the seconds 10 to 20, once a second."""
    mishap = Mishap("unplug_camera", 10 * S, 10 * S)
    for second in range(until_s + 1):
        mishap.look(troubles if second >= mishap.at_ns / S else (), second * S)
    return mishap


def test_of_a_shift_cut_short_only_what_had_to_be_there_by_then_is_asked() -> None:
    noticed = NOTICED_AS["unplug_camera"]
    assert looked(5).unmet(is_cut_short=True) is None
    assert looked(15).unmet(is_cut_short=True) is None
    assert looked(15, noticed).unmet(is_cut_short=True) is None
    assert looked(25).unmet(is_cut_short=True) == "unplug_camera: nobody noticed"
    assert looked(25, noticed).unmet(is_cut_short=False) == "unplug_camera: it is not over"
