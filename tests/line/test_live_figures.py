"""Live figures at a line: worse than with the bundle before, it falls at once and wants it back."""

import pytest

from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.bundle_orders import RETURN_ORDERED, STATION
from edge_agent.core.monitoring.live_figures import Figure, LiveFigures
from edge_agent.core.packs import Level
from edge_agent.core.told import TakeBundle
from edge_agent.line.live_figures import WORSE
from edge_agent.line.parts import FiguresAtStart, Making, Watching
from edge_agent.store.figures import KeptFigures
from tests.line.plants import Shift, set_up

NOW, BEFORE = "cd" * 32, "ab" * 32


def with_before(unsure: float, not_ok: float = 0.1, packs: int = 5_000) -> Watching:
    """What was seen with the bundle before."""
    figures = LiveFigures()
    for number in range(packs):
        figures = figures.saw(
            {
                Figure.UNSURE: number < unsure * packs,
                Figure.NOT_OK: number < not_ok * packs,
                Figure.FAILED: False,
                Figure.LATE: False,
            }
        )
    kept = KeptFigures().having(BEFORE, figures)
    return Watching(figures=FiguresAtStart(NOW, BEFORE, kept))


def ran(doubt_share: float, watching: Watching, level: Level = Level.ACT_ALWAYS) -> Shift:
    shift = set_up(
        *(600, level),
        doubt_share=doubt_share,
        watching=watching,
        making=Making(can_go_back=True),
    )
    shift.runner.run()
    return shift


def told(shift: Shift, kind: str) -> list[dict[str, object]]:
    return [body for one, body in shift.notes.events if one == kind]


@pytest.mark.parametrize("level", list(Level), ids=str)
def test_many_more_unsure_packs_lower_the_levels_and_the_bundle_before_is_wanted(
    level: Level,
) -> None:
    shift = ran(0.25, with_before(0.01), level)
    (worse,), (back,) = told(shift, WORSE), told(shift, RETURN_ORDERED)
    assert (worse["bundle_sha256"], worse["before_sha256"]) == (NOW, BEFORE)
    figures = worse["figures"]
    assert isinstance(figures, dict)
    assert [name for name, one in figures.items() if one["is_worse"]] == ["unsure"]
    assert back["by"] == STATION
    assert "unsure" in str(back["why"])
    fallen = [body for body in told(shift, "level_fell") if body["cause"] == Cause.BUNDLE_WORSE]
    assert len(fallen) == level.acts
    assert not shift.runner.line.level.acts


def test_figures_as_before_change_nothing() -> None:
    shift = ran(0.02, with_before(0.02))
    assert told(shift, WORSE) == told(shift, RETURN_ORDERED) == []
    assert shift.runner.line.level is Level.ACT_ALWAYS


def test_without_figures_of_the_bundle_before_nothing_is_compared() -> None:
    watching = Watching(figures=FiguresAtStart(NOW, BEFORE, KeptFigures()))
    assert told(ran(0.5, watching), WORSE) == []


def test_where_nothing_lies_behind_it_the_levels_fall_all_the_same() -> None:
    shift = set_up(600, Level.ACT_ALWAYS, doubt_share=0.25, watching=with_before(0.01))
    shift.runner.run()
    assert told(shift, RETURN_ORDERED) == []
    assert len(told(shift, WORSE)) == 1
    assert not shift.runner.line.level.acts


def test_another_order_for_a_release_takes_nothing_back() -> None:
    shift = ran(0.25, with_before(0.01))
    line = shift.runner.line
    line.told.put(TakeBundle("base-9.0.0.zip", "eva"))
    line.step(shift.runner.clock.now_ns())
    assert line.bundle_return.wanted is not None
