"""The commands `backup` and `restore`: a station's data folder, there and back."""

from pathlib import Path
from typing import Annotated

import typer

from edge_agent.command_line import AsJson, Station, answer
from edge_agent.station_places import STATION_FILE


def backup(
    to: Annotated[Path, typer.Argument(help="The folder that is made.", show_default=False)],
    pictures: Annotated[
        bool, typer.Option("--pictures", help="With all pictures of packs.")
    ] = False,
    station: Station = STATION_FILE,
    as_json: AsJson = False,
) -> None:
    """Copies what a station has learned and recorded, while it runs."""
    from edge_agent.backing_up import back_up
    from edge_agent.settings import read_station
    from hardware.clock import RealClock

    settings = read_station(station).settings
    name, now = settings.station.full_name, RealClock().wall()
    made = back_up(settings.data.folder, to, name, now, pictures)
    size = sum(one.bytes for one in made.files)
    document = {"backup": str(to), "files": len(made.files), "bytes": size}
    log = made.log
    sentence = (
        f"{len(made.files)} files, {size} bytes, with {log.records} records and {log.events} "
        f"events, are in {to}. It holds the station's keys: keep it as you keep them."
    )
    answer({**document, "log": log.model_dump()}, as_json, sentence)


def restore(
    backup: Annotated[Path, typer.Argument(help="The folder.", show_default=False)],
    station: Station = STATION_FILE,
    as_json: AsJson = False,
) -> None:
    """Makes a station's data folder from a backup of it. Every check then has to earn its level."""
    from edge_agent.commands_reset import refuse_while_running
    from edge_agent.restoring import restore as restored
    from edge_agent.settings import read_station
    from hardware.clock import RealClock

    settings = read_station(station).settings
    refuse_while_running(settings)
    folder = settings.data.folder
    done = restored(backup, folder, settings.station.full_name, RealClock().wall())
    log, at = done.manifest.log, done.manifest.at
    sentence = (
        f"{folder} is as it was at {at:%Y-%m-%d %H:%M:%S} UTC: {log.records} records, "
        f"{log.events} events. No check acts before a person raises its level again."
    )
    document = {"restored": str(folder), "at": at.isoformat(), "log": log.model_dump()}
    answer({**document, "boot": done.boot}, as_json, sentence)
