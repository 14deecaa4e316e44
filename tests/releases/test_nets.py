"""A hostile net is refused unopened, or ended where it does no harm."""

import hashlib
import shutil
from pathlib import Path
from random import Random

import pytest
from onnx import ModelProto

from edge_agent.core.errors import PackwardenError
from edge_agent.inspection.bundle import BASE_BUNDLE, base_bundle
from edge_agent.inspection.bundle_manifest import MANIFEST
from edge_agent.releases.errors import ReleaseRefused
from edge_agent.releases.nets import refuse_odd_net, refuse_odd_nets
from edge_agent.releases.trying import try_bundle
from tests.inspection.bundles import change, reseal
from tests.releases.hostile_nets import ENDED_ON_TRIAL, REFUSED_UNOPENED

SHAPE = [2, 1, 79]
"""What the hostile ones answer."""
MUTANTS, MANY_MUTANTS = 300, 10_000


def test_the_nets_that_ship_are_let_through() -> None:
    refuse_odd_nets(base_bundle())


@pytest.mark.parametrize("name", REFUSED_UNOPENED)
def test_a_hostile_net_is_refused_unopened(name: str, tmp_path: Path) -> None:
    file = tmp_path / "reader.onnx"
    file.write_bytes(REFUSED_UNOPENED[name]().SerializeToString())
    with pytest.raises(ReleaseRefused, match=r"reader\.onnx") as refused:
        refuse_odd_net(file)
    assert len(str(refused.value)) < 5_000


@pytest.mark.parametrize("content", [b"", b"\x00", b"no net at all", b"\x0a\xff\xff\xff\xff\x0f"])
def test_what_is_no_net_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "reader.onnx"
    file.write_bytes(content)
    with pytest.raises(ReleaseRefused):
        refuse_odd_net(file)


@pytest.mark.parametrize("name", ENDED_ON_TRIAL)
def test_what_is_allowed_and_still_hostile_is_ended_on_trial(name: str, tmp_path: Path) -> None:
    folder = with_reader(tmp_path, ENDED_ON_TRIAL[name]())
    with pytest.raises(ReleaseRefused, match="on trial"):
        try_bundle(folder)


def with_reader(folder: Path, net: ModelProto) -> Path:
    """The bundle that ships, with another net in the place of its reader, and sealed anew."""
    made = Path(shutil.copytree(BASE_BUNDLE, folder / "bundle"))
    content = net.SerializeToString()
    (made / "reader.onnx").write_bytes(content)
    named = hashlib.sha256(content).hexdigest()
    change(made / "reader.json", lambda told: told.update(sha256=named))
    change(made / MANIFEST, lambda told: told["models"]["reader"]["outputs"][0].update(shape=SHAPE))
    reseal(made)
    return made


def test_the_bundle_that_ships_passes_its_trial() -> None:
    assert try_bundle(BASE_BUNDLE).sha256 == base_bundle().sha256


def test_a_mutated_net_is_refused_or_looked_into(tmp_path: Path) -> None:
    mutate(tmp_path, MUTANTS)


@pytest.mark.release
@pytest.mark.timeout(600)
def test_ten_thousand_mutated_nets_are_refused_or_looked_into(tmp_path: Path) -> None:
    mutate(tmp_path, MANY_MUTANTS)


def mutate(folder: Path, count: int) -> None:
    """Looking into any bytes ends with a word or with none, never in another way."""
    whole, random, refused = base_bundle().file("reader.onnx").read_bytes(), Random(7), 0
    file = folder / "reader.onnx"
    for _ in range(count):
        changed = bytearray(whole[: random.choice((len(whole), random.randrange(len(whole))))])
        for _ in range(random.randrange(1, 20)):
            changed[random.randrange(min(len(changed), 40_000) or 1)] = random.randrange(256)
        file.write_bytes(changed)
        try:
            refuse_odd_net(file)
        except PackwardenError:
            refused += 1
    assert refused > count // 2
