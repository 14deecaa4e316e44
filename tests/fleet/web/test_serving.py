"""A centre's server over TLS: its pages, and stations that post their letters to it."""

import ssl
from contextlib import ExitStack, closing
from pathlib import Path
from random import Random

import httpx
import pytest

from deploy.fleet.carriers.station_tokens import issue_token
from deploy.fleet.searching import Wanted, find_records
from deploy.fleet.web.centre_site import CentreSite
from deploy.fleet.web.serving import by_https, configured
from edge_agent.people.keys import SigningKey
from edge_agent.people.trust import Owner, Trust, as_trusted
from edge_agent.uplink.carriers.carried_post import CarriedPost
from edge_agent.uplink.carriers.https import HttpsCarrier
from edge_agent.uplink_settings import HttpsTable
from hardware.clock import RealClock
from tests.authority import own_authority
from tests.browser.panel import served_by
from tests.fleet.rig import StationRig
from tests.fleet.ways import STATION
from tests.fleet.web.served_centre import opened_centre
from tests.samples import NOON

CLOCK = RealClock()
LIVENESS_NS = 60_000_000_000
STEP_NS = 10_000_000


class PostWay:
    """A station's end alone; the centre is served."""

    answers_soon = True

    def __init__(self, table: HttpsTable) -> None:
        self.table = table

    def station_post(self, seed: int) -> CarriedPost:
        return CarriedPost(HttpsCarrier(self.table), CLOCK, Random(seed))

    def centre_post(self) -> CarriedPost:
        raise AssertionError("the centre is served by `fleet web`")


def test_a_station_that_comes_by_https_is_taken_in_beside_the_pages(tmp_path: Path) -> None:
    own_authority(tmp_path)
    with ExitStack() as open_now:
        plain = open_now.enter_context(opened_centre(tmp_path / "centre", CLOCK))
        (tmp_path / "token").write_text(issue_token(plain.engine, STATION, NOON))
        tls = {"cert_file": tmp_path / "s.pem", "key_file": tmp_path / "s.key"}
        web = plain.settings.web.model_copy(update=tls)
        settings = plain.settings.model_copy(update={"web": web})
        site = CentreSite(settings, plain.office, plain.engine, CLOCK)
        letters = open_now.enter_context(by_https(site))
        address = open_now.enter_context(served_by(configured(site, letters)))
        url = address.replace("http://", "https://")
        table = HttpsTable(url=url, ca_file=tmp_path / "ca.pem", token_file=tmp_path / "token")
        key = SigningKey.load(site.places.key)
        trust = Trust((as_trusted(key, Owner.CENTRE, "plant-1", NOON),))
        station = open_now.enter_context(
            closing(StationRig(tmp_path / "station", PostWay(table), trust))
        )
        station.write(30)
        end_ns = CLOCK.now_ns() + LIVENESS_NS
        while len(find_records(site.engine, Wanted(), 100).records) < 30:
            assert CLOCK.now_ns() < end_ns, "they do not arrive"
            station.uplink.step()
            CLOCK.sleep_until_ns(CLOCK.now_ns() + STEP_NS)
        ready = httpx.get(
            f"{url}/readyz", verify=ssl.create_default_context(cafile=tmp_path / "ca.pem")
        )
        assert ready.json()["status"] == "ready"
        with pytest.raises(httpx.ConnectError, match="certificate"):
            httpx.get(f"{url}/readyz")
