"""The simulated operator brings challenge packs when they are asked for, and they count apart."""

from datetime import timedelta

import pytest

from edge_agent.core.autonomy.challenge_plan import Challenge, ChallengePlan
from edge_agent.core.labels import LABEL_EVENT
from edge_agent.core.packs import Level, Outcome
from edge_agent.line.parts import Watching
from hardware.interfaces import Pixels
from simulators.challenges import ChallengeSettings, challenge_plan, made_packs
from simulators.demo import made_for
from simulators.drawing.products import PRODUCTS, TRAY
from simulators.live import LiveView
from simulators.operator import Brought, OperatorSettings
from simulators.results import Challenged, results_of
from simulators.scenario import Scenario, load_scenario
from simulators.scripted import FAULTY, FINE, marked_picture
from simulators.shift import Notes
from simulators.shown_notes import ShownNotes
from tests.line.plants import Shift, one_check_recipe, set_up
from tests.line.troubles import unplug_camera

CHECK = "check view 0"
PLAN = ChallengePlan(
    (Challenge("good"), Challenge("blank", (CHECK,))),
    every=None,
    every_packs=60,
    grace=timedelta(minutes=5),
)


def pictures(mark: int) -> dict[str, Pixels]:
    return {"view 0": marked_picture(mark)}


def challenged(packs: int, level: Level = Level.ACT_ALWAYS, bad: int = FAULTY) -> Shift:
    shift = set_up(packs, level, defect_share=0.0, doubt_share=0.0, watching=Watching(PLAN))
    shift.runner.operator.settings = OperatorSettings(response_s=0.3)
    shift.runner.operator.at_hand = {
        "good": Brought(None, pictures(FINE)),
        "blank": Brought("defect", pictures(bad)),
    }
    return shift


def told(shift: Shift) -> Challenged:
    counted = Challenged()
    for kind, body in shift.notes.events:
        counted = counted.heard(kind, body)
    return counted


def made(shift: Shift) -> list[Outcome]:
    return [
        record.outcome
        for record in shift.records
        if shift.runner.plant.seen_by[record.pack_no].challenge is not None
    ]


def test_what_is_asked_for_is_brought_once_and_caught() -> None:
    shift = challenged(120)
    shift.runner.run()
    assert told(shift) == Challenged(asked=4, caught=4, missed=0)
    assert sorted(made(shift)) == ["passed", "passed", "rejected", "rejected"]
    ledger = shift.runner.line.ledger
    assert ledger.seen == len(shift.records)
    assert ledger.adds_up


def test_a_missed_one_takes_the_level_and_the_operator_does_not_give_it_back() -> None:
    shift = challenged(120, bad=FINE)
    shift.runner.run()
    assert told(shift).missed == 1
    assert shift.runner.line.level is Level.RECOMMEND


def test_below_the_acting_levels_none_is_brought() -> None:
    shift = challenged(60, Level.RECOMMEND)
    shift.runner.run()
    assert told(shift) == Challenged()
    assert made(shift) == []


def test_a_suspension_ends_by_a_caught_pack_and_a_person() -> None:
    shift = challenged(220)
    unplug_camera(shift)
    camera = shift.runner.cameras[0]
    shift.at_s(6.0, lambda now_ns: setattr(camera, "is_unplugged", False))
    shift.runner.run()
    kinds = [kind for kind, _ in shift.notes.events]
    assert kinds.index("level_fell") < kinds.index("lower_level_accepted")
    assert kinds.index("trouble_over") < kinds.index("suspension_cleared")
    assert shift.runner.line.level is Level.ACT_ALWAYS


def test_nobody_lays_a_pack_where_the_gate_would_hit_two() -> None:
    shift = set_up(12, Level.ACT_ALWAYS, {"packs": {"touching_share": 1.0}})
    assert shift.runner.plant.within_reach(0) is None
    alone = set_up(12, Level.ACT_ALWAYS).runner.plant
    first = alone.within_reach(0)
    assert first is not None
    first.taken_off = True
    after = alone.within_reach(0)
    assert after is not None
    assert after.front_mm > first.front_mm


@pytest.mark.parametrize("name", sorted(PRODUCTS))
def test_every_check_of_a_product_has_its_faulty_pack(name: str) -> None:
    product = PRODUCTS[name]
    packs = made_packs(product)
    proven = {check for one in packs for check in one.challenge.checks}
    assert proven == {check.name for check in product.recipe().checks}
    assert [one.defect for one in packs if not one.challenge.defective] == [None]


def test_a_plan_may_be_left_out() -> None:
    plan = challenge_plan(made_packs(TRAY), ChallengeSettings())
    assert (len(plan.challenges), plan.every_packs) == (5, 500)
    none = load_scenario("tray-line").model_copy(
        update={"challenges": ChallengeSettings(every_packs=0)}
    )
    assert made_for(none) == ()


def test_no_pack_is_laid_for_a_check_that_does_not_act() -> None:
    asked = {
        check for one in made_for(load_scenario("tray-panel")) for check in one.challenge.checks
    }
    assert asked == {"sticker", "barcode"}


def test_the_ledger_counts_them_and_no_other_sum_does() -> None:
    shift = challenged(120)
    shift.runner.run()
    plant = shift.runner.plant
    found = results_of(
        Scenario(name="counted", packs=120),
        one_check_recipe(Level.ACT_ALWAYS),
        shift.runner.line.ledger,
        shift.records,
        plant.seen_by,
        plant.packs,
        told(shift),
    )
    assert found.ledger.seen == 120 == found.good + found.defective + len(made(shift))
    assert (found.defective, found.confusion.per_defect) == (0, {})
    assert found.money[0].output == found.good
    assert found.document()["challenges"] == {"asked": 4, "caught": 4, "missed": 0}


def test_what_a_challenge_pack_was_stands_in_its_proof_alone() -> None:
    shift = challenged(40)
    shift.runner.run()
    notes = ShownNotes(LiveView(Level.ACT_ALWAYS, 40), disk := Notes())
    notes.tell_truth(shift.runner.plant.seen_by)
    assert disk.count(LABEL_EVENT) == len(shift.records) - len(made(shift)) == 38
