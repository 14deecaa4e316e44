"""Packages that only a training install has."""

from importlib.util import find_spec

from edge_agent.core.errors import NotFound


def need(*packages: str) -> None:
    """NotFound, with what installs it, for a package that is not there."""
    for package in packages:
        if find_spec(package) is None:
            raise NotFound(
                f"{package} is not installed here; `make setup EXTRAS=training` installs it"
            )
