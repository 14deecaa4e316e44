"""What the server costs: python -m tests.uplink.opcua.cpu [SECONDS]

A line of 300 packs a minute tells its state ten times a second; clients in processes of their own
subscribe to all results and to ten values each. Prints the share of one core that the uplink's
process takes, without a client and with two.
"""

import asyncio
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from subprocess import Popen

from edge_agent.core.packs import Verdict
from simulators.processes import cpu_s
from tests.samples import a_record
from tests.uplink.opcua.plant import CLOCK, PASSWORD, Plant, a_line, a_plant
from tests.uplink.opcua.visit import visit

MODULE = "tests.uplink.opcua.cpu"
PACKS_PER_S = 5
VALUES = ("Seen", "Passed", "Rejected", "Lot", "Level", "PackmlState", "Cause", "PacksPerMinute")
MACHINES = ("VisionSystem.VisionStateMachine", "PackML.BaseStateMachine")
SETTLE_S = 5.0


async def listen(url: str, keys: Path) -> None:
    """A control room, for ever."""

    class There:
        def __init__(self) -> None:
            self.url = url

    async with visit(There(), keys, "vera", PASSWORD) as here:  # type: ignore[arg-type]
        await here.hear_events("ResultReadyEventType", "StateChangedEventType")
        subscription = await here.client.create_subscription(200, here)
        names = [f"Station.{one}" for one in VALUES] + [f"{one}.CurrentState" for one in MACHINES]
        await subscription.subscribe_data_change([here.node(one) for one in names])
        await asyncio.Event().wait()


def produce(plant: Plant, seconds: float, first: int) -> int:
    """Packs end, and the counts grow; the number of the next pack."""
    line = a_line()
    for number in range(first, first + round(seconds * PACKS_PER_S)):
        verdict = Verdict.NOT_OK if number % 20 == 0 else Verdict.OK
        plant.log.append_records([a_record(number, verdict, latency_ms=31.0)])
        plant.shown = replace(line, ledger=replace(line.ledger, seen=number, passed=number))
        CLOCK.sleep_until_ns(CLOCK.now_ns() + 1_000_000_000 // PACKS_PER_S)
    return first + round(seconds * PACKS_PER_S)


def measured(plant: Plant, process: int, seconds: float, first: int) -> float:
    produced_from = produce(plant, SETTLE_S, first)
    cpu_before_s, began_ns = cpu_s(process), CLOCK.now_ns()
    produce(plant, seconds, produced_from)
    return (cpu_s(process) - cpu_before_s) / ((CLOCK.now_ns() - began_ns) / 1e9)


def main(seconds: float) -> None:
    clients: list[Popen[bytes]] = []
    with tempfile.TemporaryDirectory() as folder, ExitStack() as open_now:
        running = open_now.enter_context(a_plant(Path(folder)))
        plant, process = running.plant, running.process
        alone = measured(plant, process.pid, seconds, 1)
        print(f"no client: {alone:.3f} of a core", flush=True)
        for number in (1, 2):
            keys = Path(folder) / f"client-{number}"
            keys.mkdir()
            command = [sys.executable, "-m", MODULE, "listen", plant.url, str(keys)]
            clients.append(open_now.enter_context(Popen(command)))
            open_now.callback(clients[-1].terminate)
        both = measured(plant, process.pid, seconds, 100_000)
        assert all(one.poll() is None for one in clients), "a client has gone"
        print(f"two clients: {both:.3f} of a core", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["listen"]:
        asyncio.run(listen(sys.argv[2], Path(sys.argv[3])))
    else:
        main(float(sys.argv[1]) if sys.argv[1:] else 30.0)
