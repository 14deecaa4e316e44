from pathlib import Path

import pytest

from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.errors import NotFound, SettingsError
from edge_agent.core.keeping import Keep, PictureFormat
from edge_agent.core.packs import Level
from edge_agent.settings import in_force, load_station, settings_hash
from hardware.settings import FileCameraSettings, OpenCvCameraSettings

STATION = """\
[station]
site = "plant-1"
line = "line-2"
name = "tray-top"
recipe = "recipe"
ceiling = "recommend"

[[cameras]]
view = "top"
type = "files"
path = "pictures"

[order]
lot = "L123"
expiry = 2026-12-24
gtin = "4006381333931"

[data]
keep = "all"
format = "png"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "recipe").mkdir()
    (tmp_path / "pictures").mkdir()
    return tmp_path


def written(folder: Path, text: str) -> Path:
    file = folder / "station.toml"
    file.write_text(text)
    return file


def refused(folder: Path, old: str, new: str) -> SettingsError:
    assert old in STATION
    with pytest.raises(SettingsError) as caught:
        load_station(written(folder, STATION.replace(old, new)))
    return caught.value


def test_a_station_is_read_with_its_defaults_and_paths_beside_the_file(folder: Path) -> None:
    settings = load_station(written(folder, STATION))
    assert settings.station.ceiling is Level.RECOMMEND
    assert settings.station.recipe == folder / "recipe"
    assert settings.data.folder == folder / "data"
    assert settings.data.picture_policy.keep is Keep.ALL
    assert settings.data.picture_policy.format is PictureFormat.PNG
    (camera,) = settings.cameras
    assert isinstance(camera, FileCameraSettings)
    assert camera.path == folder / "pictures"


def test_an_absolute_path_stays_where_it_is(folder: Path) -> None:
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    settings = load_station(written(folder, STATION.replace('"recipe"', f'"{elsewhere}"')))
    assert settings.station.recipe == elsewhere


def test_an_order_may_stand_in_a_file_of_its_own(folder: Path) -> None:
    text = STATION[: STATION.index("[order]")].replace(
        'ceiling = "recommend"', 'order_file = "order.toml"'
    )
    (folder / "order.toml").write_text('lot = "L7"\nexpiry = 2027-01-31\n')
    order = load_station(written(folder, text)).order
    assert order is not None
    assert order.as_order("tray").lot == "L7"
    (folder / "order.toml").write_text('lot = "L7"\ngtin = "4006381333932"\n')
    with pytest.raises(SettingsError, match=r"order\.toml, line 2: the check digit"):
        load_station(folder / "station.toml")


REFUSALS = [
    ("ceiling =", "cieling =", 6, "did you mean 'ceiling'"),
    ('"recommend"', '"act"', 6, "'report', 'recommend', 'act_when_sure' or 'act_always'"),
    ('"recommend"', '"act_when_sure"', 6, "'pass_all' is refused"),
    ('"recommend"', '"act_always"\nfail_state = "reject_all"', 6, "needs a gate"),
    ('"recommend"', '"report"\nfail_state = "stop_belt"', 7, "needs a gate"),
    ('recipe = "recipe"', 'recipe = "recepi"', 5, "recepi is not there"),
    ('path = "pictures"', 'path = "picture"', 11, "picture is not there"),
    ('type = "files"', 'type = "webcam"', 8, "'files', 'opencv'"),
    ('site = "plant-1"', 'site = "plant/1"', 2, "pattern"),
    ("2026-12-24", '"2026-02-30"', 15, "expiry"),
    ("4006381333931", "4006381333932", 16, "check digit"),
    ("4006381333931", "40063813", 16, "check digit"),
    ("[data]", '[lowering]\ncamera_fault = "act_always"\n[data]', 19, "may not act"),
    ("[data]", '[lowering]\ncamera_falt = "report"\n[data]', 19, "lowering.camera_falt"),
    ("[data]", "[gate_needs.act_always]\nmiss = 0.02\n[data]", 19, "miss 0.02 is milder"),
    ("[data]", "[gate_needs.recommend]\nmiss = 0.01\n[data]", 19, "levels that act"),
    ("[data]", "[gate_needs.act_always]\nmis = 0.001\n[data]", 19, "did you mean 'miss'"),
    ('keep = "all"', "every_good = 0", 19, "greater than or equal to 1"),
    ('name = "tray-top"\n', "", 1, "'station.name' is missing"),
    ('path = "pictures"', 'path = "pictures"\nfps = -1', 12, "greater than 0"),
]


@pytest.mark.parametrize(("old", "new", "line", "says"), REFUSALS)
def test_what_cannot_be_in_force_is_refused_with_its_line(
    folder: Path, old: str, new: str, line: int, says: str
) -> None:
    error = refused(folder, old, new)
    assert error.line == line
    assert says in str(error)


SECOND = '\n[[cameras]]\nview = "{view}"\n{device}\n\n[order]'


def test_a_view_has_one_camera(folder: Path) -> None:
    second = SECOND.format(view="top", device='type = "files"\npath = "pictures"')
    error = refused(folder, "\n[order]", second)
    assert error.line == 14
    assert "there twice" in str(error)


def test_live_cameras_of_several_views_need_a_gate_that_numbers_packs(folder: Path) -> None:
    second = SECOND.format(view="bottom", device='type = "opencv"\ndevice = 0')
    error = refused(folder, "\n[order]", second)
    assert error.line == 13
    assert "one camera" in str(error)


@pytest.mark.parametrize("device", ["0", '"rtsp://camera-1/stream"'])
def test_a_live_camera_is_a_number_or_an_address(folder: Path, device: str) -> None:
    text = STATION.replace('type = "files"', 'type = "opencv"').replace(
        'path = "pictures"', f"device = {device}\nexposure_ms = 0.5"
    )
    (camera,) = load_station(written(folder, text)).cameras
    assert isinstance(camera, OpenCvCameraSettings)
    assert repr(camera.device) == device.replace('"', "'")


def test_a_file_that_is_not_there_is_not_found(folder: Path) -> None:
    with pytest.raises(NotFound):
        load_station(folder / "station.toml")


def test_what_is_in_force_can_be_read_back_and_changes_its_hash(folder: Path) -> None:
    settings = load_station(written(folder, STATION))
    again = load_station(written(folder, in_force(settings)))
    assert again == settings
    assert settings_hash(again) == settings_hash(settings)
    other = load_station(written(folder, STATION.replace("L123", "L124")))
    assert settings_hash(other) != settings_hash(settings)


def test_a_station_says_how_far_it_falls_and_what_its_gates_ask_for(folder: Path) -> None:
    more = """
