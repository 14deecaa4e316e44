"""100,000 hosts that send anything: what the gate may never do, whatever is said to it."""

import ctypes

from tests.firmware.core.library import is_counting, library
from tests.peers import needs

pytestmark = needs("gcc")

ANY, NEVER_REJECTS, NEVER_PASSES = range(3)


class Tally(ctypes.Structure):
    _fields_ = [
        (name, ctypes.c_uint32)
        for name in (
            "sequences",
            "commands",
            "pulses",
            "longest_us",
            "packs_due",
            "too_long",
            "driven_at_pass",
            "slipped",
        )
    ]


def storm(host: int, sequences: int, steps: int, most_us: int) -> Tally:
    tally = Tally()
    counted = sequences // 20 if is_counting() else sequences
    library().run_storm(1, host, counted, steps, most_us, ctypes.byref(tally))
    return tally


def test_no_pulse_is_longer_than_200_ms_whatever_the_host_says() -> None:
    tally = storm(ANY, sequences=100_000, steps=80, most_us=10_000)
    assert tally.too_long == 0
    assert tally.longest_us > 190_000
    assert tally.pulses > tally.sequences / 10


def test_at_pass_nothing_is_driven_that_nobody_ordered() -> None:
    tally = storm(NEVER_REJECTS, sequences=25_000, steps=150, most_us=4_000)
    assert tally.driven_at_pass == 0
    assert tally.pulses == 0
    assert tally.commands > 20 * tally.sequences


def test_at_reject_no_pack_slips_that_nobody_ordered_to_pass() -> None:
    tally = storm(NEVER_PASSES, sequences=25_000, steps=300, most_us=1_000)
    assert tally.slipped == 0
    assert tally.too_long == 0
    assert tally.packs_due > tally.sequences
