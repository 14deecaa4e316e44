"""The gate before a level: what is there of each thing that it needs, and what is missing. Pure.

Passed only when every item is met. Each item says in one sentence what there is, what is needed
and, where packs are missing, how many.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from edge_agent.core.autonomy.evidence import Evidence, Setting
from edge_agent.core.autonomy.needs import LATE_DELTA, NEEDS, Needs
from edge_agent.core.autonomy.verdict_rules import Thresholds
from edge_agent.core.guarantees.bounds import smallest_count, upper_bound
from edge_agent.core.guarantees.learn_then_test import (
    Chosen,
    TwoThresholds,
    choose_thresholds,
)
from edge_agent.core.guarantees.risk_control import recommend_from
from edge_agent.core.packs import Level
from edge_agent.core.study.result import FULL_PACKS, MODEL, StudyResult, is_acceptable


class Item(StrEnum):
    GOOD_PACKS = "good_packs"
    DEFECTIVE_PACKS = "defective_packs"
    LOTS_OR_DAYS = "lots_or_days"
    FALSE_REJECT = "false_reject"
    MISS = "miss"
    EXPECTED_MISS = "expected_miss"
    STUDY = "study"
    CHALLENGE_PACKS = "challenge_packs"
    SHADOW_RUN = "shadow_run"
    LATE_VERDICTS = "late_verdicts"
    AUDIT = "audit"
    MONITORS = "monitors"
    HEALTH = "health"


@dataclass(frozen=True, slots=True)
class GateItem:
    name: Item
    have: float | str | None
    """Packs, a share, or a word; None where nothing is known."""
    needed: float | str
    missing_packs: int
    """How many more packs it takes, if nothing goes wrong on them."""
    is_met: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class GateReport:
    """Of one check at one level."""

    check: str
    level: Level
    simulated: bool
    """Rests on packs that were drawn; worth nothing for a real camera."""
    items: tuple[GateItem, ...]
    chosen: TwoThresholds | None
    """With their evidence; None where the level promises nothing of them."""

    @property
    def is_passed(self) -> bool:
        return all(item.is_met for item in self.items)

    @property
    def missing_packs(self) -> int:
        """The most that any item lacks: one good pack may serve several."""
        return max(item.missing_packs for item in self.items)

    @property
    def thresholds(self) -> Thresholds | None:
        """Those that keep the level's promise; None where none do, or where it makes none."""
        if self.chosen is None:
            return None
        ok_up_to, not_ok_from = self.chosen.ok_up_to.threshold, self.chosen.not_ok_from.threshold
        if ok_up_to is None or not_ok_from is None:
            return None
        return Thresholds(ok_up_to, not_ok_from)


def gate(evidence: Evidence, level: Level, needs: Needs | None = None) -> GateReport:
    """What the level needs of this check; `needs` where a station asks for more than usual."""
    needs = NEEDS[level] if needs is None else needs
    chosen = None
    if needs.promise is not None:
        chosen = choose_thresholds(evidence.calibration, needs.promise)
    items = (
        *packs_items(evidence, needs),
        *threshold_items(evidence, needs, chosen),
        *trial_items(evidence, needs),
        *watch_items(evidence, needs),
    )
    return GateReport(evidence.check, level, evidence.calibration.simulated, items, chosen)


# Packs with confirmed truth


def packs_items(evidence: Evidence, needs: Needs) -> Iterator[GateItem]:
    calibration = evidence.calibration
    goods, defects = len(calibration.goods), len(calibration.defects)
    if needs.fewest_good:
        yield counted(Item.GOOD_PACKS, goods, needs.fewest_good, "good packs with confirmed truth")
    if needs.fewest_defective:
        what = "packs confirmed defective for this check"
        yield counted(Item.DEFECTIVE_PACKS, defects, needs.fewest_defective, what)
    if needs.blocks:
        have = calibration.blocks
        what = "lot or day" if have == 1 else "different lots or days"
        sentence = enough(have, needs.blocks, f"{what} among the packs")
        yield GateItem(Item.LOTS_OR_DAYS, have, needs.blocks, 0, have >= needs.blocks, sentence)


def threshold_items(
    evidence: Evidence, needs: Needs, chosen: TwoThresholds | None
) -> Iterator[GateItem]:
    if chosen is not None:
        yield promised(Item.FALSE_REJECT, chosen.not_ok_from)
        yield promised(Item.MISS, chosen.ok_up_to)
    if needs.expected_miss is not None:
        yield expected(evidence, needs.expected_miss)


def promised(name: Item, chosen: Chosen) -> GateItem:
    is_met = chosen.threshold is not None
    return GateItem(name, chosen.bound, chosen.alpha, chosen.more_packs, is_met, chosen.sentence)


def expected(evidence: Evidence, alpha: float) -> GateItem:
    found = recommend_from(evidence.calibration, alpha)
    counts = f"{found.k} of {found.n} defective packs unnamed"
    if found.threshold is None:
        sentence = (
            f"no threshold is expected to leave at most {alpha:.3%} unnamed: {counts}; it takes "
            f"{found.more_packs} more defective packs that are named"
        )
    else:
        sentence = f"recommending from {found.threshold:g}: {counts}, expected at most {alpha:.3%}"
    share = (found.k + 1) / (found.n + 1)
    is_met = found.threshold is not None
    return GateItem(Item.EXPECTED_MISS, share, alpha, found.more_packs, is_met, sentence)


