"""The process that works for the desk: niced, its memory bounded, and gone when it is done.

    python -m edge_agent.web.workbench.child < question.json

What cannot be done is refused in a sentence. The line always goes first.
"""

import json
import os
import resource
import sys
from collections.abc import Callable
from typing import IO, Any, Final

from edge_agent.core.errors import Conflict, InvalidInput, NotFound, PackwardenError, SettingsError

NICENESS: Final = 10
MOST_BYTES: Final = 2_000_000_000
"""Of what it may write to: reading a photograph carefully takes the most."""
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
        return works()[question.pop("work")](**question)
    except SettingsError as error:
        return refused(InvalidInput, error.what)
    except PackwardenError as error:
        kinds = (kind for kind in (NotFound, Conflict, InvalidInput) if isinstance(error, kind))
        return refused(next(kinds, Conflict), str(error))
    except MemoryError:
        return refused(InvalidInput, "these pictures need more memory than the desk gets")


def refused(kind: type[PackwardenError], detail: str) -> Answer:
    return {"refused": kind.__name__, "detail": detail}


def works() -> dict[str, Callable[..., Answer]]:
    from edge_agent.web.study.judged import judged, planned
    from edge_agent.web.teaching.taught import kept, proposed

    return {"propose": proposed, "keep": kept, "plan": planned, "judge": judged}


if __name__ == "__main__":
    main()
