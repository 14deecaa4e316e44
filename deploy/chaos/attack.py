"""The attacks on a line's models, in a thread of their own.

At a real station the uplink gets and tries releases, beside the line, which never waits for it.
"""

from collections.abc import Iterator
from queue import Empty, SimpleQueue
from threading import Thread

from deploy.chaos.attacked_models import AttackedModels, Refused


class Attack:
    """Begins at once."""

    def __init__(self, models: AttackedModels) -> None:
        self.models = models
        self.is_over = False
        """All that was met waits to be told."""
        self._met: SimpleQueue[Refused] = SimpleQueue()
        self._thread = Thread(target=self._run, name="attack on models", daemon=True)
        self._thread.start()

    def met(self) -> Iterator[Refused]:
        """What has become of each release, since this was asked last."""
        while True:
            try:
                yield self._met.get_nowait()
            except Empty:
                return

    def finish(self) -> None:
        self._thread.join()
        self.is_over = True

    def _run(self) -> None:
        for refused in self.models.attacks():
            self._met.put(refused)
