"""Looks into the nets of a bundle before anything opens them."""

from pathlib import Path
from typing import Final

from google.protobuf.message import DecodeError
from onnx import ModelProto

from edge_agent.inspection.bundle import Bundle
from edge_agent.releases.errors import ReleaseRefused
from edge_agent.releases.net_limits import wrong_with

MOST_NET_BYTES: Final = 32 << 20
MOST_TOLD: Final = 3


def refuse_odd_nets(bundle: Bundle) -> None:
    """ReleaseRefused names the file, and what in it may not be."""
    for name in sorted(bundle.manifest.files):
        if name.endswith(".onnx"):
            refuse_odd_net(bundle.folder / name)


def refuse_odd_net(file: Path) -> None:
    size = file.stat().st_size
    if size > MOST_NET_BYTES:
        raise ReleaseRefused(
            f"{file.name} has {size} bytes; a net has at most {MOST_NET_BYTES >> 20} MB"
        )
    try:
        model = ModelProto.FromString(file.read_bytes())
    except DecodeError as error:
        raise ReleaseRefused(f"{file.name} is no ONNX net: {error}") from error
    wrong = [what for what, _ in zip(wrong_with(model), range(MOST_TOLD), strict=False)]
    if wrong:
        raise ReleaseRefused(f"{file.name} {'; '.join(wrong)}")
