"""A reader from first step to finished file, with progress for people on standard error."""

from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.progress import Progress, TextColumn

from edge_agent.inspection.own_reader import OwnLineReader
from training.calibrating import best_limits, tried_lines
from training.export_reader import export_reader, write_facts
from training.train_reader import ReaderRun, run_facts, train_reader

MODEL = "reader.onnx"


def train_and_export(run: ReaderRun, resume: bool) -> dict[str, Any]:
    """Trains, exports to `run.out`, and gives the facts of the net."""
    console = Console(stderr=True)
    columns = (*Progress.get_default_columns(), TextColumn("{task.fields[said]}"))
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("training", total=1.0, said="")

        def show(facts: dict[str, Any]) -> None:
            said = " ".join(f"{name} {value:g}" for name, value in facts.items() if name != "done")
            progress.update(task, completed=facts.get("done"), said=said)

        net, step = train_reader(run, resume, show)
    model = run.out / MODEL
    facts = export_reader(net, model, run_facts(run, step))
    limits = best_limits(tried_lines(OwnLineReader(model), run.calibration_lines))
    facts |= {"limits": asdict(limits), "calibration_lines": run.calibration_lines}
    write_facts(model, facts)
    return facts
