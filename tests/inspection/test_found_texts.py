from edge_agent.inspection.found_texts import FoundText, joined, merged
from edge_agent.inspection.quads import Quad


def at(x: float, y: float, width: float, height: float = 20) -> Quad:
    return ((x, y), (x + width, y), (x + width, y + height), (x, y + height))


def word(text: str, x: float, y: float, width: float, confidence: float = 0.9) -> FoundText:
    return FoundText(text, confidence, at(x, y, width))


def texts(found: tuple[FoundText, ...]) -> list[str]:
    return [one.text for one in found]


def test_a_date_split_into_words_becomes_one_text() -> None:
    words = [word("2021", 95, 2, 40), word("MAR", 0, 0, 50), word("04", 60, 1, 25)]
    (line,) = joined(words)
    assert line.text == "MAR 04 2021"
    assert line.quad[0] == (0, 0)
    assert line.quad[2] == (135, 22)


def test_words_of_other_lines_columns_and_sizes_stay_apart() -> None:
    words = [word("LOT 7", 0, 0, 60), word("L8", 70, 30, 30), word("9", 160, 0, 20)]
    large = FoundText("500", 0.9, at(64, -20, 90, 60))
    assert sorted(texts(joined([*words, large]))) == ["500", "9", "L8", "LOT 7"]


def test_words_without_any_digit_stay_apart() -> None:
    assert len(joined([word("milk", 0, 0, 40), word("sugar", 45, 0, 50)])) == 2


def test_text_that_runs_down_is_joined_along_its_own_direction() -> None:
    upper: Quad = ((20, 0), (20, 50), (0, 50), (0, 0))
    lower: Quad = ((20, 58), (20, 90), (0, 90), (0, 58))
    (line,) = joined([FoundText("12.", 0.9, upper), FoundText("2026", 0.8, lower)])
    assert line.text == "12. 2026"


def test_of_two_finds_of_one_place_the_surer_and_longer_one_stays() -> None:
    weak, strong = word("2O26", 0, 0, 80, 0.6), word("24.12.2026", 2, 1, 80, 0.95)
    assert texts(merged([weak], [strong])) == ["24.12.2026"]
    assert texts(merged([strong], [weak])) == ["24.12.2026"]
    assert len(merged([strong], [word("L7", 200, 0, 30)])) == 2
