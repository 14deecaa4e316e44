"""The demonstration with its pages, as a person starts and ends it."""

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGINT, SIGKILL
from socket import create_server

import httpx
import pytest

from edge_agent.control.client import LineClient
from edge_agent.control.line_state import LineState
from edge_agent.control.place import place_in

LIVENESS_S = 90.0
DEMO = [sys.executable, "-m", "edge_agent", "demo", "--json"]


@contextmanager
def demonstration(record: Path) -> Iterator[subprocess.Popen[str]]:
    """In a home of its own, on any free port."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "XDG_RUNTIME_DIR": str(record.parent)}
    command = [*DEMO, "--port", "0", "--record", str(record), "--defects", "0.5"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, env=environment, **pipes) as process:  # type: ignore[call-overload]
        try:
            yield process
        finally:
            process.kill()


def told(process: subprocess.Popen[str], pattern: str) -> str:
    """The first group of the first line on standard error that matches."""
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(pattern, line):
            return found[1]
    raise AssertionError(f"it ended and never told {pattern!r}")


def page_server_of(demo: int) -> int:
    """Its number; whichever thread has started it."""
    threads = Path(f"/proc/{demo}/task").iterdir()
    children = {one for each in threads for one in (each / "children").read_text().split()}
    commands = {one: Path(f"/proc/{one}/cmdline").read_bytes() for one in children}
    return next(int(one) for one, command in commands.items() if b"demo_pages" in command)


async def line_that(folder: Path, is_so: Callable[[LineState], bool]) -> LineState:
    """How the line is once that holds."""
    async with asyncio.timeout(LIVENESS_S), LineClient(place_in(folder)) as line:
        while True:
            state = await line.reached()
            if is_so(state):
                return state
            await asyncio.sleep(0.1)


@pytest.mark.slow
def test_it_shows_a_running_line_and_goes_on_without_its_page_server(tmp_path: Path) -> None:
    record = tmp_path / "record"
    with demonstration(record) as process:
        address = told(process, r"at (http://\S+)")
        page = httpx.get(f"{address}/sign-in", timeout=LIVENESS_S).text
        asyncio.run(line_that(record, lambda state: state.ledger.seen >= 2))
        secret = re.search(r'name="password" value="([^"]+)"', page)
        assert secret is not None
        entry = {"name": "demo-shift-lead", "password": secret[1]}
        assert httpx.post(f"{address}/api/v1/session", json=entry).status_code == 201

        os.kill(page_server_of(process.pid), SIGKILL)
        before = asyncio.run(line_that(record, lambda state: True)).ledger.rejected
        more = lambda state: state.ledger.rejected > before  # noqa: E731
        asyncio.run(line_that(record, more))
        assert httpx.get(f"{address}/livez", timeout=LIVENESS_S).status_code == 200

        server = page_server_of(process.pid)
        process.send_signal(SIGINT)
        out, _ = process.communicate(timeout=LIVENESS_S)
        assert process.returncode == 0
    sums = json.loads(out)
    assert sums["ledger"]["rejected"] > before
    assert sum(sums["truth"].values()) > 0
    assert not Path(f"/proc/{server}").exists()
    assert not (tmp_path / "packwarden-demo" / "station.toml").exists()


def test_a_taken_port_is_told_with_what_to_do(tmp_path: Path) -> None:
    with create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run([*DEMO, "--port", port], capture_output=True, text=True, check=False)
    assert done.returncode == 7
    assert f"port {port}" in json.loads(done.stdout)["error"]["detail"]
    assert "--port" in done.stderr
