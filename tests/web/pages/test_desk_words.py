"""What the desk calls acts, scopes and tables: each that there is has its words."""

import pytest

from edge_agent.core.reasons.languages import Language
from edge_agent.core.roles import Act, Scope
from edge_agent.station_tables import StationSettings
from edge_agent.web.pages.in_force_page import TABLES, changes, flattened, tables
from edge_agent.web.pages.people_page import ISSUED
from edge_agent.web.pages.texts import texts_of


@pytest.mark.parametrize("act", Act)
def test_every_act_is_called_something_in_the_audit(act: Act) -> None:
    assert f"act_{act}" in texts_of("audit", Language.DE).phrases


def test_every_scope_that_a_token_may_have_is_told() -> None:
    assert set(ISSUED) == set(Scope) - {Scope.CONSOLE}
    told = texts_of("people", Language.EN).phrases
    assert [scope for scope in ISSUED if f"scope_{scope}" not in told] == []


def test_of_every_table_of_the_settings_it_is_told_what_a_change_needs() -> None:
    assert set(TABLES) == set(StationSettings.model_fields)
    told = texts_of("in_force", Language.EN).phrases
    assert [name for name in TABLES if f"change_{name}" not in told] == []


def test_settings_are_compared_key_by_key() -> None:
    cameras = [{"view": "top", "fps": 10}, {"view": "side", "fps": 10}]
    before = flattened({"cameras": cameras, "data": {"keep": "all"}})
    after = flattened({"cameras": [{"view": "top", "fps": 20}], "data": {"keep": "all"}})
    assert [(one.key, one.old, one.new) for one in changes(before, after)] == [
        ("cameras.top.fps", "10", "20"),
        ("cameras.side.view", '"side"', None),
        ("cameras.side.fps", "10", None),
    ]


def test_tables_stand_in_the_order_of_the_page() -> None:
    found = tables("[web]\nport = 8080\n\n[station]\nname = 'box'\n")
    assert found == {"station": {"name": '"box"'}, "web": {"port": "8080"}}
    assert list(found) == ["station", "web"]
