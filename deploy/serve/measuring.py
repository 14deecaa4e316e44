"""What each form of the service costs: until its first answer, for the next ones, and in memory.

    python -m deploy.serve.measuring

Each form begins as a fresh process, in turn, `--rounds` times, and inspects a picture of the drawn
tray; of times and of memory the median is told. A container is the process, and what the machine
takes to begin a container.
"""

import argparse
import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import asdict, dataclass
from http import HTTPStatus
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

import httpx

from edge_agent.inspection.recipe_files import save_recipe
from edge_agent.web.service.service import Served
from hardware.clock import RealClock
from hardware.pictures import encode_png
from simulators.broker import free_port
from simulators.drawing.products import TRAY
from simulators.http_gateway import event_of
from simulators.processes import cpu_s, family_of, resident_mb

GOLDEN_SEED: Final = 1
TOKEN: Final = "measured-by-nobody-else-0123456789"
LATER: Final = 20
"""Answers after the first."""
LONGEST_S: Final = 120.0
POLL_NS: Final = 10_000_000
FUNCTION: Final = """
import json, sys
from deploy.serve.function import handler
for line in sys.stdin:
    print(handler(json.loads(line), None)["statusCode"], flush=True)
"""
MODEL: Final = """
import json, sys, warnings
warnings.simplefilter("ignore")
from mlflow.pyfunc import load_model
model = load_model(sys.argv[1])
for line in sys.stdin:
    (told,) = model.predict([json.loads(line)])
    print(told.get("status", 200), flush=True)
"""
Ask = Callable[[], int]
"""Asks once; gives the status."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one fresh process, with the one that inspects."""

    first_s: float
    """From its start to its first answer, by the clock."""
    first_cpu_s: float
    """The same in time of a core, which others on the machine do not change."""
    next_ms: float
    """Of those after it, the median."""
    next_cpu_ms: float
    """Their mean, in time of a core."""
    rss_mb: float
    """Afterwards."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is measured: one picture, by one recipe."""

    served: Served
    recipe: str
    picture: bytes

    def request(self, address: str) -> httpx.Request:
        return httpx.Request(
            "POST",
            f"{address}/api/v1/inspect",
            files=[("picture", ("picture", self.picture))],
            data={"recipe": self.recipe},
            headers={"Authorization": f"Bearer {TOKEN}"},
        )


@contextmanager
def process(asked: Asked, folder: Path) -> Iterator[tuple[int, Ask]]:
    port = free_port()
    place = ("--recipes", asked.served.recipes, "--token-file", asked.served.token_file)
    command = [sys.executable, "-m", "edge_agent", "serve", *map(str, place), "--port", str(port)]
    with httpx.Client(timeout=LONGEST_S) as client, started(command, folder) as child:

        def ask() -> int:
            return client.send(asked.request(f"http://127.0.0.1:{port}")).status_code

        yield child.pid, until_it_listens(ask, child)


def until_it_listens(ask: Ask, child: subprocess.Popen[str]) -> Ask:
    clock = RealClock()

    def again() -> int:
        while child.poll() is None:
            with suppress(httpx.ConnectError):
                return ask()
            clock.sleep_until_ns(clock.now_ns() + POLL_NS)
        raise SystemExit("the service ended; see above")

    return again


@contextmanager
def function(asked: Asked, folder: Path) -> Iterator[tuple[int, Ask]]:
    told = {
        "PACKWARDEN_RECIPES": str(asked.served.recipes),
        "PACKWARDEN_TOKEN_FILE": str(asked.served.token_file),
    }
    line = json.dumps(event_of(asked.request("http://function")))
    with started([sys.executable, "-c", FUNCTION], folder, told) as child:
        yield child.pid, by_lines(child, line)


@contextmanager
def model(asked: Asked, folder: Path) -> Iterator[tuple[int, Ask]]:
    from deploy.serve.mlflow_writing import write_mlflow_model

    written = folder / "model"
    if not written.exists():
        write_mlflow_model(asked.served, written)
    row = {"recipe": asked.recipe, "picture": [base64.b64encode(asked.picture).decode()]}
    with started([sys.executable, "-c", MODEL, str(written)], folder) as child:
        yield child.pid, by_lines(child, json.dumps(row))


@contextmanager
def started(
    command: list[str], folder: Path, told: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """Ended by its id."""
    child = subprocess.Popen(  # noqa: S603 - our own command
        command,
        cwd=folder,
        env={**os.environ, **(told or {})},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with child:
        try:
            yield child
        finally:
            child.terminate()


def by_lines(child: subprocess.Popen[str], line: str) -> Ask:
    assert child.stdin is not None
    assert child.stdout is not None
    given, answered = child.stdin, child.stdout

    def ask() -> int:
        given.write(line + "\n")
        given.flush()
        return int(answered.readline() or 0)

    return ask


Opening = Callable[[Asked, Path], AbstractContextManager[tuple[int, Ask]]]
FORMS: Final[dict[str, Opening]] = {"process": process, "function": function, "model": model}


def cost(opening: Opening, asked: Asked, folder: Path) -> Cost:
    """Of one fresh process. SystemExit where it does not inspect the picture."""
    clock = RealClock()

    def took_ms(ask: Ask, began_ns: int) -> float:
        if (status := ask()) != HTTPStatus.OK:
            raise SystemExit(f"the picture was answered with {status}")
        return (clock.now_ns() - began_ns) / 1e6

    began_ns = clock.now_ns()
    with opening(asked, folder) as (pid, ask):
        first_ms = took_ms(ask, began_ns)
        first_cpu_s = sum(map(cpu_s, family_of(pid)))
        later_ms = [took_ms(ask, clock.now_ns()) for _ in range(LATER)]
        later_cpu_s = sum(map(cpu_s, family_of(pid))) - first_cpu_s
        return Cost(
            first_s=first_ms / 1000,
            first_cpu_s=first_cpu_s,
            next_ms=median(later_ms),
            next_cpu_ms=later_cpu_s * 1000 / LATER,
            rss_mb=sum(map(resident_mb, family_of(pid))),
        )


def middle(costs: Sequence[Cost]) -> dict[str, float]:
    return {name: round(median(asdict(one)[name] for one in costs), 2) for name in asdict(costs[0])}


def drawn_tray(folder: Path) -> Asked:
    """The simulator's own product: a label with two prints and a barcode."""
    golden = TRAY.golden(GOLDEN_SEED)
    save_recipe(TRAY.recipe(), golden, folder / "recipes" / TRAY.name)
    (folder / "token").write_text(TOKEN, encoding="ascii")
    served = Served(folder / "recipes", None, folder / "token")
    return Asked(served, TRAY.name, encode_png(golden["bottom"][0]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with TemporaryDirectory(prefix="packwarden-measuring-") as name:
        folder = Path(name)
        asked = drawn_tray(folder)
        found: dict[str, list[Cost]] = {form: [] for form in FORMS}
        for _ in range(given.rounds):
            for form, opening in FORMS.items():
                found[form].append(cost(opening, asked, folder))
    told = {form: middle(costs) for form, costs in found.items()}
    sys.stdout.write(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    main()
