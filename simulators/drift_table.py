"""Prints how soon and how seldom the watch takes a level back.

    .venv/bin/python -m simulators.drift_table [--json]

Minutes of one core: 200 seeded runs of every growing fault, 2,000 of every growing rate, and 20
million quiet packs. Every figure comes with its 95 % interval.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Annotated

import typer
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.guarantees.bounds import Interval, interval
from simulators.drifts import (
    GROWN,
    IN_TIME_PACKS,
    RUNS,
    SETTINGS,
    TOLERATED,
    USUAL_ERROR,
    Delay,
    Lowered,
    alarm_at,
    delay,
    fault_grows,
)
from simulators.quiet_streams import Quiet, quiet

GROWING_PACKS = (200, 1000, 5000, 20_000)
DELAY_RUNS = 2000
REFERENCE_ALARM_AT = 20_000.0
QUIET_STREAMS, QUIET_PACKS = 500, 40_000
SEED = 1
BY_CAUSE = {
    Cause.LEGIBILITY_FALLS: "grades",
    Cause.SHARPNESS_FALLS: "camera",
    Cause.SCORE_DRIFT: "scores",
}


@dataclass(frozen=True, slots=True)
class FaultRow:
    fault: str
    growing_packs: int
    error_doubled_at: int
    """Pack since the first trace of the fault."""
    runs: int
    in_time: int
    """Lowered by legibility or sharpness at most IN_TIME_PACKS after that."""
    share: Interval
    median_after_doubling: dict[Cause, float | None]
    """By cause, packs; negative is before, None where most runs had no such alarm."""


def fault_row(lowered: Lowered, runs: int) -> FaultRow:
    in_time = lowered.in_time()
    return FaultRow(
        fault=lowered.fault,
        growing_packs=lowered.growing_packs,
        error_doubled_at=round(lowered.doubled),
        runs=runs,
        in_time=in_time,
        share=interval(in_time, runs),
        median_after_doubling={
            cause: lowered.after_doubling((cause,)) for cause in lowered.by_cause
        },
    )


@dataclass(frozen=True, slots=True)
class Found:
    faults: tuple[FaultRow, ...]
    delays: tuple[Delay, ...]
    quiet: Quiet


def faults() -> Iterator[FaultRow]:
    for fault in ("fade", "fog"):
        for growing in GROWING_PACKS:
            yield fault_row(fault_grows(fault, growing, RUNS, SEED), RUNS)


def delays() -> Iterator[Delay]:
    """At the reference's threshold, and at those of overrides and audits of the tray."""
    overrides = alarm_at() * SETTINGS.recommendations_per_pack
    audits = alarm_at() * SETTINGS.audits_per_pack
    for threshold in (REFERENCE_ALARM_AT, audits, overrides):
        for rate in GROWN:
            yield delay(rate, threshold, DELAY_RUNS, SEED)


def run(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """How soon a drift takes a level back, and how often nothing does."""
    found = Found(
        tuple(faults()), tuple(delays()), quiet(SETTINGS, QUIET_STREAMS, QUIET_PACKS, SEED)
    )
    if as_json:
        sys.stdout.write(json.dumps(asdict(found), indent=2) + "\n")
    else:
        console = Console()
        console.print(fault_table(found.faults), delay_table(found.delays))
        console.print(quiet_sentence(found.quiet))


def fault_table(rows: tuple[FaultRow, ...]) -> Table:
    title = f"Lowered by legibility or sharpness within {IN_TIME_PACKS} packs of the doubled error"
    table = Table(
        box=SIMPLE, title=title, caption=f"usual error {USUAL_ERROR:.0%}; medians after doubling"
    )
    for name in ("fault", "grows", "doubled", "in time", "95 %", *BY_CAUSE.values()):
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(
            row.fault,
            f"{row.growing_packs}",
            f"{row.error_doubled_at}",
            f"{row.in_time}/{row.runs}",
            f"{row.share.low:.0%}-{row.share.high:.0%}",
            *(told(row.median_after_doubling[cause]) for cause in BY_CAUSE),
        )
    return table


def told(packs: float | None) -> str:
    return "-" if packs is None else f"{packs:+.0f}"


def delay_table(rows: tuple[Delay, ...]) -> Table:
    table = Table(
        box=SIMPLE, title=f"Median labels from {TOLERATED:.0%} wrong to the alarm (95 % interval)"
    )
    table.add_column("alarm at", justify="right")
    for rate in GROWN:
        table.add_column(f"{rate:.0%}", justify="right")
    for threshold in dict.fromkeys(row.alarm_at for row in rows):
        mine = (row for row in rows if row.alarm_at == threshold)
        cells = (f"{row.median:.0f} ({row.low:.0f}-{row.high:.0f})" for row in mine)
        table.add_row(f"{threshold:,.0f}", *cells)
    return table


def quiet_sentence(found: Quiet) -> str:
    rate = found.per(SETTINGS.packs_per_false_alarm)
    causes = ", ".join(f"{cause} {count}" for cause, count in found.by_cause.items())
    return (
        f"Quiet: {found.lowerings} lowerings in {found.packs:,} packs ({causes}): "
        f"{rate.low:.2f} to {rate.high:.2f} per {SETTINGS.packs_per_false_alarm:,}"
    )


if __name__ == "__main__":
    typer.run(run)