# Trials: people beside the machine, packs made on purpose, a run without consequences


def trial_items(evidence: Evidence, needs: Needs) -> Iterator[GateItem]:
    if needs.study:
        yield studied(evidence)
    if needs.challenges:
        what = "challenge packs of this check caught one after the other"
        caught = evidence.challenges_caught
        yield counted(Item.CHALLENGE_PACKS, caught, needs.challenges, what)
    if needs.shadow_packs:
        yield ran(evidence, needs.shadow_packs)
    if needs.late is not None:
        yield punctual(evidence, needs.late)
    if needs.audited:
        yield examined(evidence, needs.audited)


def studied(evidence: Evidence) -> GateItem:
    """The station's own inspector takes part in the study as the appraiser `model`."""
    if evidence.study is None:
        return without_study("no agreement study was made")
    why = why_irrelevant(evidence.study, evidence.setting, evidence.calibration.simulated)
    if why is not None:
        return without_study(f"the agreement study {why}")
    is_met = is_acceptable(evidence.study, MODEL)
    have = "acceptable" if is_met else "not_acceptable"
    sentence = f"in the agreement study the model is {have.replace('_', ' ')}"
    return GateItem(Item.STUDY, have, "acceptable", 0, is_met, sentence)


def without_study(why: str) -> GateItem:
    sentence = f"{why}; run packwarden study on {FULL_PACKS} packs"
    return GateItem(Item.STUDY, None, "acceptable", FULL_PACKS, False, sentence)


def why_irrelevant(study: StudyResult, setting: Setting | None, simulated: bool) -> str | None:
    """Why the study says nothing of what is in force; None where it does."""
    if setting is None or study.recipe_hash != setting.recipe_hash:
        return "was made with another recipe"
    if study.bundle_sha256 != setting.bundle_sha256:
        return "was made with another bundle"
    if study.simulated and not simulated:
        return "was simulated, which says nothing of a real camera"
    return None


def ran(evidence: Evidence, needed: int) -> GateItem:
    """It asks for no truth, so a pack at which the bundle only looked on counts as well. It counts
    for nothing else: nobody has confirmed it, no monitor watched it, and its verdict had no hurry.
    """
    what = "packs inspected with exactly this recipe, bundle and camera"
    if evidence.looked_on:
        what += f" ({evidence.looked_on} of them looking on beside another bundle)"
    return counted(Item.SHADOW_RUN, evidence.shadow_packs + evidence.looked_on, needed, what)


def punctual(evidence: Evidence, most: float) -> GateItem:
    packs, late = evidence.shadow_packs, evidence.late
    bound = upper_bound(late, packs, LATE_DELTA)
    missing = max(0, smallest_count(most, LATE_DELTA, late) - packs)
    counts = f"{late} late verdicts in {packs} packs"
    sentence = f"late_verdicts <= {most:.3%} with confidence {1 - LATE_DELTA:.0%}: {counts}"
    if missing:
        sentence = (
            f"late_verdicts <= {most:.3%} is not proven: {counts} are too little evidence; "
            f"it takes {missing} more packs without one"
        )
    return GateItem(Item.LATE_VERDICTS, bound, most, missing, missing == 0, sentence)


def examined(evidence: Evidence, least: float) -> GateItem:
    packs, audited = evidence.shadow_packs, evidence.audited
    share = audited / packs if packs else 0.0
    missing = max(1, ceil(round(least * packs, 9))) - audited
    sentence = f"{audited} of {packs} packs were audited at random; {least:.1%} are needed"
    if missing > 0:
        sentence += f", so {missing} more"
    return GateItem(Item.AUDIT, share, least, max(0, missing), missing <= 0, sentence)


# What watches


def watch_items(evidence: Evidence, needs: Needs) -> Iterator[GateItem]:
    if needs.quiet:
        yield quiet(evidence)
    trouble = "; ".join(evidence.troubles)
    is_well = not evidence.troubles
    word = "healthy" if is_well else "trouble"
    sentence = "devices, bundle and calibration are healthy" if is_well else trouble
    yield GateItem(Item.HEALTH, word, "healthy", 0, is_well, sentence)


def quiet(evidence: Evidence) -> GateItem:
    if evidence.alarms:
        sentence = "; ".join(evidence.alarms)
        return GateItem(Item.MONITORS, "alarm", "quiet", 0, False, sentence)
    if evidence.watch_lacks:
        sentence = f"the monitors need {evidence.watch_lacks} more packs for their reference"
        return GateItem(Item.MONITORS, None, "quiet", evidence.watch_lacks, False, sentence)
    return GateItem(Item.MONITORS, "quiet", "quiet", 0, True, "no monitor alarms")


def counted(name: Item, have: int, needed: int, what: str) -> GateItem:
    missing = max(0, needed - have)
    return GateItem(name, have, needed, missing, missing == 0, enough(have, needed, what))


def enough(have: int, needed: int, what: str) -> str:
    if have >= needed:
        return f"{have} {what}; {needed} are needed"
    return f"{have} {what}; {needed} are needed, so {needed - have} more"
