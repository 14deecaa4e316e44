"""Two taps are one word; a word for another line, or one too many, does not reach the line."""

from edge_agent.control.answers import BURST, MOST_UNHEARD, REMEMBERED, WORDS_PER_S, Answers
from edge_agent.control.messages import Say
from edge_agent.core.told import Asked, StartBelt, StopBelt, Told
from tests.control.samples import LINE

S = 1_000_000_000
STOP = StopBelt("anna")


class Said:
    """A line that writes down what it hears, and a page server that does as well."""

    def __init__(self) -> None:
        self.heard: list[Asked] = []
        self.told: list[tuple[str, str | None]] = []
        self.answers = Answers(LINE, self.heard.append)

    def say(self, word_id: str, told: Told = STOP, line: str = LINE, now_ns: int = 0) -> None:
        def tell(one: str, why: str | None) -> None:
            self.told.append((one, why))

        def heard(why: str | None) -> None:
            self.answers.answered(word_id, why)

        self.answers.say(Say(word_id, line, told), tell, heard, now_ns)

    def answer(self, why: str | None = None) -> None:
        """The line hears the oldest."""
        self.heard.pop(0).answer(why)


def test_a_word_is_answered_as_the_line_answers() -> None:
    said = Said()
    said.say("1")
    assert said.told == []
    said.answer("the belt is in use")
    assert said.told == [("1", "the belt is in use")]


def test_a_word_said_twice_reaches_the_line_once_and_both_get_its_answer() -> None:
    said = Said()
    said.say("1")
    said.say("1")
    assert len(said.heard) == 1
    said.answer("too late")
    assert said.told == [("1", "too late"), ("1", "too late")]


def test_a_word_said_again_later_gets_its_first_answer_again() -> None:
    said = Said()
    said.say("1")
    said.answer()
    said.say("1", now_ns=3600 * S)
    assert said.heard == []
    assert said.told == [("1", None), ("1", None)]


def test_another_word_under_the_same_id_is_refused() -> None:
    said = Said()
    said.say("1", StopBelt("anna"))
    said.say("1", StartBelt("anna"))
    assert len(said.heard) == 1
    assert said.told == [("1", "another word was said under this id")]


def test_a_word_for_a_line_that_has_ended_does_not_reach_this_one() -> None:
    said = Said()
    said.say("1", line="another")
    assert said.heard == []
    assert "a line that has ended" in str(said.told[0][1])


def test_a_refused_word_may_be_said_again() -> None:
    said = Said()
    said.say("1", line="another")
    said.say("1")
    assert len(said.heard) == 1


def test_so_many_words_wait_and_no_more() -> None:
    said = Said()
    for number in range(MOST_UNHEARD + 1):
        said.say(str(number))
    assert len(said.heard) == MOST_UNHEARD
    assert "wait to be heard" in str(said.told[-1][1])
    said.answer()
    said.say("after")
    assert len(said.heard) == MOST_UNHEARD


def test_a_flood_of_words_is_thinned_to_what_people_can_say() -> None:
    said, seconds = Said(), 10
    reached = 0
    for number in range(1000 * seconds):
        said.say(str(number), now_ns=number * S // 1000)
        reached += len(said.heard)
        while said.heard:
            said.answer()
    assert reached <= BURST + WORDS_PER_S * seconds
    assert reached >= WORDS_PER_S * seconds - 1


def test_the_last_few_hundred_words_are_remembered_and_no_more() -> None:
    said = Said()
    for number in range(2 * REMEMBERED):
        said.say(str(number), now_ns=number * S)
        said.answer()
    assert len(said.answers.said) == REMEMBERED
    said.say(str(REMEMBERED), now_ns=2 * REMEMBERED * S)
    assert said.heard == []
    said.say("0", now_ns=2 * REMEMBERED * S)
    assert len(said.heard) == 1


def test_what_the_line_still_thinks_about_is_not_forgotten() -> None:
    said = Said()
    said.say("first")
    waiting = said.heard.pop()
    for number in range(2 * REMEMBERED):
        said.say(str(number), now_ns=number * S)
        said.answer()
    waiting.answer(None)
    assert ("first", None) in said.told
