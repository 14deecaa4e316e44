"""What was done is held against what was true."""

from edge_agent.core.packs import Outcome
from hardware.interfaces import GateAction
from simulators.packs import TruePack
from simulators.truth import Confusion, confusion
from tests.samples import a_record


def in_the_bin(seen_alone: bool) -> Confusion:
    """A good pack that was to pass, and did not."""
    record = a_record(1, outcome=Outcome.REJECTED)
    pack = TruePack(1, 0.0, 100.0, None, False, {}, went=GateAction.REJECT, seen_alone=seen_alone)
    return confusion([record], {1: pack})


def test_a_pack_in_the_bin_that_was_to_pass_is_a_wrong_one() -> None:
    assert in_the_bin(seen_alone=False).wrong_pack_rejects == 1


def test_a_gate_that_nobody_speaks_to_rejects_as_it_was_armed() -> None:
    found = in_the_bin(seen_alone=True)
    assert found.wrong_pack_rejects == found.false_rejects == 0
    assert found.rejected_without_verdict == 1
