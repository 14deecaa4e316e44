"""Orders get their turn, one at a time, and their fate is what the station's log says."""

import itertools
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from deploy.fleet.orders import commanding
from deploy.fleet.orders.commanding import Fate, Wanted, command
from deploy.fleet.orders.desk import OrderDesk
from deploy.fleet.orders.entering import Sender, enter, fates_of, one_order
from deploy.fleet.orders.from_mqtt import OrderEar
from deploy.fleet.tables import dead_letters
from edge_agent.core.changeover import OrderSource
from edge_agent.core.errors import InvalidInput
from edge_agent.core.order import Order
from edge_agent.core.told import AnnounceOrder, ChangeOrder, StartBelt, StopBelt
from edge_agent.line.orders import document_of
from edge_agent.people.trust import Owner, Trust, as_trusted
from edge_agent.uplink.centre_words import Heard as HeardCommand
from edge_agent.uplink.centre_words import read_command
from hardware.letters import Heard, Letter
from tests.fleet.orders.samples import KEY, StationLog, asked, document, with_recipe_in_place
from tests.samples import NOON
from tests.uplink.recipes.samples import STATION
from tests.web.visitors import MovedClock

TRUST = Trust((as_trusted(KEY, Owner.CENTRE, "plant-1", NOON),))
MINUTE = timedelta(minutes=1)


class Pigeonhole:
    """A post within this process: what is sent lies there."""

    trouble: str | None = None
    is_up = True

    def __init__(self) -> None:
        self.sent: list[Letter] = []
        self.come: list[Heard] = []

    def start(self) -> None:
        return

    def stop(self) -> None:
        return

    def settle(self) -> None:
        return

    def publish(self, letter: Letter) -> bool:
        self.sent.append(letter)
        return True

    def take(self) -> tuple[Heard, ...]:
        come, self.come = tuple(self.come), []
        return come


class Clock(MovedClock):
    """Of virtual time."""

    def __init__(self) -> None:
        super().__init__()
        self.at = NOON

    def now_ns(self) -> int:
        return int((self.at - NOON).total_seconds() * 1e9)

    def after(self, time: timedelta) -> datetime:
        self.at += time
        return self.at


class Desk:
    def __init__(self, engine: Engine) -> None:
        self.engine, self.clock, self.post = engine, Clock(), Pigeonhole()
        self.desk = OrderDesk(engine, KEY, self.post, self.clock)
        self.log = StationLog(engine)

    def enter(self, number: str, source: str = "erp", **changes: Any) -> None:
        with self.engine.begin() as connection:
            enter(connection, asked(number, **changes), Sender(source, source), self.clock.wall())

    def turn(self, time: timedelta = MINUTE) -> list[HeardCommand]:
        """What the station hears then."""
        self.clock.after(time)
        self.desk.step()
        sent, self.post.sent = self.post.sent, []
        return [
            read_command(one.payload, STATION, TRUST, self.clock.wall())
            for one in sent
            if one.topic.endswith("/command")
        ]

    def fate(self, number: str, source: str = "erp") -> tuple[str, str]:
        with self.engine.connect() as connection:
            order = one_order(connection, source, number)
            (row,) = fates_of(connection, [order.id])[order.id]
        return row.fate, row.why

    def changed(self, to: Order | None) -> None:
        body = {"from": None, "to": document_of(to), "by": "ana", "source": "screen"}
        self.log.tell("order_changed", body, self.clock.wall())

    def announced(self, order: Order, by: str = "erp") -> None:
        body = {"order": document_of(order), "source": "mes", "by": by}
        self.log.tell("order_announced", body, self.clock.wall())


@pytest.fixture
def desk(engine: Engine, tmp_path: Path) -> Desk:
    with_recipe_in_place(engine, tmp_path / "box")
    return Desk(engine)


def test_an_order_goes_its_way_from_entered_to_over(desk: Desk) -> None:
    desk.enter("1")
    assert desk.fate("1") == ("waiting", "")
    (heard,) = desk.turn()
    order = asked("1").order
    assert heard.word == AnnounceOrder(order, OrderSource.MES, "erp")
    assert desk.fate("1") == ("sent", "")
    for result, fate in (("accepted", "heard"), ("done", "announced")):
        desk.log.note(heard.number, result, desk.clock.wall())
        assert not desk.turn(), "a command that was heard is not sent again"
        assert desk.fate("1") == (fate, "")
    desk.changed(order)
    desk.turn()
    assert desk.fate("1") == ("in_force", "")
    desk.changed(Order("box", "L9"))
    desk.turn()
    assert desk.fate("1") == ("over", "")


