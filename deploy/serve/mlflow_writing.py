"""Writes an MLflow model: recipes and bundle, and the few lines that open them.

Whoever loads it installs this package from where he keeps his wheels; it is named with its version
among the model's requirements.
"""

import os
import shutil
import sys
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from edge_agent.core.errors import Conflict, NotFound
from edge_agent.web.service.service import Served, Service
from hardware.clock import RealClock

SETTINGS: Final = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
}
"""Read by MLflow when it is imported."""
CODE: Final = Path(__file__).with_name("mlflow_code.py")


def write_mlflow_model(served: Served, out: Path) -> None:
    """Into a folder that is not there yet. Recipes and bundle are opened once before."""
    if out.exists():
        raise Conflict(f"{out} is there already; name another folder")
    service = Service.opened(served, RealClock())
    os.environ |= SETTINGS
    try:
        from mlflow.pyfunc import save_model
    except ImportError as error:
        raise NotFound("mlflow is not installed; `make setup EXTRAS=training` does it") from error
    with TemporaryDirectory(prefix="packwarden-model-") as passing:
        save_model(
            str(out),
            python_model=str(CODE),
            artifacts=gathered(service, Path(passing)),
            pip_requirements=[
                f"{name}=={version(name)}" for name in ("packwarden", "mlflow-skinny")
            ],
        )
    sys.stderr.write(f"{out}: an MLflow model of {len(service.products)} recipes\n")


def gathered(service: Service, folder: Path) -> dict[str, str]:
    """Nothing but recipes and bundle, under plain names: MLflow keeps a folder's own."""
    for product in service.products:
        shutil.copytree(product.folder, folder / "recipes" / product.folder.name)
    shutil.copytree(service.bundle.folder, folder / "bundle")
    return {name: str(folder / name) for name in ("recipes", "bundle")}
