"""A picker that goes on until its process is ended."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from deploy.fleet.database import opened
from deploy.fleet.errors import DatabaseAway
from deploy.fleet.feedback.picking_round import Picker
from deploy.fleet.pulses.beating import Pulse
from deploy.fleet.settings import CentreSettings
from edge_agent.people.keys import read_private
from hardware.interfaces import Clock

PART: Final = "labels"
AN_HOUR_NS: Final = 3_600_000_000_000
AGAIN_NS: Final = 60_000_000_000
"""After the database was away."""
LOOK_NS: Final = 200_000_000


@contextmanager
def opened_picker(settings: CentreSettings, clock: Clock) -> Iterator[Picker]:
    """DatabaseAway; NotFound without the centre's key, by which draws go."""
    places = settings.centre.places
    with opened(settings.centre.database_url, clock.wall()) as engine:
        key = read_private(places.key)
        yield Picker.of(engine, places.pictures, settings.feedback, key)


def pick_hourly(
    picker: Picker, clock: Clock, tell: Callable[[str], None], ended: Callable[[], bool]
) -> None:
    pulse, trouble, due_ns = Pulse(picker.engine, PART, clock), "", clock.now_ns()
    while not ended():
        if clock.now_ns() >= due_ns:
            now_trouble = tried(picker, clock)
            if now_trouble and now_trouble != trouble:
                tell(f"nothing was picked: {now_trouble}")
            trouble = now_trouble
            due_ns = clock.now_ns() + (AGAIN_NS if trouble else AN_HOUR_NS)
        pulse.beat(trouble or None)
        clock.sleep_until_ns(clock.now_ns() + LOOK_NS)
    pulse.end()


def tried(picker: Picker, clock: Clock) -> str:
    """What was wrong; empty where nothing was."""
    try:
        picker.round(clock.wall())
    except DatabaseAway as error:
        return str(error)
    return ""
