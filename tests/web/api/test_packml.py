"""Commands of PackML by people and machines: recorded, said, and refused where they may not."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import get_args

import pytest

from edge_agent.core.packml.words import PackmlCommand, PackmlMode
from edge_agent.core.roles import Act, Role, Scope
from edge_agent.core.told import CommandPackml, SetPackmlMode
from edge_agent.people.audit import AuditReader
from edge_agent.web.api.packml_routes import CommandWord, ModeWord
from tests.browser.panel import ShownLine
from tests.web.alarms.floors import quiet
from tests.web.visitors import Served
from tests.web.with_line import talking

COMMAND, MODE = "/api/v1/packml/command", "/api/v1/packml/mode"


@contextmanager
def at_work(station: Served) -> Iterator[ShownLine]:
    with closing(ShownLine(station.site.folder)) as line:
        line.state = quiet()
        with talking(station):
            yield line


def test_every_word_of_the_standard_can_be_said() -> None:
    assert set(get_args(CommandWord)) == {one.name.lower() for one in PackmlCommand}
    assert set(get_args(ModeWord)) == {one.name.lower() for one in PackmlMode}


def test_an_operator_commands_and_it_is_recorded_with_what_it_changes(station: Served) -> None:
    with at_work(station) as line:
        operator = station.person(Role.OPERATOR)
        for word in ("hold", "unhold"):
            assert operator.change("POST", COMMAND, {"command": word}).status_code == 204
    assert line.heard == [
        CommandPackml(PackmlCommand.HOLD, "some-operator"),
        CommandPackml(PackmlCommand.UNHOLD, "some-operator"),
    ]
    done = [act.done for act in AuditReader(station.office.audit.path).acts()][-2:]
    assert [one.what for one in done] == [Act.HALT_STATION, Act.RUN_STATION]
    assert [(one.subject.old, one.subject.new) for one in done] == [
        ("stopped", "hold"),
        ("stopped", "unhold"),
    ]


def test_a_mode_is_set_by_those_who_may(station: Served) -> None:
    with at_work(station) as line:
        lead, operator = station.person(Role.SHIFT_LEAD), station.person(Role.OPERATOR)
        assert lead.change("POST", MODE, {"mode": "maintenance"}).status_code == 204
        assert operator.change("POST", MODE, {"mode": "manual"}).status_code == 403
    assert line.heard == [SetPackmlMode(PackmlMode.MAINTENANCE, "some-shift-lead")]


@pytest.mark.parametrize(("role", "may_run"), [(Role.QUALITY, False), (Role.SERVICE, True)])
def test_who_may_only_stop_the_belt_may_not_start_the_station(
    station: Served, role: Role, may_run: bool
) -> None:
    with at_work(station):
        visitor = station.person(role)
        assert visitor.change("POST", COMMAND, {"command": "stop"}).status_code == 204
        started = visitor.change("POST", COMMAND, {"command": "start"})
        assert started.status_code == (204 if may_run else 403)


def test_a_machine_commands_with_its_scope_and_starts_no_belt_of_a_person(station: Served) -> None:
    with at_work(station) as line:
        plc = station.machine(Scope.COMMANDS)
        assert plc.change("POST", COMMAND, {"command": "start"}).status_code == 204
        assert plc.change("POST", MODE, {"mode": "production"}).status_code == 204
        assert plc.change("POST", "/api/v1/belt/start", {}).status_code == 403
        other = station.machine(Scope.ORDERS)
        assert other.change("POST", COMMAND, {"command": "stop"}).status_code == 403
    assert [type(word) for word in line.heard] == [CommandPackml, SetPackmlMode]


def test_what_the_line_refuses_is_told(station: Served) -> None:
    with at_work(station) as line:
        line.refusal = "Clear is not possible in Execute; possible: Stop, Hold"
        answer = station.person(Role.OPERATOR).change("POST", COMMAND, {"command": "clear"})
    assert (answer.status_code, answer.json()["detail"]) == (409, line.refusal)


@pytest.mark.parametrize(
    "body", [{}, {"command": "go"}, {"command": 2}, {"command": "stop", "x": 1}]
)
def test_what_is_no_command_is_refused(station: Served, body: dict[str, object]) -> None:
    with at_work(station) as line:
        answer = station.person(Role.OPERATOR).change("POST", COMMAND, body)
    assert (answer.status_code, line.heard) == (422, [])
