"""A demonstration with pages: the line runs within seconds, and goes on until a person ends it."""

from contextlib import ExitStack, closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from edge_agent.core.keeping import PicturePolicy
from edge_agent.settings import in_force, load_station
from hardware.clock import RealClock
from simulators.around import Telling
from simulators.belt_feed import KEPT
from simulators.demo import Staging
from simulators.demo_pages import THIS_COMPUTER, place_at, served
from simulators.demo_site import BUDGET_BYTES, DemoSite, at_home, laid_out
from simulators.flow import DIFFERENT_PACKS, Flow
from simulators.links.kinds import HardwareKind
from simulators.results import Results
from simulators.scenario import Expected, Scenario
from simulators.show import Show
from simulators.shown_notes import EXACT, RECORDING_BYTES, Recording
from simulators.surroundings import surroundings

DATA, RECIPE = "data", "recipe"


def show_with_pages(
    scenario: Scenario,
    most: int | None,
    record: Path | None,
    port: int,
    kind: HardwareKind,
    console: Console,
) -> Results:
    """`most`: how many packs run by; None: without end. Ends on an interrupt, with the sums."""
    with ExitStack() as until_ended:
        place = until_ended.enter_context(place_at(port))
        folder = until_ended.enter_context(TemporaryDirectory(prefix="packwarden-demo-"))
        data = record or Path(folder) / DATA
        staging = Staging(as_shown(scenario, most), Path(folder), data / RECIPE)
        flow = until_ended.enter_context(closing(Flow(staging, most)))
        telling = Telling(partial(console.print, highlight=False), has_pages=True)
        around = until_ended.enter_context(surroundings(staging.scenario, Path(folder), telling))
        uplink = None if around is None else around.uplink
        site = laid_out(data, staging, place.getsockname()[1], RealClock().wall(), uplink)
        until_ended.enter_context(closing(served(site, place, console.print)))
        until_ended.enter_context(at_home(site))
        tell_pages(site, place.getsockname()[1], console)
        kept = recording(site, is_replayed=record is not None)
        show = Show(staging, console, kept, most, around=around)
        show.people = data
        results = show.at_belt_speed(flow.stage(), kind, flow.along)
        return results if around is None else replace(results, around=around.document())


def as_shown(scenario: Scenario, most: int | None) -> Scenario:
    """With the packs that are drawn; people change the sums, so none is expected."""
    packs = min(most or DIFFERENT_PACKS, DIFFERENT_PACKS)
    nothing = Expected(wrong_pack_rejects=None)
    return scenario.model_copy(update={"packs": packs, "expected": nothing})


def recording(site: DemoSite, is_replayed: bool) -> Recording:
    """Whoever names a folder wants to replay it; else pictures are kept as a station keeps them."""
    settings = load_station(site.station_file)
    policy, budget = (EXACT, RECORDING_BYTES) if is_replayed else (PicturePolicy(), BUDGET_BYTES)
    return Recording(site.folder, policy, budget, KEPT, in_force(settings))


def tell_pages(site: DemoSite, port: int, console: Console) -> None:
    given = site.given
    for line in (
        f"Pages at http://{THIS_COMPUTER}:{port} as soon as the line runs (end with Ctrl-C).",
        f"Sign in with one tap. Where the station asks again: PIN {given.pin}, password "
        f"{given.password}",
    ):
        console.print(line, highlight=False, soft_wrap=True)
