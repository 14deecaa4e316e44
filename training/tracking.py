"""Runs of training in MLflow, in one SQLite file: what was asked, how it went, what came out.

MLflow (its skinny build) is in training installs alone, and sends nothing anywhere. The store lies
beside the folders of the runs, so that runs of the same place can be compared. Files stay in their
run's folder; the store has their hashes.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from hardware.clock import RealClock

STORE = "runs.db"
RUN_ID = "mlflow_run"
"""In the run's folder: a run that goes on is the same run."""
SETTINGS = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_LOGGING_LEVEL": "WARNING",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
}
"""Read by MLflow when it is imported."""
NO_METRIC = frozenset({"step", "done"})
MOST_PARAMETER = 500
"""Characters that MLflow keeps of a parameter."""


class Tracking(Protocol):
    """Gets to know of a run; it never changes one."""

    def begin(self, parameters: Mapping[str, Any]) -> None: ...

    def report(self, facts: Mapping[str, Any]) -> None:
        """Numbers of one step, as a run tells them."""
        ...

    def end(self, files: Iterable[Path]) -> None:
        """The run is over and made these files."""
        ...


class NotTracked:
    """Tracking of a run that nobody keeps."""

    def begin(self, parameters: Mapping[str, Any]) -> None:
        """Keeps nothing."""

    def report(self, facts: Mapping[str, Any]) -> None:
        """Keeps nothing."""

    def end(self, files: Iterable[Path]) -> None:
        """Keeps nothing."""


NOT_TRACKED = NotTracked()


class MlflowTracking:
    """One run, in the experiment of its net; `out` is the run's folder."""

    def __init__(self, experiment: str, out: Path) -> None:
        os.environ |= SETTINGS
        from mlflow.tracking import MlflowClient

        out.mkdir(parents=True, exist_ok=True)
        self.out = out
        self.clock = RealClock()
        store = out.resolve().parent / STORE
        self.client = MlflowClient(f"sqlite:///{store}")
        self.run_id = self.known_run() or self.new_run(experiment)

    def known_run(self) -> str | None:
        file = self.out / RUN_ID
        return file.read_text(encoding="utf-8").strip() if file.is_file() else None

    def new_run(self, experiment: str) -> str:
        found = self.client.get_experiment_by_name(experiment)
        number = (
            found.experiment_id
            if found
            else self.client.create_experiment(
                experiment, artifact_location=self.out.resolve().parent.as_uri()
            )
        )
        run_id: str = self.client.create_run(number, run_name=self.out.name).info.run_id
        (self.out / RUN_ID).write_text(run_id + "\n", encoding="utf-8")
        return run_id

    def begin(self, parameters: Mapping[str, Any]) -> None:
        """Those of a run that goes on stay what they were: MLflow changes none."""
        self.client.update_run(self.run_id, status="RUNNING")
        known = self.client.get_run(self.run_id).data.params
        for name, value in flat(parameters).items():
            if name not in known:
                self.client.log_param(self.run_id, name, str(value)[:MOST_PARAMETER])

    def report(self, facts: Mapping[str, Any]) -> None:
        at_ms = round(self.clock.wall().timestamp() * 1000)
        for name, value in facts.items():
            if name not in NO_METRIC:
                self.client.log_metric(self.run_id, name, value, at_ms, facts["step"])

    def end(self, files: Iterable[Path]) -> None:
        for file in files:
            sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
            self.client.set_tag(self.run_id, f"sha256.{file.name}", sha256)
        self.client.set_terminated(self.run_id)


def flat(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Tables inside become dotted names."""
    found: dict[str, Any] = {}
    for name, value in parameters.items():
        inner = flat(value) if isinstance(value, Mapping) else {"": value}
        found |= {f"{name}.{key}".rstrip("."): one for key, one in inner.items()}
    return found
