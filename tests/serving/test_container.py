"""What the container is told to be; the contract of its command is in test_contract."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.images.health import is_ready
from edge_agent.web.service.listening import Address, refuse_unguarded
from edge_agent.web.service.service import Served
from simulators.broker import free_port
from tests.images.building import CONTAINERFILE, inside
from tests.serving.forms import as_container, told_in_container

TEXT = CONTAINERFILE.read_text(encoding="utf-8")
PROJECT = CONTAINERFILE.parents[2]


def test_it_runs_as_nobody_in_particular_and_holds_no_secret() -> None:
    assert set(re.findall(r"^USER (\d+):(\d+)$", TEXT, re.MULTILINE)) == {("10001", "10001")}
    last = TEXT[TEXT.rindex("\nFROM ") :]
    assert "USER" in last
    assert re.findall(r"^COPY --from=(\w+)", last, re.MULTILINE) == ["project"]
    assert "token" not in last.replace("--token-file", "").replace("/packwarden-token", "")


def test_what_it_copies_is_there_and_let_through() -> None:
    ignored = CONTAINERFILE.with_name("Containerfile.dockerignore").read_text(encoding="utf-8")
    let_through = {line[1:] for line in ignored.splitlines() if line.startswith("!")}
    copied = re.findall(r"^COPY (?!--from)(.+) (?!/etc)\S+$", TEXT, re.MULTILINE)
    wanted = {name for words in copied for name in words.split()}
    assert wanted == let_through
    assert all((PROJECT / name).exists() for name in wanted)


def test_what_it_listens_on_is_guarded() -> None:
    words = [*told_in_container("ENTRYPOINT"), *told_in_container("CMD")]
    host = words[words.index("--host") + 1]
    refuse_unguarded(
        Address(host, behind_proxy="--behind-proxy" in words),
        has_tokens="--token-file" in words,
    )
    port = words[words.index("--port") + 1]
    assert f"EXPOSE {port}" in TEXT
    assert told_in_container("HEALTHCHECK")[-1] == port


@pytest.mark.slow
def test_its_health_check_tells_whether_it_is_ready(what: Served, tmp_path: Path) -> None:
    with as_container(what, tmp_path) as form:
        port = form.address.rpartition(":")[2]
        assert health(port) == 0
    assert health(port) == 1
    assert not is_ready(free_port())


def health(port: str) -> int:
    """How the command of the health check ends."""
    _, *words, _ = told_in_container("HEALTHCHECK")
    ended = subprocess.run([sys.executable, *words, port], check=False, timeout=60, cwd=PROJECT)
    return ended.returncode


@pytest.mark.release
@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_image_has_nothing_to_build_with_and_nobody_to_be(image: Path) -> None:
    assert int(inside(image, "service", "id", "-u")) >= 10_000
    looked_for = (
        "command -v pip pip3 gcc cc make g++; python3 -c 'import pip' 2>/dev/null && echo pip"
    )
    assert inside(image, "service", "sh", "-c", f"{looked_for}; true") == ""
    written = "touch /opt/packwarden/new 2>/dev/null || echo no"
    assert inside(image, "service", "sh", "-c", written) == "no\n"