def test_one_order_at_a_time_in_the_order_in_which_they_are_planned(desk: Desk) -> None:
    later = (NOON + timedelta(hours=3)).isoformat()
    desk.enter("2", planned=later)
    desk.enter("1")
    desk.enter("3", planned=(NOON + timedelta(hours=20)).isoformat())
    (first,) = desk.turn()
    assert isinstance(first.word, AnnounceOrder)
    assert first.word.order.lot == "L1"
    assert {one.number for one in desk.turn(timedelta(seconds=10))} == {first.number}, "not heard"
    desk.log.note(first.number, "accepted", desk.clock.wall())
    desk.log.note(first.number, "done", desk.clock.wall())
    assert not desk.turn()
    desk.changed(asked("1").order)
    (second,) = desk.turn()
    assert isinstance(second.word, AnnounceOrder)
    assert second.word.order.lot == "L2"
    assert second.number > first.number
    assert desk.fate("3") == ("waiting", ""), "planned for tomorrow"


def test_what_the_station_refuses_is_told_and_the_next_goes(desk: Desk) -> None:
    desk.enter("1")
    desk.enter("2")
    (first,) = desk.turn()
    desk.log.note(first.number, "accepted", desk.clock.wall())
    desk.log.note(first.number, "refused", desk.clock.wall(), "Refused", "cannot be made here")
    (second,) = desk.turn()
    assert desk.fate("1") == ("refused", "cannot be made here")
    assert isinstance(second.word, AnnounceOrder)
    assert second.word.order.lot == "L2"


def test_where_there_is_no_line_the_same_order_is_told_again_with_another_number(
    desk: Desk,
) -> None:
    desk.enter("1")
    desk.enter("2")
    (first,) = desk.turn()
    desk.log.note(first.number, "accepted", desk.clock.wall())
    desk.log.note(first.number, "refused", desk.clock.wall(), "No line", "there is no line")
    (again,) = desk.turn()
    assert again.word == first.word
    assert again.number > first.number


def test_one_that_was_overtaken_is_told_anew_and_a_copy_is_nothing(desk: Desk) -> None:
    desk.enter("1")
    (first,) = desk.turn()
    desk.log.note(first.number, "refused", desk.clock.wall(), "Heard before", "before")
    (again,) = desk.turn()
    assert (again.word, again.number > first.number) == (first.word, True)
    desk.log.note(again.number, "accepted", desk.clock.wall())
    desk.log.note(again.number, "refused", desk.clock.wall(), "Heard before", "before")
    desk.log.note(again.number, "done", desk.clock.wall())
    assert not desk.turn()
    assert desk.fate("1") == ("announced", "")


def test_a_forged_command_s_note_changes_no_fate(desk: Desk) -> None:
    """Whoever forges one can name any number in it."""
    desk.enter("1")
    (first,) = desk.turn()
    desk.log.note(first.number, "refused", desk.clock.wall(), "Not genuine", "a strange key")
    desk.turn()
    assert desk.fate("1") == ("sent", "a strange key")


@pytest.mark.parametrize("body", [{}, {"result": "done"}, {"result": 1, "title": "", "why": ""}])
def test_a_note_that_nobody_understands_changes_nothing(desk: Desk, body: dict[str, Any]) -> None:
    desk.enter("1")
    (first,) = desk.turn()
    known = {"key_id": KEY.key_id, "number": first.number}
    desk.log.tell("centre_command", {**body, **known}, desk.clock.wall())
    desk.turn()
    assert desk.fate("1") == ("sent", "")


def test_late_and_cancelled_ones_are_told_as_such(desk: Desk) -> None:
    soon = (NOON + timedelta(hours=1)).isoformat()
    desk.enter("1", not_after=soon)
    desk.enter("2", not_after=soon)
    assert len(desk.turn()) == 1
    desk.turn(timedelta(hours=1))
    assert desk.fate("1") == ("late", "the station did not hear it in time")
    assert desk.fate("2") == ("late", "its turn did not come in time")
    desk.enter("3")
    assert len(desk.turn()) == 1
    desk.announced(asked("3").order)
    desk.turn()
    desk.log.tell("changeover_cancelled", {"by": "ana"}, desk.clock.wall())
    desk.turn()
    assert desk.fate("3") == ("refused", "ana cancelled it at the station")


