"""No secret stands in a file that git keeps: private keys, tokens of ours and of known services.

Rules, not guesses: each shape is one that its maker documents, so that a hit is a hit. A text that
only shows a shape says so on its line or the one above, by `no secret:` and why.
"""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.audit.finding import Finding

LARGEST_BYTES: Final = 4_000_000
"""Nets and pictures are larger, and no text."""
EXCUSED: Final = "no secret:"


@dataclass(frozen=True, slots=True)
class Shape:
    marks: tuple[str, ...]
    """One of them stands in every text that has it: asked first, since that is quick."""
    pattern: re.Pattern[str]


SHAPES: Final = {
    what: Shape(marks, re.compile(pattern))
    for what, marks, pattern in (
        (
            "a private key",
            ("PRIVATE KEY-----",),
            r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s+[A-Za-z0-9+/=]{20}",
        ),
        ("a session of ours", ("pws_",), r"\bpws_[A-Za-z0-9_-]{30,}"),
        ("a machine token of ours", ("pwm_", "pwc_"), r"\bpw[mc]_[A-Za-z0-9_-]{30,}"),
        ("an AWS key", ("AKIA", "ASIA"), r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
        (
            "a GitHub token",
            ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
            r"\bgh[pousr]_[A-Za-z0-9]{36}",
        ),
        ("a Slack token", ("xox",), r"\bxox[abprs]-[A-Za-z0-9-]{10,}"),
        ("a Google key", ("AIza",), r"\bAIza[A-Za-z0-9_-]{35}\b"),
        ("a PyPI token", ("pypi-AgEI",), r"\bpypi-AgEI[A-Za-z0-9_-]{40,}"),
        (
            "a password in an address",
            ("://",),
            r"://(?<=[a-z0-9+.-]://)[^\s/:@\"'{}<>]+:[^\s/@\"'{}<>$*]+@[a-z0-9]",
        ),
    )
}


def secrets_in(project: Path) -> Iterator[Finding]:
    for file in kept_files(project):
        text = text_of(file)
        if text is not None:
            yield from secrets_of(text, str(file.relative_to(project)))


def kept_files(project: Path) -> Iterator[Path]:
    command = ["git", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=project, check=True, capture_output=True)  # noqa: S603 - git
    for name in listed.stdout.decode().split("\0"):
        file = project / name
        if name and file.is_file() and file.stat().st_size <= LARGEST_BYTES:
            yield file


def text_of(file: Path) -> str | None:
    """None for what is no text."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def secrets_of(text: str, where: str) -> Iterator[Finding]:
    for what, shape in SHAPES.items():
        if not any(mark in text for mark in shape.marks):
            continue
        for found in shape.pattern.finditer(text):
            number = text.count("\n", 0, found.start()) + 1
            around = text.splitlines()[max(0, number - 2) : number]
            if not any(EXCUSED in line for line in around):
                yield Finding(f"{where}:{number}", what)
