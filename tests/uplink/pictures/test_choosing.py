"""Drawn packs' pictures are known by the station's own key, as the line drew them."""

from dataclasses import replace
from pathlib import Path

from edge_agent.core.monitoring.audit import AuditRates, is_drawn
from edge_agent.core.packs import Action, Decision, Level
from edge_agent.uplink.pictures.choosing import Draws
from tests.samples import a_record

KEY = bytes(range(32))
RATES = AuditRates(passed=0.3, rejected=0.3)
HOLD = Decision(Action.HOLD, "unsure", Level.ACT_WHEN_SURE, driven=True)


def test_what_the_line_draws_is_drawn_here_too(tmp_path: Path) -> None:
    (tmp_path / "audit.key").write_bytes(KEY)
    draws = Draws(RATES, tmp_path / "audit.key")
    here = [draws(a_record(number), 3) for number in range(200)]
    assert here == [is_drawn(KEY, 3, number, RATES.passed) for number in range(200)]
    assert 30 < sum(here) < 90
    assert not any(draws(replace(a_record(number), decision=HOLD), 3) for number in range(200))


def test_before_there_is_a_key_nothing_is_drawn(tmp_path: Path) -> None:
    draws = Draws(RATES, tmp_path / "audit.key")
    assert not any(draws(a_record(number), 3) for number in range(200))
