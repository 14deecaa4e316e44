"""What the package brings for cameras and control rooms works from its own folder alone.

Under the hardest rule of its sandbox: no memory is both written and run. The kernel keeps it here
(from Linux 6.3 on) as the service manager does there.
"""

import subprocess
from pathlib import Path

import pytest

pytestmark = [pytest.mark.release, pytest.mark.slow, pytest.mark.timeout(3600)]

PROJECT = Path(__file__).resolve().parents[2]
LONGEST_BUILD_S = 1800
LONGEST_LOOK_S = 600
SANDBOX = """
import ctypes
PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN = 65, 1
ctypes.CDLL(None).prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0)
"""
ONE_PICTURE = """
from hardware.clock import RealClock
def look(camera):
    camera.start()
    frame = camera.next(60.0)
    camera.stop()
    return frame.pixels.shape
"""
BASLER = """
from hardware.cameras.basler import BaslerCamera
from hardware.cameras.basler_settings import BaslerCameraSettings
print(look(BaslerCamera(BaslerCameraSettings(view="top", type="basler"), RealClock())))
"""
GENTL = """
from pathlib import Path
import genicam
from hardware.cameras.gentl import GentlCamera
from hardware.cameras.gentl_settings import GentlCameraSettings
producer = Path(genicam.__file__).parent / "viky.cti"
asked = GentlCameraSettings(view="top", type="gentl", producer=producer, serial="0", fps=10.0)
print(look(GentlCamera(asked, RealClock())))
"""
OPCUA = "from edge_agent.uplink.opcua.part import OpcuaPart; print(OpcuaPart.__name__)"


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of the package, unpacked in a folder and not installed."""
    folder = tmp_path_factory.mktemp("package")
    build = PROJECT / "deploy" / "edge" / "build_deb.sh"
    subprocess.run([str(build), str(folder)], check=True, timeout=LONGEST_BUILD_S)
    (package,) = folder.glob("packwarden_*.deb")
    unpacking = ["dpkg-deb", "--extract", str(package), str(folder / "root")]
    subprocess.run(unpacking, check=True, timeout=LONGEST_BUILD_S)
    (python,) = (folder / "root").glob("usr/lib/packwarden/*/bin/python3")
    return python


def said(python: Path, program: str) -> str:
    ended = subprocess.run(
        [str(python), "-I", "-c", program],
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST_LOOK_S,
        env={"PATH": "/usr/bin:/bin", "PYLON_CAMEMU": "1"},
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


def test_baslers_library_gives_a_picture(python: Path) -> None:
    assert said(python, SANDBOX + ONE_PICTURE + BASLER) == "(1040, 1024, 3)"


def test_a_makers_producer_gives_a_picture(python: Path) -> None:
    assert said(python, SANDBOX + ONE_PICTURE + GENTL).endswith(", 3)")


def test_the_server_for_a_control_room_is_there(python: Path) -> None:
    assert said(python, SANDBOX + OPCUA) == "OpcuaPart"
