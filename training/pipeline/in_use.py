"""The bundle in use: whose nets a new bundle keeps, and which it must not be worse than.

It is fixed, and copied, when a version of the data is first seen: who promotes another one
meanwhile changes no run that has begun, and the same data make no second bundle.
"""

import shutil
from pathlib import Path
from typing import Final

from edge_agent.inspection.bundle import BASE_BUNDLE, Bundle, open_bundle
from training.pipeline.work import Work
from training.registry.entries import Entry, model_name
from training.registry.errors import NotRegistered
from training.registry.registry import Registry
from training.registry.shelf import DATABASE, SERVERS
from training.registry.standing import Alias

IN_USE: Final = "in-use"
"""Among the results of the stage `data`."""
REGISTRY: Final = "registry"


def bundle_in_use(work: Work) -> Bundle:
    return open_bundle(work.made("data") / IN_USE)


def keep_bundle_in_use(work: Work, product: str, folder: Path, passing: Path) -> None:
    """Copies it into the folder; `passing` is what is needed meanwhile."""
    found = work.settings.bundle or champion_in(work, product, passing) or BASE_BUNDLE
    shutil.copytree(open_bundle(found).folder, folder / IN_USE)


def champion_in(work: Work, product: str, passing: Path) -> Path | None:
    """The registry's champion for this product and camera profile; None before there is one."""
    place = registry_place(work)
    if is_empty_folder(place):
        return None
    registry = Registry(place, work.clock)
    champion = champion_of(registry, model_name(product, work.settings.registry.camera_profile))
    if champion is None:
        return None
    shutil.rmtree(passing, ignore_errors=True)
    passing.mkdir(parents=True)
    return registry.fetch(champion.model, champion.version, passing)


def champion_of(registry: Registry, model: str) -> Entry | None:
    try:
        return registry.entry(model, Alias.CHAMPION)
    except NotRegistered:
        return None


def is_empty_folder(place: str) -> bool:
    """A registry's folder that nobody has made yet."""
    return not place.startswith(SERVERS) and not (Path(place) / DATABASE).is_file()


def registry_place(work: Work) -> str:
    return work.settings.registry.place or str(work.out / REGISTRY)
