"""How many alarms there are, and when they are too many."""

from datetime import timedelta

from edge_agent.core.alarms.figures import FLOOD, BadActor, Coming, figures_of
from tests.samples import NOON

HOUR = timedelta(hours=1)


def at(minute: float, alarm: str = "gate_lost") -> Coming:
    return Coming(alarm, NOON + timedelta(minutes=minute))


def test_a_quiet_hour_has_no_alarms_and_no_floods() -> None:
    figures = figures_of([], NOON, NOON + HOUR)
    assert (figures.comings, figures.per_window, figures.flood_share) == (0, 0.0, 0.0)


def test_alarms_are_counted_per_ten_minutes() -> None:
    figures = figures_of([at(1), at(2), at(31)], NOON, NOON + HOUR)
    assert (figures.comings, figures.per_window, figures.most_in_window) == (3, 0.5, 2)


def test_more_than_ten_in_ten_minutes_are_a_flood() -> None:
    just_not = [at(minute / 2) for minute in range(FLOOD)]
    assert figures_of(just_not, NOON, NOON + HOUR).flood_share == 0
    assert figures_of([*just_not, at(9)], NOON, NOON + HOUR).flood_share == 1 / 6


def test_the_most_frequent_are_named_first_and_ten_at_most() -> None:
    many = [at(index, f"alarm {index % 12}") for index in range(50)]
    actors = figures_of([*many, at(51, "alarm 3"), at(52, "alarm 3")], NOON, NOON + HOUR).bad_actors
    assert actors[0] == BadActor("alarm 3", 6)
    assert len(actors) == 10


def test_what_came_before_is_left_out() -> None:
    assert figures_of([at(-1), at(61)], NOON, NOON + HOUR).comings == 0
