"""What became of the one pack that a person put on the belt, and what that says of the gate."""

import pytest

from edge_agent.core.packs import Level
from edge_agent.line.checking.driving import OnePack, expected_tick, pack_findings
from edge_agent.line.checking.findings import State
from hardware.gates.belt_gate import BeltGateSettings
from hardware.interfaces import Gate, GateAction, GateDone, PackLeft, PackSeen
from simulators.links.belt_settings import belt_settings
from tests.line.plants import set_up

SEEN = PackSeen(7, 1000, 1360, 0, touching=False)
REJECTED = GateDone(7, GateAction.REJECT, ordered=False, at_ns=0)


def at_a_gate() -> tuple[Gate, BeltGateSettings]:
    plant = set_up(1, Level.REPORT).runner
    return plant.line.gate, belt_settings(plant.plant.settings)


def said(pack: OnePack) -> list[tuple[State, str]]:
    gate, belt = at_a_gate()
    return [(found.state, found.what) for found in pack_findings(pack, gate, belt)]


def left(where: GateAction, off_mm: float = 0.0) -> PackLeft:
    gate, belt = at_a_gate()
    return PackLeft(where, expected_tick(SEEN, where, gate) + belt.as_ticks(off_mm), 0)


def test_a_pack_that_was_rejected_and_seen_at_its_eye_is_fine() -> None:
    found = said(OnePack(SEEN, REJECTED, [left(GateAction.REJECT)]))
    assert [state for state, _ in found] == [State.OK, State.OK]


def test_its_own_eye_is_told_from_that_of_the_packs_around_it() -> None:
    around = [left(GateAction.REJECT, off_mm) for off_mm in (-150.0, 3.0, 150.0)]
    assert all(state is State.OK for state, _ in said(OnePack(SEEN, REJECTED, around)))


@pytest.mark.parametrize(
    ("pack", "says"),
    [
        (OnePack(), "no pack was seen"),
        (OnePack(SEEN), "did not come to the gate"),
        (OnePack(SEEN, GateDone(7, GateAction.PASS, False, 0)), "was let pass"),
        (OnePack(SEEN, REJECTED), "no eye confirmed"),
        (OnePack(SEEN, REJECTED, [left(GateAction.PASS)]), "exit eye saw the rejected pack"),
    ],
)
def test_what_went_wrong_is_told(pack: OnePack, says: str) -> None:
    found = said(pack)
    assert found[-1][0] is State.WRONG
    assert says in found[-1][1]


def test_an_eye_that_stands_elsewhere_is_a_warning_with_its_place() -> None:
    found = said(OnePack(SEEN, REJECTED, [left(GateAction.REJECT, 80.0)]))
    assert found[-1] == (State.WARNING, "the reject was confirmed 280 mm behind the gate")


def test_only_the_first_pack_counts_and_only_what_comes_after_it_was_at_the_gate() -> None:
    pack = OnePack()
    early = left(GateAction.REJECT)
    for event in (early, SEEN, PackSeen(8, 2000, 2360, 0, False), early, REJECTED, early):
        pack.hears(event)
    assert pack.seen is SEEN
    assert pack.left == [early]
