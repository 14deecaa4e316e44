"""The gate on the desk says what another bundle that looks on has shown, and what it would need."""

import pytest

from edge_agent.core.roles import Role
from edge_agent.core.shadow.orders import BEGAN, OFFERED, ORDERED
from edge_agent.core.shadow.tally import TALLY, Compares, Tally, tally_body
from tests.evidence.gate_folders import CHECK, Folder
from tests.web.evidence_folders import BUNDLE, record_shadow_run
from tests.web.visitors import Served

GATE = f"/autonomy/gate/{CHECK}/act_when_sure"
NAME = "base-8.0.1.zip"


def looks_on(station: Served, bundle_sha256: str) -> None:
    record_shadow_run(station.site.settings)
    with Folder(station.site.folder) as folder:
        named = {"name": NAME, "by": "ana", "bundle_sha256": bundle_sha256}
        for kind in (ORDERED, OFFERED, BEGAN):
            folder.event(kind, dict(named))
        compares = Compares(bundle_sha256, BUNDLE, "box", folder.recipe_hash)
        folder.event(TALLY, tally_body(Tally(compares, packs=1_400, same=1_399, stricter=1)))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", (f"With {NAME}, which looks on", "1,400 packs", "No certificate passes")),
        ("de", (f"Mit {NAME}, das mitschaut", "1.400 Packungen", "Kein Zertifikat geht")),
    ],
)
def test_it_is_told_in_the_readers_language(
    language: str, words: tuple[str, ...], station: Served
) -> None:
    looks_on(station, "3f" * 32)
    text = station.person(Role.QUALITY).get(GATE, headers={"Accept-Language": language}).text
    assert all(one in text for one in words)


def test_where_none_looks_on_nothing_is_said(station: Served) -> None:
    record_shadow_run(station.site.settings)
    assert "in-shadow" not in station.person(Role.QUALITY).get(GATE).text


def test_of_the_bundle_in_use_the_gate_itself_says_all(station: Served) -> None:
    looks_on(station, BUNDLE)
    assert "in-shadow" not in station.person(Role.QUALITY).get(GATE).text
