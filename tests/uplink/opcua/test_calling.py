"""What callers may say: orders, and commands where the station hears them."""

import asyncio
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from asyncua import ua

from edge_agent.core.changeover import OrderSource
from edge_agent.core.order import Order
from edge_agent.core.packml.words import PackmlCommand, PackmlMode, PackmlState
from edge_agent.core.roles import Act
from edge_agent.core.told import (
    AnnounceOrder,
    CancelChangeover,
    ChangeOrder,
    CommandPackml,
    SetPackmlMode,
    Told,
)
from edge_agent.people.audit import AuditReader
from edge_agent.uplink.opcua.packml_object import COMMANDS, EXECUTE
from edge_agent.uplink.opcua.vision_object import AUTOMATIC, OUTER
from tests.uplink.opcua.plant import PASSWORD, Plant, Running, a_line
from tests.uplink.opcua.visit import Visit, soon, visit

ORDER = Order("tray", "L2611-204", date(2026, 12, 24), "4006381333931")
GIVEN = ("tray", "L2611-204", "2026-12-24", "4006381333931")
RECIPES = "VisionSystem.RecipeManagement"
CAUSE = (ua.Variant(7, ua.VariantType.Int32), "end of shift")
CODES = ua.StatusCodes
UINT = ua.VariantType.UInt32


def said(
    station: Running, keys: Path, who: str, calls: list[tuple[str, tuple[Any, ...]]]
) -> list[int]:
    """Calls one after the other; what each was answered, 0 for good."""

    async def run() -> list[int]:
        secret = getattr(station.tokens, who, PASSWORD)
        async with visit(station.plant, keys, who, secret) as here:
            await comes_to_state(here, station.plant.shown.packml.state)
            return [await answer(here, name, given) for name, given in calls]

    return asyncio.run(run())


async def comes_to_state(here: Visit, state: PackmlState) -> None:
    await soon(lambda: is_shown(here, int(state)))


async def is_shown(here: Visit, state: int) -> bool:
    value = await here.node("Station.PackmlState").read_data_value(False)
    return value.Value is not None and value.Value.Value == state


async def answer(here: Visit, name: str, given: tuple[Any, ...]) -> int:
    try:
        await here.call(name, *given)
    except ua.UaStatusCodeError as refused:
        return int(refused.code)
    return 0


def refusal(station: Running, keys: Path) -> str:
    async def run() -> str:
        async with visit(station.plant, keys, "vera") as here:
            return str(await here.read("Station.LastRefusal"))

    return asyncio.run(run())


@pytest.mark.parametrize("who", ["anna", "mes"])
def test_an_order_is_begun_announced_and_taken_back(
    station: Running, plant: Plant, keys: Path, who: str
) -> None:
    calls: list[tuple[str, tuple[Any, ...]]] = [
        ("Orders.SetOrder", GIVEN),
        ("Orders.SetOrder", ("tray", "", "", "")),
        ("Orders.AnnounceOrder", GIVEN),
        ("Orders.CancelOrder", ()),
    ]
    assert said(station, keys, who, calls) == [0, 0, 0, 0]
    words: list[Told] = [
        ChangeOrder(ORDER, who, OrderSource.MES),
        ChangeOrder(Order("tray"), who, OrderSource.MES),
        AnnounceOrder(ORDER, OrderSource.MES, who),
        CancelChangeover(who),
    ]
    assert plant.words == words
    with closing(AuditReader(plant.data / "audit.db")) as audit:
        acts = [one.done for one in audit.acts() if one.done.what is Act.CHANGE_ORDER]
    assert [one.who for one in acts[-4:]] == [who] * 4
    assert acts[-4].subject.new == "(01)04006381333931(17)261224(10)L2611-204"


def test_what_no_order_can_be_is_refused_unheard(
    station: Running, plant: Plant, keys: Path
) -> None:
    wrong: list[tuple[Any, ...]] = [
        ("", "L1", "", ""),
        ("tray", "L" * 61, "", ""),
        ("tray", "L1", "24.12.2026", ""),
        ("tray", "L1", "", "12345"),
        ("x" * 81, "", "", ""),
        (ua.Variant(5, ua.VariantType.Int32), "", "", ""),
    ]
    answers = said(station, keys, "mes", [("Orders.SetOrder", given) for given in wrong])
    assert (answers, plant.words) == ([CODES.BadInvalidArgument] * len(wrong), [])


