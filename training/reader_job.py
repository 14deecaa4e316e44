"""A reader from first step to finished file, with its progress shown and tracked."""

from dataclasses import asdict
from typing import Any

from edge_agent.inspection.own_reader import OwnLineReader
from training.calibrating import calibrated
from training.export_reader import export_reader
from training.proven_nets import write_facts
from training.shown_progress import shown_progress
from training.tracking import NOT_TRACKED, Tracking
from training.train_reader import ReaderRun, run_facts, train_reader

MODEL = "reader.onnx"


def train_and_export(
    run: ReaderRun, resume: bool, tracking: Tracking = NOT_TRACKED
) -> dict[str, Any]:
    """Trains, exports to `run.out`, and gives the facts of the net."""
    tracking.begin(asdict(run))
    with shown_progress(tracking) as tell:
        net, step = train_reader(run, resume, tell)
    model = run.out / MODEL
    facts = export_reader(net, model, run_facts(run, step))
    facts |= calibrated(OwnLineReader(model), run.calibration_lines)
    write_facts(model, facts)
    tracking.end([model, model.with_suffix(".json")])
    return facts
