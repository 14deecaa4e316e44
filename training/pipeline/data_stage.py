"""Stage `data`: which versions of the data sets are learned from and judged by, recipe and bundle.

Drawn packs become data sets in the stage's own folder. Others stay where they are; their versions
are fixed here by their root hashes, whatever comes to them later.
"""

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from edge_agent.inspection.bundle import open_bundle
from edge_agent.inspection.recipe_files import RecipeReader, load_recipe, save_recipe
from simulators.drawing.products import PRODUCTS
from training.data.data_set import DataSet, Version, open_data_set
from training.data.imports.taking import take
from training.document_files import write_document
from training.pipeline.drawn_packs import draw, drawing_order, found_packs, packs_of
from training.pipeline.hashes import WORK
from training.pipeline.in_use import keep_bundle_in_use
from training.pipeline.settings import DrawnPacks, LabelledPacks
from training.pipeline.stage import Stage
from training.pipeline.work import Work
from training.tuning.search import seed_of

DATA: Final = "data.json"
LEARNING, JUDGING, RECIPE = "learning", "judging", "recipe"
TOLD_EVERY: Final = 20


def asks(work: Work) -> dict[str, Any]:
    settings = work.settings
    bundle = settings.bundle and open_bundle(settings.bundle).sha256
    if settings.drawn is not None:
        drawn = settings.drawn.model_dump(mode="json")
        return {"bundle": bundle, "drawn": drawn, "seed": settings.seed}
    assert settings.labelled is not None
    learning, judging = versions_asked(settings.labelled)
    recipe = RecipeReader(settings.labelled.recipe).hash()
    versions = {LEARNING: learning.version, JUDGING: judging.version}
    return {"bundle": bundle, "recipe": recipe} | versions


def versions_asked(wish: LabelledPacks) -> tuple[Version, Version]:
    """To learn from, and to judge by; NotFound where there is none."""
    return (
        open_data_set(wish.url).version(str(wish.version) if wish.version else None),
        open_data_set(wish.judging_url).version(
            str(wish.judging_version) if wish.judging_version else None
        ),
    )


def does(work: Work, folder: Path) -> None:
    settings = work.settings
    if settings.drawn is not None:
        learning, judging = draw_sets(work, settings.drawn, folder)
    else:
        assert settings.labelled is not None
        learning, judging = versions_asked(settings.labelled)
        copy_recipe(settings.labelled.recipe, folder / RECIPE)
    loaded = load_recipe(folder / RECIPE)
    keep_bundle_in_use(work, loaded.recipe.name, folder, folder / WORK / "champion")
    document = {
        LEARNING: told(learning),
        JUDGING: told(judging),
        RECIPE: {"name": loaded.recipe.name, "hash": loaded.hash},
    }
    write_document(folder / DATA, document)


def draw_sets(work: Work, wish: DrawnPacks, folder: Path) -> tuple[Version, Version]:
    packs = list(packs_of(wish, work.settings.seed))
    pictures = folder / WORK / "drawn"

    def tell(count: int) -> None:
        if count % TOLD_EVERY == 0 or count == len(packs):
            work.say(f"data: picture {count} of {len(packs)}")

    draw(wish, packs, pictures, tell)
    product = PRODUCTS[wish.product]
    golden = product.golden(seed_of(work.settings.seed, "golden"))
    save_recipe(product.recipe(), golden, folder / RECIPE)
    versions = []
    for name, judges in ((LEARNING, False), (JUDGING, True)):
        found = found_packs(wish, [one for one in packs if one.lot.judges is judges], pictures)
        taken = take(open_data_set(str(folder / name)), found, drawing_order(wish))
        versions.append(taken.version)
    return versions[0], versions[1]


def copy_recipe(source: Path, folder: Path) -> None:
    """What later stages use stays what it was."""
    load_recipe(source)
    shutil.copytree(source, folder)


def told(version: Version) -> dict[str, Any]:
    return {"version": version.version, "number": version.number, "at": version.at.isoformat()}


def data_set(work: Work, which: str) -> DataSet:
    """The set that is learned from, or the one that judges."""
    wish = work.settings.labelled
    if wish is None:
        return open_data_set(str(work.made("data") / which))
    return open_data_set(wish.url if which == LEARNING else wish.judging_url)


def version_of(work: Work, which: str) -> dict[str, Any]:
    found: dict[str, Any] = work.document("data", DATA)[which]
    return found


def dated(work: Work) -> datetime:
    """When the newer of both versions was made: what a run dates its bundle by."""
    versions = (version_of(work, LEARNING), version_of(work, JUDGING))
    return max(datetime.fromisoformat(one["at"]) for one in versions)


DATA_STAGE: Final = Stage("data", (), asks, does, (18,))