def test_too_few_and_too_many_arguments_are_told_apart(
    station: Running, plant: Plant, keys: Path
) -> None:
    calls = [("Orders.SetOrder", GIVEN[:3]), ("Orders.SetOrder", (*GIVEN, "x"))]
    refused = [CODES.BadArgumentsMissing, CODES.BadTooManyArguments]
    assert said(station, keys, "mes", calls) == refused
    assert plant.words == []


def test_who_only_looks_on_hands_in_no_order_and_stops_nothing(
    station: Running, plant: Plant, keys: Path
) -> None:
    calls = [("Orders.SetOrder", GIVEN), (f"{OUTER}.Halt", CAUSE)]
    assert said(station, keys, "vera", calls) == [CODES.BadUserAccessDenied] * 2
    assert plant.words == []
    assert refusal(station, keys).startswith("Halt by vera: 'vera' (viewer) may not stop")


def test_a_machine_for_orders_stops_and_starts_nothing(
    station: Running, plant: Plant, keys: Path
) -> None:
    plant.shown = a_line(PackmlState.HELD)
    calls: list[tuple[str, tuple[Any, ...]]] = [
        (f"{OUTER}.Halt", CAUSE),
        (f"{AUTOMATIC}.StartContinuous", five()),
        (f"{EXECUTE}.Unhold", ()),
        ("PackML.SetUnitMode", (ua.Variant(2, ua.VariantType.Int32),)),
    ]
    assert said(station, keys, "mes", calls) == [CODES.BadUserAccessDenied] * 4
    assert plant.words == []


def test_what_the_line_refuses_is_refused_with_its_words(
    station: Running, plant: Plant, keys: Path
) -> None:
    plant.why_not = "the scan says lot 'L7', chosen is 'L2611-204'"
    answers = said(station, keys, "mes", [("Orders.SetOrder", GIVEN)])
    assert answers == [CODES.BadInvalidState]
    assert refusal(station, keys) == f"SetOrder by mes: {plant.why_not}"


def test_the_recipe_in_force_is_prepared_and_another_one_is_ordered(
    station: Running, plant: Plant, keys: Path
) -> None:
    async def run() -> list[Any]:
        async with visit(plant, keys, "anna") as here:
            await comes_to_state(here, PackmlState.EXECUTE)
            return [
                await here.call(f"{RECIPES}.PrepareRecipe", *recipe_ids("box")),
                list(plant.words),
                await here.call(f"{RECIPES}.PrepareRecipe", *recipe_ids("tray")),
                await here.call(f"{RECIPES}.PrepareProduct", product("tray")),
            ]

    here, unheard, other, product_told = asyncio.run(run())
    assert (here[0].Id, here[1], here[2], unheard) == ("ab12", True, 0, [])
    assert (other[0].Id, other[1], other[2]) == ("", False, 0)
    assert product_told[1] == 0
    assert plant.words == [ChangeOrder(Order("tray"), "anna", OrderSource.MES)] * 2


def test_recipes_are_neither_added_nor_taken_out_of_force(
    station: Running, plant: Plant, keys: Path
) -> None:
    calls = [
        (f"{RECIPES}.AddRecipe", (recipe_ids("tray")[0], product("tray"))),
        (f"{RECIPES}.UnprepareRecipe", recipe_ids("box")),
        (f"{AUTOMATIC}.StartSingleJob", five()),
    ]
    assert said(station, keys, "anna", calls) == [CODES.BadNotSupported] * 3


COMMANDED = (
    (PackmlState.EXECUTE, f"{OUTER}.Halt", PackmlCommand.STOP),
    (PackmlState.STOPPED, f"{OUTER}.Reset", PackmlCommand.RESET),
    (PackmlState.ABORTED, f"{OUTER}.Reset", PackmlCommand.CLEAR),
    (PackmlState.EXECUTE, f"{AUTOMATIC}.Stop", PackmlCommand.HOLD),
    (PackmlState.EXECUTE, f"{AUTOMATIC}.Abort", PackmlCommand.HOLD),
    (PackmlState.HELD, f"{AUTOMATIC}.StartContinuous", PackmlCommand.UNHOLD),
    (PackmlState.IDLE, f"{AUTOMATIC}.StartContinuous", PackmlCommand.START),
)


