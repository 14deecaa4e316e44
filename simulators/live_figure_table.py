"""Prints how soon a worse bundle is noticed by its live figures, and how seldom one that is not.

    .venv/bin/python -m simulators.live_figure_table [--runs 200] [--json]

Minutes of one core. Every share comes with its 95 % interval.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Annotated, Final

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from edge_agent.core.guarantees.bounds import interval
from edge_agent.core.monitoring.live_figures import ALPHA, TOLERANCES, WATCHED_PACKS, Figure
from simulators.bundle_shifts import USUAL, Noticed, noticed

RISES: Final = (0.01, 0.02, 0.05, 0.20)
SHIFTED: Final = tuple(one for one in Figure if one is not Figure.CHALLENGE_MISSED)
BEFORE_PACKS: Final = (5_000, 20_000)
SEED: Final = 1


@dataclass(frozen=True, slots=True)
class Found:
    delays: tuple[Noticed, ...]
    unchanged: tuple[Noticed, ...]
    """Nothing is another than before."""
    tolerated: tuple[Noticed, ...]
    """Each share is the highest tolerated one."""


def run(
    runs: Annotated[int, typer.Option(help="Of each row.")] = 200,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """How soon a bundle that is worse is left, and how often one that is not."""
    found = Found(tuple(delays(runs)), tuple(unchanged(runs)), tuple(tolerated(runs)))
    if as_json:
        sys.stdout.write(json.dumps(asdict(found), indent=2) + "\n")
        return
    console = Console()
    console.print(delay_table(found.delays))
    console.print(quiet_sentence("Unchanged", found.unchanged))
    console.print(quiet_sentence("At the highest tolerated share", found.tolerated))


def delays(runs: int) -> Iterator[Noticed]:
    for figure in SHIFTED:
        for before_packs in BEFORE_PACKS:
            for rise in RISES:
                yield noticed(figure, rise, before_packs, runs, SEED)


def unchanged(runs: int) -> Iterator[Noticed]:
    for figure in Figure:
        yield noticed(figure, 0.0, BEFORE_PACKS[0], runs, SEED)


def tolerated(runs: int) -> Iterator[Noticed]:
    for figure in Figure:
        allowed = TOLERANCES[figure]
        rise = max(allowed.points, allowed.part * USUAL[figure])
        yield noticed(figure, rise, BEFORE_PACKS[0], runs, SEED)


def delay_table(rows: tuple[Noticed, ...]) -> Table:
    table = Table(
        box=SIMPLE,
        title=f"Median packs until it is noticed, of {WATCHED_PACKS:,} (runs that noticed)",
    )
    for name in ("figure", "before", "packs before", *(f"+{rise:.0%}" for rise in RISES)):
        table.add_column(name, justify="right")
    for key in dict.fromkeys((row.figure, row.before_packs) for row in rows):
        mine = [row for row in rows if (row.figure, row.before_packs) == key]
        first = mine[0]
        table.add_row(
            *(first.figure.value, f"{first.share_before:.2%}", f"{first.before_packs:,}"),
            *map(told, mine),
        )
    return table


def told(row: Noticed) -> str:
    packs = "-" if row.median_packs is None else f"{row.median_packs:,.0f}"
    return f"{packs} ({row.noticed / row.runs:.0%})"


def quiet_sentence(what: str, rows: tuple[Noticed, ...]) -> str:
    """All figures of one bundle together; promised are ALPHA of the bundles at most."""
    runs, wrong = rows[0].runs, sum(row.noticed for row in rows)
    ends, per = interval(min(wrong, runs), runs), 10_000 / WATCHED_PACKS
    return (
        f"{what}: {wrong} of {runs} bundles were left wrongly (promised are {ALPHA:.0%} at most), "
        f"{per * wrong / runs:.4f} per 10,000 packs "
        f"({per * ends.low:.4f} to {per * ends.high:.4f})"
    )


if __name__ == "__main__":
    typer.run(run)
