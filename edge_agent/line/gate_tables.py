"""The document of `packwarden gate` as tables for a terminal."""

from collections.abc import Iterator
from typing import Any

from rich.table import Table
from rich.text import Text


def gate_tables(document: dict[str, Any]) -> list[Table | str]:
    tables: list[Table | str] = [
        checks_and_needs(document["checks"], f"What {document['level']} needs"),
        *(what_is_missing(check) for check in document["checks"] if not check["passed"]),
    ]
    if document["simulated"]:
        tables.append("The packs were simulated: this says nothing of a real camera.")
    tables += [f"Left out: {count} {what}" for what, count in document["left_out"].items()]
    return [*tables, *shadow_tables(document)]


def shadow_tables(document: dict[str, Any]) -> Iterator[Table | str]:
    """What another bundle that looks on has shown, and what would have to be shown with it."""
    shadow = document["shadow"]
    if shadow is None:
        return
    yield f"In the shadow: {shadow['name']}, {shadow['stage'].replace('_', ' ')}"
    for tally in shadow["tallies"][:1]:
        differs = tally["disagreement"]
        yield (
            f"It looked at {tally['packs']} packs, and not at {tally['not_looked_at']}: "
            f"{tally['same']} the same, {tally['stricter']} stricter, {tally['milder']} milder; "
            f"verdicts differ on {differs['low']:.2%} to {differs['high']:.2%} (95 %)"
        )
    if shadow["to_look_at"]:
        yield f"Packs on which it differs and that a person has to look at: {shadow['to_look_at']}"
    if shadow["checks"]:
        yield f"With it {document['level']} needs anew:"
        yield checks_and_needs(shadow["checks"])


def checks_and_needs(checks: list[dict[str, Any]], title: str | None = None) -> Table:
    """A row for each thing needed, a column for each check: yes, or how many packs it lacks."""
    table = Table("", *(check["check"] for check in checks), title=title, title_justify="left")
    for items in zip(*(check["items"] for check in checks), strict=True):
        table.add_row(items[0]["name"].replace("_", " "), *(told_cell(item) for item in items))
    return table


def told_cell(item: dict[str, Any]) -> Text:
    if item["met"]:
        return Text("yes")
    return Text(f"{item['missing_packs']} packs" if item["missing_packs"] else "no")


def what_is_missing(check: dict[str, Any]) -> Table:
    table = Table(title=f"Missing for {check['check']}", title_justify="left", show_header=False)
    for item in check["items"]:
        if not item["met"]:
            table.add_row(Text(item["name"].replace("_", " ")), Text(item["sentence"]))
    return table
