"""The commands `run` and `replay`. What they need is imported when they are called."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from signal import SIGINT, SIGTERM, signal
from typing import Annotated

import typer

from edge_agent.command_line import AsJson, Station, show, tell
from edge_agent.core.errors import Unreachable
from edge_agent.core.packs import Level

ENDINGS = (SIGINT, SIGTERM)


def run(
    station: Station,
    packs: Annotated[
        int | None, typer.Option(min=1, help="Ends after this many packs; else with the pictures.")
    ] = None,
    no_web: Annotated[bool, typer.Option("--no-web", help="Serves no pages.")] = False,
    no_uplink: Annotated[
        bool, typer.Option("--no-uplink", help="Speaks with no centre and no plant.")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Runs a station, its pages and its uplink until its pictures end or it is interrupted.

    Ends with the ledger. Where the service manager starts pages and uplink by themselves, this is
    the line alone: --no-web --no-uplink.
    """
    from edge_agent.line.beside import pages_of, uplink_of
    from edge_agent.line.report import run_tables
    from edge_agent.line.shifts import Shifts
    from edge_agent.line.summary import run_document, summed_up
    from edge_agent.service_notices import service_notices
    from edge_agent.settings import in_force, load_station
    from hardware.clock import RealClock

    clock = RealClock()
    notices = service_notices(clock)
    settings = load_station(station)
    tell(f"In force ({station}):\n\n{in_force(settings)}")
    with closing(Shifts(settings, clock, tell, notices)) as at_work, interruptions() as interrupted:
        speaks = settings.speaks_outside and not no_uplink
        with pages_of(station, not no_web, tell), uplink_of(station, speaks, tell):
            notices.ready()
            left = at_work.run(interrupted, packs)
        notices.stopping()
        summary = summed_up(at_work.records())
        health = at_work.health
        cameras, gate = sorted(health.lost_cameras), health.gate_trouble
        document = run_document(
            *(at_work.ledger, summary, at_work.refused, cameras, gate, left),
        )
    show(document, as_json, run_tables)
    if not cameras and gate is None:
        return 0
    lost = [f"cameras lost: {', '.join(cameras)}"] if cameras else []
    lost += [] if gate is None else [f"gate: {gate}"]
    tell(f"{Unreachable.title}: {'; '.join(lost)}; the station's events say why")
    return Unreachable.exit_code


def replay(
    recording: Annotated[Path, typer.Argument(help="A station's data folder.")],
    level: Annotated[
        Level | None, typer.Option(help="Level of every check; without it as in the recipe.")
    ] = None,
    recipe: Annotated[
        Path | None, typer.Option(help="A recipe's folder; without it the recorded recipe.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Runs recorded packs through today's code and says what changed."""
    from edge_agent.evidence.data_folder import DataFolder
    from edge_agent.line.replay import inspectors, replay_document, replayed
    from edge_agent.line.report import replay_tables

    data = DataFolder(recording)
    sums = replay_document(replayed(data, inspectors(data, recipe), level))
    level_name = None if level is None else level.value
    show({"recording": str(recording), "level": level_name, **sums}, as_json, replay_tables)


@contextmanager
def interruptions() -> Iterator[Callable[[], bool]]:
    """While open, SIGINT and SIGTERM ask for an orderly end."""
    asked: list[int] = []
    before = [(number, signal(number, lambda got, _: asked.append(got))) for number in ENDINGS]
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before:
            signal(number, handler)
