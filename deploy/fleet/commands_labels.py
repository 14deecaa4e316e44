"""The commands `fleet labels pick`, `export`, `count`: what people label, and where it goes."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from deploy.fleet.command_line import Centre
from deploy.fleet.places import CENTRE_FILE
from edge_agent.command_line import AsJson, UntilInputEnds, answer, tell

labels = typer.Typer(
    no_args_is_help=True, add_completion=False, help="What people label at the centre."
)

After = Annotated[int, typer.Option(min=0, help="Only words with a larger number.")]


@labels.command()
def pick(
    centre: Centre = CENTRE_FILE,
    hourly: Annotated[
        bool, typer.Option("--hourly", help="Go on, once an hour, until it is interrupted.")
    ] = False,
    until_input_ends: UntilInputEnds = False,
    as_json: AsJson = False,
) -> None:
    """Picks packs that people shall label, as far as the day's budget goes."""
    from deploy.fleet.ending import until
    from deploy.fleet.feedback.serving import opened_picker, pick_hourly
    from deploy.fleet.settings import load_centre
    from hardware.clock import RealClock

    settings, clock = load_centre(centre), RealClock()
    with opened_picker(settings, clock) as picker:
        if hourly:
            with until(sys.stdin if until_input_ends else None) as ended:
                pick_hourly(picker, clock, tell, ended)
            return
        picked = picker.round(clock.wall())
    answer({"picked": picked}, as_json, f"{picked} packs")


@labels.command()
def export(
    out: Annotated[Path, typer.Option(help="File of JSON lines; written whole.")],
    since: Annotated[
        datetime | None,
        typer.Option(help="Only what was said then or later; UTC.", formats=["%Y-%m-%d"]),
    ] = None,
    after: After = 0,
    centre: Centre = CENTRE_FILE,
    as_json: AsJson = False,
) -> None:
    """Writes what people said, for `packwarden data import`."""
    from deploy.fleet.database import opened, reading
    from deploy.fleet.feedback.word_log import words_after, written
    from deploy.fleet.settings import load_centre
    from edge_agent.whole_files import write_whole
    from hardware.clock import RealClock

    begin = None if since is None else since.replace(tzinfo=UTC)
    settings = load_centre(centre)
    url, now = settings.centre.database_url, RealClock().wall()
    with opened(url, now) as engine, reading(engine) as connection:
        words = list(words_after(connection, after, begin))
    write_whole(out, "".join(written(word) for _, word in words).encode())
    last = words[-1][0] if words else after
    document = {"out": str(out), "words": len(words), "last_number": last}
    pictures = settings.centre.places.pictures
    shown = (
        f"{len(words)} words in {out}, the last one is number {last}; take them into a data set:\n"
        f"    packwarden data import {out} --into DATA_SET --pictures {pictures}"
    )
    answer(document, as_json, shown)


@labels.command()
def count(after: After = 0, centre: Centre = CENTRE_FILE, as_json: AsJson = False) -> None:
    """How many labels came after a word."""
    from deploy.fleet.database import opened, reading
    from deploy.fleet.feedback.word_log import labels_after, last_number
    from deploy.fleet.settings import load_centre
    from hardware.clock import RealClock

    url, now = load_centre(centre).centre.database_url, RealClock().wall()
    with opened(url, now) as engine, reading(engine) as connection:
        last, new = last_number(connection), labels_after(connection, after)
    document = {"last_number": last, "labels": new}
    answer(document, as_json, f"{new} labels after word {after}; the last one is number {last}")
