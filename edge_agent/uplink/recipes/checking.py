"""Opens a recipe that came from elsewhere, in a process of its own that can be ended."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from edge_agent.core.errors import InvalidInput, Unreachable
from edge_agent.core.recipe import Recipe
from edge_agent.inspection.recipe_tables import RecipeTable, as_recipe

COMMAND: Final = (sys.executable, "-P", "-m", "edge_agent.uplink.recipes.child")
LONGEST_S: Final = 120.0
ONE_THREAD: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class RecipeRefused(InvalidInput):
    """A recipe that a station could not make; names file, line and what would be right."""

    title = "Recipe refused"


@dataclass(frozen=True, slots=True)
class Opened:
    recipe: Recipe
    hash: str
    """Over all files, as records name it."""


def open_apart(
    folder: Path, longest_s: float = LONGEST_S, command: Sequence[str] = COMMAND
) -> Opened:
    """RecipeRefused with the loader's own words; Unreachable where no process starts."""
    try:
        done = subprocess.run(  # noqa: S603 - our own command
            [*command, str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            timeout=longest_s,
            env={**os.environ, **ONE_THREAD},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RecipeRefused(f"it could not be opened within {longest_s:g} s") from error
    except OSError as error:
        raise Unreachable(f"the process that opens recipes did not start: {error}") from error
    if done.returncode != 0:
        raise RecipeRefused("the process that opened it ended over it; look at its pictures")
    answer = answer_in(done.stdout)
    if "refused" in answer:
        raise RecipeRefused(answer["refused"])
    return Opened(as_recipe(RecipeTable.model_validate(answer["recipe"])), answer["hash"])


def answer_in(output: bytes) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = json.loads(output)
    except ValueError as error:
        raise RecipeRefused("the process that opened it did not answer; look at it") from error
    return answer
