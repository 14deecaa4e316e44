"""The command `study`. What it needs is imported when it is called.

Pictures or a recording, people, the model: each call does what its options ask and ends with what
is known so far. Simulated packs and people come from whoever is registered for them; the product
does not know who that is.
"""

import sys
from collections.abc import Callable
from contextlib import closing
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from edge_agent.command_line import AsJson, show, tell
from edge_agent.core.errors import NotFound

if TYPE_CHECKING:
    from edge_agent.core.study.plan import PackSet, Plan
    from edge_agent.inspection.recipe_files import LoadedRecipe
    from edge_agent.study.folder import StudyFolder

SIMULATED_GROUP = "packwarden.simulated"
ONLY_REAL = "goes with pictures or a recording, not with --simulate"


def study(
    pictures: Annotated[
        Path | None, typer.Argument(help="A folder of pictures, or a station's data folder.")
    ] = None,
    truth: Annotated[
        Path | None, typer.Option(help="CSV or TOML file with the truth; default: truth.csv.")
    ] = None,
    appraiser: Annotated[
        str | None, typer.Option(help="Who judges now, in this terminal; answers are kept.")
    ] = None,
    trials: Annotated[
        int | None, typer.Option(min=2, max=10, help="How often everybody judges each pack: 3.")
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Same seed, same orders.")] = None,
    recipe: Annotated[
        Path | None, typer.Option(help="A recipe's folder: the model judges the packs by it.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Where it is kept; default: `study` in the folder.")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Writes a page to print, as .html.")] = None,
    simulate: Annotated[
        bool, typer.Option("--simulate", help="Simulated people and packs, the real model.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Agreement study: people and the model judge the same packs, blind and more than once."""
    from edge_agent.study.documents import study_document
    from edge_agent.study.report import refuse_suffix, write_report
    from edge_agent.study.tables import study_tables

    if report is not None:
        refuse_suffix(report)
    if simulate:
        real = {"PICTURES": pictures, "--truth": truth, "--appraiser": appraiser,
                "--trials": trials, "--recipe": recipe, "--out": out}  # fmt: skip
        refuse_given(real)
        result, assumed = simulated()(1 if seed is None else seed, tell)
        document = study_document(result) | {"assumed": assumed}
    elif pictures is not None:
        document = conducted(pictures, truth, appraiser, trials, seed, recipe, out)
    else:
        raise typer.BadParameter("name a folder of pictures, a recording, or --simulate")
    if report is not None:
        write_report(document, report)
        tell(f"report: {report}")
    show(document, as_json, study_tables)


def refuse_given(options: dict[str, Any]) -> None:
    for name, value in options.items():
        if value is not None:
            raise typer.BadParameter(f"{name} {ONLY_REAL}")


def simulated() -> Callable[..., Any]:
    """The registered stand-in; NotFound on an installation without a simulated plant."""
    for point in entry_points(group=SIMULATED_GROUP, name="study"):
        stand_in: Callable[..., Any] = point.load()
        return stand_in
    raise NotFound("no simulated study is installed here; install the simulators")


def conducted(
    place: Path,
    truth: Path | None,
    appraiser: str | None,
    trials: int | None,
    seed: int | None,
    recipe: Path | None,
    out: Path | None,
) -> dict[str, Any]:
    """Does what is asked, keeps the result, and says what is known so far."""
    from edge_agent.evidence.data_folder import DataFolder
    from edge_agent.inspection.opening import open_inspector
    from edge_agent.releases.slots import Slots
    from edge_agent.study.conducting import (
        counted,
        judged_by_model,
        planned,
        progress,
        study_folder,
    )
    from edge_agent.study.documents import keep_result, study_document
    from hardware.clock import RealClock

    study = study_folder(place, out)
    plan = planned(study, lambda drawn_by: packs_at(place, truth, drawn_by), trials, seed)
    if appraiser is not None:
        ask_person(study, plan, appraiser)
    loaded = recipe_for(place, plan, recipe, alone=appraiser is None)
    if loaded is not None:
        bundle = Slots(DataFolder(place).bundles).usable()
        inspector, told = open_inspector(loaded, bundle), told_in_tenths("the model judges")
        judged_by_model(study, plan, inspector, bundle, told)
    result = counted(study, plan, RealClock().wall())
    so_far: dict[str, Any] = {"study": str(study.folder), "progress": progress(study, plan)}
    if result is None:
        return so_far
    keep_result(result, study.folder)
    if plan.pack_set.recipe_hash is not None:
        keep_result(result, place)  # the station's data folder, where its gate looks
    return so_far | study_document(result)


def packs_at(place: Path, truth: Path | None, seed: int) -> "PackSet":
    """Of a recording a balanced draw, of a folder all."""
    from edge_agent.core.study.plan import balanced
    from edge_agent.evidence.data_folder import DataFolder
    from edge_agent.store.events import EventReader
    from edge_agent.study.picture_sets import packs_in
    from edge_agent.study.recorded_packs import recorded_packs

    data = DataFolder(place)
    if not data.events.is_file():
        return packs_in(place, truth)
    if truth is not None:
        raise typer.BadParameter("--truth goes with a folder of pictures; a recording has labels")
    with closing(EventReader(data.events)) as reader:
        return balanced(recorded_packs(reader, data.pictures), seed)


def ask_person(study: "StudyFolder", plan: "Plan", name: str) -> None:
    from edge_agent.study.folder import appraiser_name
    from edge_agent.study.session import judge_packs

    judge_packs(study, plan, appraiser_name(name), sys.stdin.readline, tell)


def recipe_for(
    place: Path, plan: "Plan", recipe: Path | None, *, alone: bool
) -> "LoadedRecipe | None":
    """The named one; of a recording, while no person judges, the recorded one."""
    from edge_agent.evidence.data_folder import DataFolder
    from edge_agent.inspection.recipe_files import load_recipe

    if recipe is not None:
        return load_recipe(recipe)
    recorded = plan.pack_set.recipe_hash
    if recorded is None or not alone:
        return None
    return DataFolder(place).kept_recipe(recorded)


def told_in_tenths(doing: str) -> Callable[[float], None]:
    """Progress on standard error, ten lines in all."""
    tenths = 0

    def told(share: float) -> None:
        nonlocal tenths
        if int(share * 10) > tenths:
            tenths = int(share * 10)
            tell(f"{doing}: {tenths * 10} %")

    return told
