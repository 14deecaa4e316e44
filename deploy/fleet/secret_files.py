"""Secrets stand in files of their own, never in the settings."""

from pathlib import Path

from edge_agent.core.errors import NotFound, SettingsError


def first_line(file: Path) -> str:
    """NotFound, or SettingsError where there is none."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise NotFound(f"{file}: {error.strerror}; expected a secret in its first line") from error
    if not lines or not lines[0].strip():
        raise SettingsError(file, 1, "is empty; expected a secret in its first line")
    return lines[0].strip()
