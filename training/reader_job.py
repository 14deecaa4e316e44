"""A reader from first step to finished file, with progress for people on standard error."""

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress, TextColumn

from training.export_reader import export_reader
from training.train_reader import ReaderRun, run_facts, train_reader

MODEL = "reader.onnx"
DIGITS_SHOWN = 3


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
    return export_reader(net, Path(run.out) / MODEL, run_facts(run, step))
