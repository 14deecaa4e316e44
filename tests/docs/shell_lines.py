"""The command lines that the documentation shows: where each stands, and what it calls.

A block of code is a shell's where its first line calls one of the programs that are known here. In
such a block every line is a command; one that goes on behind a backslash, or with options of its
own on the next line, is one command.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
ROOTS = ("docs", "edge_agent", "hardware", "simulators", "training", "deploy")
SHELLS = frozenset({"", "sh", "bash", "shell", "console"})
COMMENT = re.compile(r"(?:^|\s)#.*$")
ASSIGNMENT = re.compile(r"^[A-Z][A-Z0-9_]*=\S*$")
BACKSLASH = "\\"
THEN = re.compile(r"\s(?:;|&&)\s")
AS_WHOM = re.compile(r"^sudo -u \w+ ")
PREFIXES = frozenset({"sudo", "nohup", "nice"})
HERE = ".venv/bin/"


@dataclass(frozen=True, slots=True)
class Line:
    page: str
    number: int
    text: str
    """Without its comment."""

    @property
    def words(self) -> list[str]:
        """From the program on, which is named without its folder in the environment."""
        words = AS_WHOM.sub("", self.text).split()
        while words and (words[0] in PREFIXES or ASSIGNMENT.match(words[0])):
            words = words[1:]
        return [words[0].removeprefix(HERE), *words[1:]] if words else []

    @property
    def program(self) -> str:
        return self.words[0] if self.words else ""

    def __str__(self) -> str:
        return f"{self.page}:{self.number}"


def pages() -> list[Path]:
    readmes = [path for root in ROOTS for path in PROJECT.glob(f"{root}/**/README.md")]
    return sorted({PROJECT / "README.md", *PROJECT.glob("docs/**/*.md"), *readmes})


def shell_lines(programs: frozenset[str]) -> list[Line]:
    """Of all pages. `programs`: those by which a block is known for a shell's."""
    return [
        line for page in pages() for block in blocks(page) for line in of_shell(block, programs)
    ]


def of_shell(block: list[Line], programs: frozenset[str]) -> list[Line]:
    lines = joined(block)
    return lines if lines and lines[0].program in programs else []


def joined(block: list[Line]) -> list[Line]:
    """With what stands behind a backslash; without comments and empty lines."""
    whole: list[Line] = []
    goes_on = False
    for line in block:
        text = COMMENT.sub("", line.text).strip()
        if not text:
            continue
        if whole and (goes_on or text.startswith(("[", "-"))):
            last = whole.pop()
            whole.append(replace(last, text=f"{last.text.removesuffix(BACKSLASH)} {text}"))
        else:
            whole.append(replace(line, text=text))
        goes_on = text.endswith(BACKSLASH)
    return [one for line in whole for one in parts(line)]


def parts(line: Line) -> Iterator[Line]:
    """One for each command of it."""
    for text in THEN.split(line.text):
        if text.strip():
            yield replace(line, text=text.strip())


def blocks(page: Path) -> Iterator[list[Line]]:
    """Fenced ones without a language or with a shell's, and those that are set in by four."""
    name = str(page.relative_to(PROJECT))
    fence: str | None = None
    kinds: list[tuple[Line, str]] = []
    for number, text in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        opened = re.match(r"\s*```(\w*)", text)
        if opened:
            fence = None if fence is not None else opened.group(1)
            kinds.append((Line(name, number, ""), ""))
            continue
        in_fence = fence is not None and fence in SHELLS
        set_in = fence is None and text.startswith("    ")
        kinds.append((Line(name, number, text), "code" if in_fence or set_in else ""))
    for kind, group in groupby(kinds, key=lambda one: one[1]):
        if kind:
            yield [line for line, _ in group]
