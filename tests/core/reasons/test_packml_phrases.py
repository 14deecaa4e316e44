"""Every word of PackML is said in every language, and no two alike."""

import pytest

from edge_agent.core.packml.words import PackmlCommand, PackmlMode, PackmlState, StopReason
from edge_agent.core.reasons.languages import Language
from edge_agent.core.reasons.packml_phrases import words_by_number

WORDS = {
    "states": PackmlState,
    "modes": PackmlMode,
    "commands": PackmlCommand,
    "reasons": StopReason,
}


@pytest.mark.parametrize("kind", WORDS)
@pytest.mark.parametrize("language", Language)
def test_every_number_has_its_words_and_no_two_the_same(language: Language, kind: str) -> None:
    said = words_by_number(language)[kind]
    assert set(said) == {one.value for one in WORDS[kind]}
    assert len(set(said.values())) == len(said)
