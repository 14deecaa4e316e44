"""One tuning run of the head, from settings to the files of its folder.

What is done lies in the folder: cut-outs, features, journals of the searches, outer folds. A run
that was cut off, or that stopped because its figures did not agree, goes on from there.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from edge_agent.core.errors import Conflict
from edge_agent.inspection.bundle import Bundle, base_bundle
from training.bundle_manifests import PROJECT, code_revision
from training.card.filling import card_of_tuning
from training.card.page import write_card
from training.document_files import write_document
from training.tracking import Tracking
from training.tuning.appearance_head import AppearanceHead
from training.tuning.documents import (
    Document,
    data_document,
    final_document,
    outer_document,
    search_document,
)
from training.tuning.final import FINAL, final_model, final_search, refuse_implausible
from training.tuning.folds import grouped_folds
from training.tuning.head_limits import Calibrated, calibrated_head
from training.tuning.head_net import HeadNet
from training.tuning.journal import Trial
from training.tuning.lessons import Lessons, lessons_of
from training.tuning.nested import Judged, Plan, Workplace, judged
from training.tuning.search import Searcher, seed_of
from training.tuning.settings import TuneSettings
from training.tuning.station_head import MODEL, HeadAbout, write_examples, write_station_head

PROCEDURE = "appearance-head"
DOCUMENT = "tuning.json"
ASKED = "asked.json"
TOLD = ("sha256", "weights", "parameters", "parity", "opset", "limits", "evidence")
"""Of the model's table."""


@dataclass(frozen=True, slots=True)
class TuningRun:
    """What is asked for, where it is kept, and who does and hears of it."""

    settings: TuneSettings
    out: Path
    searcher: Searcher
    tracking: Tracking
    say: Callable[[str], None]
    """Gets one line at a time."""
    bundle: Bundle = field(default_factory=base_bundle)
    """Whose backbone the head learns by."""


def tune(run: TuningRun) -> Document:
    """Gives the document, which also lies in the folder, beside model and card.

    NotPlausible where the final search does not agree with the outer folds, HeadTooWeak where the
    head would disturb good packs; Conflict where the folder is another run's.
    """
    lessons = lessons_of(run.settings, run.bundle, run.out, run.say)
    document = facts_of(run, lessons)
    refuse_other_run(run.out, document)
    run.tracking.begin({name: document[name] for name in ("procedure", "revision", "asked")})
    plan = plan_of(run.settings, lessons)
    place = workplace(run, plan)
    outer = judged(plan, place)
    found = final_search(plan, place)
    document |= {
        "data": data_document(lessons),
        "search": search_document(plan),
        "outer": outer_document(plan, outer),
        "final": final_document(found, outer),
    }
    run.tracking.report(figures(plan, outer, found))
    write_document(run.out / DOCUMENT, document)
    refuse_implausible(found, outer)
    calibrated = calibrated_head(plan, outer, run.settings.limits)
    return released(run, lessons, final_model(plan, found).model, calibrated, document)


def facts_of(run: TuningRun, lessons: Lessons) -> Document:
    asked = {
        "settings": run.settings.model_dump(mode="json", exclude={"card"}),
        "data_version": lessons.version,
        "bundle_sha256": run.bundle.sha256,
    }
    return {"procedure": PROCEDURE, "revision": code_revision(PROJECT), "asked": asked}


def refuse_other_run(out: Path, document: Document) -> None:
    """Trials of other settings, data or bundles must not be mixed with these."""
    file = out / ASKED
    if not file.is_file():
        write_document(file, document["asked"])
        return
    known = json.loads(file.read_bytes())
    other = [name for name, one in document["asked"].items() if known.get(name) != one]
    if other:
        raise Conflict(
            f"{out} holds a run with other {' and '.join(other)}; give this one another folder, "
            "or go on with what that one was asked"
        )


def plan_of(settings: TuneSettings, lessons: Lessons) -> Plan:
    """InvalidInput where there are too few groups for the folds."""
    outer_seed = seed_of(settings.seed, "outer")
    return Plan(
        procedure=AppearanceHead(lessons.kinds, lessons.vectors),
        items=lessons.items,
        outer=grouped_folds(lessons.items, settings.search.outer_folds, outer_seed),
        inner_folds=settings.search.inner_folds,
        trials=settings.search.trials,
        seed=settings.seed,
    )


def workplace(run: TuningRun, plan: Plan) -> Workplace:
    searches = [*(f"outer-{number + 1}" for number in range(plan.outer.count)), FINAL]

    def tell(name: str, trial: Trial, done: int, wanted: int) -> None:
        run.say(f"{name}: trial {done} of {wanted}, loss {trial.loss:.4g}")
        step = searches.index(name) * wanted + done
        run.tracking.report({"step": step, f"{name}.loss": trial.loss})

    return Workplace(run.out, run.searcher, tell)


def figures(plan: Plan, outer: Judged, found: Trial) -> dict[str, float]:
    return {
        "step": (plan.outer.count + 1) * plan.trials,
        "outer_loss": outer.interval.mean,
        "outer_loss_low": outer.interval.low,
        "outer_loss_high": outer.interval.high,
        "final_loss": found.loss,
    } | {f"outer_{name}": float(value) for name, value in asdict(outer.score).items()}


def released(
    run: TuningRun, lessons: Lessons, net: HeadNet, calibrated: Calibrated, document: Document
) -> Document:
    """The final model as a station takes it, with the report card."""
    run.say(f"{FINAL}: trained on all {len(lessons.items)} items")
    about = HeadAbout(
        recipe=lessons.recipe,
        check=lessons.check,
        kinds=lessons.kinds,
        bundle=run.bundle,
        data_sha256=lessons.version,
    )
    model = write_station_head(net, about, calibrated, run.out)
    write_examples(lessons.items, lessons.cuts, run.out)
    document["model"] = {"file": str(run.out / MODEL), **{name: model[name] for name in TOLD}}
    card = card_of_tuning(document, run.settings.card.model_dump())
    write_document(run.out / DOCUMENT, document)
    write_card(card, document, run.out)
    run.tracking.end([run.out / MODEL, run.out / DOCUMENT])
    return document
