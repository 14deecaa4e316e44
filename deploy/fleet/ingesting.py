"""One ingestor as a process of its own: hears a broker and stores, until it is told to end.

Any number of them work on one database. With shared subscriptions (MQTT 5) each letter goes to one
of them; one that dies takes nothing with it, for what it had not acknowledged is sent again.
"""

from collections.abc import Callable
from contextlib import ExitStack
from random import Random
from typing import Final

from deploy.fleet.database import opened
from deploy.fleet.ending import until_signalled
from deploy.fleet.ingest import Ingest
from deploy.fleet.listening import Listening, ear
from deploy.fleet.pulses.beating import Pulse
from deploy.fleet.settings import CentreSettings
from edge_agent.core.errors import NotFound
from edge_agent.people.keys import SigningKey
from edge_agent.service_notices import ServiceNotices
from edge_agent.uplink.topics import RECORDS
from hardware.interfaces import Clock

REST_NS: Final = 5_000_000
PART: Final = "ingest"


def run_ingestor(
    settings: CentreSettings,
    clock: Clock,
    tell: Callable[[str], None],
    is_shared: bool,
    notices: ServiceNotices | None = None,
) -> None:
    """NotFound without a [broker] table or a key; DatabaseAway, SchemaAhead at the start.

    notices: towards a service manager, where there is one.
    """
    notices = notices or ServiceNotices(clock)
    if settings.broker is None:
        raise NotFound("centre.toml has no [broker] table; an ingestor hears a broker")
    with ExitStack() as open_now:
        ended = open_now.enter_context(until_signalled())
        engine = open_now.enter_context(opened(settings.centre.database_url, clock.wall()))
        key = SigningKey.load(settings.centre.places.key)
        post = ear(settings.broker, clock, Random(), key if is_shared else None, (RECORDS,))
        open_now.callback(post.stop)
        post.start()
        pulse = Pulse(engine, PART, clock)
        open_now.callback(pulse.end)
        listening = Listening(Ingest(engine), post, key, clock)
        tell(f"Ingesting from {settings.broker.address} (end with Ctrl-C)")
        notices.ready()
        turn(listening, pulse, notices, ended)
        notices.stopping()


def turn(
    listening: Listening, pulse: Pulse, notices: ServiceNotices, ended: Callable[[], bool]
) -> None:
    """A group that is under way is finished, and answered."""
    sums, clock = listening.sums, pulse.clock
    while not ended():
        notices.alive()
        if not listening.step():
            clock.sleep_until_ns(clock.now_ns() + REST_NS)
        trouble = sums.trouble or listening.post.trouble
        pulse.beat(trouble, {"stored": sums.stored, "again": sums.again, "dead": sums.dead})
