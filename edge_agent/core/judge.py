"""From the answers of all checks to the verdict of the pack.

not_ok if any check is, else unsure if any is or has no answer, else ok. A GS1 code and the print of
the same pack must also agree with each other, whichever views they were seen in.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from edge_agent.core.errors import InvalidInput
from edge_agent.core.expected_print import compare_print, expected_text
from edge_agent.core.gs1 import elements, expiry_of
from edge_agent.core.order import Order
from edge_agent.core.packs import CheckKind, CheckResult, PackVerdict, Reason, Verdict
from edge_agent.core.recipe import PrintLimits, Recipe

NO_ANSWER_SCORE = 0.5
"""Defect score of a check that was never answered."""
SURE = 1.0
"""Confidence of a reading whose check was not unsure."""
LEARNED = frozenset({Reason.LEARNED_DEFECT, Reason.PERHAPS_DEFECT})
"""What is said of the looks of a line, and not of its text."""


def judge(recipe: Recipe, checks: Sequence[CheckResult]) -> PackVerdict:
    """The verdict of one pack; a check of the recipe without a result counts as unsure."""
    unanswered = {check.name for check in recipe.checks} - {check.name for check in checks}
    disagree = print_and_code_disagree(recipe, checks)
    verdicts = [check.verdict for check in checks]
    scores = [check.score for check in checks]
    reasons = [reason for check in checks for reason in check.reasons]
    if unanswered:
        verdicts.append(Verdict.UNSURE)
        scores.append(NO_ANSWER_SCORE)
        reasons.append(Reason.NO_PICTURE)
    if disagree:
        verdicts.append(Verdict.NOT_OK)
        scores.append(1.0)
        reasons.append(Reason.CODE_PRINT_DISAGREE)
    return PackVerdict(
        worst(verdicts), max(scores, default=0.0), tuple(dict.fromkeys(reasons)), tuple(checks)
    )


def worst(verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict of the whole; nothing known at all is unsure."""
    for verdict in (Verdict.NOT_OK, Verdict.UNSURE, Verdict.OK):
        if verdict in verdicts:
            return verdict
    return Verdict.UNSURE


def print_and_code_disagree(recipe: Recipe, checks: Sequence[CheckResult]) -> bool:
    """True when a line that was read well says another lot or expiry than a GS1 code does."""
    orders = [coded_order(recipe, check.read or "") for check in checks if is_code(check)]
    return any(
        contradicts(limits, read, order)
        for limits, read in read_lines(recipe, checks)
        for order in orders
    )


def is_code(check: CheckResult) -> bool:
    return check.kind is CheckKind.BARCODE and bool(check.read)


def coded_order(recipe: Recipe, text: str) -> Order:
    """What a GS1 code says, as if it were an order."""
    said = elements(text)
    expiry = expiry_of(said)
    return Order(recipe.name, said.get("10"), date.fromisoformat(expiry) if expiry else None)


def read_lines(recipe: Recipe, checks: Sequence[CheckResult]) -> Iterator[tuple[PrintLimits, str]]:
    """Every printed line that was read well, with what the recipe asks of it."""
    limits = {check.name: check.limits for check in recipe.checks}
    for check in checks:
        asked = limits.get(check.name)
        if isinstance(asked, PrintLimits) and check.read and is_read_well(check):
            yield asked, check.read


def is_read_well(check: CheckResult) -> bool:
    """Also where its looks alone made it unsure."""
    is_by_looks = bool(check.reasons) and LEARNED.issuperset(check.reasons)
    return check.verdict is not Verdict.UNSURE or is_by_looks


def contradicts(limits: PrintLimits, read: str, order: Order) -> bool:
    try:
        expected = expected_text(limits, order)
    except InvalidInput:  # the code does not hold all that stands in this line
        return False
    return compare_print(expected, read, SURE, limits).verdict is Verdict.NOT_OK
