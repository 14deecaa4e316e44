"""What takes the desk seconds is done in a process of its own, and one thing at a time.

Each piece of work starts a process, which ends with it: what it needed is the line's again. Who
comes while one is under way is told to come again; one that takes too long is ended.
"""

import json
import os
import sys
from collections.abc import Sequence
from subprocess import PIPE, Popen, TimeoutExpired
from threading import Lock
from typing import Any, Final

from edge_agent.core.errors import Conflict, InvalidInput, NotFound, PackwardenError
from edge_agent.web.errors import InspectionFailed, TooBusy

COMMAND: Final = (sys.executable, "-P", "-m", "edge_agent.web.workbench.child")
LONGEST_S: Final = 300.0
"""A study of many packs on a machine whose line has all of the rest."""
ONE_THREAD: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
REFUSALS: Final[dict[str, type[PackwardenError]]] = {
    kind.__name__: kind for kind in (NotFound, Conflict, InvalidInput)
}


class Workbench:
    """`command` reads a question from its standard input, and prints the answer."""

    def __init__(self, longest_s: float = LONGEST_S, command: Sequence[str] = COMMAND) -> None:
        self.longest_s, self.command = longest_s, tuple(command)
        self._place = Lock()
        self._process: Popen[bytes] | None = None
        self._closed = False

    def do(self, work: str, **asked: Any) -> dict[str, Any]:
        """The answer of the process to a question of JSON values.

        TooBusy while another one is under way; what the process refuses, as one of `REFUSALS`;
        InspectionFailed where it ended before it was done.
        """
        if not self._place.acquire(blocking=False):
            raise TooBusy("the station works on something else for the desk; come again soon")
        try:
            answer = self._answered(json.dumps({"work": work, **asked}).encode())
        finally:
            self._place.release()
        if "refused" in answer:
            raise REFUSALS[answer["refused"]](answer["detail"])
        return answer

    def close(self) -> None:
        """What is under way is cut off."""
        self._closed = True
        if (process := self._process) is not None:
            process.kill()

    def _answered(self, question: bytes) -> dict[str, Any]:
        if self._closed:
            raise InspectionFailed("the server ends")
        self._process = Popen(  # noqa: S603 - our own command
            self.command,
            stdin=PIPE,
            stdout=PIPE,
            env={**os.environ, **ONE_THREAD},
            process_group=0,
        )
        with self._process as process:
            try:
                told, _ = process.communicate(question, self.longest_s)
            except TimeoutExpired as error:
                process.kill()
                raise InspectionFailed("this took too long, and was ended") from error
        if process.returncode != 0:
            raise InspectionFailed("the process ended over this; the server's log says why")
        answer: dict[str, Any] = json.loads(told)
        return answer
