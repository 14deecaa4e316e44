"""Two attacks on the models of a line, by somebody who holds the server with the releases.

One changes a released archive. The other has a signing key as well, and releases a net that never
ends. The station's own verification says no to both, and its bundle stays in use.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import onnx
from onnx import TensorProto, helper

from deploy.release.archive import archived
from deploy.release.keys import KeyFolder
from deploy.release.repository import Repository
from edge_agent.core.errors import PackwardenError
from edge_agent.inspection.bundle import Bundle, base_bundle, open_bundle
from edge_agent.inspection.bundle_manifest import CALIBRATION, MANIFEST, FileTable, bundle_sha256
from edge_agent.releases.client import Releases
from edge_agent.releases.slots import Slots
from edge_agent.releases.sources import FolderSource
from hardware.interfaces import Clock

CHANGED: Final = "changed-1.0.0.zip"
ENDLESS: Final = "endless-1.0.0.zip"
BACKBONE: Final = "backbone.onnx"
OPSET: Final = 20
IR_VERSION: Final = 10


@dataclass(frozen=True, slots=True)
class Refused:
    """What became of one release; `why` is None where the station took it."""

    name: str
    why: str | None


class AttackedModels:
    """A repository of releases in a folder, and a station's end of it."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder, self.clock = folder, clock
        self.slots = Slots(folder / "bundles")

    def attacks(self) -> Iterator[Refused]:
        """One after the other, as the station meets them."""
        repository = Repository(
            self.folder / "server", KeyFolder(self.folder / "keys"), self.clock.wall()
        )
        repository.found()
        honest = base_bundle()
        target = repository.add(CHANGED, archived(honest), {"sha256": honest.sha256})
        change(self.folder / "server" / "targets" / f"{target.hashes['sha256']}.{CHANGED}")
        yield self.met(CHANGED)
        endless = with_endless_net(honest, self.folder / "endless")
        repository.add(ENDLESS, archived(endless), {"sha256": endless.sha256})
        yield self.met(ENDLESS)

    def met(self, name: str) -> Refused:
        root = (self.folder / "server" / "metadata" / "1.root.json").read_bytes()
        source = FolderSource(self.folder / "server")
        releases = Releases(self.folder / "releases", root, source)
        try:
            self.slots.prepare(releases.fetch(name, self.clock.wall()))
        except PackwardenError as error:
            return Refused(name, f"{error.title}: {error}")
        return Refused(name, None)

    @property
    def in_use(self) -> Bundle:
        return self.slots.usable()


def change(archive: Path) -> None:
    """One bit in its middle."""
    content = bytearray(archive.read_bytes())
    content[len(content) // 2] ^= 1
    archive.write_bytes(content)


def with_endless_net(bundle: Bundle, folder: Path) -> Bundle:
    """The same bundle, whose backbone counts for ever; its manifest says so truly."""
    shutil.copytree(bundle.folder, folder)
    files = replace_file(folder, BACKBONE, endless_net())
    calibration = json.loads((folder / CALIBRATION).read_bytes())
    calibration["bundle_sha256"] = bundle_sha256(files)
    replace_file(folder, CALIBRATION, json.dumps(calibration).encode())
    return open_bundle(folder)


def replace_file(folder: Path, name: str, content: bytes) -> dict[str, FileTable]:
    """The file and its line in the manifest; gives all lines."""
    (folder / name).write_bytes(content)
    manifest = json.loads((folder / MANIFEST).read_bytes())
    sha256 = hashlib.sha256(content).hexdigest()
    manifest["files"][name] = {"bytes": len(content), "sha256": sha256}
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return {one: FileTable(**table) for one, table in manifest["files"].items()}


def endless_net() -> bytes:
    """A loop without a bound, which is plain ONNX."""
    turn = helper.make_graph(
        [
            helper.make_node("Identity", ["goes_on"], ["goes_on_again"]),
            helper.make_node("Add", ["count", "count"], ["counted"]),
        ],
        "turn",
        [
            helper.make_tensor_value_info("number", TensorProto.INT64, []),
            helper.make_tensor_value_info("goes_on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("count", TensorProto.FLOAT, [1]),
        ],
        [
            helper.make_tensor_value_info("goes_on_again", TensorProto.BOOL, []),
            helper.make_tensor_value_info("counted", TensorProto.FLOAT, [1]),
        ],
    )
    graph = helper.make_graph(
        [
            helper.make_node(
                "Constant", [], ["yes"], value=helper.make_tensor("yes", TensorProto.BOOL, [], [1])
            ),
            helper.make_node("Loop", ["", "yes", "input"], ["output"], body=turn),
        ],
        "endless",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, [1])],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1])],
    )
    opset = [helper.make_opsetid("", OPSET)]
    net = helper.make_model(graph, opset_imports=opset, ir_version=IR_VERSION)
    content: bytes = onnx.ModelProto.SerializeToString(net)
    return content
