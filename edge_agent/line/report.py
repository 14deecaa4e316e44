"""The documents of `run` and `replay` as tables for a terminal."""

from collections.abc import Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

MOST_ROWS = 20
"""Of packs named one by one; the document names more."""


def run_tables(document: dict[str, Any]) -> list[Table]:
    latency = document["latency_ms"]["trigger_to_verdict"]
    tables = [
        one_row("Ledger", document["ledger"]),
        one_row("Verdicts", {**document["verdicts"], "late": document["late_verdicts"]}),
        one_row("Trigger to verdict, ms", latency),
    ]
    if document["not_ok"]:
        tables.append(faults(document["not_ok"]))
    return tables


def replay_tables(document: dict[str, Any]) -> list[Table]:
    counted = ("packs", "replayed", "not_replayable", "unchanged")
    tables = [
        one_row("Packs", {name: document[name] for name in counted}),
        then_and_now("Verdicts", document["verdicts"]),
        then_and_now("Decisions", document["decisions"]),
    ]
    if document["changes"]:
        tables.append(changes(document["changes"]))
    return tables


def one_row(title: str, values: Mapping[str, Any]) -> Table:
    table = Table(*(str(name) for name in values), title=title, title_justify="left")
    add_row(table, *values.values())
    return table


def then_and_now(title: str, sums: Mapping[str, Mapping[str, int]]) -> Table:
    words = list(sums["then"])
    table = Table("", *words, title=title, title_justify="left")
    for side, counts in sums.items():
        add_row(table, side, *(counts[word] for word in words))
    return table


def faults(packs: list[dict[str, Any]]) -> Table:
    table = Table("pack", "verdict", "what was decided, and why", title="Not plainly ok")
    for pack in packs[:MOST_ROWS]:
        add_row(table, pack["pack_no"], pack["verdict"], pack["sentence"])
    return capped(table, packs)


def changes(packs: list[dict[str, Any]]) -> Table:
    table = Table("pack", "verdict", "decision", "checks", title="Changed")
    for pack in packs[:MOST_ROWS]:
        checks = "\n".join(
            f"{check['name']}: {' -> '.join(map(str, check['read']))}" for check in pack["checks"]
        )
        verdict, decision = " -> ".join(pack["verdict"]), " -> ".join(pack["decision"])
        add_row(table, pack["pack_no"], verdict, decision, checks)
    return capped(table, packs)


def capped(table: Table, packs: list[dict[str, Any]]) -> Table:
    if len(packs) > MOST_ROWS:
        table.caption = f"and {len(packs) - MOST_ROWS} more"
    return table


def add_row(table: Table, *cells: object) -> None:
    """As it is: what a camera read is no markup."""
    table.add_row(*(Text(str(cell)) for cell in cells))
