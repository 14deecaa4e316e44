"""Roll-outs at a real database: forward step by step, halted by rule, back until everybody is."""

from datetime import timedelta
from typing import Any

import pytest

from deploy.fleet.orders.tables import commands
from deploy.fleet.rollouts.choosing import line_of, ranked
from deploy.fleet.rollouts.desk import RolloutDesk, carry_on
from deploy.fleet.rollouts.plan import Plan, Step
from deploy.fleet.rollouts.starting import By, check_go_on, go_on
from edge_agent.core.errors import Conflict
from edge_agent.core.shadow.tally import TALLY, Compares, Tally, tally_body
from edge_agent.people.trust import Owner, Trust, as_trusted
from edge_agent.uplink.centre_words import read_command
from tests.fleet.rollouts.fleet import KEY, MIA, NEW, OLD, RELEASE, STEPS, Fleet
from tests.samples import NOON

TRUST = Trust((as_trusted(KEY, Owner.CENTRE, "plant-1", NOON),))


def canary_at_work(fleet: Fleet, wrong: float = 0.0, packs: int = 30, **rules: Any) -> str:
    """The canary took it; its name."""
    fleet.start(**rules)
    told = fleet.turn()
    fleet.take(told, packs, wrong)
    return told[0][0]


def test_a_good_release_reaches_everybody_step_by_step(any_fleet: Fleet) -> None:
    fleet = any_fleet
    fleet.start()
    took = []
    for _ in range(200):
        told = fleet.turn()
        fleet.take(told)
        took += [name for name, _, _ in told]
        if fleet.state == "done":
            break
        step = fleet.document.step
        assert len(took) <= (1, 4, 8)[step], "no more than its step says"
    assert fleet.state == "done"
    assert sorted(took) == sorted(fleet.stations)
    assert took[0] == ranked(fleet.stations, NEW)[0]


def test_a_line_keeps_a_station_that_works(fleet: Fleet) -> None:
    """Nobody looks at a pack with the new bundle, so of each line one alone is told."""
    canary_at_work(fleet)
    told = fleet.turn(20)
    while fleet.document.step == 0:
        told = fleet.turn(10)
    fleet.take(told)
    for _ in range(5):
        told = fleet.turn(10)
        if told:
            break
    lines = [line_of(name) for name, _, _ in told]
    assert fleet.document.step == 2
    assert len(lines) == len(set(lines))


def test_a_step_waits_for_packs_and_for_time(fleet: Fleet) -> None:
    name = canary_at_work(fleet, packs=15)
    for _ in range(3):
        assert fleet.turn(10) == [], "too few packs"
    fleet.stations[name].make(10)
    assert len(fleet.turn()) == 3
    assert fleet.document.step == 1


def refused(fleet: Fleet, name: str) -> None:
    fleet.stations[name].refuse("on trial it failed")


def left_by_itself(fleet: Fleet, name: str) -> None:
    fleet.stations[name].leave("station")


def silent(fleet: Fleet, name: str) -> None:
    fleet.stations[name].is_silent = True
    fleet.turn(11)


def stopped(fleet: Fleet, name: str) -> None:
    fleet.stations[name].says["mode"] = "faulted"
    fleet.turn(1)
    fleet.turn(16)


def worse(fleet: Fleet, name: str) -> None:
    fleet.stations[name].make(40, 0.5)


@pytest.mark.parametrize(
    ("happens", "rule"),
    [
        (left_by_itself, "went_back"),
        (silent, "silent"),
        (stopped, "stopped"),
        (worse, "more_not_ok"),
    ],
)
def test_it_halts_by_rule_and_everybody_goes_back(fleet: Fleet, happens: Any, rule: str) -> None:
    name = canary_at_work(fleet, packs=5)
    fleet.turn()
    happens(fleet, name)
    told = [one for one in fleet.turn() if one[1] == "ReturnBundle"] or list(returns(fleet))
    assert (fleet.state, fleet.rule) == ("halted", rule)
    halted = fleet.document.halted
    assert halted is not None
    assert halted.station == name
    if rule == "went_back":
        assert told == [], "it is back already"
        return
    fleet.stations[name].is_silent = False
    fleet.go_back(told)
    assert fleet.turn() == []
    assert fleet.at(name) == "back"
    assert {one.state.value for one in fleet.document.stations} == {"back", "waiting"}


