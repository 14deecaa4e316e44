"""The figures of a trial as a table for people."""

from typing import Any

from rich.box import SIMPLE
from rich.table import Table

COLUMNS = ("planted", "lines", "told", "95 %", "packs p50", "p90", "hours p50", "p90")


def table_of(document: dict[str, Any]) -> Table:
    table = Table(box=SIMPLE, title="From the first pack with the fault to the alarm")
    for name in COLUMNS:
        table.add_column(name, justify="left" if name == "planted" else "right")
    for row in document["faults"]:
        low, high = row["interval"]
        table.add_row(
            row["fault"],
            f"{row['planted']}",
            f"{row['told']}" if row["must_alarm"] else f"{row['alarms_for_it']} alarms",
            f"{low:.0%}-{high:.0%}" if row["must_alarm"] else "",
            *(shown(row["delay_packs"], rank, 0) for rank in ("p50", "p90")),
            *(shown(row["delay_hours"], rank, 1) for rank in ("p50", "p90")),
        )
    return table


def shown(ranks: dict[str, float] | None, rank: str, digits: int) -> str:
    return "-" if ranks is None else f"{ranks[rank]:.{digits}f}"


def sentence_of(document: dict[str, Any]) -> str:
    false = document["false_alarms"]
    low, high = false["interval"]
    return (
        f"{false['count']} false alarms in {document['packs']:,} packs of {document['stations']} "
        f"stations, {document['station_months']} station-months: {low:.2f} to {high:.2f} per "
        "station and month (95 %)"
    )
