"""Pages can ask the simulated line of a demonstration while it runs, as they ask any other."""

import asyncio
import threading
from contextlib import nullcontext
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from edge_agent.control.client import LineClient
from edge_agent.control.errors import WordRefused
from edge_agent.control.place import place_in
from edge_agent.core.packs import Level
from edge_agent.core.told import Accept
from simulators.demo import Staging
from simulators.scenario import load_scenario
from simulators.show import Show
from simulators.shown_notes import Recording

LONGEST_S = 60.0


@pytest.mark.slow
def test_a_demonstration_is_asked_like_any_line(tmp_path: Path) -> None:
    (tmp_path / "stage").mkdir()
    changes = {"packs": 3, "level": Level.REPORT, "defects_share": 0.0}
    scenario = load_scenario("tray-line").model_copy(update=changes)
    record = tmp_path / "record"
    show = Show(
        Staging(scenario, tmp_path / "stage"),
        *(Console(file=StringIO()), Recording(record), 3),
        interrupting=lambda: nullcontext(lambda: False),
    )
    running = threading.Thread(target=show.in_real_time)
    running.start()
    try:
        asyncio.run(asked_of(place_in(record)))
    finally:
        running.join()


async def asked_of(place: Path) -> None:
    async with asyncio.timeout(LONGEST_S), LineClient(place) as line:
        state = await line.reached()
        assert state.identity.simulated
        assert state.identity.boot == 1
        assert state.level is Level.REPORT
        event = asyncio.create_task(refusal(line))
        pack = await anext(line.packs())
        assert len(pack.pictures) == len(state.identity.views)
        with pytest.raises(WordRefused, match="no lower level waits"):
            await line.say(Accept("anna"), "1")
        assert await event == (1, "word_refused")


async def refusal(line: LineClient) -> tuple[int, str]:
    async for event in line.events():
        if event.event == "word_refused":
            return event.boot, event.event
    raise EOFError
