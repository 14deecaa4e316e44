"""Secrets stand in files of their own, never in the settings."""

import os
from pathlib import Path
from typing import Final

from edge_agent.core.errors import NotFound, SettingsError
from edge_agent.whole_files import write_whole

OWNER_ONLY: Final = 0o700


def first_line(file: Path) -> str:
    """NotFound, or SettingsError where there is none."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise NotFound(f"{file}: {error.strerror}; expected a secret in its first line") from error
    if not lines or not lines[0].strip():
        raise SettingsError(file, 1, "is empty; expected a secret in its first line")
    return lines[0].strip()


def write_secret(file: Path, secret: str) -> None:
    """Into a folder that only its owner may enter, made where it is not there; whoever reads the
    file meanwhile finds all of it."""
    file.parent.mkdir(OWNER_ONLY, parents=True, exist_ok=True)
    write_whole(file, f"{secret}\n".encode(), file.with_name(f".{file.name}.{os.getpid()}.new"))
