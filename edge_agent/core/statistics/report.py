"""All that is said of a time or a lot: figures, a control chart, and what was found most. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Final

from edge_agent.core.packs import Outcome, Verdict
from edge_agent.core.statistics.figures import Figures, figures_of
from edge_agent.core.statistics.marks import Counts, Mark, Place, What, added
from edge_agent.core.statistics.p_chart import PChart, Subgroup, p_chart
from edge_agent.core.statistics.pareto import Finding, pareto_of
from edge_agent.core.statistics.parts import By, Local, Part, parts_of


class Charted(StrEnum):
    """Whose share of all packs a chart shows."""

    REJECTED = "rejected"
    NOT_OK = "not_ok"
    UNSURE = "unsure"
    MISSED = "missed"


HITS: Final = {
    Charted.REJECTED: Mark(What.OUTCOME, Outcome.REJECTED.value),
    Charted.NOT_OK: Mark(What.VERDICT, Verdict.NOT_OK.value),
    Charted.UNSURE: Mark(What.VERDICT, Verdict.UNSURE.value),
    Charted.MISSED: Mark(What.OUTCOME, Outcome.MISSED.value),
}


@dataclass(frozen=True, slots=True)
class Report:
    figures: Figures
    parts: tuple[Part, ...]
    """One for each point of the chart."""
    subgroups: tuple[Subgroup, ...]
    chart: PChart
    pareto: tuple[Finding, ...]


def report_of(
    counted: Iterable[tuple[Place, Counts]],
    by: By,
    charted: Charted,
    local: Local,
    shifts: tuple[time, ...],
) -> Report:
    parts = parts_of(counted, by, local, shifts)
    total = added(part.counts for part in parts)
    with_packs = [part for part in parts if packs_of(part.counts)]
    subgroups = tuple(
        Subgroup(packs_of(part.counts), part.counts.get(HITS[charted], 0)) for part in with_packs
    )
    return Report(
        figures=figures_of(total),
        parts=tuple(with_packs),
        subgroups=subgroups,
        chart=p_chart(subgroups),
        pareto=pareto_of(total),
    )


def packs_of(counts: Counts) -> int:
    """None are left where all were challenge packs."""
    return counts.get(Mark(What.PACKS), 0)
