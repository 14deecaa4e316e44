"""The plan of an agreement study: which packs are shown, how often, and in which order. Pure.

Balanced: every appraiser judges every pack once in each trial. Randomised: each appraiser and each
trial has an order of its own, drawn from the seed. Blind: what is shown of a pack tells neither its
truth nor its name; that is kept by whoever shows it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import numpy as np

from edge_agent.core.errors import InvalidInput
from edge_agent.core.order import Order
from edge_agent.core.packs import Verdict
from edge_agent.core.study.result import FULL_PACKS, FULL_TRIALS, Shown

FEWEST_PACKS = 20
"""Of fewer, one pack is more than the step between two bands."""
FEWEST_TRIALS, MOST_TRIALS = 2, 10
LEAST_SHARE = 0.3
"""Of good and of defective packs each: kappa and either error rate need both."""
BORDERLINE_SHARES = (0.3, 0.5)
"""Recommended: clear packs alone flatter everybody."""
USUAL_APPRAISERS = 3


@dataclass(frozen=True, slots=True)
class Picture:
    view: str | None
    """None where nobody said which view it is."""
    file: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class StudyPack:
    """A pack whose truth is known."""

    name: str
    defective: bool
    borderline: bool | None
    """Near the limit of what is good; None where nobody said."""
    captures: tuple[tuple[Picture, ...], ...]
    """Each time it was photographed, one picture of every view."""
    order: Order | None = None
    """What had to be printed on it."""


@dataclass(frozen=True, slots=True)
class PackSet:
    """The packs of a study, and where they come from."""

    packs: tuple[StudyPack, ...]
    simulated: bool = False
    """True when the simulated line made them."""
    recipe_hash: str | None = None
    """Of the recipe they were recorded with; None for a folder of pictures."""

    @property
    def defective(self) -> int:
        return sum(pack.defective for pack in self.packs)

    @property
    def borderline(self) -> int | None:
        """None where it was not said of every pack."""
        said = [pack.borderline for pack in self.packs if pack.borderline is not None]
        return sum(said) if len(said) == len(self.packs) else None


@dataclass(frozen=True, slots=True)
class Answer:
    """What an appraiser said of a pack in a trial, counted from 1."""

    trial: int
    pack: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Showing:
    """One pack in front of an appraiser."""

    trial: int
    place: int
    """In this trial's order, from 1."""
    pack: StudyPack
    capture: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    pack_set: PackSet
    trials: int
    seed: int

    @property
    def packs(self) -> tuple[StudyPack, ...]:
        return self.pack_set.packs

    @property
    def shown(self) -> Shown:
        again = all(len(pack.captures) >= self.trials for pack in self.packs)
        return Shown.RE_ACQUIRED if again else Shown.SAME_FILE

    def showings(self, appraiser: str) -> list[Showing]:
        """All that this appraiser is shown, in order."""
        return [
            Showing(trial, place, pack, pack.captures[(trial - 1) % len(pack.captures)])
            for trial in range(1, self.trials + 1)
            for place, pack in enumerate(self.shuffled(appraiser, trial), start=1)
        ]

    def shuffled(self, appraiser: str, trial: int) -> list[StudyPack]:
        """Every pack once; the same order for the same seed, appraiser and trial."""
        digest = sha256(f"{self.seed}/{trial}/{appraiser}".encode()).digest()
        random = np.random.default_rng(int.from_bytes(digest[:8], "big"))
        return [self.packs[i] for i in random.permutation(len(self.packs))]


def new_plan(pack_set: PackSet, trials: int, seed: int) -> Plan:
    """InvalidInput for packs that can show nothing, with what would be right."""
    packs = pack_set.packs
    refuse_doubles(packs)
    refuse_unbalanced(packs)
    if not FEWEST_TRIALS <= trials <= MOST_TRIALS:
        raise InvalidInput(
            f"{trials} trials: expected {FEWEST_TRIALS} to {MOST_TRIALS}, usual are {FULL_TRIALS};"
            " without a second one nobody can agree with himself"
        )
    refuse_uneven(packs, trials)
    return Plan(pack_set, trials, seed)


def refuse_doubles(packs: Sequence[StudyPack]) -> None:
    names = [pack.name for pack in packs]
    doubles = sorted({name for name in names if names.count(name) > 1})
    if doubles:
        raise InvalidInput(f"pack {doubles[0]!r} is there twice; name each one once")


def refuse_unbalanced(packs: Sequence[StudyPack]) -> None:
    defective = sum(pack.defective for pack in packs)
    good = len(packs) - defective
    told = f"{len(packs)} packs with known truth, {good} good and {defective} defective"
    least = max(round(LEAST_SHARE * len(packs)), 1)
    if len(packs) < FEWEST_PACKS:
        raise InvalidInput(
            f"{told}: a study needs at least {FEWEST_PACKS}, usual are {FULL_PACKS}, half of them"
            " defective"
        )
    if min(good, defective) < least:
        lacking = "defective" if defective < good else "good"
        raise InvalidInput(
            f"{told}: at least {LEAST_SHARE:.0%} of each are needed, so {least} {lacking} ones;"
            f" add {least - min(good, defective)} or leave others out"
        )


def refuse_uneven(packs: Sequence[StudyPack], trials: int) -> None:
    counts = Counter(len(pack.captures) for pack in packs)
    if set(counts) in ({1}, {trials}):
        return
    rarest = counts.most_common()[-1][0]
    odd = next(pack for pack in packs if len(pack.captures) == rarest)
    raise InvalidInput(
        f"pictures of pack {odd.name!r}: {rarest}; every pack needs one, or every pack {trials},"
        " one for each trial"
    )


def balanced(pack_set: PackSet, seed: int, most: int = FULL_PACKS) -> PackSet:
    """At most so many of them, drawn from the seed: half defective, of either half borderline ones.

    Where one kind is short there are fewer of the other too, so that the set stays balanced.
    """
    random = np.random.default_rng(seed)
    shuffled = [pack_set.packs[i] for i in random.permutation(len(pack_set.packs))]
    halves = [[pack for pack in shuffled if pack.defective is kind] for kind in (True, False)]
    short, long = sorted(halves, key=len)
    few = min(len(short), most // 2)
    many = min(most - few, int(few * (1 - LEAST_SHARE) / LEAST_SHARE))
    return replace(pack_set, packs=(*with_borderline(short, few), *with_borderline(long, many)))


def with_borderline(half: Sequence[StudyPack], most: int) -> list[StudyPack]:
    """The first of them, borderline ones up to the recommended share where there are clear ones."""
    near = [pack for pack in half if pack.borderline]
    clear = [pack for pack in half if not pack.borderline]
    wanted = min(len(near), round(BORDERLINE_SHARES[1] * most))
    chosen = [*near[:wanted], *clear[: most - wanted], *near[wanted:]]
    return chosen[:most]


def open_showings(plan: Plan, appraiser: str, answers: Sequence[Answer]) -> list[Showing]:
    """What is still to be shown; InvalidInput for answers that were not asked for in this order."""
    showings = plan.showings(appraiser)
    asked = [(showing.trial, showing.pack.name) for showing in showings]
    given = [(answer.trial, answer.pack) for answer in answers]
    if given != asked[: len(given)]:
        raise InvalidInput(f"the answers of {appraiser} do not belong to this plan; begin anew")
    return showings[len(given) :]