@pytest.mark.parametrize("who", ["anna", "scada"])
def test_a_command_is_said_in_words_of_packml(
    station: Running, plant: Plant, keys: Path, who: str
) -> None:
    async def run() -> list[int]:
        answers = []
        async with visit(plant, keys, who, getattr(station.tokens, who, PASSWORD)) as here:
            for state, method, _ in COMMANDED:
                plant.shown = a_line(state)
                await comes_to_state(here, state)
                given = five() if method.endswith("StartContinuous") else CAUSE
                answers.append(await answer(here, method, given))
        return answers

    assert asyncio.run(run()) == [0] * len(COMMANDED)
    assert plant.words == [CommandPackml(command, who) for _, _, command in COMMANDED]


def test_every_command_of_packml_has_its_method(station: Running, plant: Plant, keys: Path) -> None:
    nothing = ua.Variant([], ua.VariantType.ExtensionObject, is_array=True)
    calls: list[tuple[str, tuple[Any, ...]]] = [
        (name, (nothing,) if command is PackmlCommand.START else ())
        for name, command in COMMANDS.items()
    ]
    mode = ua.Variant(int(PackmlMode.MAINTENANCE), ua.VariantType.Int32)
    calls.append(("PackML.SetUnitMode", (mode,)))
    assert said(station, keys, "anna", calls) == [0] * len(calls)
    heard = [one.command for one in plant.words if isinstance(one, CommandPackml)]
    assert heard == list(COMMANDS.values())
    assert set(heard) == set(PackmlCommand)
    assert plant.words[-1] == SetPackmlMode(PackmlMode.MAINTENANCE, "anna")


def test_nothing_is_started_that_is_not_waiting(station: Running, plant: Plant, keys: Path) -> None:
    plant.shown = a_line(PackmlState.ABORTED)
    calls: list[tuple[str, tuple[Any, ...]]] = [
        (f"{AUTOMATIC}.StartContinuous", five()),
        ("PackML.SetUnitMode", (ua.Variant(9, ua.VariantType.Int32),)),
    ]
    refused = [CODES.BadInvalidState, CODES.BadInvalidArgument]
    assert said(station, keys, "anna", calls) == refused
    assert plant.words == []


def test_the_recipe_in_force_is_listed_where_it_is_asked_for(plant: Plant, keys: Path) -> None:
    async def run() -> list[int]:
        async with visit(plant, keys, "vera") as here:
            await comes_to_state(here, PackmlState.EXECUTE)
            return [len((await listed(here, name))[3] or []) for name in ("box", "", "tray")]

    assert asyncio.run(run()) == [1, 1, 0]


async def listed(here: Visit, name: str) -> Any:
    prepared = ua.Variant(2, ua.VariantType.Int32)
    numbers = [ua.Variant(0, kind) for kind in (UINT, UINT, ua.VariantType.Int32)]
    given = (recipe_ids(name)[0], structure(None), prepared, *numbers)
    return await here.call(f"{RECIPES}.GetRecipeListFiltered", *given)


def test_who_gives_the_password_once_more_goes_on_in_the_same_session(
    station: Running, plant: Plant, keys: Path
) -> None:
    async def run() -> None:
        async with visit(plant, keys, "anna") as here:
            await here.client.activate_session("vera", PASSWORD)
            assert await answer(here, "Orders.SetOrder", GIVEN) == CODES.BadUserAccessDenied
            await here.client.activate_session("anna", PASSWORD)
            assert await answer(here, "Orders.SetOrder", GIVEN) == 0

    asyncio.run(run())
    assert plant.words == [ChangeOrder(ORDER, "anna", OrderSource.MES)]


def recipe_ids(name: str) -> tuple[ua.Variant, ua.Variant]:
    made = ua.RecipeIdExternalDataType(Id=name)  # type: ignore[attr-defined]
    return structure(made), structure(None)


def product(name: str) -> ua.Variant:
    return structure(ua.ProductIdDataType(Id=name))  # type: ignore[attr-defined]


def five() -> tuple[ua.Variant, ...]:
    """What comes with a job, all left empty."""
    return (*([structure(None)] * 4), ua.Variant([], ua.VariantType.Variant, is_array=True))


def structure(value: Any) -> ua.Variant:
    return ua.Variant(value, ua.VariantType.ExtensionObject)
