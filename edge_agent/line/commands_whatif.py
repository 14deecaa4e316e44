"""The command `whatif`. What it needs is imported when it is called."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from edge_agent.command_line import AsJson, show, tell


class CaseName(StrEnum):
    """Cases that need no records."""

    LECTURE = "lecture"


def whatif(
    records: Annotated[
        Path | None, typer.Argument(help="A station's data folder, or its events.db.")
    ] = None,
    case: Annotated[
        CaseName | None, typer.Option(help="Instead of records: the reference case, 100 packs.")
    ] = None,
    prices: Annotated[
        Path | None, typer.Option(help="TOML file with the plant's prices; records need it.")
    ] = None,
    recipe: Annotated[
        Path | None, typer.Option(help="A recipe's folder; without it the recorded recipe.")
    ] = None,
    seen_from: Annotated[
        datetime | None,
        typer.Option("--from", help="Only packs seen from here on, on this machine's clock."),
    ] = None,
    seen_before: Annotated[
        datetime | None, typer.Option("--before", help="Only packs seen before.")
    ] = None,
    chart: Annotated[
        Path | None, typer.Option(help="Writes net euros by threshold, as .svg or .png.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """What each level and threshold would have done with recorded packs, in packs and in money."""
    from edge_agent.evidence.whatif import whatif_lecture, whatif_recorded
    from edge_agent.evidence.window import Window
    from edge_agent.line.drawing import refuse_suffix, write_drawing
    from edge_agent.line.money_chart import money_chart
    from edge_agent.line.whatif_report import whatif_tables

    if chart is not None:
        refuse_suffix(chart)
    if case is None and records is not None:
        window = Window(on_the_clock(seen_from), on_the_clock(seen_before))
        document = whatif_recorded(records, prices, recipe, window)
    elif case is not None and records is None:
        document = whatif_lecture(prices)
    else:
        raise typer.BadParameter("name a station's data folder or --case lecture, one of the two")
    if chart is not None:
        write_drawing(money_chart(document), chart)
        tell(f"chart: {chart}")
    show(document, as_json, whatif_tables)


def on_the_clock(typed: datetime | None) -> datetime | None:
    """What is typed has no zone: this machine's own is meant."""
    return None if typed is None else typed.astimezone()
