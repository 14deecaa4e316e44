import pytest

from edge_agent.core.nearest_rank import nearest_rank


@pytest.mark.parametrize(
    ("count", "share", "rank"),
    [(1, 0.5, 1), (2, 0.5, 1), (60, 0.0, 1), (60, 0.95, 57), (60, 1.0, 60)],
)
def test_a_quantile_is_a_value_that_was_measured(count: int, share: float, rank: int) -> None:
    assert nearest_rank([float(number) for number in range(1, count + 1)], share) == rank


def test_of_nothing_there_is_none() -> None:
    assert nearest_rank([], 0.5) is None
