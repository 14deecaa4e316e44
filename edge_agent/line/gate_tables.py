"""The document of `packwarden gate` as tables for a terminal."""

from typing import Any

from rich.table import Table
from rich.text import Text


def gate_tables(document: dict[str, Any]) -> list[Table | str]:
    tables: list[Table | str] = [
        checks_and_needs(document),
        *(what_is_missing(check) for check in document["checks"] if not check["passed"]),
    ]
    if document["simulated"]:
        tables.append("The packs were simulated: this says nothing of a real camera.")
    tables += [f"Left out: {count} {what}" for what, count in document["left_out"].items()]
    return tables


def checks_and_needs(document: dict[str, Any]) -> Table:
    """A row for each thing needed, a column for each check: yes, or how many packs it lacks."""
    checks = document["checks"]
    title = f"What {document['level']} needs"
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
