"""What the desk's process does for a study: draws its packs, and lets the model judge and counts.

The model judges after the people, and its answers go into the result alone.
"""

from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from edge_agent.core.errors import Conflict, InvalidInput
from edge_agent.core.study.plan import PackSet, Plan, balanced
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.inspection.opening import open_inspector
from edge_agent.inspection.recipe_files import load_recipe
from edge_agent.releases.slots import Slots
from edge_agent.store.events import EventReader
from edge_agent.study.conducting import counted, judged_by_model
from edge_agent.study.conducting import planned as planned_in
from edge_agent.study.documents import keep_result
from edge_agent.study.folder import StudyFolder
from edge_agent.study.picture_sets import packs_in
from edge_agent.study.recorded_packs import recorded_packs
from hardware.clock import RealClock


def planned(place: str, study: str, *, recorded: bool, trials: int | None) -> dict[str, Any]:
    """Begins the study, or finds the one that was begun."""
    packs = partial(packs_at, Path(place), recorded)
    planned_in(StudyFolder(Path(study)), packs, trials, None)
    return {}


def packs_at(place: Path, recorded: bool, seed: int) -> PackSet:
    """Of a recording a balanced draw, of a folder all."""
    if not recorded:
        return packs_in(place, None)
    with closing(EventReader(place / "events.db")) as reader:
        return balanced(recorded_packs(reader, place / "pictures"), seed)


def judged(place: str, study: str, recipe: str) -> dict[str, Any]:
    """Keeps the result; `trouble` says why the model took no part."""
    folder = StudyFolder(Path(study))
    plan = folder.begun()
    if plan is None:
        raise Conflict("this study was not begun yet")
    trouble = model_trouble(folder, plan, Path(place), Path(recipe))
    result = counted(folder, plan, RealClock().wall())
    if result is None:
        raise Conflict("nobody has judged all packs yet")
    keep_result(result, folder.folder)
    if plan.pack_set.recipe_hash is not None:
        keep_result(result, Path(place))  # the station's data folder, where its gate looks
    return {"trouble": trouble}


def model_trouble(folder: StudyFolder, plan: Plan, place: Path, recipe: Path) -> str | None:
    """Judges by the recipe that the packs were recorded with, a folder of pictures by `recipe`."""
    recorded = plan.pack_set.recipe_hash
    try:
        loaded = load_recipe(recipe if recorded is None else place / "recipes" / recorded)
        if recorded not in (None, loaded.hash):
            return "the recipe that the packs were recorded with was changed since"
        bundle = Slots(DataFolder(place).bundles).usable()
        judged_by_model(folder, plan, open_inspector(loaded, bundle), bundle, lambda _: None)
    except InvalidInput as error:
        return str(error)
    return None
