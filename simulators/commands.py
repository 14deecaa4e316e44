"""The commands `packwarden demo` and `bench`: a simulated line, and what an inspection costs."""

import json
import sys
from dataclasses import replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from edge_agent.core.errors import InvalidInput
from edge_agent.core.packs import Level
from simulators.links.kinds import HardwareKind


def demo(
    packs: Annotated[int | None, typer.Option(min=1, help="How many packs run by.")] = None,
    rate: Annotated[float | None, typer.Option(min=1, help="Packs per minute.")] = None,
    defects: Annotated[
        float | None, typer.Option(min=0, max=1, help="Share of defective packs.")
    ] = None,
    level: Annotated[Level | None, typer.Option(help="Autonomy level of the line.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Same seed, same shift.")] = None,
    scenario: Annotated[
        str | None,
        typer.Option(
            help="A shipped scenario, or a TOML file.",
            show_default="tray-panel with pages, else tray-line",
        ),
    ] = None,
    record: Annotated[
        Path | None, typer.Option(help="Keep records and pictures here, for `replay`.")
    ] = None,
    hardware: Annotated[
        HardwareKind, typer.Option(help="Over which protocol the devices are reached.")
    ] = HardwareKind.VIRTUAL,
    no_web: Annotated[
        bool, typer.Option("--no-web", help="In the terminal only: no pages.")
    ] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Where the pages are served; 0: any free one.")
    ] = 8080,
    answers: Annotated[
        bool, typer.Option("--answers", help="The simulated operator answers beside the pages.")
    ] = False,
    realtime: Annotated[
        bool, typer.Option("--realtime/--fast", help="At belt speed, or as fast as it goes.")
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Runs a simulated line with the real agent, and its pages, until it is interrupted.

    Without pages after so many packs. Ends with ledger, truth and money.
    """
    from rich.console import Console

    from simulators.live import print_results
    from simulators.scenario import load_scenario

    progress = Console(stderr=True)
    if hardware is not HardwareKind.VIRTUAL and not realtime:
        progress.print(f"Real protocols keep real time: {hardware.value} runs at belt speed.")
        realtime = True
    has_pages = realtime and not no_web
    changes = {"packs": packs, "defects_share": defects, "level": level, "seed": seed}
    usual = "tray-panel" if has_pages else "tray-line"
    chosen = with_changes(load_scenario(scenario or usual), changes, rate)
    if has_pages:
        from simulators.show_pages import show_with_pages

        shown = answered(chosen) if answers else chosen
        results = show_with_pages(shown, packs, record, port, hardware, progress)
    else:
        results = in_terminal(chosen, record, hardware, realtime, progress)
    unmet = results.unmet()
    if as_json:
        sys.stdout.write(json.dumps(results.document() | {"unmet": unmet}, indent=2) + "\n")
    else:
        print_results(Console(), results)
    if unmet:
        progress.print(f"Not as expected: scenario {chosen.name}: " + "; ".join(unmet))
        raise typer.Exit(1)


def in_terminal(
    scenario: Any, record: Path | None, hardware: HardwareKind, realtime: bool, console: Any
) -> Any:
    from edge_agent.core.keeping import PicturePolicy
    from simulators.around import Telling
    from simulators.demo import Staging
    from simulators.show import Show
    from simulators.shown_notes import Recording
    from simulators.surroundings import surroundings

    telling = Telling(partial(console.print, highlight=False), has_pages=False)
    with (
        TemporaryDirectory(prefix="packwarden-demo-") as made,
        surroundings(scenario, folder := Path(made), telling) as around,
    ):
        recording = None if record is None else Recording(record)
        if around is not None:
            recording = recording or Recording(folder / "data", PicturePolicy())
        staging = Staging(scenario, folder)
        show = Show(staging, console, recording, scenario.packs, around=around)
        results = show.in_real_time(hardware) if realtime else show.in_virtual_time()
        return results if around is None else replace(results, around=around.document())


def answered(scenario: Any) -> Any:
    """By the simulated operator, who waits for nobody."""
    alone = scenario.operator.model_copy(update={"leaves_to_panel_s": 0.0})
    return scenario.model_copy(update={"operator": alone})


def with_changes(scenario: Any, changes: dict[str, Any], rate: float | None) -> Any:
    """The scenario as the command line wants it; its expected sums hold only as it was written."""
    given = {name: value for name, value in changes.items() if value is not None}
    if rate is not None:
        given["plant"] = at_rate(scenario.plant, rate)
    if not given:
        return scenario
    if "level" in given:
        given["levels"] = {}
    if given.get("packs", 1) > 100_000:
        raise InvalidInput("--packs: at most 100000 packs are drawn at once")
    return scenario.model_copy(update={**given, "expected": type(scenario.expected)()})


def at_rate(plant: Any, packs_per_min: float) -> Any:
    """The same plant at another speed; InvalidInput when its gate cannot keep up."""
    from pydantic import ValidationError

    from edge_agent.toml_files import reason_of

    tables = plant.model_dump()
    tables["belt"]["packs_per_min"] = packs_per_min
    try:
        return type(plant).model_validate(tables)
    except ValidationError as error:
        raise InvalidInput(f"--rate {packs_per_min:g}: {reason_of(error.errors()[0])}") from error


class PeerName(StrEnum):
    """What a bench can be run beside."""

    RAPIDOCR = "rapidocr"


def bench(
    vs: Annotated[PeerName | None, typer.Option(help="What to measure beside it.")] = None,
    gate: Annotated[
        HardwareKind | None, typer.Option(help="Measure the way of an order to this gate instead.")
    ] = None,
    frames: Annotated[int, typer.Option(min=3, help="How many frames are inspected.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Same seed, same frames.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Measures what an inspection costs, stage by stage, beside what a user would pick instead."""
    if vs is not None and gate is not None:
        raise InvalidInput("--vs compares inspections, --gate measures a gate; give one of them")
    document = bench_of_gate(gate, frames, seed) if gate else bench_of_frames(vs, frames, seed)
    if as_json:
        sys.stdout.write(json.dumps(document, indent=2) + "\n")
    else:
        from rich import print_json

        print_json(data=document)


def bench_of_gate(gate: HardwareKind, packs: int, seed: int) -> dict[str, Any]:
    """In real time: ten packs a second."""
    from rich.console import Console

    from simulators.bench_gate import PACKS_PER_MIN, measure

    seconds = 60 * packs / PACKS_PER_MIN
    Console(stderr=True).print(f"{packs} packs go by in {seconds:.0f} s")
    return measure(gate, packs, seed)


def bench_of_frames(vs: PeerName | None, frames: int, seed: int) -> dict[str, Any]:
    from rich.console import Console
    from rich.progress import Progress

    from simulators.bench import bench as measured

    peer = None
    if vs is PeerName.RAPIDOCR:
        from simulators.bench_rapidocr import RapidOcrPeer

        peer = RapidOcrPeer()
    # Without a thread of its own, which would be measured as well.
    with Progress(console=Console(stderr=True), transient=True, auto_refresh=False) as progress:
        task = progress.add_task("starting", total=1.0)

        def told(doing: str, share: float) -> None:
            progress.update(task, description=doing, completed=share, refresh=True)

        return measured(frames, seed, peer, told)
