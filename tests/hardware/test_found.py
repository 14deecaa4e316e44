"""What is there is found by its lasting name, and nothing is opened."""

from pathlib import Path

from hardware.clock import RealClock
from hardware.found import Found, gige_cameras, serial_ports, usb3_devices, v4l2_cameras
from simulators.gige.peer import GigePeer

ADDRESS = "127.0.0.41"


def test_a_camera_with_several_nodes_is_found_once_and_by_number(tmp_path: Path) -> None:
    for number, index in (("10", "0"), ("2", "0"), ("3", "1")):
        node = tmp_path / f"video{number}"
        node.mkdir()
        (node / "index").write_text(f"{index}\n")
        (node / "name").write_text("HD camera\n")
    assert v4l2_cameras(tmp_path) == (Found("2", "HD camera"), Found("10", "HD camera"))
    assert v4l2_cameras(tmp_path / "none") == ()


def test_an_adapter_is_found_once_by_the_name_that_stays_longest(tmp_path: Path) -> None:
    for folder, names in (("by-id", ["usb-uno"]), ("by-path", ["usb-1", "usb-2"])):
        (tmp_path / folder).mkdir()
        for name in names:
            device = "ttyACM0" if name in ("usb-uno", "usb-1") else "ttyUSB0"
            (tmp_path / device).touch()
            (tmp_path / folder / name).symlink_to(tmp_path / device)
    found = serial_ports(tmp_path)
    assert [Path(one.where).name for one in found] == ["usb-uno", "usb-2"]
    assert [one.what for one in found] == ["ttyACM0", "ttyUSB0"]


def test_a_gige_camera_answers_the_discovery_with_maker_and_model() -> None:
    peer = GigePeer("top", ADDRESS, 64, 48)
    try:
        peer.wait_until_ready()
        found = gige_cameras(RealClock(), (ADDRESS,))
    finally:
        peer.close()
    assert found == (Found(ADDRESS, "Packwarden PlantCamera"),)


def test_where_no_camera_answers_none_is_found() -> None:
    assert gige_cameras(RealClock(), ("127.0.0.42",)) == ()


class Listed:
    """As Aravis lists devices."""

    def get_n_devices(self) -> int:
        return 2

    def get_device_protocol(self, index: int) -> str:
        return ("GigEVision", "USB3Vision")[index]

    def get_device_id(self, index: int) -> str:
        return f"device-{index}"

    def get_device_model(self, index: int) -> str:
        return f"model {index}"


def test_of_aravis_only_usb_cameras_are_taken_the_others_answer_by_themselves() -> None:
    assert list(usb3_devices(Listed())) == [Found("device-1", "model 1")]
