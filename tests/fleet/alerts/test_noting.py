"""What needs somebody is kept once, and each channel hears it in its own time. Both databases."""

from datetime import timedelta

from sqlalchemy import Engine

from deploy.fleet.alerts.concerns import Concern, concerns_now
from deploy.fleet.alerts.noting import FLICKERS, KEPT, SETTLED, Untold, note, tell, untold
from deploy.fleet.alerts.tables import concerns
from deploy.fleet.pulses.beating import Pulse
from edge_agent.core.reasons.languages import Language
from tests.fleet.sent import say
from tests.people.samples import NOW
from tests.web.visitors import MovedClock

AT_ONCE = timedelta()


def a_concern(name: str) -> Concern:
    return Concern(name, "warning", dict.fromkeys(Language, name), "/")


def noted(engine: Engine, after: timedelta, *names: str) -> None:
    with engine.begin() as connection:
        note(connection, [a_concern(name) for name in names], NOW + after)


def for_channel(engine: Engine, channel: str, after: timedelta, heard: bool = True) -> Untold:
    with engine.begin() as connection:
        found = untold(connection, channel, NOW + after, AT_ONCE)
        if heard:
            tell(connection, channel, found, NOW + after)
    return found


def test_each_channel_hears_each_once(engine: Engine) -> None:
    noted(engine, AT_ONCE, "a", "b")
    noted(engine, timedelta(seconds=5), "a", "b")
    assert len(for_channel(engine, "ops", AT_ONCE).new) == 2
    assert not for_channel(engine, "ops", AT_ONCE)
    assert len(for_channel(engine, "mail", AT_ONCE, heard=False).new) == 2
    assert len(for_channel(engine, "mail", AT_ONCE).new) == 2


def test_over_is_told_to_who_heard_that_it_began(engine: Engine) -> None:
    noted(engine, AT_ONCE, "a")
    for_channel(engine, "ops", AT_ONCE)
    noted(engine, timedelta(seconds=5))
    assert not for_channel(engine, "ops", timedelta(seconds=6))
    (over,) = for_channel(engine, "ops", SETTLED + timedelta(seconds=5)).over
    assert over.sentences[Language.DE] == "a"
    assert not for_channel(engine, "ops", SETTLED + timedelta(seconds=5))


def test_what_began_and_was_over_while_nobody_listened_is_told_as_one(engine: Engine) -> None:
    noted(engine, AT_ONCE, "a")
    noted(engine, timedelta(seconds=5))
    late = timedelta(hours=1)
    (told,) = for_channel(engine, "ops", late).new
    assert told.over_at is not None
    assert not for_channel(engine, "ops", late)


def test_what_comes_again_soon_is_the_same(engine: Engine) -> None:
    noted(engine, AT_ONCE, "a")
    noted(engine, timedelta(seconds=5))
    noted(engine, FLICKERS, "a")
    assert len(for_channel(engine, "ops", FLICKERS).new) == 1
    noted(engine, FLICKERS + timedelta(seconds=5))
    noted(engine, 3 * FLICKERS, "a")
    assert len(for_channel(engine, "ops", 3 * FLICKERS).new) == 1


def test_old_ones_go(engine: Engine) -> None:
    noted(engine, AT_ONCE, "a")
    for_channel(engine, "ops", AT_ONCE)
    noted(engine, timedelta(seconds=5))
    noted(engine, KEPT + timedelta(minutes=1))
    with engine.connect() as connection:
        assert connection.execute(concerns.select()).all() == []


def test_everything_is_looked_at(engine: Engine) -> None:
    clock = MovedClock()
    say(engine, clock.at)
    Pulse(engine, "letters", clock).beat("no broker")
    clock.at += timedelta(minutes=11)
    with engine.connect() as connection:
        found = concerns_now(connection, clock.at, timedelta(minutes=10), 0.93)
    assert [one.name for one in found] == ["silent milan/line-1/top", "part letters", "disk"]
