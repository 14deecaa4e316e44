"""What a control room sees: states, counts, results and events, as they come."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from asyncua import ua

from edge_agent.core.packml.words import PackmlState, StopReason
from edge_agent.core.packs import Verdict
from edge_agent.uplink.opcua.packml_object import BASE, EXECUTE, MACHINE
from edge_agent.uplink.opcua.vision_object import AUTOMATIC, OUTER
from tests.samples import a_record
from tests.uplink.opcua.plant import Plant, a_line
from tests.uplink.opcua.visit import Visit, comes_to, soon, visit

RESULTS = "VisionSystem.ResultManagement"


def seen(plant: Plant, keys: Path, look: Any) -> None:
    """Carries out `look` as somebody who has signed in."""

    async def run() -> None:
        async with visit(plant, keys, "vera") as here:
            await look(here)

    asyncio.run(run())


def test_the_state_machines_follow_the_line(plant: Plant, keys: Path) -> None:
    async def look(here: Visit) -> None:
        for state, outer, inner in (
            (PackmlState.EXECUTE, "Operational", "ContinuousExecution"),
            (PackmlState.HELD, "Operational", "Ready"),
            (PackmlState.ABORTED, "Error", None),
            (PackmlState.STOPPED, "Halted", None),
        ):
            plant.shown = a_line(state)
            await comes_to(here, OUTER, outer)
            await comes_to(here, AUTOMATIC, inner)

    seen(plant, keys, look)


def test_packml_says_the_same_in_its_three_machines(plant: Plant, keys: Path) -> None:
    async def look(here: Visit) -> None:
        for state, names in (
            (PackmlState.EXECUTE, ("Cleared", "Running", "Execute")),
            (PackmlState.STOPPED, ("Cleared", "Stopped", None)),
            (PackmlState.ABORTED, ("Aborted", None, None)),
        ):
            plant.shown = a_line(state)
            for machine, name in zip((BASE, MACHINE, EXECUTE), names, strict=True):
                await comes_to(here, machine, name)

    seen(plant, keys, look)


def test_counts_and_the_order_are_there(plant: Plant, keys: Path) -> None:
    line = a_line(PackmlState.EXECUTE)
    plant.shown = replace(line, packml=replace(line.packml, processed=41, defective=3))

    async def look(here: Visit) -> None:
        async def counted() -> bool:
            (count,) = await here.read("PackML.Admin.ProdProcessedCount") or [None]
            return count is not None and count.Count == 41

        await soon(counted)
        (defective,) = await here.read("PackML.Admin.ProdDefectiveCount")
        assert defective.Count == 3
        assert await here.read("Station.Name") == "plant-1/line-1/box"
        assert await here.read("Station.Seen") == 1

    seen(plant, keys, look)


def test_only_what_changes_is_told(plant: Plant, keys: Path) -> None:
    """Why it stands stays the same while the time goes on."""
    line = a_line(PackmlState.HELD)
    packml = replace(line.packml, cause=StopReason.CAMERA_FAULT, why="camera top: no answer")

    async def look(here: Visit) -> None:
        plant.shown = replace(line, packml=packml)
        await comes_to(here, EXECUTE, "Held")
        subscription = await here.client.create_subscription(100, here)
        names = ("StopReason", "StateCurrentTime")
        await subscription.subscribe_data_change([here.node(f"PackML.Admin.{n}") for n in names])
        for seconds in (10, 20, 30):
            later = replace(line, packml=packml, now_ns=line.now_ns + seconds * 1_000_000_000)
            plant.shown = later
            await comes_by(here, seconds)
        reasons = [one for one in here.values if not isinstance(one, int)]
        assert [(one.ID, one.Message) for one in reasons] == [(211, "camera top: no answer")]

    seen(plant, keys, look)


async def comes_by(here: Visit, value: int) -> None:
    await soon(lambda: value in here.values)


def test_each_pack_is_told_once_with_verdict_and_checks(plant: Plant, keys: Path) -> None:
    async def look(here: Visit) -> None:
        await here.hear_events("ResultReadyEventType")
        verdicts = (Verdict.OK, Verdict.NOT_OK, Verdict.UNSURE)
        plant.log.append_records(
            [
                a_record(100 + number, verdict, pictures={"top": "ab" * 32}, latency_ms=12.5)
                for number, verdict in enumerate(verdicts)
            ]
        )
        await soon(lambda: len(here.events) >= 3)
        told = [json.loads(one.ResultContent[1].Value) for one in here.events]
        assert [one["pack_no"] for one in told] == [100, 101, 102]
        assert [one.ResultContent[0].Value for one in here.events] == [1, 2, 3]
        assert [one.PartId.Id for one in here.events] == ["100", "101", "102"]
        assert told[1]["pictures"] == {"top": "ab" * 32}
        assert told[1]["checks"][0]["read"] == "24.12.2026"
        assert here.events[0].ProcessingTimes.ProcessingDuration == 12.5

    seen(plant, keys, look)


def test_who_listens_to_the_whole_server_hears_the_same(plant: Plant, keys: Path) -> None:
    async def look(here: Visit) -> None:
        await here.hear_events("ResultReadyEventType", source=here.client.nodes.server)
        plant.log.append_records([a_record(150)])
        await soon(lambda: [one.PartId.Id for one in here.events] == ["150"])

    seen(plant, keys, look)


def test_results_are_found_by_id_and_listed_the_newest_first(plant: Plant, keys: Path) -> None:
    plant.log.append_records([a_record(number) for number in (201, 202, 203)])

    async def look(here: Visit) -> None:
        async def newest() -> bool:
            listed = await filtered(here)
            return bool(listed[3]) and listed[3][0].PartId.Id == "203"

        await soon(newest)
        is_complete, count, handle, listed, error = await filtered(here, most=2)
        assert (is_complete, count, error) == (False, 2, 0)
        assert [one.PartId.Id for one in listed] == ["203", "202"]
        assert await here.call(f"{RESULTS}.ReleaseResultHandle", uint(handle)) == 0
        assert await here.call(f"{RESULTS}.ReleaseResultHandle", uint(handle)) == -1
        (only,) = (await filtered(here, part="202"))[3]
        asked = ua.Variant(only.ResultId, ua.VariantType.ExtensionObject)
        _, result, _ = await here.call(f"{RESULTS}.GetResultById", asked, int32(100))
        assert (result.PartId.Id, result.ResultState) == ("202", 1)
        assert (result.ExternalRecipeId.Id, result.InternalRecipeId.Id) == ("tray", "ab12")
        parts = await here.call(f"{RESULTS}.GetResultComponentsById", asked, int32(100))
        assert len(parts) == 17
        assert json.loads(parts[15][1].Value)["pack_no"] == 202

    seen(plant, keys, look)


def test_a_result_that_is_not_there_is_not_found(plant: Plant, keys: Path) -> None:
    async def look(here: Visit) -> None:
        asked = ua.ResultIdDataType(Id="9-9")  # type: ignore[attr-defined]
        given = ua.Variant(asked, ua.VariantType.ExtensionObject)
        with pytest.raises(ua.UaStatusCodeError) as refused:
            await here.call(f"{RESULTS}.GetResultById", given, int32(0))
        assert refused.value.code == ua.StatusCodes.BadNotFound

    seen(plant, keys, look)


async def filtered(here: Visit, most: int = 0, part: str = "") -> Any:
    """By the part alone."""
    empty = ua.Variant(None, ua.VariantType.ExtensionObject)
    part_id = ua.PartIdDataType(Id=part)  # type: ignore[attr-defined]
    return await here.call(
        f"{RESULTS}.GetResultListFiltered",
        *(int32(0), empty, ua.Variant(part_id, ua.VariantType.ExtensionObject)),
        *([empty] * 6),
        *(uint(most), uint(0), int32(0)),
    )


def int32(value: int) -> ua.Variant:
    return ua.Variant(value, ua.VariantType.Int32)


def uint(value: int) -> ua.Variant:
    return ua.Variant(value, ua.VariantType.UInt32)


def test_transitions_are_told_with_their_names(plant: Plant, keys: Path) -> None:
    async def look(here: Visit) -> None:
        plant.shown = a_line(PackmlState.EXECUTE)
        await comes_to(here, AUTOMATIC, "ContinuousExecution")
        await here.hear_events(
            "StateChangedEventType", "ErrorEventType", "JobStartedEventType", "ReadyEventType"
        )
        plant.shown = a_line(PackmlState.HELD)
        await soon(lambda: len(here.events) >= 2)
        changed, ready = here.events
        assert changed.Transition.Text == "ContinuousExecutionToReadyAuto"
        assert (changed.FromState.Text, changed.ToState.Text) == ("ContinuousExecution", "Ready")
        assert ready.JobId.Id == "3"
        line = a_line(PackmlState.ABORTED)
        plant.shown = replace(line, packml=replace(line.packml, why="camera top: no answer"))
        await soon(lambda: len(here.events) >= 4)
        assert here.events[3].Message.Text == "camera top: no answer"
        assert here.events[3].Severity == 800

    seen(plant, keys, look)
