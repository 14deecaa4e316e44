"""Every item of every gate has its words in every language, and a gauge that tells the truth."""

import pytest

from edge_agent.core.autonomy.gate import Item
from edge_agent.core.packs import Level
from edge_agent.core.reasons.languages import Language
from edge_agent.evidence.gate_report import gate_from_nothing
from edge_agent.web.pages.formats import Formats
from edge_agent.web.pages.gate_words import (
    AT_MOST,
    LEFT_OUT,
    TICK_AT_LEAST,
    TICK_AT_MOST,
    item_words,
    left_out_words,
)
from edge_agent.web.pages.texts import texts_of


def an_item(name: Item, have: object, needed: object, missing: int = 0) -> dict[str, object]:
    said = {"name": name.value, "have": have, "needed": needed, "missing_packs": missing}
    return {**said, "met": missing == 0, "sentence": "as recorded"}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("level", Level)
def test_a_gate_from_nothing_is_told_whole(language: Language, level: Level) -> None:
    texts, formats = texts_of("autonomy", language), Formats(language)
    (check,) = gate_from_nothing(level)["checks"]
    told = [item_words(item, texts, formats) for item in check["items"]]
    assert all(one.name and one.needed for one in told)
    assert sum(not one.is_met for one in told) >= 1


def test_a_bound_below_its_limit_stops_short_of_the_tick() -> None:
    texts, formats = texts_of("autonomy", Language.EN), Formats(Language.EN)
    near = item_words(an_item(Item.MISS, 0.0094, 0.01), texts, formats)
    assert near.gauge is not None
    assert (near.gauge.tick, near.gauge.filled) == (TICK_AT_MOST, 47.0)
    assert (near.have, near.needed) == ("0.94\N{NO-BREAK SPACE}%", "≤ 1.00\N{NO-BREAK SPACE}%")
    far = item_words(an_item(Item.MISS, 0.5, 0.01, 700), texts, formats)
    assert far.gauge is not None
    assert far.gauge.filled == 100
    assert far.missing == "700 more packs"


def test_enough_packs_reach_the_tick_and_too_few_do_not() -> None:
    texts, formats = texts_of("autonomy", Language.DE), Formats(Language.DE)
    enough = item_words(an_item(Item.SHADOW_RUN, 1000, 1000), texts, formats)
    few = item_words(an_item(Item.SHADOW_RUN, 999, 1000, 1), texts, formats)
    assert enough.gauge is not None
    assert few.gauge is not None
    assert few.gauge.filled < TICK_AT_LEAST == enough.gauge.filled
    assert (few.have, few.needed, few.missing) == ("999", "≥ 1.000", "noch 1 Packung")


def test_what_is_a_word_has_no_gauge_and_tells_the_record_where_it_is_not_met() -> None:
    texts, formats = texts_of("autonomy", Language.EN), Formats(Language.EN)
    trouble = an_item(Item.HEALTH, "trouble", "healthy", 1)
    told = item_words(trouble, texts, formats)
    assert (told.have, told.needed, told.gauge) == ("trouble", "healthy", None)
    assert told.recorded == "as recorded"
    assert item_words(an_item(Item.HEALTH, "healthy", "healthy"), texts, formats).recorded == ""


def test_shares_that_must_be_small_are_those_of_errors() -> None:
    assert {Item.FALSE_REJECT, Item.MISS, Item.EXPECTED_MISS, Item.LATE_VERDICTS} == AT_MOST


def test_what_was_left_out_is_told_and_nothing_of_none() -> None:
    texts, formats = texts_of("autonomy", Language.EN), Formats(Language.EN)
    counts = dict.fromkeys(LEFT_OUT, 0)
    assert left_out_words(counts, texts, formats) == []
    first = next(iter(LEFT_OUT))
    assert left_out_words({**counts, first: 7}, texts, formats) == [
        "Left out: 7 packs of another recipe, bundle or camera."
    ]
