"""The process that works for the desk: niced, its memory bounded, and gone when it is done.

    python -m edge_agent.web.workbench.child < question.json

What cannot be done is refused in a sentence. The line always goes first.
"""

import json
import os
import resource
import sys
from collections.abc import Callable
from importlib import import_module
from typing import IO, Any, Final

from edge_agent.core.errors import Conflict, InvalidInput, NotFound, PackwardenError, SettingsError

NICENESS: Final = 10
MOST_BYTES: Final = 2_000_000_000
"""Of what it may write to: reading a photograph carefully takes the most."""
WORKS: Final = {
    "propose": ("edge_agent.web.teaching.taught", "proposed"),
    "keep": ("edge_agent.web.teaching.kept", "kept"),
    "plan": ("edge_agent.web.study.judged", "planned"),
    "judge": ("edge_agent.web.study.judged", "judged"),
}
Answer = dict[str, Any]


def main() -> None:
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers = own_output()
    answers.write(json.dumps(answer(json.load(sys.stdin))))
    answers.close()


def own_output() -> IO[str]:
    """Where the answer goes. What a library prints must not get between."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers


def answer(question: dict[str, Any]) -> Answer:
    try:
        return work_called(question.pop("work"))(**question)
    except SettingsError as error:
        return refused(InvalidInput, error.what)
    except PackwardenError as error:
        kinds = (kind for kind in (NotFound, Conflict, InvalidInput) if isinstance(error, kind))
        return refused(next(kinds, Conflict), str(error))
    except MemoryError:
        return refused(InvalidInput, "these pictures need more memory than the desk gets")


def refused(kind: type[PackwardenError], detail: str) -> Answer:
    return {"refused": kind.__name__, "detail": detail}


def work_called(name: str) -> Callable[..., Answer]:
    """Only what it needs is imported: a process is started for each piece of work."""
    module, function = WORKS[name]
    found: Callable[..., Answer] = getattr(import_module(module), function)
    return found


if __name__ == "__main__":
    main()
