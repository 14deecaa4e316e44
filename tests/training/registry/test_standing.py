"""What may follow from how the aliases of a model stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.registry.errors import AliasTaken, NotRegistered
from training.registry.standing import (
    ASSIGNED,
    NONE,
    Alias,
    Standing,
    assigned,
    gone_back,
    promoted,
)

CANDIDATE, CHALLENGER, CHAMPION, PREVIOUS = Alias


def test_a_challenger_becomes_champion_and_the_champion_previous() -> None:
    after = promoted(Standing({CHAMPION: 1, CHALLENGER: 3, CANDIDATE: 4, PREVIOUS: 7}))
    assert after == Standing({CHAMPION: 3, PREVIOUS: 1, CANDIDATE: 4})


def test_the_first_champion_has_none_before_it() -> None:
    assert promoted(Standing({CHALLENGER: 1})) == Standing({CHAMPION: 1})


def test_going_back_takes_every_alias_from_who_was_champion_and_leads_back_once() -> None:
    after = gone_back(Standing({CHAMPION: 3, PREVIOUS: 1}))
    assert after == Standing({CHAMPION: 1})
    with pytest.raises(NotRegistered, match="no previous"):
        gone_back(after)


def test_nobody_is_promoted_without_a_challenger() -> None:
    with pytest.raises(NotRegistered, match="no challenger"):
        promoted(Standing({CHAMPION: 1, CANDIDATE: 2}))


@pytest.mark.parametrize("alias", [CHAMPION, PREVIOUS])
def test_champion_and_previous_are_not_given_away(alias: Alias) -> None:
    with pytest.raises(AliasTaken, match="promote a challenger"):
        assigned(NONE, alias, 1)
    with pytest.raises(AliasTaken, match=f"version 1 is {alias}"):
        assigned(Standing({alias: 1}), CANDIDATE, 1)


@given(st.lists(st.tuples(st.sampled_from(["assign", "promote", "back"]), st.integers(1, 4))))
def test_whatever_is_done_no_version_has_two_aliases_and_a_champion_stays(
    acts: list[tuple[str, int]],
) -> None:
    standing, had_champion = NONE, False
    for act, number in acts:
        try:
            if act == "assign":
                standing = assigned(standing, ASSIGNED[number % 2], number)
            else:
                standing = promoted(standing) if act == "promote" else gone_back(standing)
        except (AliasTaken, NotRegistered):
            continue
        had_champion = had_champion or act == "promote"
        assert len(set(standing.versions.values())) == len(standing.versions)
        assert (CHAMPION in standing.versions) is had_champion
