"""The forms of the service, each asked in its own way; all answer the same object."""

import asyncio
import base64
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from ssl import SSLContext
from typing import Any, Protocol

import httpx

from edge_agent.web.service.service import Served
from hardware.clock import RealClock
from simulators.broker import free_port
from simulators.http_gateway import event_of
from tests.images.building import CONTAINERFILE, begun

INSPECT = "/api/v1/inspect"
TOKEN = "a-token-that-nobody-guesses-0123456789"
STARTS_WITHIN_S = 60
Fields = Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    document: dict[str, Any]


class Form(Protocol):
    def ask(self, pictures: Sequence[bytes], fields: Fields) -> Answer: ...


def form_of(pictures: Sequence[bytes], fields: Fields, token: str = TOKEN) -> httpx.Request:
    """As a client posts it."""
    return httpx.Request(
        "POST",
        f"http://service{INSPECT}",
        files=[("picture", (f"{number}.png", one)) for number, one in enumerate(pictures)],
        data=dict(fields),
        headers={"Authorization": f"Bearer {token}"} if token else {},
    )


@dataclass(frozen=True, slots=True)
class ByHttp:
    """A process that listens."""

    address: str

    def ask(self, pictures: Sequence[bytes], fields: Fields) -> Answer:
        answer = self.sent(form_of(pictures, fields))
        return Answer(answer.status_code, answer.json())

    def sent(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(port=httpx.URL(self.address).port, host="127.0.0.1")
        with httpx.Client(timeout=STARTS_WITHIN_S) as client:
            return client.send(request)


@dataclass(frozen=True, slots=True)
class AsFunction:
    """`handler` of deploy/serve/function.py, called as a gateway calls it."""

    def ask(self, pictures: Sequence[bytes], fields: Fields) -> Answer:
        told = self.called(form_of(pictures, fields))
        return Answer(told["statusCode"], json.loads(told["body"]))

    def called(self, request: httpx.Request) -> dict[str, Any]:
        from deploy.serve.function import handler

        context: Any = None
        return handler(event_of(request), context)


@dataclass(frozen=True, slots=True)
class AsModel:
    """Loaded by MLflow."""

    model: Any

    def ask(self, pictures: Sequence[bytes], fields: Fields) -> Answer:
        encoded = [base64.b64encode(one).decode() for one in pictures]
        (told,) = self.model.predict([{"picture": encoded, **row_of(fields)}])
        return Answer(told.get("status", 200), told)


def row_of(fields: Fields) -> dict[str, Any]:
    """What a form may have once or more often is a list in a row."""
    return {
        name: [one] if name == "view" and isinstance(one, str) else one
        for name, one in fields.items()
    }


@contextmanager
def served(
    command: Sequence[str], port: int, folder: Path, trust: SSLContext | None = None
) -> Iterator[ByHttp]:
    """A process that is ready, in a bare environment as in a container's; ended by its id.

    By HTTPS where there is somebody to be trusted.
    """
    bare = {"PATH": os.defpath, "TMPDIR": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=bare | {"OMP_NUM_THREADS": "1"}, stdout=log, stderr=log
        )
    try:
        address = f"{'http' if trust is None else 'https'}://127.0.0.1:{port}"
        await_ready(address, process, folder / "log", trust)
        yield ByHttp(address)
    finally:
        process.terminate()
        process.wait(STARTS_WITHIN_S)


def await_ready(
    address: str, process: subprocess.Popen[bytes], log: Path, trust: SSLContext | None
) -> None:
    clock = RealClock()
    until_ns = clock.now_ns() + STARTS_WITHIN_S * 1_000_000_000
    while clock.now_ns() < until_ns and process.poll() is None:
        with suppress(httpx.TransportError):
            if httpx.get(f"{address}/readyz", timeout=5, verify=trust or True).is_success:
                return
        clock.sleep_until_ns(clock.now_ns() + 50_000_000)
    raise AssertionError(log.read_text())


def packwarden() -> str:
    return str(Path(sys.executable).with_name("packwarden"))


def command_of_process(what: Served, port: int) -> list[str]:
    place = ["--recipes", str(what.recipes), "--token-file", str(what.token_file)]
    return [packwarden(), "serve", *place, "--port", str(port)]


def told_in_container(word: str) -> list[str]:
    """The words of an instruction whose arguments are a JSON list, its options left out."""
    _, stage = CONTAINERFILE.read_text(encoding="utf-8").split(" AS service\n")
    (line,) = (one for one in stage.splitlines() if one.startswith(f"{word} "))
    words: list[str] = json.loads(line[line.index("[") :])
    return words


def command_of_container(what: Served, port: int) -> list[str]:
    """What the container begins with, its mounts and its port being those of a test."""
    here = {
        "packwarden": packwarden(),
        "/recipes": str(what.recipes),
        "/run/secrets/packwarden-token": str(what.token_file),
        "8091": str(port),
    }
    words = [*told_in_container("ENTRYPOINT"), *told_in_container("CMD")]
    assert set(here) <= set(words), shlex.join(words)
    return [here.get(one, one) for one in words]


@contextmanager
def as_process(what: Served, folder: Path) -> Iterator[ByHttp]:
    port = free_port()
    with served(command_of_process(what, port), port, folder) as form:
        yield form


@contextmanager
def as_container(what: Served, folder: Path) -> Iterator[ByHttp]:
    port = free_port()
    with served(command_of_container(what, port), port, folder) as form:
        yield form


@contextmanager
def as_image(images: Path, what: Served, folder: Path) -> Iterator[ByHttp]:
    port = free_port()
    mounts = (
        f"--volume={what.recipes}:/recipes:ro",
        f"--volume={what.token_file}:/run/secrets/packwarden-token:ro",
    )
    words = ("--behind-proxy", "--port", str(port))
    with served(begun(images, "service", *mounts, words=words), port, folder) as form:
        yield form


@contextmanager
def as_function(what: Served, folder: Path) -> Iterator[AsFunction]:
    from deploy.serve import function

    told = {function.RECIPES: str(what.recipes), function.TOKEN_FILE: str(what.token_file)}
    before = {name: os.environ.get(name) for name in told}
    os.environ |= told
    loop = asyncio.new_event_loop()  # Mangum would make one that nobody closes
    asyncio.set_event_loop(loop)
    try:
        yield AsFunction()
    finally:
        asyncio.set_event_loop(None)
        loop.close()
        function.service().close()
        function.service.cache_clear()
        function.adapter.cache_clear()
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


@contextmanager
def as_model(what: Served, folder: Path) -> Iterator[AsModel]:
    from deploy.serve.mlflow_writing import write_mlflow_model

    write_mlflow_model(what, folder / "model")
    from mlflow.pyfunc import load_model

    model = load_model(str(folder / "model"))
    try:
        yield AsModel(model)
    finally:
        own: Any = model
        own.unwrap_python_model().service.close()


Opening = Callable[[Served, Path], AbstractContextManager[Form]]
FORMS: dict[str, Opening] = {
    "process": as_process,
    "container": as_container,
    "function": as_function,
    "model": as_model,
}
