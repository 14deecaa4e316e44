"""Shows people how a run goes, on standard error, and nothing where nobody looks."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import Progress, TextColumn

from training.tracking import Tracking


@contextmanager
def shown_progress(tracking: Tracking) -> Iterator[Any]:
    """Gives what a run tells its reports to; they are tracked, too."""
    console = Console(stderr=True)
    columns = (*Progress.get_default_columns(), TextColumn("{task.fields[said]}"))
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("training", total=1.0, said="")

        def tell(facts: Mapping[str, Any]) -> None:
            said = " ".join(f"{name} {value:g}" for name, value in facts.items() if name != "done")
            progress.update(task, completed=facts.get("done"), said=said)
            tracking.report(facts)

        yield tell
