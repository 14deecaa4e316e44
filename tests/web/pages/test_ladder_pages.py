"""The three pages for every role, with and without packs; the ladder is told anew only for news."""

import re

import pytest

from edge_agent.core.roles import Role
from edge_agent.store.events import EventStore
from tests.evidence.gate_folders import CHECK, Folder
from tests.samples import NOON
from tests.web.evidence_folders import record_shadow_run
from tests.web.visitors import Served

PAGES = ("/autonomy", "/thresholds", "/whatif")
PARTS = (f"/autonomy/gate/{CHECK}/act_always", f"/thresholds/of/{CHECK}", "/autonomy/ladder")


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_role_sees_every_page_and_part(station: Served, language: str) -> None:
    record_shadow_run(station.site.settings)
    for role in Role:
        visitor = station.person(role)
        for path in (*PAGES, *PARTS):
            answer = visitor.get(path, headers={"Accept-Language": language})
            assert answer.status_code == 200, path
            assert f'lang="{language}"' in answer.text or path in PARTS


@pytest.mark.parametrize("path", [*PAGES, *PARTS])
def test_nobody_is_sent_to_the_sign_in_page(station: Served, path: str) -> None:
    assert station.stranger().get(path).status_code == 303


@pytest.mark.parametrize("path", [*PAGES, *PARTS])
def test_before_the_first_pack_the_pages_are_there_as_well(station: Served, path: str) -> None:
    assert station.person(Role.ENGINEER).get(path).status_code == 200


def test_the_ladder_is_told_again_only_when_something_is_new(station: Served) -> None:
    record_shadow_run(station.site.settings)
    visitor = station.person(Role.ENGINEER)
    found = re.search(r"/autonomy/ladder\?seen=(\w+)", visitor.get("/autonomy").text)
    assert found is not None
    asked = f"/autonomy/ladder?seen={found[1]}"
    assert visitor.get(asked).status_code == 204
    (station.site.folder / "certificates").mkdir()
    (station.site.folder / "certificates" / f"{'0' * 64}.json").write_text("{}")
    assert visitor.get(asked).status_code == 200


def test_the_history_tells_causes_in_the_readers_language(station: Served) -> None:
    with Folder(station.site.folder) as folder:
        fell = {"cause": "gate_lost", "why": "no heartbeat", "checks": [CHECK]}
        folder.event("level_fell", {**fell, "from": "act_always", "to": "recommend"})
        lowered = {"check": CHECK, "check_to": "report", "by": "olga"}
        folder.event("level_lowered", {**lowered, "from": "recommend", "to": "recommend"})
    text = station.person(Role.VIEWER).get("/autonomy", headers={"Accept-Language": "de"}).text
    rows = text.split('class="history"')[1]
    assert "Die Weiche antwortet nicht." in rows
    assert rows.index("Von einem Menschen gesenkt") < rows.index("Von selbst gefallen")
    assert rows.index("Melden") < rows.index("Von selbst gefallen")


def test_labels_that_contradict_are_told_where_they_are_counted(station: Served) -> None:
    record_shadow_run(station.site.settings)
    store = EventStore.open(station.site.folder / "events.db")
    label = {"boot": 1, "pack_no": 1, "defective": True, "source": "challenge", "checks": []}
    store.append("label", label, NOON)
    store.close()
    visitor = station.person(Role.ENGINEER)
    for part in (f"/thresholds/of/{CHECK}", f"/autonomy/gate/{CHECK}/act_always"):
        answer = visitor.get(part)
        assert (answer.status_code, "contradict" in answer.text) == (200, True)
