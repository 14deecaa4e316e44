"""A pipeline from its settings' file: the same place for our commands and for Dagster's."""

import os
import sys
from pathlib import Path
from typing import Final

from edge_agent.core.errors import NotFound
from hardware.clock import RealClock
from training.pipeline.settings import load_settings
from training.pipeline.work import Work, open_work

SETTINGS_VARIABLE: Final = "PACKWARDEN_PIPELINE"
OUT_VARIABLE: Final = "PACKWARDEN_PIPELINE_OUT"
OUT: Final = Path("out") / "pipeline"
"""The folder of a pipeline is called by its name in here, where nobody says another."""


def opened(config: Path, out: Path | None) -> Work:
    """NotFound or SettingsError with the line."""
    settings = load_settings(config)
    return open_work(settings, out or OUT / settings.name, RealClock(), say)


def opened_by_environment() -> Work:
    """For programs that load definitions and take no options."""
    config = os.environ.get(SETTINGS_VARIABLE)
    if not config:
        raise NotFound(
            f"{SETTINGS_VARIABLE} is not set; expected the file of a pipeline's settings"
        )
    out = os.environ.get(OUT_VARIABLE)
    return opened(Path(config), Path(out) if out else None)


def say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
