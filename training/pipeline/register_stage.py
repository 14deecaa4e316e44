"""Stage `register`: the bundle with its report card in the registry, as the challenger."""

from pathlib import Path
from typing import Any, Final

from training.card.page import CARD
from training.card.report_card import ReportCard, complete, stored_card
from training.document_files import write_document
from training.pipeline.data_stage import LEARNING, version_of
from training.pipeline.evaluate_stage import EVALUATION
from training.pipeline.export_stage import BUNDLE
from training.pipeline.head_plan import tracked
from training.pipeline.in_use import registry_place
from training.pipeline.stage import Stage
from training.pipeline.work import Work
from training.registry.entries import Facts
from training.registry.registry import Registry
from training.registry.standing import Alias

REGISTERED: Final = "registered.json"
BY: Final = "pipeline"
WHY: Final = "no worse than the bundle in use"
COUNTED: Final = ("good", "false_rejects", "unsure_good", "defective", "escapes")


def asks(work: Work) -> dict[str, Any]:
    """Another registry knows nothing of what is registered here."""
    return {"registry": work.settings.registry.model_dump(mode="json")}


def does(work: Work, folder: Path) -> None:
    """GateNotPassed where the card has an empty point. The same bundle again stays one version."""
    card = complete(card_made(work))
    registry = Registry(registry_place(work), work.clock)
    entry = registry.add(work.made("export") / BUNDLE, card, facts_of(work))
    if Alias.CANDIDATE in entry.aliases:
        registry.set_alias(entry.model, Alias.CHALLENGER, entry.version, BY, WHY)
    document = {"model": entry.model, "version": entry.version, "sha256": entry.sha256}
    write_document(folder / REGISTERED, document)


def facts_of(work: Work) -> Facts:
    made = work.document("evaluate", EVALUATION)["made"]
    return Facts(
        product=work.document("data", "data.json")["recipe"]["name"],
        camera_profile=work.settings.registry.camera_profile,
        figures={f"{name}_packs": made[name] for name in COUNTED},
        by=BY,
        why=f"pipeline {work.settings.name}",
        run_id=tracked(work).run_id,
        data_version=version_of(work, LEARNING)["version"],
    )


def card_made(work: Work) -> ReportCard:
    return stored_card(work.document("export", CARD))


REGISTER_STAGE: Final = Stage("register", ("data", "export", "evaluate"), asks, does, (23,))
