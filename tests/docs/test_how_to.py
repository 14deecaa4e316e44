"""The worked examples of the how-to pages do what the pages say. Camera and gate run through the
contracts of their seams: tests/contract/."""

from contextlib import closing
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge_agent.core.packs import Box, CheckKind, Reason, Verdict
from edge_agent.core.recipe import Check, SurfaceLimits
from edge_agent.core.roles import Role
from edge_agent.inspection.seen_pack import as_taught
from edge_agent.people.office import Office
from edge_agent.settings import load_station
from edge_agent.web.app import ALL_ROUTERS, talking
from edge_agent.web.assembling import Parts, assembled
from edge_agent.web.description import OF_STATION
from edge_agent.web.pages.book import TEMPLATES, TEXTS, Book
from edge_agent.web.shield import Shield
from edge_agent.web.site import Site
from hardware.errors import DeviceLost, DeviceMissing
from hardware.interfaces import Pixels
from simulators.clock import VirtualClock
from tests.docs.page_code import DOCS, blocks, module_of
from tests.line.small_station import box_station
from tests.people.samples import QUICK
from tests.web.visitors import Doors, MovedClock

CAP = Box(20, 20, 30, 30)
BROKER = '\n[uplink.broker]\nhost = "centre"\nport = 8883\n'


# Camera


def test_the_camera_tells_a_folder_that_is_not_there_and_one_that_goes(tmp_path: Path) -> None:
    page = module_of("how-to-camera.md")
    folder = tmp_path / "share"
    settings = page.HotFolderSettings(view="top", type="hot-folder", path=folder)
    camera = page.HotFolderCamera(settings, VirtualClock())
    with pytest.raises(DeviceMissing, match="share is not there"):
        camera.start()
    folder.mkdir()
    camera.start()
    assert camera.next(0.1) is None
    folder.rmdir()
    with pytest.raises(DeviceLost, match="share is gone"):
        camera.next(0.1)


# Gate


def test_the_gate_refuses_news_that_no_controller_says() -> None:
    page = module_of("how-to-gate.md")
    with pytest.raises(DeviceLost, match="no news"):
        page.event_of("burp 3", 0)


# Check


def cap(blue: int, green: int, red: int, light: float = 1.0) -> Pixels:
    """A coloured cap on a grey pack."""
    picture = np.full((70, 70, 3), 128, np.uint8)
    cv2.rectangle(picture, (15, 15), (55, 55), (blue * light, green * light, red * light), -1)
    return picture


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [
        (cap(30, 30, 200), Verdict.OK),
        (cap(30, 30, 200, light=0.9), Verdict.OK),
        (cap(30, 30, 200, light=0.85), Verdict.UNSURE),
        (cap(200, 30, 30), Verdict.NOT_OK),
    ],
)
def test_the_check_tells_a_cap_of_another_colour(seen: Pixels, verdict: Verdict) -> None:
    page = module_of("how-to-check.md")
    check = Check("cap", CheckKind.SURFACE, "top", CAP, SurfaceLimits())
    inspection = page.ColourInspection(check, page.ColourLimits(), [cap(30, 30, 200)])
    result = inspection.inspect(as_taught(seen))
    assert result.verdict is verdict
    assert result.reasons == (() if verdict is Verdict.OK else (Reason.LOOKS_DIFFERENT,))
    assert 0 <= result.score <= 1


# Page


def test_the_page_is_shown_to_who_may_see_it_in_his_language(tmp_path: Path) -> None:
    (html,), (toml,) = blocks("how-to-page.md", "html"), blocks("how-to-page.md", "toml")
    (tmp_path / "addresses.html").write_text(html, encoding="utf-8")
    (tmp_path / "addresses.toml").write_text(toml, encoding="utf-8")
    book = Book(templates=(tmp_path, TEMPLATES), texts=(tmp_path, TEXTS))
    routers = (*ALL_ROUTERS, module_of("how-to-page.md").router)
    app = assembled(Parts("Packwarden", routers, OF_STATION, book, talking))
    (tmp_path / "station").mkdir()
    file = box_station(tmp_path / "station", "g")
    file.write_text(file.read_text() + BROKER)
    settings, clock = load_station(file), MovedClock()
    office = Office(settings.data.folder, settings.station.full_name, clock.wall(), QUICK)
    with closing(Site(settings, office, clock)) as site:
        app.state.site = site
        doors = Doors(office, clock, Shield(app))
        shown = doors.person(Role.ENGINEER).get("/addresses")
        german = doors.person(Role.ENGINEER).get("/addresses", headers={"Accept-Language": "de"})
        assert doors.stranger().get("/addresses").status_code == 303
        assert doors.person(Role.VIEWER).get("/addresses").status_code == 403
    assert shown.status_code == 200
    assert "centre:8883" in shown.text
    assert "With whom this station speaks" in shown.text
    assert "Mit wem diese Station spricht" in german.text


@pytest.mark.parametrize("page", sorted(DOCS.glob("how-to-*.md")), ids=lambda page: page.stem)
def test_every_how_to_says_what_comes_next(page: Path) -> None:
    assert "## Its place among the others" in page.read_text(encoding="utf-8")
