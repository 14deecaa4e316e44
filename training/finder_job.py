"""A finder from first step to finished file, with its progress shown and tracked."""

from dataclasses import asdict
from typing import Any

from training.export_finder import export_finder
from training.shown_progress import shown_progress
from training.tracking import NOT_TRACKED, Tracking
from training.train_finder import FinderRun, run_facts, train_finder

MODEL = "finder.onnx"


def train_and_export(
    run: FinderRun, resume: bool, tracking: Tracking = NOT_TRACKED
) -> dict[str, Any]:
    """Trains, exports to `run.out`, and gives the facts of the net."""
    tracking.begin(asdict(run))
    with shown_progress(tracking) as tell:
        net, step = train_finder(run, resume, tell)
    model = run.out / MODEL
    facts = export_finder(net, model, run_facts(run, step))
    tracking.end([model, model.with_suffix(".json")])
    return facts
