"""The parts of `make torture PART=security` that guess, at the size of a test: counts, no times."""

from pathlib import Path

import pytest

from deploy.torture.guessing import (
    Guessed,
    guessed_passwords,
    guessed_pins,
    likeness,
    refusal_times_ms,
)
from hardware.clock import RealClock

ASKS = 1_000


def holds(guessed: Guessed) -> bool:
    return (
        guessed.right == 0
        and guessed.most_a_minute <= 10
        and guessed.looked_at < 20
        and guessed.owner_elsewhere_waits_s <= 60
    )


@pytest.mark.parametrize("sources", [1, 50])
def test_of_a_thousand_guesses_hardly_one_is_looked_at(tmp_path: Path, sources: int) -> None:
    guessed = guessed_passwords(tmp_path, ASKS, sources)
    assert holds(guessed)
    assert guessed.looked_at > 3
    assert guessed.owner_waits_s == 0


def test_a_pin_is_guessed_no_better(tmp_path: Path) -> None:
    guessed = guessed_pins(tmp_path, ASKS)
    assert holds(guessed)
    assert guessed.owner_waits_s <= 60


def test_each_refusal_is_timed_for_a_name_with_an_account_and_for_one_without(
    tmp_path: Path,
) -> None:
    known_ms, unknown_ms = refusal_times_ms(tmp_path, 3, RealClock())
    assert (len(known_ms), len(unknown_ms)) == (3, 3)
    assert min(*known_ms, *unknown_ms) > 0


def test_times_that_can_be_told_apart_are_told_apart() -> None:
    quick, slow = [1.0 + 0.01 * number for number in range(50)], [2.0] * 50
    assert likeness(quick, slow) < 0.001
    assert likeness(quick, quick) > 0.9
