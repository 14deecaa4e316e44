"""The desk's two threads: who waits is bounded, and an alarm ends what was counted before it."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from edge_agent.core.fates import OperatorModel
from edge_agent.core.money import Prices
from edge_agent.core.packs import Level
from edge_agent.evidence.window import ALL_PACKS
from edge_agent.settings import load_station
from edge_agent.store.pages import StorePages
from edge_agent.web.errors import NotReady, TooBusy
from edge_agent.web.evidence.evidence_desk import MOST_WAITING, EvidenceDesk, WhatIfAsked
from tests.evidence.gate_folders import CHECK, Folder
from tests.line.small_station import box_station
from tests.web.evidence_folders import record_shadow_run

QUESTION = WhatIfAsked(Prices(), OperatorModel(), ALL_PACKS)


class EverLaterClock:
    """A second later each time, so that every count takes long."""

    def __init__(self) -> None:
        self.now_s = 0

    def now_ns(self) -> int:
        self.now_s += 1
        return self.now_s * 1_000_000_000


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[EvidenceDesk]:
    settings = load_station(box_station(tmp_path, "g"))
    record_shadow_run(settings)
    with closing(StorePages(settings.data.folder / "events.db")) as store:
        desk = EvidenceDesk(settings, store, EverLaterClock())  # type: ignore[arg-type]
        with closing(desk):
            yield desk


def test_more_questions_than_may_wait_are_refused_and_the_others_answered(
    desk: EvidenceDesk,
) -> None:
    async def all_at_once() -> list[object]:
        asked = [desk.what_if(QUESTION) for _ in range(MOST_WAITING + 3)]
        return list(await asyncio.gather(*asked, return_exceptions=True))

    answers = asyncio.run(all_at_once())
    refused = [answer for answer in answers if isinstance(answer, TooBusy)]
    told = [answer for answer in answers if isinstance(answer, dict)]
    assert (len(refused), len(told)) == (3, MOST_WAITING)
    assert all(answer == told[0] for answer in told)
    assert isinstance(asyncio.run(desk.what_if(QUESTION)), dict)


def test_a_gate_that_was_counted_before_an_alarm_is_none(desk: EvidenceDesk) -> None:
    passed = asyncio.run(desk.passed_gate(CHECK, Level.ACT_WHEN_SURE))
    assert passed.report.is_passed
    with Folder(desk.settings.data.folder) as folder:
        folder.event("alarm", {"checks": [CHECK], "why": "scores drift"})
    with pytest.raises(NotReady):
        asyncio.run(desk.passed_gate(CHECK, Level.ACT_WHEN_SURE))
