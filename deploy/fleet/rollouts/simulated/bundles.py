"""What is rolled out in a simulation: real bundles in a real signed repository, and how good they
really are.

Both releases have the nets of the bundle that ships. The good one is the same under another
version. The bad one was calibrated on lines that are too clean: its reader believes a line only
where it fits far better than printed ones do, so good packs become unsure. How many, the real
inspector says of drawn packs.
"""

import json
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import numpy as np

from deploy.release.archive import archive_name, release_bundle
from deploy.release.keys import KeyFolder
from deploy.release.repository import METADATA, Repository
from edge_agent.core.judge import worst
from edge_agent.core.packs import Verdict
from edge_agent.inspection.bundle import BASE_BUNDLE, Bundle, base_bundle, open_bundle
from edge_agent.inspection.bundle_manifest import CALIBRATION, MANIFEST, MODEL_CARD, MODELS
from edge_agent.inspection.opening import open_inspector
from edge_agent.inspection.recipe_files import load_recipe, save_recipe
from edge_agent.releases.errors import ReleaseRefused
from edge_agent.releases.nets import refuse_odd_nets
from edge_agent.releases.trying import try_bundle
from edge_agent.whole_files import write_whole
from simulators.drawing.draw import draw_pack
from simulators.drawing.products import TRAY
from simulators.drift_measuring import GOLDEN_SEED, VIEW, lying
from training.bundle_manifests import write_manifest

VERSION: Final = "9.0.0"
TOO_CLEAN: Final = -0.001
"""Natural logarithm per character; the bundle that ships believes lines from -0.07 on."""
READER_FACTS: Final = "reader.json"
SEED: Final = 9
TRIALS: Final = 3


@dataclass(frozen=True, slots=True)
class Shelf:
    """A repository of releases, and what a person brought every station."""

    folder: Path
    release: str
    bundle: Bundle
    root: bytes


def released(folder: Path, is_bad: bool, now: datetime) -> Shelf:
    """Founds the repository, makes the bundle, tries it and signs it as released."""
    made = made_bundle(folder / "made", is_bad, now)
    repository = Repository(folder / "repository", KeyFolder(folder / "keys"), now)
    repository.found()
    bundle = tried(made)
    release_bundle(repository, bundle)
    root = (folder / "repository" / METADATA / "1.root.json").read_bytes()
    return Shelf(folder / "repository", archive_name(bundle), bundle, root)


def tried(folder: Path) -> Bundle:
    """A trial has eight seconds of the wall's clock; a computer that has other work gets more of
    them, as nobody's station is at stake here."""
    for _ in range(TRIALS - 1):
        with suppress(ReleaseRefused):
            return try_bundle(folder)
    return try_bundle(folder)


def made_bundle(folder: Path, is_bad: bool, now: datetime) -> Path:
    shutil.copytree(BASE_BUNDLE, folder, ignore=shutil.ignore_patterns(MANIFEST, CALIBRATION))
    card = json.loads((folder / MODEL_CARD).read_text(encoding="utf-8"))
    write_json(folder / MODEL_CARD, {**card, "version": VERSION})
    if is_bad:
        facts = json.loads((folder / READER_FACTS).read_text(encoding="utf-8"))
        limits = {**facts["limits"], "least_fit": TOO_CLEAN}
        write_json(folder / READER_FACTS, {**facts, "limits": limits})
    base = base_bundle()
    facts = {
        net: json.loads((folder / f"{net}.json").read_text(encoding="utf-8"))
        for net in MODELS
        if base.model(net) is not None
    }
    evidence = base.calibration.evidence
    write_manifest(folder, base.manifest.name, VERSION, now, facts, dict(evidence))
    return folder


def write_json(file: Path, document: Any) -> None:
    write_whole(file, (json.dumps(document, indent=1) + "\n").encode())


class TriedOnce:
    """As a station tries a bundle, with one difference: of a content that was tried on this
    computer before, the process of its own is left out. Hundred stations are hundred computers;
    here they would try the same bytes one after the other on one."""

    def __init__(self, *known: Bundle) -> None:
        self.tried = {bundle.sha256 for bundle in known}

    def __call__(self, folder: Path) -> Bundle:
        bundle = open_bundle(folder)
        if bundle.sha256 not in self.tried:
            bundle = tried(folder)
            self.tried.add(bundle.sha256)
        refuse_odd_nets(bundle)
        return bundle


def unsure_share(bundle: Bundle, folder: Path, packs: int) -> float:
    """Of good drawn packs: those of which the real inspector is unsure with this bundle."""
    save_recipe(TRAY.recipe(), TRAY.golden(GOLDEN_SEED), folder)
    inspector = open_inspector(load_recipe(folder), bundle)
    said = []
    for number in range(packs):
        random = np.random.default_rng((SEED, number))
        order = TRAY.sample_order(random)
        frame = draw_pack(TRAY, order, None, random, lying(random))[VIEW]
        checks = inspector.inspect(VIEW, frame, order, time_left_ns=0)
        said.append(worst([check.verdict for check in checks]))
    return said.count(Verdict.UNSURE) / packs
