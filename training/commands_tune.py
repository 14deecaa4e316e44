"""The command `tune`; heavy imports stay inside, so that `packwarden --help` answers at once."""

import os
from pathlib import Path
from typing import Annotated

import typer

from training.installed import need
from training.telling import AsJson, say, tell


def tune(
    config: Annotated[
        Path, typer.Option(help="What is tuned, on what, how long.", show_default=False)
    ],
    out: Annotated[Path, typer.Option(help="Folder of the run.", show_default=False)],
    ray: Annotated[bool, typer.Option("--ray", help="Several trials at once, on Ray.")] = False,
    workers: Annotated[int, typer.Option(min=1, help="Of --ray: trials at once.")] = 2,
    address: Annotated[
        str | None, typer.Option(help="Of --ray: a cluster; else this machine.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Finds hyperparameters by nested cross-validation, and trains with them on all data.

    What is done in the folder is not done again: start it anew after a cut.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # read when torch is imported
    need("torch", "optuna", "mlflow", *(("ray",) if ray else ()))
    from training.tracking import MlflowTracking
    from training.tuning.job import PROCEDURE, TuningRun
    from training.tuning.job import tune as tuned
    from training.tuning.search import OneByOne, Searcher
    from training.tuning.settings import load_settings

    settings = load_settings(config)
    searcher: Searcher = OneByOne()
    if ray:
        from training.tuning.ray_search import OnRay

        searcher = OnRay(workers, address)
    tracking = MlflowTracking(PROCEDURE, out)
    document = tuned(TuningRun(settings, out, searcher, tracking, say))
    tell(document, as_json, said(document))


def said(document: dict[str, object]) -> str:
    model, final, outer = (document[name] for name in ("model", "final", "outer"))
    assert isinstance(model, dict)
    assert isinstance(final, dict)
    assert isinstance(outer, dict)
    loss = outer["loss"]
    return (
        f"{model['file']}: final loss {final['loss']:.4g}; outer folds {loss['mean']:.4g}, "
        f"95 % from {loss['low']:.4g} to {loss['high']:.4g}"
    )
