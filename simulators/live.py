"""What a person sees while a demonstration runs, and the tables it ends with."""

from collections import deque
from collections.abc import Mapping
from typing import Any

from rich.box import SIMPLE
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from edge_agent.core.ledger import Ledger
from edge_agent.core.packs import Level, Outcome, Record, Verdict
from simulators.results import Results

COLOURS = {
    Outcome.PASSED: "green",
    Outcome.REJECTED: "red",
    Outcome.HELD: "yellow",
    Outcome.MISSED: "magenta",
}
SIGNS = {Verdict.OK: "✓ ok", Verdict.NOT_OK: "✗ not ok", Verdict.UNSURE: "? unsure"}
SHOWN_PACKS = 8
STRIP_PACKS = 60


class LiveView:
    """The last packs as a strip and a table, with the ledger above; fed by the recorder."""

    def __init__(self, level: Level, packs: int | None) -> None:
        """packs: how many run by in all; None: without end."""
        self.level, self.packs = level, packs
        self.last: deque[Record] = deque(maxlen=STRIP_PACKS)

    def saw(self, record: Record) -> None:
        self.last.append(record)

    def render(self, ledger: Ledger, time_s: float, state: str) -> RenderableType:
        head = Text(f"{self.level.value}   {state}   {time_s:6.1f} s   pack {ledger.seen}")
        head.append("" if self.packs is None else f" of {self.packs}")
        strip = Text()
        for record in self.last:
            strip.append("■", style=COLOURS[record.outcome])
        body = Group(head, ledger_line(ledger), strip, packs_table(list(self.last)[-SHOWN_PACKS:]))
        return Panel(body, title="Packwarden · simulated line", border_style="cyan")


def ledger_line(ledger: Ledger) -> Text:
    text = Text(f"seen {ledger.seen} = ")
    for outcome in Outcome:
        count = getattr(ledger, outcome.value)
        text.append(f"{outcome.value} {count}", style=COLOURS[outcome]).append(" + ")
    return text.append(f"on the belt {ledger.on_belt}", style="dim")


def packs_table(records: list[Record]) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in ("pack", "verdict", "why", "rule", "outcome", "ms"):
        table.add_column(name, no_wrap=True)
    for record in reversed(records):
        latency = "" if record.latency_ms is None else f"{record.latency_ms:.0f}"
        table.add_row(
            str(record.pack_no),
            SIGNS[record.verdict.verdict],
            ", ".join(reason.value for reason in record.verdict.reasons[:2]),
            record.decision.rule[:34],
            Text(record.outcome.value, style=COLOURS[record.outcome]),
            latency,
        )
    return table


def print_results(console: Console, results: Results) -> None:
    """Ledger, confusion by defect, latencies and money."""
    console.print(ledger_line(results.ledger))
    console.print(confusion_table(results))
    console.print(latency_line(results))
    console.print(challenges_line(results))
    console.print(hardware_line(results))
    if results.around:
        console.print(around_table(results.around))
    console.print(money_table(results))
    prices = results.scenario.prices
    operator = results.scenario.operator
    console.print(
        f"Assumed, in euros a pack: shipped and kept {prices.shipped_eur:.2f}, claimed "
        f"-{prices.claimed_eur:.2f}, rejected -{prices.rejected_eur:.2f}, reviewed "
        f"-{prices.reviewed_eur:.2f}. Operator: recognises {operator.hit_share:.0%} of the "
        f"defective, rejects {operator.false_alarm_share:.0%} of the good packs he is shown, "
        f"answers after {operator.response_s:.1f} s.",
        style="dim",
    )


def confusion_table(results: Results) -> Table:
    table = Table(title=f"What was said of {results.defective} defective packs")
    table.add_column("defect")
    for name in ("packs", "not ok", "unsure", "ok", "escaped"):
        table.add_column(name, justify="right")
    for name, count in results.confusion.per_defect.items():
        cells = (count.count, count.not_ok, count.unsure, count.ok, count.escaped)
        table.add_row(name, *map(str, cells))
    confusion = results.confusion
    table.caption = (
        f"escapes {confusion.escapes} · good packs rejected by a verdict "
        f"{confusion.false_rejects}, without one {confusion.rejected_without_verdict} "
        f"(of {results.good} good) · wrong pack rejected {confusion.wrong_pack_rejects}"
    )
    return table


def latency_line(results: Results) -> str:
    told = ", ".join(
        f"{name} {'none' if value is None else f'{value:.0f} ms'}"
        for name, value in results.latency_ms.items()
    )
    return f"Trigger to verdict: {told}; late verdicts {results.late_verdicts}"


def challenges_line(results: Results) -> str:
    told = results.challenges
    return (
        f"Challenge packs: {told.asked} asked for, {told.caught} caught, {told.missed} missed; "
        "the ledger counts them, nothing else here does"
    )


def hardware_line(results: Results) -> str:
    """The link, and its times where it has any."""
    told = results.hardware
    times = {"news of a pack": told.get("pack_seen_ms"), "orders": told.get("order_ms")}
    known = [
        f"{name} {quantile['p50']:.1f} ms, at worst {quantile['max']:.1f} ms"
        for name, quantile in times.items()
        if quantile is not None and quantile["p50"] is not None
    ]
    lost = [f"gate lost {len(told['troubles'])} times"] if "troubles" in told else []
    return "; ".join([f"Devices: {told['kind']}", *known, *lost])


def around_table(around: Mapping[str, Any]) -> Table:
    """What failed around the line, and what the centre has in the end."""
    table = Table(title="What failed")
    for name in ("mishap", "after s", "for s", "noticed after s", "well again after s"):
        table.add_column(name, justify="left" if name == "mishap" else "right")
    for one in around["mishaps"]:
        name, *times = one.values()
        told = ("" if time is None else f"{time:.1f}" for time in times)
        table.add_row(name.replace("_", " "), *told)
    centre = around["centre"]
    table.caption = (
        f"the centre holds {centre['stored']} of the {centre['seen'] - centre['on_belt']} packs "
        f"that have ended: lost {centre['lost']}, twice {centre['duplicates']}"
    )
    return table


def money_table(results: Results) -> Table:
    table = Table(title="The same packs at every level", box=SIMPLE, padding=(0, 1, 0, 0))
    table.add_column("case", no_wrap=True)
    for name in (
        "output",
        "shipped",
        "claimed",
        "right\nreject",
        "wrong\nreject",
        "held",
        "no\nanswer",
        "re-\nviewed",
        "net €",
    ):
        table.add_column(name, justify="right", no_wrap=True)
    for row in results.money:
        here = row.case == results.scenario.level.value
        table.add_row(
            f"{row.case}◄" if here else row.case,
            str(row.output),
            str(row.shipped),
            str(row.claimed),
            str(row.rejected_rightly),
            str(row.rejected_wrongly),
            str(row.held),
            str(row.no_answer),
            str(row.reviewed),
            f"{row.net_eur:,.0f}",
            style="bold" if here else "",
        )
    return table