def test_what_a_station_heard_while_it_was_cut_off_is_told_when_its_log_comes(desk: Desk) -> None:
    desk.enter("1", not_after=(NOON + timedelta(hours=1)).isoformat())
    (heard,) = desk.turn()
    desk.turn(timedelta(hours=2))
    assert desk.fate("1") == ("late", "the station did not hear it in time")
    for result in ("accepted", "done"):
        desk.log.note(heard.number, result, desk.clock.wall())
    desk.changed(asked("1").order)
    desk.turn()
    assert desk.fate("1") == ("in_force", "")


def test_another_announcement_takes_the_place_of_the_first(desk: Desk) -> None:
    desk.enter("1")
    desk.turn()
    desk.announced(asked("1").order)
    desk.announced(Order("box", "L7"), by="line-plc")
    desk.turn()
    assert desk.fate("1") == ("refused", "line-plc announced another order at the station")


def test_an_order_that_begins_at_once_is_a_change_and_in_force_when_it_is_done(
    desk: Desk,
) -> None:
    desk.enter("1", begins="at_once")
    (heard,) = desk.turn()
    assert heard.word == ChangeOrder(asked("1").order, "erp", OrderSource.MES)
    desk.log.note(heard.number, "accepted", desk.clock.wall())
    desk.log.note(heard.number, "done", desk.clock.wall())
    desk.turn()
    assert desk.fate("1") == ("in_force", "")


@pytest.mark.parametrize("order_of_arrival", list(itertools.permutations(range(3))))
def test_two_desks_at_one_database_send_every_order_once(
    desk: Desk, order_of_arrival: tuple[int, ...]
) -> None:
    for index in order_of_arrival:
        desk.enter(str(index + 1))
    other = OrderDesk(desk.engine, KEY, desk.post, desk.clock)
    desk.clock.after(MINUTE)
    desk.desk.step()
    other.step()
    words = {one.payload for one in desk.post.sent}
    assert len(words) == 1


def test_commands_are_kept_sent_and_followed(desk: Desk) -> None:
    with desk.engine.begin() as connection:
        wanted = Wanted(STATION, StopBelt("mia"), NOON + timedelta(minutes=10))
        number = command(connection, wanted, KEY, NOON)
        with pytest.raises(InvalidInput, match="never says StartBelt"):
            command(connection, Wanted(STATION, StartBelt("mia"), wanted.not_after), KEY, NOON)
    (heard,) = desk.turn()
    assert (heard.word, heard.number) == (StopBelt("mia"), number)
    desk.log.note(number, "accepted", desk.clock.wall())
    desk.log.note(number, "done", desk.clock.wall())
    desk.turn()
    with desk.engine.connect() as connection:
        row = commanding.one_command(connection, KEY.key_id, number)
    assert row.fate == Fate.DONE


def test_an_order_over_mqtt_is_answered_and_told_what_becomes_of_it(desk: Desk) -> None:
    ear = OrderEar(desk.engine, ["mes-1"], desk.post, desk.clock)

    def handed(payload: bytes, source: str = "mes-1") -> list[dict[str, Any]]:
        desk.post.come.append(Heard(f"packwarden/v1/orders/{source}", payload, 0))
        ear.step()
        sent, desk.post.sent = desk.post.sent, []
        assert {one.topic for one in sent} <= {"packwarden/v1/orders/mes-1/answers"}
        return [json.loads(one.payload) for one in sent]

    whole = json.dumps(document("7")).encode()
    for _ in range(2):
        (answer,) = handed(whole)
        assert answer["accepted"]
        assert answer["stations"] == [{"station": STATION, "fate": "waiting"}]
    (answer,) = handed(json.dumps(document("8", lott="L1")).encode())
    assert (answer["number"], answer["accepted"]) == ("8", False)
    assert answer["errors"][0]["pointer"] == "/lott"
    (answer,) = handed(json.dumps(document("9", recipe="tub")).encode())
    assert "no recipe 'tub'" in answer["detail"]
    (answer,) = handed(b"{")
    assert (answer["number"], answer["accepted"]) == (None, False)
    assert handed(whole, source="stranger") == []
    assert count_dead(desk.engine) == 4
    desk.clock.after(MINUTE)
    desk.desk.step()
    desk.changed(asked("7").order)
    desk.post.sent.clear()
    desk.clock.after(MINUTE)
    desk.desk.step()
    for _ in range(2):
        ear.step()
    told = [json.loads(one.payload) for one in desk.post.sent if one.topic.endswith("answers")]
    assert [(one["number"], one["fate"]) for one in told] == [("7", "in_force")]


def count_dead(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(dead_letters)).scalar_one())
