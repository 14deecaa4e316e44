"""Whether what a version brings is distributed as what was there before.

Classes are compared by the chi-squared test of homogeneity, where rare classes are taken together
until each expects five (Cochran 1954); measures of the pictures by the Kolmogorov-Smirnov test of
two samples. All tests of a comparison share an error of 5 % by Holm's correction (1979). With many
pictures any difference is found, so a finding also needs an effect: Cramer's V, or KS's distance.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.stats import chi2_contingency, ks_2samp

from training.data.checks.facts import PictureFacts
from training.data.checks.findings import Finding, Level
from training.data.checks.labels import Labels, classes_in

ERROR: Final = 0.05
LEAST_EXPECTED: Final = 5.0
LEAST_EFFECT: Final = 0.1
"""A small one, by Cohen (1988)."""
FEWEST: Final = 20
"""Pictures on each side; fewer tell nothing."""
MEASURES: Final = ("brightness", "contrast", "sharpness", "width_px", "height_px")
TOGETHER: Final = "(rare ones)"


@dataclass(frozen=True, slots=True)
class Compared:
    """One test."""

    what: str
    test: str
    probability: float
    """Of such a difference where there is none."""
    effect: float
    before: str
    after: str


def drift_findings(
    before: tuple[Mapping[str, PictureFacts], Labels],
    after: tuple[Mapping[str, PictureFacts], Labels],
) -> Iterator[Finding]:
    """Of the pictures before against those that are new; each side with its labels."""
    tests = [*measure_tests(before[0], after[0]), *class_tests(before[1], after[1])]
    held = holm([one.probability for one in tests])
    if not tests:
        yield Finding(
            "drift", Level.NOTES, f"too little is new to compare: {FEWEST} pictures are needed"
        )
    for one, probability in zip(tests, held, strict=True):
        if probability < ERROR and one.effect >= LEAST_EFFECT:
            yield Finding(
                "drift",
                Level.WARNS,
                f"{one.what} of the new pictures is another one: {one.before} before, {one.after} "
                f"now ({one.test}, p {probability:.2g} corrected, effect {one.effect:.2f})",
                more={"what": one.what, "p": probability, "effect": round(one.effect, 4)},
            )


def holm(probabilities: Sequence[float]) -> list[float]:
    """Corrected for their number, in the order given (Holm 1979)."""
    order = sorted(range(len(probabilities)), key=lambda i: probabilities[i])
    corrected, highest = [0.0] * len(order), 0.0
    for rank, i in enumerate(order):
        highest = max(highest, min(1.0, (len(order) - rank) * probabilities[i]))
        corrected[i] = highest
    return corrected


def measure_tests(
    before: Mapping[str, PictureFacts], after: Mapping[str, PictureFacts]
) -> Iterator[Compared]:
    sides = [
        [one for one in side.values() if one.why_unreadable is None] for side in (before, after)
    ]
    if min(map(len, sides)) < FEWEST:
        return
    for measure in MEASURES:
        old, new = ([float(getattr(one, measure)) for one in side] for side in sides)
        found = ks_2samp(old, new)
        yield Compared(
            measure,
            "Kolmogorov-Smirnov",
            float(found.pvalue),
            float(found.statistic),
            f"median {np.median(old):g}",
            f"median {np.median(new):g}",
        )


def class_tests(before: Labels, after: Labels) -> Iterator[Compared]:
    for field in sorted(
        {one.field for one in before.values()} & {one.field for one in after.values()}
    ):
        old, new = counted(before, field), counted(after, field)
        table = with_rare_together(old, new)
        if len(table) < 2 or min(old.total(), new.total()) < FEWEST:
            continue
        counts = np.array([row for _, row in table], float).T
        found = chi2_contingency(counts, correction=False)
        name, _ = max(table, key=lambda row: abs(row[1][1] / new.total() - row[1][0] / old.total()))
        shares = dict(table)[name]
        yield Compared(
            f"classes in {field}",
            "chi-squared",
            float(found.pvalue),
            float(np.sqrt(found.statistic / counts.sum())),
            f"{name} {shares[0] / old.total():.1%}",
            f"{shares[1] / new.total():.1%}",
        )


def counted(labels: Labels, field: str) -> Counter[str]:
    values: Iterable[str] = (
        name for one in labels.values() if one.field == field for name in classes_in(one.value)
    )
    return Counter(values)


def with_rare_together(old: Counter[str], new: Counter[str]) -> list[tuple[str, tuple[int, int]]]:
    """(class, counts before and after), where each is expected often enough on both sides."""
    share = min(old.total(), new.total()) / max(old.total() + new.total(), 1)
    plain, rare = [], [0, 0]
    for name in sorted({*old, *new}):
        if (old[name] + new[name]) * share >= LEAST_EXPECTED:
            plain.append((name, (old[name], new[name])))
        else:
            rare = [rare[0] + old[name], rare[1] + new[name]]
    if sum(rare) * share >= LEAST_EXPECTED:
        plain.append((TOGETHER, (rare[0], rare[1])))
    return plain
