"""A new bundle must not let a defect through that the one in use catches."""

import pytest

from edge_agent.core.packs import Verdict
from training.pipeline.bundles_compared import Judgement, Worse, comparison, refuse_worse

OK, NOT_OK, UNSURE = Verdict.OK, Verdict.NOT_OK, Verdict.UNSURE


def judgements(said: str, defect: str | None = None) -> list[Judgement]:
    """Pairs such as `+-`: ok in use, not ok with the new one; `?` is unsure."""
    verdicts = {"+": OK, "-": NOT_OK, "?": UNSURE}
    return [
        Judgement(f"{number}{defect}", defect, verdicts[pair[0]], verdicts[pair[1]])
        for number, pair in enumerate(said.split())
    ]


def test_what_either_bundle_said_is_counted() -> None:
    judged = judgements("++ +- ?+ -?") + judgements("++ -- +- ?-", "lot: smudged")
    document = comparison(judged)
    assert document["pictures"] == 8
    in_use, made = document["in_use"], document["made"]
    assert (in_use["good"], in_use["false_rejects"], in_use["unsure_good"]) == (4, 1, 1)
    assert (made["good"], made["false_rejects"], made["unsure_good"]) == (4, 1, 1)
    assert (in_use["escapes"], made["escapes"]) == (2, 1)
    assert made["escaped"] == ["0lot: smudged"]
    assert document["per_defect"] == {
        "lot: smudged": {"pictures": 4, "escaped_in_use": 2, "escaped_made": 1}
    }
    assert document["good_lost"] == 1
    assert made["escapes_bound"] > 1 / 4


def test_one_new_escape_stops_it_even_where_fewer_escape_in_all() -> None:
    judged = judgements("+- +- +- -+", "lot: damaged")
    assert comparison(judged)["new_escapes"] == ["3lot: damaged"]
    with pytest.raises(Worse, match="1 defective packs that the bundle in use catches"):
        refuse_worse(judged)


def test_an_unsure_pack_that_becomes_ok_is_an_escape_too() -> None:
    with pytest.raises(Worse):
        refuse_worse(judgements("?+", "lot: damaged"))


def test_too_many_good_packs_that_are_lost_stop_it() -> None:
    refuse_worse(judgements(" ".join(["++"] * 9 + ["+?"])))
    with pytest.raises(Worse, match="2 of 10 good packs"):
        refuse_worse(judgements(" ".join(["++"] * 8 + ["+?"] * 2)))


def test_what_escapes_both_stops_nothing() -> None:
    refuse_worse(judgements("++ ++", "lot: damaged"))