[lowering]
camera_fault = "report"

[gate_needs.act_when_sure]
false_reject = 0.005
challenges = 6
"""
    settings = load_station(written(folder, STATION + more))
    assert settings.lowerings[Cause.CAMERA_FAULT].to is Level.REPORT
    assert settings.lowerings[Cause.SCORE_DRIFT].to is Level.RECOMMEND
    assert settings.asked_of_gates == {"act_when_sure": {"false_reject": 0.005, "challenges": 6}}
    again = load_station(written(folder, in_force(settings)))
    assert again == settings


def test_the_camera_profile_names_what_changes_the_pictures_and_nothing_else(folder: Path) -> None:
    plain = load_station(written(folder, STATION))
    assert plain.camera_profile == "top: files"
    usb = STATION.replace('type = "files"', 'type = "opencv"').replace(
        'path = "pictures"', "device = 0\nwidth_px = 1280\nheight_px = 960\nexposure_ms = 0.5"
    )
    told = "top: opencv device=0 width_px=1280 height_px=960 exposure_ms=0.5"
    assert load_station(written(folder, usb)).camera_profile == told
    faster = usb.replace("exposure_ms = 0.5", "exposure_ms = 0.5\nfps = 30")
    assert load_station(written(folder, faster)).camera_profile == told
    brighter = usb.replace("exposure_ms = 0.5", "exposure_ms = 0.6")
    assert load_station(written(folder, brighter)).camera_profile != told
