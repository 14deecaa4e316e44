from hypothesis import given
from hypothesis import strategies as st

from edge_agent.core.ledger import Ledger
from edge_agent.core.packs import Outcome


@given(st.lists(st.sampled_from(Outcome), max_size=50))
def test_every_pack_is_counted_once_and_under_its_outcome(outcomes: list[Outcome]) -> None:
    ledger = Ledger()
    for outcome in outcomes:
        ledger = ledger.saw()
        assert not ledger.adds_up
        assert ledger.on_belt == 1
        ledger = ledger.ended(outcome)
        assert ledger.adds_up
    assert ledger.seen == len(outcomes)
    for outcome in Outcome:
        assert getattr(ledger, outcome.value) == outcomes.count(outcome)


def test_a_pack_that_ends_twice_does_not_add_up() -> None:
    ledger = Ledger().saw().ended(Outcome.PASSED).ended(Outcome.PASSED)
    assert not ledger.adds_up
