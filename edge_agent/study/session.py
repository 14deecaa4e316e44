"""A person judges packs in the terminal: one after the other, blind, and again in each trial.

Nothing tells whether an answer was right. Answers stay; who stops goes on later at the same pack.
"""

from collections.abc import Callable

from edge_agent.core.order import Order
from edge_agent.core.packs import Verdict
from edge_agent.core.study.plan import Answer, Plan, Showing
from edge_agent.study.folder import StudyFolder

KEYS = {"g": Verdict.OK, "d": Verdict.NOT_OK}
STOP = "q"
HELP = "g = good, d = defective, q = stop for now; then Enter"

Ask = Callable[[], str]
"""One line that was typed; empty at the end of the input."""
Tell = Callable[[str], None]


def judge_packs(study: StudyFolder, plan: Plan, appraiser: str, ask: Ask, tell: Tell) -> bool:
    """Asks until all is answered or the person stops; True when all is answered."""
    answers = study.answers(appraiser)
    to_show = study.to_show(plan, appraiser)
    tell(f"{appraiser}: {len(answers)} packs judged, {len(to_show)} to go. {HELP}")
    for showing in to_show:
        verdict = judged(study, plan, appraiser, showing, ask, tell)
        if verdict is None:
            tell(f"Kept. {appraiser} has judged {len(answers)} packs; the same command goes on")
            return False
        answers.append(Answer(showing.trial, showing.pack.name, verdict))
        study.keep(appraiser, answers)
    return True


def judged(
    study: StudyFolder, plan: Plan, appraiser: str, showing: Showing, ask: Ask, tell: Tell
) -> Verdict | None:
    """None when the person stops."""
    with study.shown(appraiser, showing) as files:
        tell(f"Round {showing.trial} of {plan.trials}, pack {showing.place} of {len(plan.packs)}")
        for file in files:
            tell(f"  {file}")
        if showing.pack.order is not None:
            tell(f"  must say {told_order(showing.pack.order)}")
        return answer(ask, tell)


def answer(ask: Ask, tell: Tell) -> Verdict | None:
    while (line := ask()) and (key := line.strip().lower()) != STOP:
        if key in KEYS:
            return KEYS[key]
        tell(f"  {key!r} is no answer: {HELP}")
    return None


def told_order(order: Order) -> str:
    said = {"lot": order.lot, "expiry": order.expiry, "GTIN": order.gtin}
    return ", ".join(f"{name} {value}" for name, value in said.items() if value is not None)
