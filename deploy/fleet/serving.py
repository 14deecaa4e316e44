"""The processes of a centre: each of them alone, and all of them for one computer.

`fleet serve` starts the others as processes of their own and starts anew what dies. Where one
computer does not suffice, each is started where it shall run, and records are taken by any number
of `fleet ingest --shared` beside them.
"""

import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Final, Protocol

from sqlalchemy import Engine

from deploy.fleet.alerts.channels import channels_of
from deploy.fleet.alerts.desk import AlertDesk, Sender
from deploy.fleet.carriers.folder_hub import FolderHub
from deploy.fleet.corresponding import KINDS, Correspondence
from deploy.fleet.database import open_database, opened
from deploy.fleet.ending import LOOK_S, Ended, rest, until_signalled
from deploy.fleet.listening import ear
from deploy.fleet.orders.from_mqtt import OrderEar, order_link
from deploy.fleet.pulses.beating import Pulse
from deploy.fleet.pulses.parts import parts_of
from deploy.fleet.retaining_daily import DailyRetaining
from deploy.fleet.settings import CentreSettings
from edge_agent.children import Child, Wanted
from edge_agent.core.errors import NotFound
from edge_agent.people.keys import SigningKey
from edge_agent.service_notices import ServiceNotices
from edge_agent.uplink.carriers.carried_post import CarriedPost
from edge_agent.uplink.topics import RECORDS
from hardware.interfaces import Clock
from hardware.letters import Post

LOOK_NS: Final = 5_000_000_000
LONGEST_END_S: Final = 20.0
NO_WAY: Final = "centre.toml has no [broker] and no [letter_folder]; stations come by HTTPS alone"


class Runs(Protocol):
    def run(self, ended: Ended) -> None: ...


def serve_all(
    file: Path,
    settings: CentreSettings,
    clock: Clock,
    tell: Callable[[str], None],
    notices: ServiceNotices,
    without_records: bool = False,
) -> None:
    """Until it is interrupted. What is wrong with the settings is told before anything starts.

    without_records: ingestors elsewhere take them.
    """
    open_database(settings.centre.database_url, clock.wall()).dispose()
    SigningKey.load(settings.centre.places.key)
    with ExitStack() as open_now:
        ended = open_now.enter_context(until_signalled())
        wanted = processes(file, settings, without_records)
        open_now.callback(close_together, [Child(one, clock, tell) for one in wanted])
        tell(f"Centre {settings.centre.name}: {settings.web.address} (end with Ctrl-C)")
        notices.ready()
        while not ended():
            notices.alive()
            clock.sleep_until_ns(clock.now_ns() + round(LOOK_S * 1e9))
        notices.stopping()


def close_together(children: Sequence[Child]) -> None:
    """Each takes its time to end, and a service manager's patience is bounded."""
    with ThreadPoolExecutor(len(children)) as closers:
        list(closers.map(Child.close, children))


def processes(file: Path, settings: CentreSettings, without_records: bool = False) -> list[Wanted]:
    begin = [sys.executable, "-m", "edge_agent", "fleet"]
    end = ["--centre", str(file), "--until-input-ends"]
    more = {"retain": ["--daily"], "labels": ["pick", "--hourly"]}
    if without_records:
        more["letters"] = ["--without-records"]
    return [
        Wanted(
            f"fleet {name}", [*begin, name, *more.get(name, ()), *end], longest_end_s=LONGEST_END_S
        )
        for name in parts_of(settings)
    ]


def serve_letters(
    settings: CentreSettings, clock: Clock, ended: Ended, without_records: bool = False
) -> None:
    """By the broker and by the folder, each in a thread. NotFound where there is neither, or no
    key."""
    with opened(settings.centre.database_url, clock.wall()) as engine, ExitStack() as open_now:
        key = SigningKey.load(settings.centre.places.key)
        posts = list(opened_posts(settings, clock, open_now, without_records))
        if not posts:
            raise NotFound(NO_WAY)
        all_of_them: list[Runs] = [
            Correspondence(engine, settings.centre.places, key, post, clock) for post in posts
        ]
        all_of_them += order_ears(settings, engine, clock, open_now)
        side_by_side(all_of_them, ended)


def side_by_side(all_of_them: Sequence[Runs], ended: Ended) -> None:
    """Each in a thread. Where one ends of itself, all do, and whoever started this process starts
    it anew: a way that is heard no more shall not go unnoticed."""
    one_ended = threading.Event()

    def run(one: Runs) -> None:
        try:
            one.run(lambda: one_ended.is_set() or ended())
        finally:
            one_ended.set()

    threads = [threading.Thread(target=run, args=(one,)) for one in all_of_them]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def opened_posts(
    settings: CentreSettings, clock: Clock, open_now: ExitStack, without_records: bool
) -> Iterator[Post]:
    if settings.broker is not None:
        kinds = [kind for kind in KINDS if not (without_records and kind == RECORDS)]
        link = ear(settings.broker, clock, Random(), names=kinds)
        open_now.callback(link.stop)
        link.start()
        yield link
    if settings.letter_folder is not None:
        post = CarriedPost(FolderHub(settings.letter_folder.path), clock, Random())
        open_now.callback(post.stop)
        post.start()
        yield post


def order_ears(
    settings: CentreSettings, engine: Engine, clock: Clock, open_now: ExitStack
) -> Iterator[Runs]:
    """Where systems of the plant may hand orders in over the broker."""
    sources = settings.orders.mqtt_sources
    if settings.broker is not None and sources:
        link = order_link(settings.broker, sources, clock, Random())
        open_now.callback(link.stop)
        link.start()
        yield OrderEar(engine, sources, link, clock)


def serve_alerts(settings: CentreSettings, clock: Clock, ended: Ended) -> None:
    """Looks every few seconds what needs somebody. A receiver that hangs holds up no other
    process."""
    centre = settings.centre
    with opened(settings.centre.database_url, clock.wall()) as engine:
        sender = Sender(centre.name, settings.web.shown_address, centre.folder)
        channels = channels_of(settings.alerts)
        desk = AlertDesk(engine, settings.alerts, sender, channels, clock)
        pulse = Pulse(engine, "alerts", clock)
        while not ended():
            desk.step()
            pulse.beat(desk.trouble)
            rest(clock, LOOK_NS, ended)
        pulse.end()


def serve_retaining(
    settings: CentreSettings, clock: Clock, tell: Callable[[str], None], ended: Ended
) -> None:
    """Once a day."""
    with opened(settings.centre.database_url, clock.wall()) as engine:
        daily = DailyRetaining(engine, settings, clock, tell)
        while not ended():
            daily.step()
            rest(clock, LOOK_NS, ended)
        daily.pulse.end()
