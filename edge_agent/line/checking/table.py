"""The findings as a table for a terminal."""

from typing import Any

from rich.table import Table
from rich.text import Text

from edge_agent.line.checking.findings import State

SIGNS = {State.OK: "✓ ok", State.WARNING: "! warning", State.WRONG: "✗ wrong"}
STYLES = {State.OK: "green", State.WARNING: "yellow", State.WRONG: "bold red"}


def document_table(document: dict[str, Any]) -> Table:
    """A part is named once; below what is wrong stand why it matters and what to do."""
    table = Table(title=document["station"], title_justify="left", show_lines=False)
    for name in ("part", "state", "what was found, and what to do"):
        table.add_column(name)
    before = None
    for finding in document["findings"]:
        part = "" if finding["part"] == before else finding["part"]
        state = State(finding["state"])
        sign = Text(SIGNS[state], style=STYLES[state], no_wrap=True)
        table.add_row(Text(part), sign, said(finding))
        before = finding["part"]
    return table


def said(finding: dict[str, Any]) -> Text:
    text = Text(finding["what"])
    if finding["why"] is not None:
        text.append(f"\n{finding['why']}", style="dim")
    if finding["mend"] is not None:
        text.append(f"\n→ {finding['mend']}", style="italic")
    return text
