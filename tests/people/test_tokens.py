from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from edge_agent.core.errors import Conflict, InvalidInput, NotFound
from edge_agent.core.roles import Act, Machine, Scope, may
from edge_agent.people.database import PeopleFile
from edge_agent.people.errors import SignInRefused
from edge_agent.people.tokens import MachineTokens
from tests.people.samples import NOW, later

MONTH = later(days=30)


@pytest.fixture
def tokens(tmp_path: Path) -> Iterator[MachineTokens]:
    file = PeopleFile(tmp_path / "people.db")
    yield MachineTokens(file)
    file.close()


def test_a_token_is_its_machine_with_its_scopes_until_its_end(tokens: MachineTokens) -> None:
    token = tokens.issue("mes", {Scope.ORDERS, Scope.STATE}, MONTH, NOW)
    actor = tokens.present(token, later(days=29)).actor
    assert actor == Machine("mes", frozenset({Scope.ORDERS, Scope.STATE}))
    assert may(actor, Act.CHANGE_ORDER)
    for now in (MONTH, later(seconds=-1)):
        with pytest.raises(SignInRefused):
            tokens.present(token, now)


def test_a_revoked_or_unknown_token_is_nobody(tokens: MachineTokens) -> None:
    token = tokens.issue("mes", {Scope.STATE}, MONTH, NOW)
    tokens.revoke("mes")
    for wrong in (token, "", "pwm_", token[:-1]):
        with pytest.raises(SignInRefused):
            tokens.present(wrong, NOW)
    with pytest.raises(NotFound):
        tokens.revoke("mes")


@pytest.mark.parametrize(
    ("name", "scopes", "until"),
    [
        ("mes", set(), MONTH),
        ("mes", {Scope.CONSOLE}, MONTH),
        ("mes", {Scope.STATE, Scope.CONSOLE}, MONTH),
        ("mes", {Scope.STATE}, NOW),
        ("mes", {Scope.STATE}, later(days=367)),
        ("console", {Scope.STATE}, MONTH),
        ("MES", {Scope.STATE}, MONTH),
    ],
)
def test_a_token_that_may_too_much_or_lasts_too_long_is_refused(
    tokens: MachineTokens, name: str, scopes: set[Scope], until: datetime
) -> None:
    with pytest.raises(InvalidInput):
        tokens.issue(name, scopes, until, NOW)


def test_a_name_is_given_once_and_what_was_issued_can_be_listed(tokens: MachineTokens) -> None:
    tokens.issue("mes", {Scope.STATE}, MONTH, NOW)
    with pytest.raises(Conflict):
        tokens.issue("mes", {Scope.STATE}, MONTH, NOW)
    (issued,) = tokens.issued()
    assert (issued.name, issued.scopes) == ("mes", frozenset({Scope.STATE}))
    assert (issued.issued_at, issued.until) == (NOW, MONTH)
