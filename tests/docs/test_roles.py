"""The table of who may do what in docs/engineers.md is the one in the code."""

from pathlib import Path

import pytest

from edge_agent.core.roles import RULES, Act, Proof, Role

PAGE = (Path(__file__).parents[2] / "docs" / "engineers.md").read_text(encoding="utf-8")


def row_of(act: Act) -> str:
    rule = RULES[act]
    yes = "1 of 2" if rule.two_persons else "yes"
    cells = [yes if role in rule.by else "" for role in Role]
    proof = "" if rule.proof is Proof.SESSION else rule.proof.value
    return "| " + " | ".join([rule.does, *cells, proof]) + " |"


@pytest.mark.parametrize("act", Act)
def test_every_act_has_its_row(act: Act) -> None:
    assert row_of(act) in PAGE.splitlines()


def test_the_table_has_no_other_rows_and_names_the_roles_in_their_order() -> None:
    table = PAGE.split("## Who may do what", 1)[1].split("\n\n")[2].splitlines()
    roles = [role.value.replace("_", " ") for role in Role]
    assert table[0] == "| " + " | ".join(["act", *roles, "asks again for"]) + " |"
    assert table[2:] == [row_of(act) for act in Act]
