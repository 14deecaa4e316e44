"""The camera of docs/how-to-camera.md, as it stands there."""

from tests.contract.frame_rigs import OpenRig
from tests.docs.page_code import module_of

RIGS: dict[str, OpenRig] = {"docs_camera": module_of("how-to-camera.md").hot_folder}
