"""The bench of a gate measures what it says, over whatever protocol; how quick is not asserted."""

import pytest

from simulators.bench_gate import PACKS_PER_MIN, TRANSFER_MS, measure
from simulators.links.kinds import HardwareKind
from tests.peers import needs

PACKS = 6


@pytest.mark.slow
@needs("gcc")
def test_every_order_is_timed_from_its_packs_trigger() -> None:
    told = measure(HardwareKind.SERIAL, PACKS, seed=1)
    assert (told["gate"], told["packs"]) == ("serial", PACKS)
    assert (told["packs_per_min"], told["transfer_ms"]) == (PACKS_PER_MIN, TRANSFER_MS)
    assert told["wrong_pack_rejects"] == 0
    assert 1 <= told["orders"] <= PACKS
    times_ms = told["trigger_to_order_ms"]
    assert TRANSFER_MS < times_ms["p50"] <= times_ms["p99"] <= times_ms["p999"] <= times_ms["max"]
