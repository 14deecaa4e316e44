import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from edge_agent.core.errors import InvalidInput
from edge_agent.people.names import LONGEST, new_name, normalised


@pytest.mark.parametrize("typed", ["Anna.K", " anna.k ", "ANNA.K", "\uff21nna.k", "anna\uff0ek"])
def test_one_name_has_one_spelling(typed: str) -> None:
    assert new_name(typed) == "anna.k"


@pytest.mark.parametrize("name", ["anna", "zoë", "jürgen_2", "мария", "o-neil.b"])
def test_names_of_many_languages_are_taken(name: str) -> None:
    assert new_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a",
        "x" * 41,
        "anna k",
        "anna\n",
        "anna\x00k",
        "anna<b>",
        "../anna",
        "7anna",
        ".anna",
        "console",
        "CONSOLE",
        "ann\u0430",
        "anna\u200b",
    ],
)
def test_a_name_that_deceives_or_is_none_is_refused(name: str) -> None:
    if name == "anna\n":
        assert new_name(name) == "anna", "white space around a name is not part of it"
        return
    with pytest.raises(InvalidInput):
        new_name(name)


@settings(deadline=None)
@given(some.text(max_size=60))
def test_a_taken_name_is_its_own_normal_form(typed: str) -> None:
    try:
        name = new_name(typed)
    except InvalidInput:
        return
    assert normalised(name) == name == new_name(name)
    assert len(name) <= LONGEST
