"""What is old goes once a day, beside a running centre; where it does not, that is told."""

from datetime import timedelta
from pathlib import Path

from deploy.fleet.pulses.beating import Beat, beats
from deploy.fleet.retaining_daily import AGAIN_NS, FIRST_NS, DailyRetaining
from deploy.fleet.searching import Wanted, find_records
from deploy.fleet.web.centre_site import CentreSite
from tests.fleet.sent import send_records
from tests.fleet.web.served_centre import opened_centre
from tests.people.samples import NOW
from tests.samples import a_record
from tests.web.visitors import MovedClock


def later(clock: MovedClock, time_ns: int) -> None:
    clock.at += timedelta(microseconds=time_ns / 1e3)


def beats_of(site: CentreSite) -> list[Beat]:
    with site.reading() as connection:
        return beats(connection)


def test_old_records_go_a_while_after_the_start(tmp_path: Path) -> None:
    clock = MovedClock()
    with opened_centre(tmp_path, clock) as site:
        old = a_record(1, seen_at=NOW - timedelta(days=5 * 365))
        send_records(site.engine, [old, a_record(2, seen_at=NOW)], NOW)
        daily = DailyRetaining(site.engine, site.settings, clock, lambda line: None)
        daily.step()
        assert [(beat.part, beat.trouble) for beat in beats_of(site)] == [("retain", None)]
        assert len(find_records(site.engine, Wanted(), 9).records) == 2
        later(clock, FIRST_NS)
        daily.step()
        (kept,) = find_records(site.engine, Wanted(), 9).records
        assert kept.pack_no == 2
        assert list(site.settings.retention.archive.rglob("*.parquet")) != []


def test_what_cannot_be_put_away_is_told_until_it_is(tmp_path: Path) -> None:
    clock = MovedClock()
    told: list[str] = []
    with opened_centre(tmp_path, clock) as site:
        old = a_record(1, seen_at=NOW - timedelta(days=5 * 365))
        send_records(site.engine, [old], NOW)
        archive = site.settings.retention.archive
        archive.write_text("no folder")
        daily = DailyRetaining(site.engine, site.settings, clock, told.append)
        later(clock, FIRST_NS)
        daily.step()
        (beat,) = beats_of(site)
        assert beat.trouble is not None
        assert told[-1].startswith("what is old was not put away")
        archive.unlink()
        later(clock, AGAIN_NS)
        daily.step()
        (beat,) = beats_of(site)
        assert beat.trouble is None