def returns(fleet: Fleet) -> Any:
    """Commands to go back that were given in a turn before."""
    with fleet.engine.connect() as connection:
        for row in connection.execute(commands.select()):
            if row.word == "ReturnBundle":
                yield row.station, row.word, row.number


def test_a_refusal_halts_unless_it_is_tolerated(fleet: Fleet) -> None:
    fleet.start()
    ((name, _, number),) = fleet.turn()
    fleet.stations[name].follow(number)
    refused(fleet, name)
    assert fleet.turn() == []
    assert (fleet.state, fleet.rule, fleet.at(name)) == ("halted", "refused", "refused")


def test_who_may_refuse_is_left_as_it_is_and_another_takes_its_place(fleet: Fleet) -> None:
    fleet.start(refusals=1)
    ((name, _, number),) = fleet.turn()
    fleet.stations[name].follow(number)
    refused(fleet, name)
    ((other, word, _),) = fleet.turn()
    assert (other != name, word, fleet.state) == (True, "TakeBundle", "running")


def test_a_station_that_only_has_it_ready_is_told_to_leave_it(fleet: Fleet) -> None:
    """The word names the bundle, so that the station loses nothing else."""
    fleet.start(Plan(steps=STEPS[1:]))
    told = fleet.turn()
    ready, at_work = told[0], told[1:]
    fleet.stations[ready[0]].follow(ready[2])
    fleet.stations[ready[0]].offer()
    fleet.take(at_work, 60, 0.5)
    back = fleet.turn()
    assert {name for name, _, _ in back} == {name for name, _, _ in told}
    with fleet.engine.connect() as connection:
        rows = {row.number: bytes(row.sealed) for row in connection.execute(commands.select())}
    for name, _, number in back:
        word = read_command(rows[number], name, TRUST, fleet.clock.wall()).word
        assert getattr(word, "bundle_sha256", None) == NEW
    fleet.turn()
    assert fleet.at(ready[0]) == "returning"
    fleet.go_back(back)
    fleet.turn()
    assert fleet.document.counts == {"back": 4, "waiting": 4}
    assert fleet.stations[ready[0]].runs == OLD


def test_halted_what_was_not_heard_is_not_sent_any_more(fleet: Fleet) -> None:
    fleet.start(Plan(steps=STEPS[1:]))
    told = fleet.turn()
    fleet.take(told[:1], 60, 0.5)
    fleet.turn()
    fleet.turn()
    assert fleet.state == "halted"
    assert {fleet.fate(number) for _, _, number in told[1:]} == {"late"}
    assert fleet.turn(60) == [], "nobody is told to take it any more"


def test_who_does_not_answer_is_told_again_until_he_is_back(fleet: Fleet) -> None:
    name = canary_at_work(fleet, 0.5, 60)
    ((back, word, number),) = fleet.turn()
    assert (back, word) == (name, "ReturnBundle")
    fleet.stations[name].follow(number)
    assert fleet.turn() == [], "it begins anew with its next order"
    ((again, word, later),) = fleet.turn(31)
    assert (again, word, later > number) == (name, "ReturnBundle", True)
    fleet.stations[name].note(later, "refused", "No line", "there is no line")
    fleet.go_back(fleet.turn())
    fleet.turn()
    assert fleet.at(name) == "back"


def test_a_lost_order_is_given_again_and_a_station_that_is_away_is_passed_over(
    fleet: Fleet,
) -> None:
    first = ranked(fleet.stations, NEW)[0]
    fleet.stations[first].is_silent = True
    fleet.clock.at += timedelta(minutes=5)
    fleet.start()
    ((name, _, number),) = fleet.turn()
    assert name == ranked(fleet.stations, NEW)[1]
    ((same, _, later),) = fleet.turn(11)
    assert (same, later > number) == (name, True)


