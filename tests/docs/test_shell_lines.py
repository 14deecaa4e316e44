"""Every command that the documentation shows can be typed: what is ours is checked word by word, a
part of it is run, and what others made is named here with the reason why it is not run."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from datetime import date
from enum import Enum
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from edge_agent.__main__ import as_command, commands
from edge_agent.core.order import Order
from hardware.pictures import encode_jpeg
from simulators.drawing.draw import draw_pack
from simulators.drawing.placement import Placement
from simulators.drawing.products import TRAY
from tests.docs.shell_lines import PROJECT, Line, shell_lines

NOT_RUN = {
    "apt": "changes the machine; the package is installed in a virtual machine of its own",
    "apt-get": "changes the machine; `make system` runs it",
    "arv-tool-0.8": "asks cameras of a network; tests speak to Aravis' own camera",
    "cf": "needs a Cloud Foundry",
    "curl": "asks a station that runs; its address is looked up in the API's description",
    "dagster": "serves until it is stopped; the definitions are loaded by the pipeline's tests",
    "docker": "needs a daemon; the same files are run with podman",
    "for": "a loop of the shell",
    "head": "of the system",
    "journalctl": "reads the machine's log",
    "kubectl": "needs a cluster; the manifests are checked by their schema",
    "ln": "of the system",
    "lsusb": "of the system",
    "mbpoll": "asks a PLC; tests ask the simulated one with it",
    "mlflow": "serves until it is stopped",
    "mosquitto": "serves until it is stopped; tests start it with these settings",
    "mosquitto_passwd": "of mosquitto; tests call it",
    "openssl": "of the system",
    "pip": "installs; the extras it names are looked up",
    "podman": "runs images that take minutes to build; tests run them",
    "rm": "of the system",
    "ruff": "`make check` runs it",
    "sed": "tests/docs/test_install.py runs it",
    "sha256sum": "of the system",
    "sudoedit": "opens an editor",
    "systemctl": "changes the machine; the units are run in a virtual machine of its own",
    "udevadm": "of the system",
    "uv": "asks a registry",
    "export": "of the shell",
    "git": "of the system",
    "cp": "of the system",
    "mkdir": "of the system",
    "mv": "of the system",
    "cd": "of the shell",
}
OURS = frozenset({"packwarden", "make", "python", "pytest"})
SHOWS = frozenset({"gate"})
"""Groups that show what they are given where no command is named."""
LINES = shell_lines(OURS | NOT_RUN.keys())
TARGETS = set(re.findall(r"^([\w-]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.M))
PROGRAMS = re.compile(r"^(?:\./)?(?:deploy|docs|hardware)/[\w./-]+$")
"""Programs of the repository, called by their path."""


def of(program: str) -> list[Line]:
    return [line for line in LINES if line.program == program]


@cache
def command(name: str) -> Any:
    return as_command(name, commands()[name].load())


def faults(line: Line) -> list[str]:
    """What the command line would refuse: a command, an option or one of its few words."""
    words = [word.strip("[]()") for word in line.words[1:]]
    if not words or words[0].startswith("-") or words[0].isupper():
        return []
    if words[0] not in commands():
        return [f"there is no command {words[0]!r}"]
    called, rest = command(words[0]), words[1:]
    while getattr(called, "commands", None) and rest and not rest[0].startswith("-"):
        if rest[0].isupper() or "|" in rest[0] or rest[0] == "…":
            return []
        if rest[0] not in called.commands:
            return [] if words[0] in SHOWS else [f"{words[0]} has no command {rest[0]!r}"]
        called, rest = called.commands[rest[0]], rest[1:]
    return [fault for n, word in enumerate(rest) for fault in option_faults(called, word, rest[n:])]


def option_faults(called: Any, word: str, rest: list[str]) -> list[str]:
    if not word.startswith("--") or word == "--":
        return []
    name, _, value = word.partition("=")
    parts = {opt: part for part in called.params for opt in (*part.opts, *part.secondary_opts)}
    if name == "--help":
        return []
    if name not in parts:
        return [f"{called.name!r} has no option {name}"]
    kind = parts[name].type_descriptor.annotation
    told = value or (rest[1] if len(rest) > 1 else "")
    few = [one.value for one in kind] if isinstance(kind, type) and issubclass(kind, Enum) else []
    unknown = [one for one in told.split("|") if few and one not in few and not one.isupper()]
    return [f"{name} knows no {one!r}" for one in unknown]


def test_every_command_and_option_of_ours_exists() -> None:
    assert len(of("packwarden")) > 100
    assert [f"{line}: {fault}" for line in of("packwarden") for fault in faults(line)] == []


def test_every_target_of_make_exists() -> None:
    asked = [(line, line.words[1]) for line in of("make") if len(line.words) > 1]
    named = [(line, word) for line, word in asked if re.match(r"^[a-z][\w-]*$", word)]
    assert [f"{line}: {word}" for line, word in named if word not in TARGETS] == []


def test_the_commands_behind_the_figures_of_the_readme_exist() -> None:
    """Those within its text and its tables, beside the blocks."""
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    shown = [
        Line("README.md", 0, told) for told in re.findall(r"`((?:packwarden|make) .+?)`", text)
    ]
    ours = [line for line in shown if line.program == "packwarden"]
    assert len(ours) > 5
    assert [f"{line.text}: {fault}" for line in ours for fault in faults(line)] == []
    asked = {line.words[1] for line in shown if line.program == "make"}
    assert asked - TARGETS == set()


def test_every_module_that_is_run_exists() -> None:
    for line in of("python"):
        if "-m" in line.words:
            module = line.words[line.words.index("-m") + 1]
            assert find_spec(module) is not None, f"{line}: {module}"


def test_every_extra_that_is_installed_exists() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for line in of("pip"):
        for extras in re.findall(r"packwarden\[([\w,-]+)\]", line.text):
            assert set(extras.split(",")) <= project["optional-dependencies"].keys(), str(line)


def test_every_address_that_curl_asks_exists() -> None:
    known = [
        re.sub(r"\{\w+\}", "[^/]+", path)
        for name in ("openapi.json", "centre-openapi.json")
        for path in json.loads((PROJECT / "docs" / name).read_text(encoding="utf-8"))["paths"]
    ]
    for line in of("curl"):
        for path in re.findall(r"(/api/v1/[\w/{}.-]+)", line.text):
            assert any(re.fullmatch(one, path) for one in known), f"{line}: {path}"


def test_every_other_program_is_there_or_has_its_reason() -> None:
    unknown = [
        f"{line}: {line.program}"
        for line in LINES
        if line.program not in OURS | NOT_RUN.keys() and not is_of_the_tree(line.program)
    ]
    assert unknown == []


def is_of_the_tree(program: str) -> bool:
    return PROGRAMS.match(program) is not None and (PROJECT / program).is_file()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_first_commands_of_the_readme_run(tmp_path: Path) -> None:
    """Word by word, with drawn pictures for one's own."""
    lot, expiry = "L123", date(2026, 12, 24)
    rng = np.random.default_rng(3)
    (tmp_path / "more").mkdir()
    for name in ("photo", "good-1", "good-2", "more/1", "more/2"):
        pack = draw_pack(TRAY, Order("tray", lot, expiry, TRAY.gtin), None, rng, Placement())
        (tmp_path / f"{name}.jpg").write_bytes(encode_jpeg(pack["bottom"]))
    shown = [line for line in of("packwarden") if line.page == "README.md"]
    for verb in ("read", "teach", "inspect"):
        (line,) = [one for one in shown if one.words[1] == verb]
        told = ran(line, tmp_path)
        assert {"read": lot, "teach": "my-pack", "inspect": "1.jpg"}[verb] in told


def ran(line: Line, folder: Path) -> str:
    program = Path(sys.executable).with_name(line.program)
    shell = shutil.which("sh")
    assert shell is not None
    done = subprocess.run(
        [shell, "-c", " ".join([str(program), *line.words[1:]])],
        cwd=folder,
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, f"{line}: {done.stderr}"
    return done.stdout + done.stderr
