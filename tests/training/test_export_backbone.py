"""The backbone that ships is the one that the published weights give, bit by bit."""

import hashlib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

from edge_agent.core.errors import NotFound
from edge_agent.inspection.bundle import BASE_BUNDLE
from edge_agent.inspection.own_reader import facts_of

pytest.importorskip("torch")

from training.export_backbone import MODEL, PACKAGE, SOURCE, export_backbone, weights_file


def installed() -> bool:
    try:
        distribution(PACKAGE)
    except PackageNotFoundError:
        return False
    return True


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(not installed(), reason="the published weights are not installed")
def test_the_same_weights_give_the_file_that_ships(tmp_path: Path) -> None:
    facts = export_backbone(tmp_path)
    assert facts["parity"] <= 1e-4
    content = (tmp_path / MODEL).read_bytes()
    assert hashlib.sha256(content).hexdigest() == facts_of(BASE_BUNDLE / MODEL)["sha256"]


@pytest.mark.skipif(installed(), reason="the published weights are installed")
def test_without_the_weights_it_is_told_what_installs_them() -> None:
    with pytest.raises(NotFound, match=str(SOURCE["package"])):
        weights_file()
