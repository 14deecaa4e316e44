"""Packs at which a bundle only looked on count for the shadow run, and for nothing else."""

import pytest

from edge_agent.core.autonomy.gate import GateItem, Item, gate
from edge_agent.core.packs import Level
from tests.core.autonomy.gates import whole_evidence

ACTING = (Level.ACT_WHEN_SURE, Level.ACT_ALWAYS)


def items(level: Level, shadow_packs: int, looked_on: int) -> dict[Item, GateItem]:
    evidence = whole_evidence(shadow_packs=shadow_packs, looked_on=looked_on)
    return {item.name: item for item in gate(evidence, level).items}


@pytest.mark.parametrize("level", ACTING)
def test_they_fill_up_the_shadow_run(level: Level) -> None:
    assert not items(level, 600, 399)[Item.SHADOW_RUN].is_met
    found = items(level, 600, 400)[Item.SHADOW_RUN]
    assert (found.have, found.is_met) == (1000, True)
    exactly = "with exactly this recipe, bundle and camera"
    assert f"{exactly} (400 of them looking on beside another bundle)" in found.sentence


@pytest.mark.parametrize("level", ACTING)
def test_however_many_they_are_everything_else_stays_as_it_is(level: Level) -> None:
    without, with_many = items(level, 20, 0), items(level, 20, 1_000_000)
    differing = {name for name in without if without[name] != with_many[name]}
    assert differing == {Item.SHADOW_RUN}
    assert not with_many[Item.LATE_VERDICTS].is_met
