"""Which gate may work at which level, over every combination, against plain statements of why."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.core.gate_fitness import GateAtBelt, WhenDead, level_refusals
from edge_agent.core.packs import Level

LEVELS = list(Level)
ACTING = [Level.ACT_WHEN_SURE, Level.ACT_ALWAYS]
PASS_ALL = WhenDead(passes=True, stops=False)
REJECT_ALL = WhenDead(passes=False, stops=False)
STOP_BELT = WhenDead(passes=False, stops=True)

PULSE = GateAtBelt(
    energised_passes=False,
    can_hold=True,
    can_stop=True,
    confirms_rejects=True,
    keeps_own_time=True,
    jitter_ms=1.0,
    travel_ms=10.0,
    window_mm=150.0,
    pulse_mm=60.0,
    pack_mm=140.0,
    fastest_mm_per_s=1000.0,
    pitch_mm=240.0,
)
DIVERTER = replace(PULSE, energised_passes=True, pulse_mm=150.0, window_mm=170.0)
YES_NO = (True, False)


@pytest.mark.parametrize("level", LEVELS, ids=str)
@pytest.mark.parametrize("gate", [PULSE, DIVERTER], ids=["pulse", "diverter"])
def test_a_gate_with_everything_may_work_at_every_level(gate: GateAtBelt, level: Level) -> None:
    for when_dead in (REJECT_ALL, STOP_BELT):
        assert level_refusals(gate, level, when_dead) == ()


@pytest.mark.parametrize("level", LEVELS, ids=str)
def test_what_keeps_its_last_state_acts_at_no_level(level: Level) -> None:
    relay = replace(DIVERTER, keeps_last_state=True)
    told = level_refusals(relay, level, REJECT_ALL)
    assert any("relay board keeps its last state" in one for one in told) is (level in ACTING)


def why_not(gate: GateAtBelt, level: Level, when_dead: WhenDead) -> set[str]:
    """The same rules said otherwise: the word by which each refusal is known."""
    found = set()
    if when_dead is STOP_BELT and not gate.can_stop:
        found.add("needs a belt that the gate's controller can stop")
    if level not in ACTING:
        return found
    if when_dead is PASS_ALL:
        found.add("lets everything pass")
    if not gate.energised_passes and not gate.can_stop:
        found.add("power or air is gone")
    nobody_fires = not gate.energised_passes and not gate.keeps_own_time and gate.can_stop
    if when_dead is REJECT_ALL and nobody_fires:
        found.add("cannot reject while the host is dead")
    if level is Level.ACT_WHEN_SURE and not gate.can_hold:
        found.add("holds unsure packs")
    if not gate.confirms_rejects:
        found.add("no eye confirms")
    return found


def test_every_combination_of_what_a_gate_has_is_refused_for_exactly_its_reasons() -> None:
    for base, level, when_dead in product(
        (PULSE, DIVERTER), LEVELS, (PASS_ALL, REJECT_ALL, STOP_BELT)
    ):
        for hold, stop, confirms, own in product(YES_NO, repeat=4):
            gate = replace(
                *(base,),
                can_hold=hold,
                can_stop=stop,
                confirms_rejects=confirms,
                keeps_own_time=own,
            )
            refusals = level_refusals(gate, level, when_dead)
            wanted = why_not(gate, level, when_dead)
            assert len(refusals) == len(wanted)
            assert all(any(word in refusal for refusal in refusals) for word in wanted)


@pytest.mark.parametrize("level", LEVELS, ids=str)
@pytest.mark.parametrize(
    ("gate", "says"),
    [
        (replace(PULSE, jitter_ms=31.0, window_mm=170.0), "could miss its pack"),
        (replace(PULSE, jitter_ms=30.0, window_mm=170.0), None),
        (replace(DIVERTER, jitter_ms=6.0, window_mm=200.0), "would close on a pack"),
        (replace(DIVERTER, jitter_ms=5.0, window_mm=200.0), None),
        (replace(PULSE, window_mm=110.9), "reaches 111 mm"),
        (replace(PULSE, window_mm=111.0), None),
        (replace(PULSE, pitch_mm=149.0), "every pack would be too close"),
        (replace(PULSE, pitch_mm=150.0), None),
        (replace(PULSE, pitch_mm=None), "measure pitch_mm"),
    ],
)
def test_what_moves_beside_its_time_must_fit_between_two_packs_where_it_acts(
    gate: GateAtBelt, says: str | None, level: Level
) -> None:
    refusals = level_refusals(gate, level, REJECT_ALL)
    if says is None or not level.acts:
        assert refusals == ()
    else:
        assert len(refusals) == 1
        assert says in refusals[0]


@given(
    jitter_ms=st.floats(0, 100),
    travel_ms=st.floats(0, 100),
    faster=st.floats(1, 5),
    energised_passes=st.booleans(),
)
def test_a_faster_belt_never_makes_a_gate_more_fit(
    jitter_ms: float, travel_ms: float, faster: float, energised_passes: bool
) -> None:
    gate = replace(
        DIVERTER if energised_passes else PULSE, jitter_ms=jitter_ms, travel_ms=travel_ms
    )
    quick = replace(gate, fastest_mm_per_s=gate.fastest_mm_per_s * faster)
    before = level_refusals(gate, Level.ACT_ALWAYS, REJECT_ALL)
    after = level_refusals(quick, Level.ACT_ALWAYS, REJECT_ALL)
    assert len(after) >= len(before)


@given(st.floats(0, 60), st.floats(0, 30))
def test_where_nothing_is_refused_no_neighbour_is_hit_and_no_pack_is_missed(
    jitter_ms: float, beside_ms: float
) -> None:
    """Played as geometry: two packs a window apart, the gate as far beside its time as it may."""
    gate = replace(PULSE, jitter_ms=jitter_ms)
    if beside_ms > jitter_ms or level_refusals(gate, Level.ACT_ALWAYS, REJECT_ALL):
        return
    for shift_mm in (-gate.fastest_mm_per_s * beside_ms / 1000, gate.jitter_mm):
        opens_mm, closes_mm = shift_mm - gate.pulse_mm / 2, shift_mm + gate.pulse_mm / 2
        closed_mm = closes_mm + gate.fastest_mm_per_s * gate.travel_ms / 1000
        assert opens_mm <= 0 <= closes_mm
        neighbour_front_mm = gate.window_mm - gate.pack_mm / 2
        assert closed_mm <= neighbour_front_mm + 1e-9
