"""What a panel says of every state of a line; above all that it never says too much."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from edge_agent.control.line_state import BypassState, Lately, LineState, Trouble
from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.autonomy.standing import Suspension
from edge_agent.core.ledger import Ledger
from edge_agent.core.packml.view import PackmlView
from edge_agent.core.packs import Action, Level
from edge_agent.core.reasons.languages import Language
from edge_agent.web.live.panel_state import AnswerGiven, PanelState, document, panel_of
from edge_agent.web.live.words import Kind, Word, word_of
from edge_agent.web.pages.texts import texts_of
from tests.web.live.samples import a_recommendation, a_running_line, an_asking_line

NONE_LATELY = Lately(0.0, 0, 0, None, None, None, ())


def panel(
    state: LineState | None, language: Language = Language.EN, has_gate: bool = True
) -> PanelState:
    return panel_of(state, has_gate, (), texts_of("live", language))


STATES: list[tuple[Word, dict[str, Any], str]] = [
    (Word.RUNNING, {}, ""),
    (Word.CAMERA_LOST, {"lost_cameras": {"top": "x"}}, "Packs are NOT being inspected."),
    (Word.CAMERA_LOST, {"troubles": (Trouble(Cause.CAMERA_FAULT, "x"),)}, "NOT being inspected"),
    (Word.FAULTED, {"gate_trouble": "no heartbeat"}, "The gate does not answer."),
    (Word.FAULTED, {"troubles": (Trouble(Cause.ENCODER_TROUBLE, "x"),)}, "encoder"),
    (
        Word.FAULTED,
        {"gate_trouble": "no heartbeat", "belt_stops": ("level fell",)},
        "The gate does not answer. An acting level fell: the belt waits",
    ),
    (Word.BYPASS, {"bypass": BypassState("anna", 1500)}, "anna lets packs go on"),
    (Word.DEMOTED, {"hands_over": True, "belt_stops": ("level fell",)}, "accepts the lower one"),
    (Word.HELD, {"belt_stops": ("hold 77",)}, "Pack 77 is unsure"),
    (Word.HELD, {"belt_stops": ("no_answer 78",)}, "Nobody has answered for pack 78"),
    (Word.HELD, {"belt_stops": ("bin full",)}, "bin is full"),
    (Word.HELD, {"belt_stops": ("packml",)}, "told to stand: see Diagnostics"),
    (Word.HELD, {"belt_stops": ("a thing of tomorrow",)}, "“a thing of tomorrow”"),
    (Word.STOPPED, {"belt_stops": ("person",)}, "A person has stopped the belt."),
    (Word.SUSPENDED, {"belt_mm_per_s": 0.0}, "the belt starts"),
    (
        Word.SUSPENDED,
        {"belt_mm_per_s": 0.0, "packml": PackmlView(is_blocked=True)},
        "look upstream",
    ),
    (Word.STARTING, {"ledger": Ledger(), "lately": NONE_LATELY}, "No pack has come yet."),
    (Word.WAITING, {"lately": NONE_LATELY}, "No pack has come for a minute."),
]


@pytest.mark.parametrize(("word", "changes", "why"), STATES)
def test_each_state_has_its_word_and_says_why(
    word: Word, changes: dict[str, Any], why: str
) -> None:
    told = panel(a_running_line(**changes))
    assert told.word is word
    assert why in told.why


def test_packs_on_their_way_to_the_first_end_are_packs() -> None:
    on_belt = a_running_line(ledger=Ledger(seen=2), lately=NONE_LATELY)
    assert word_of(on_belt, has_gate=True) is Word.RUNNING


def test_without_a_line_nothing_is_claimed() -> None:
    told = panel(None)
    assert (told.word, told.kind) == (Word.NO_DATA, Kind.ALARM)
    assert (told.level, told.counters, told.chips, told.asked) == (None, None, (), ())


def test_the_gravest_word_wins() -> None:
    everything: dict[str, Any] = {}
    for word, changes, _ in reversed(STATES[1:]):
        everything |= changes
        assert word_of(a_running_line(**everything), has_gate=True) is word


AGAINST_RUNNING: dict[str, some.SearchStrategy[Any]] = {
    "lost_cameras": some.just({"top": "x"}),
    "troubles": some.sampled_from(Cause).map(lambda cause: (Trouble(cause, "x"),)),
    "gate_trouble": some.sampled_from(["", "x"]),
    "hands_over": some.just(True),
    "bypass": some.floats(0, 3600).map(lambda left_s: BypassState("anna", left_s)),
    "belt_stops": some.tuples(some.text(max_size=12)),
    "belt_mm_per_s": some.floats(-10, 0),
}


@given(some.fixed_dictionaries({}, optional=AGAINST_RUNNING).filter(bool))
def test_whatever_speaks_against_it_it_is_never_said_to_run(changes: dict[str, Any]) -> None:
    state = a_running_line(**changes)
    for language in Language:
        told = document(panel(state, language), {})
        assert told["word"] != "running"
        assert told["shown"]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("word", Word)
def test_every_word_is_said_in_every_language(word: Word, language: Language) -> None:
    assert texts_of("live", language)(f"word_{word}")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("cause", Cause)
def test_every_trouble_is_told_in_every_language_and_shown_as_a_chip(
    cause: Cause, language: Language
) -> None:
    told = panel(a_running_line(troubles=(Trouble(cause, "x"),)), language)
    [wrong] = [chip for chip in told.chips if chip.kind is Kind.ALARM]
    assert wrong.shape == "✕"
    assert wrong.why == told.why


def test_chips_name_the_camera_that_is_lost() -> None:
    state = a_running_line(lost_cameras={"bottom": "x"})
    state = replace(state, identity=replace(state.identity, views=("top", "bottom")))
    shown = {chip.shown: chip.kind for chip in panel(state).chips}
    assert (shown["CAM top"], shown["CAM bottom"]) == (Kind.NORMAL, Kind.ALARM)


def test_a_station_without_a_gate_has_no_belt_to_speak_of() -> None:
    told = panel(a_running_line(belt_mm_per_s=0.0), has_gate=False)
    assert told.word is Word.RUNNING
    assert not {"gate", "belt"} & {chip.name for chip in told.chips}


def test_a_lowered_level_is_marked_until_it_is_restored() -> None:
    fell = Suspension(Cause.GATE_LOST, "x", Level.RECOMMEND, is_over=True)
    for state, lowered in ((a_running_line(), False), (a_running_line(suspensions=(fell,)), True)):
        level = panel(state).level
        assert level is not None
        assert level.is_lowered is lowered


def test_what_is_asked_is_said_shortly_in_the_readers_language() -> None:
    [english], [german] = (panel(an_asking_line(7), one).asked for one in Language)
    assert (english.asks, english.confirm, english.override) == (
        "REJECT it",
        "reject it",
        "let it pass",
    )
    assert english.because[0].seen == "Print “lot”: it reads “L1” (“1” instead of “2”)."
    assert (german.asks, german.sentence) == ("AUSSCHLEUSEN", "Aus gutem Grund.")


def test_packs_are_asked_about_in_the_order_of_the_line() -> None:
    assert [one.pack_no for one in panel(an_asking_line(9, 8, 11)).asked] == [9, 8, 11]


def test_a_score_that_is_no_number_can_be_told() -> None:
    unknown = replace(a_recommendation().checks[0], score=None)
    state = a_running_line(recommendations=(a_recommendation(checks=(unknown,)),))
    assert panel(state).asked[0].because[0].sure == "it could be either"


def rates(seen: int, rejected: int, last: int, last_rejected: int) -> LineState:
    lately = Lately(146.0, last, last_rejected, None, None, None, ())
    ledger = Ledger(seen=seen, passed=seen - rejected, rejected=rejected)
    return a_running_line(ledger=ledger, lately=lately)


def test_the_band_is_what_chance_makes_of_the_share_before() -> None:
    counters = panel(rates(10_500, 205, 500, 5)).counters
    assert counters is not None
    assert counters.usual_from == pytest.approx(0.02 - 3 * (0.02 * 0.98 / 500) ** 0.5)
    assert counters.usual_to == pytest.approx(0.02 + 3 * (0.02 * 0.98 / 500) ** 0.5)
    assert (counters.reject_rate, counters.is_unusual) == (0.01, False)


@pytest.mark.parametrize(("last_rejected", "is_unusual"), [(1, False), (19, False), (20, True)])
def test_only_what_chance_does_not_make_is_unusual(last_rejected: int, is_unusual: bool) -> None:
    counters = panel(rates(10_500, 200 + last_rejected, 500, last_rejected)).counters
    assert counters is not None
    assert counters.is_unusual is is_unusual


def test_nothing_is_called_usual_after_a_few_packs() -> None:
    counters = panel(rates(699, 10, 500, 8)).counters
    assert counters is not None
    assert (counters.usual_from, counters.is_unusual) == (None, False)


def test_other_parts_add_to_what_is_told() -> None:
    answers = [AnswerGiven(3, Action.PASS, "anna")]
    told = panel_of(a_running_line(), True, answers, texts_of("live", Language.EN))
    added = document(told, {"review_count": 21})
    assert added["answers"] == [{"pack_no": 3, "action": "pass", "person": "anna"}]
    assert added["review_count"] == 21
