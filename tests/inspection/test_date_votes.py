from datetime import date

from edge_agent.inspection.date_votes import voted
from edge_agent.inspection.reader import LineReading

TODAY = date(2026, 11, 22)


def reading(text: str, share: float = 0.95, weak: str = "", weak_share: float = 0.2) -> LineReading:
    """All characters are as confident as `share`, those of `weak` less."""
    start = text.find(weak) if weak else len(text)
    shares = tuple(
        weak_share if start <= place < start + len(weak) else share for place in range(len(text))
    )
    return LineReading(text, sum(shares) / len(shares), shares)


def test_a_date_that_two_views_say_alike_is_sure() -> None:
    vote = voted([reading("EXP 24.12.2026"), reading("EXP:24.12.2026", 0.9)], TODAY)
    assert vote.sure
    assert vote.reading.text == "EXP 24.12.2026"


def test_words_beside_a_date_may_be_read_badly() -> None:
    views = [
        reading("86st Betore 24.12.2026", weak="86st Betore"),
        reading("B6st 8efore 24/12/2026", weak="B6st 8efore"),
    ]
    assert voted(views, TODAY).sure


def test_one_view_alone_is_never_sure() -> None:
    vote = voted([reading("24.12.2026"), reading("Z4 1Z", 0.6)], TODAY)
    assert vote.dated
    assert not vote.sure


def test_views_that_disagree_leave_doubt() -> None:
    views = [reading("24.12.2026"), reading("24.12.2026"), reading("24.12.2025", 0.9)]
    assert not voted(views, TODAY).sure


def test_a_weak_digit_in_the_date_leaves_doubt() -> None:
    views = [reading("24.12.2026", weak="6", weak_share=0.3)] * 2
    assert not voted(views, TODAY).sure


def test_two_dates_of_one_line_do_not_contradict_each_other() -> None:
    assert voted([reading("01.01.2026 24.12.2026")] * 2, TODAY).sure


def test_a_line_without_a_date_is_its_surest_reading() -> None:
    vote = voted([reading("L24A113", 0.7), reading("L24A118", 0.9)], TODAY)
    assert not vote.dated
    assert vote.reading.text == "L24A118"
