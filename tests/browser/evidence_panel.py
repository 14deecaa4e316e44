"""A panel whose station has recorded a shadow run, and whose line inspects with just that."""

from dataclasses import replace

from edge_agent.control.line_state import CheckState
from edge_agent.core.autonomy.verdict_rules import Thresholds
from edge_agent.core.certificate import Setup
from edge_agent.core.packs import CheckKind, Level
from edge_agent.web.evidence.levels_now import levels_now, setups_now
from hardware.clock import RealClock
from tests.browser.panel import Panel
from tests.control.samples import LIVENESS_S, a_state
from tests.evidence.gate_folders import CHECK
from tests.web.evidence_folders import BUNDLE, record_shadow_run

DESK = (1366, 768)


def ran(panel: Panel, lots: int = 3) -> str:
    """Recommends; the hash of its recipe."""
    recipe_hash = record_shadow_run(panel.site.settings, lots)
    granted(panel, recipe_hash, Level.RECOMMEND)
    return recipe_hash


def granted(
    panel: Panel,
    recipe_hash: str,
    level: Level,
    certificate: str | None = None,
    thresholds: Thresholds | None = None,
) -> None:
    """From now on the line tells this, and the page server has heard it."""
    state = a_state()
    identity = replace(
        state.identity,
        station=panel.site.station,
        recipe="box",
        recipe_hash=recipe_hash,
        bundle_sha256=BUNDLE,
        boot=1,
        simulated=False,
    )
    check = CheckState(
        *(CHECK, CheckKind.SURFACE, "top", Level.ACT_ALWAYS, level, level),
        *(certificate, thresholds),
    )
    panel.show(replace(state, identity=identity, checks=(check,), lost_cameras={}, belt_stops=()))
    clock = RealClock()
    give_up_ns = clock.now_ns() + int(LIVENESS_S * 1e9)
    while levels_now(panel.site).line is None or levels_now(panel.site).checks != (check,):
        assert clock.now_ns() < give_up_ns, "the page server never heard of the line"
        clock.sleep_until_ns(clock.now_ns() + 20_000_000)


def setup(panel: Panel) -> Setup:
    return setups_now(panel.site)[CHECK]
