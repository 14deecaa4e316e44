import pytest

from edge_agent.core.keeping import Keep, PicturePolicy, keeps_pictures
from edge_agent.core.packs import Action, Decision, Level, Outcome, Record, Verdict
from tests.samples import a_record

REJECT = Decision(Action.REJECT, "expiry", Level.ACT_ALWAYS, driven=True)
NOTABLE = [
    a_record(verdict=Verdict.NOT_OK),
    a_record(verdict=Verdict.UNSURE),
    a_record(late=True),
    a_record(decision=REJECT),
    a_record(outcome=Outcome.MISSED),
]


@pytest.mark.parametrize("record", NOTABLE)
def test_whatever_is_not_plainly_good_keeps_its_pictures(record: Record) -> None:
    assert keeps_pictures(record, 1, PicturePolicy(every_good=1_000))


def test_of_the_good_every_so_many_th_keeps_its_pictures() -> None:
    policy = PicturePolicy(every_good=4)
    kept = [number for number in range(1, 13) if keeps_pictures(a_record(), number, policy)]
    assert kept == [4, 8, 12]


def test_all_and_none_look_at_nothing() -> None:
    for record in [a_record(), *NOTABLE]:
        assert keeps_pictures(record, 1, PicturePolicy(Keep.ALL))
        assert not keeps_pictures(record, 1, PicturePolicy(Keep.NONE))