def test_a_centre_that_dies_amid_it_decides_the_same_again(any_fleet: Fleet) -> None:
    fleet = any_fleet
    canary_at_work(fleet, 0.5, 60)
    fleet.clock.at += timedelta(minutes=1)
    for station in fleet.stations.values():
        station.say()
    dying = fleet.engine.connect()
    dying.begin()
    carry_on(dying, fleet.number, KEY, fleet.clock.wall())
    dying.rollback()
    dying.close()
    assert fleet.state == "running"
    assert list(fleet.new_commands()) == []
    fleet.desk = RolloutDesk(fleet.engine, KEY, fleet.clock)
    told = fleet.turn()
    assert (fleet.state, [word for _, word, _ in told]) == ("halted", ["ReturnBundle"])


def test_two_desks_at_one_database_give_every_order_once(any_fleet: Fleet) -> None:
    fleet = any_fleet
    fleet.start(Plan(steps=STEPS[1:]))
    fleet.clock.at += timedelta(minutes=1)
    for desk in (fleet.desk, RolloutDesk(fleet.engine, KEY, fleet.clock)):
        desk.step()
    assert len(list(fleet.new_commands())) == 4


def test_going_on_waits_until_all_are_back_and_begins_at_the_canary(fleet: Fleet) -> None:
    canary_at_work(fleet, 0.5, 60)
    back = fleet.turn()
    with fleet.engine.begin() as connection, pytest.raises(Conflict, match="not back yet"):
        check_go_on(connection, fleet.number)
    fleet.go_back(back)
    fleet.turn()
    with fleet.engine.begin() as connection:
        row = check_go_on(connection, fleet.number)
        go_on(connection, row, By(MIA, fleet.clock.wall(), "another film", ""))
    told = fleet.turn()
    assert [word for _, word, _ in told] == ["TakeBundle"]
    fleet.take(told, 30)
    fleet.turn()
    assert (fleet.state, fleet.document.step) == ("running", 0)


def test_a_station_is_in_one_roll_out_at_a_time(fleet: Fleet) -> None:
    fleet.start()
    with pytest.raises(Conflict, match=r"is in roll-out \d+; a station has one at a time"):
        fleet.start()


def test_the_shadow_is_looked_at_before_anybody_takes_it(fleet: Fleet) -> None:
    shadow = Step(kind="shadow", stations=1, packs=50, minutes=5)
    fleet.start(Plan(steps=(shadow, *STEPS)), most_different=0.2)
    ((name, word, number),) = fleet.turn()
    assert word == "ShadowBundle"
    station = fleet.stations[name]
    station.follow(number)
    station.tell("shadow_began", name=RELEASE, bundle_sha256=NEW, by="mia")
    tally = Tally(Compares(NEW, OLD, "tray", "demonstration"), packs=60, same=58, stricter=2)
    station.tell(TALLY, **tally_body(tally))
    ((taken, word, number),) = fleet.turn(10)
    assert (taken, word) == (name, "TakeBundle"), "who let it look on is the canary"
    assert fleet.document.stations[0].shadow is not None


def test_a_shadow_that_judges_otherwise_too_often_ends_it(fleet: Fleet) -> None:
    shadow = Step(kind="shadow", stations=1, packs=50, minutes=5)
    fleet.start(Plan(steps=(shadow, *STEPS)), most_different=0.2)
    ((name, _, number),) = fleet.turn()
    fleet.stations[name].follow(number)
    tally = Tally(Compares(NEW, OLD, "tray", "demonstration"), packs=60, same=10, stricter=50)
    fleet.stations[name].tell(TALLY, **tally_body(tally))
    assert [word for _, word, _ in fleet.turn()] == ["EndShadow"]
    assert (fleet.state, fleet.rule) == ("halted", "shadow_differs")
