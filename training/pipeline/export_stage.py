"""Stage `export`: the bundle in use with the new head, and the report card of how it came about.

Name, version and time follow from settings and data alone, so the same inputs give the same bundle.
"""

import json
from pathlib import Path
from typing import Any, Final

from edge_agent.inspection.bundle import open_bundle
from training.bundling import bundle_with_heads
from training.card.filling import card_of_tuning
from training.card.page import write_card
from training.document_files import write_document
from training.pipeline.data_stage import LEARNING, dated, version_of
from training.pipeline.final_stage import FACTS, FINAL
from training.pipeline.in_use import bundle_in_use
from training.pipeline.provenance import surroundings
from training.pipeline.stage import Stage
from training.pipeline.work import Work

BUNDLE: Final = "bundle"
EXPORTED: Final = "exported.json"


def asks(work: Work) -> dict[str, Any]:
    return {
        "name": work.settings.name,
        "version": version_made(work),
        "card": work.settings.card.model_dump(mode="json"),
    }


def version_made(work: Work) -> str:
    return f"{work.settings.series}.{version_of(work, LEARNING)['number']}"


def does(work: Work, folder: Path) -> None:
    bundle_with_heads(
        bundle_in_use(work),
        [work.made("calibrate")],
        folder / BUNDLE,
        work.settings.name,
        version_made(work),
        dated(work),
    )
    made = open_bundle(folder / BUNDLE)
    about = {"name": made.manifest.name, "version": made.manifest.version, "sha256": made.sha256}
    write_document(folder / EXPORTED, about)
    document = tuning_document(work)
    card = card_of_tuning(document, work.settings.card.model_dump())
    write_card(card, document, folder)


def tuning_document(work: Work) -> dict[str, Any]:
    """What `packwarden tune` would end with, of which the card is filled."""
    document = work.document("final", FINAL)
    model = json.loads((work.made("calibrate") / FACTS).read_bytes())
    asked = document["asked"] | {"bundle_sha256": bundle_in_use(work).sha256}
    return document | {
        "asked": asked,
        "revision": surroundings()["revision"],
        "model": model,
    }


EXPORT_STAGE: Final = Stage("export", ("data", "final", "calibrate"), asks, does, (22,))
