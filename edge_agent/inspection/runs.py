"""Asks one question of many pictures, with progress for people, and tells those refused."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console
from rich.progress import track

from edge_agent.inspection.picture_files import exit_code_of, open_picture
from hardware.clock import RealClock
from hardware.interfaces import Pixels

Document = dict[str, Any]
Answer = TypeVar("Answer")


def ask_each(
    files: Sequence[Path],
    doing: str,
    ask: Callable[[Pixels], Answer],
    told: Callable[[Path, Pixels, Answer], Document],
) -> tuple[list[Document], int]:
    """One document for each file, in order, and the exit code of the whole.

    Its `latency_ms` is that of the answer, not of telling it.
    """
    console = Console(stderr=True)
    clock = RealClock()
    documents: list[Document] = []
    codes: list[int] = []
    shown = track(files, doing, console=console, disable=not console.is_terminal, transient=True)
    for file in shown:
        picture = open_picture(file)
        if picture.pixels is None:
            sys.stderr.write(f"{picture.error}\n")
            documents.append({"file": str(file), "error": picture.error})
        else:
            started_ns = clock.now_ns()
            answer = ask(picture.pixels)
            latency_ms = round((clock.now_ns() - started_ns) / 1e6, 1)
            said = told(file, picture.pixels, answer)
            documents.append({"file": str(file), **said, "latency_ms": latency_ms})
        codes.append(picture.exit_code)
    return documents, exit_code_of(codes)
