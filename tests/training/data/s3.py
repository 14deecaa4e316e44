"""An S3 server as a process of its own (moto), for places behind s3://."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from hardware.clock import RealClock
from simulators.broker import free_port

BUCKET = "data"
STARTS_WITHIN_S = 60


def environment(port: int) -> dict[str, str]:
    """What its clients need to know."""
    return {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "packwarden",
        "AWS_SECRET_ACCESS_KEY": "packwarden",
        "AWS_DEFAULT_REGION": "us-east-1",
        "NO_PROXY": "127.0.0.1",
    }


@contextmanager
def s3_server(log: Path) -> Iterator[int]:
    """Its port, once it answers; ended by its id."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("moto_server")), "-H", "127.0.0.1"]
    with log.open("wb") as opened:
        server = subprocess.Popen(
            [*command, "-p", str(port)], stdout=opened, stderr=subprocess.STDOUT, env=os.environ
        )
        try:
            await_answer(f"http://127.0.0.1:{port}/moto-api/", log)
            yield port
        finally:
            server.terminate()
            server.wait(timeout=30)


def await_answer(address: str, log: Path) -> None:
    clock = RealClock()
    end_ns = clock.now_ns() + STARTS_WITHIN_S * 1_000_000_000
    while clock.now_ns() < end_ns:
        with suppress(URLError, ConnectionError), urlopen(address, timeout=5):
            return
        clock.sleep_until_ns(clock.now_ns() + 100_000_000)
    raise AssertionError(log.read_text())


def make_bucket(port: int) -> None:
    request = Request(f"http://127.0.0.1:{port}/{BUCKET}", method="PUT")
    request.add_header("Host", "s3.amazonaws.com")
    request.add_header(
        "Authorization", "AWS4-HMAC-SHA256 Credential=packwarden/20260101/us-east-1/s3/aws4_request"
    )
    with urlopen(request, timeout=30) as answer:
        assert answer.status == 200
