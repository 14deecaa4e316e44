"""Errors that reach no caller: what libraries log with a traceback, and what threads died of."""

import logging
import threading
from collections.abc import Iterable
from types import TracebackType
from typing import Final, Self


class ForeignError(Exception):
    """Something broke behind a door, and said so elsewhere."""


class LoudErrors(logging.Handler):
    """From `with` on: what these loggers tell with a traceback, and what threads died of."""

    def __init__(self, loggers: Iterable[str]) -> None:
        super().__init__(logging.ERROR)
        self.told: list[str] = []
        self.loggers: Final = [logging.getLogger(name) for name in loggers]
        self.before = threading.excepthook

    def __enter__(self) -> Self:
        for one in self.loggers:
            one.addHandler(self)
        threading.excepthook = self.thread_died
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        threading.excepthook = self.before
        for one in self.loggers:
            one.removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info:
            self.told.append(logging.Formatter().format(record))

    def thread_died(self, died: threading.ExceptHookArgs) -> None:
        self.told.append(f"{died.thread}: {died.exc_type.__name__}: {died.exc_value}")

    def refuse(self) -> None:
        """ForeignError with what was told since the last look."""
        told, self.told = self.told, []
        if told:
            raise ForeignError("\n".join(told))
