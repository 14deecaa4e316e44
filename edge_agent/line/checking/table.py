"""The findings as a table for a terminal."""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from edge_agent.line.checking.findings import Finding, State

SIGNS = {State.OK: "✓ ok", State.WARNING: "! warning", State.WRONG: "✗ wrong"}
STYLES = {State.OK: "green", State.WARNING: "yellow", State.WRONG: "bold red"}


def findings_table(station: str, findings: Sequence[Finding]) -> Table:
    """A part is named once, and what to do stands under what is wrong."""
    table = Table(title=station, title_justify="left", show_lines=False)
    for name in ("part", "state", "what was found, and what to do"):
        table.add_column(name)
    before = None
    for finding in findings:
        said = Text(finding.what)
        if finding.mend is not None:
            said.append(f"\n→ {finding.mend}", style="italic")
        part = "" if finding.part == before else finding.part
        sign = Text(SIGNS[finding.state], style=STYLES[finding.state], no_wrap=True)
        table.add_row(Text(part), sign, said)
        before = finding.part
    return table
