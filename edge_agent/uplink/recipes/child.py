"""The process that opens a recipe which came from elsewhere: niced, its memory and time bounded.

    python -P -m edge_agent.uplink.recipes.child FOLDER

Writes one JSON document: {"recipe": tables of recipe.toml, "hash": …} or {"refused": sentence}. It
opens the recipe with the code that stations use, down to the inspector that would judge packs, so
what it takes is not found broken at a changeover. Whatever a picture does to a decoder, it does it
here.
"""

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any, Final

from edge_agent.core.errors import PackwardenError

NICENESS: Final = 10
MOST_BYTES: Final = 1_500_000_000
MOST_CPU_S: Final = 120


def main() -> None:
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_S, MOST_CPU_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    answers.write(json.dumps(opened(Path(sys.argv[1]))))
    answers.close()


def opened(folder: Path) -> dict[str, Any]:
    from edge_agent.inspection.opening import open_inspector
    from edge_agent.inspection.recipe_files import load_recipe
    from edge_agent.inspection.recipe_tables import as_document

    try:
        loaded = load_recipe(folder)
        open_inspector(loaded)
    except PackwardenError as error:
        return {"refused": str(error).replace(f"{folder}{os.sep}", "")}
    except MemoryError:
        return {"refused": "its pictures need more memory than opening a recipe gets"}
    return {"recipe": as_document(loaded.recipe), "hash": loaded.hash}


if __name__ == "__main__":
    main()
