"""One station portion after portion: findings begin, go on and end. Pure.

Rules
- One cause is one finding: an explanation goes on with the open finding that shares a stream.
- A change of product is a note that ends as it begins; what is usual is then learnt anew.
- A finding ends when none of its streams alarms any more; on packs of another product it waits.
"""

from dataclasses import dataclass, field, replace
from typing import Any, Final, Self

from deploy.fleet.watching.explain import Explained
from deploy.fleet.watching.figures import figures_of, witnesses_in
from deploy.fleet.watching.findings import Finding, strongest
from deploy.fleet.watching.kinds import Kind, Severity, What
from deploy.fleet.watching.portions import Portion, Product
from deploy.fleet.watching.profile import Profile
from deploy.fleet.watching.rhythm import Rhythm
from deploy.fleet.watching.signs import Scope
from deploy.fleet.watching.subjects import Subject

REVISED_PACKS: Final = 300
"""So long it may turn out to be something else than it was first taken for."""
LOOKED_AGAIN_PACKS: Final = 100
"""How often its figures are made anew."""
FORGOTTEN_PACKS: Final = 10_000
"""Of other products, after which nobody waits for a product to come back."""


@dataclass(frozen=True, slots=True)
class StationMemory:
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Log and stream ("12/records") to (boot, seq): read up to there."""
    product: Product | None = None
    findings: tuple[Finding, ...] = ()
    """Those that go on."""
    numbered: int = 0
    rhythm: Rhythm = Rhythm()  # noqa: RUF009 - a frozen value


@dataclass(frozen=True, slots=True)
class Watched:
    """One station and the product it makes, after a portion."""

    memory: StationMemory
    profile: Profile
    news: tuple[Finding, ...] = ()
    """Findings that have begun, changed or ended."""

    def with_finding(self, finding: Finding) -> Self:
        """In place of what it was before."""
        others = tuple(one for one in self.memory.findings if one.number != finding.number)
        going_on = (*others, finding) if finding.is_open else others
        numbered = max(self.memory.numbered, finding.number)
        memory = replace(self.memory, findings=going_on, numbered=numbered)
        news = tuple(one for one in self.news if one.number != finding.number)
        return replace(self, memory=memory, news=(*news, finding))


def watched(memory: StationMemory, profile: Profile, portion: Portion) -> Watched:
    """A portion later. `profile`: of the portion's product; empty where that is new."""
    is_new = profile.packs == 0
    now = Watched(memory, profile.saw(portion))
    now = noted_product(now, portion, is_new)
    explained: set[int] = set()
    if needs_look(now, len(portion.packs)):
        for one in now.profile.explanations():
            now, number = told(now, one, portion)
            explained.add(number)
    return gone_on(now, portion, explained)


def needs_look(now: Watched, packs: int) -> bool:
    """Something alarms that is not explained, or figures have become old."""
    alarmed = now.profile.alarmed
    if not alarmed:
        return False
    known = {subject for one in now.memory.findings for subject in one.subjects}
    before, after = now.profile.packs - packs, now.profile.packs
    is_old = before // LOOKED_AGAIN_PACKS < after // LOOKED_AGAIN_PACKS
    return is_old or not alarmed <= known


def noted_product(now: Watched, portion: Portion, is_new: bool) -> Watched:
    """A recipe or bundle that was never watched here is told, once."""
    before, product = now.memory.product, portion.first.product
    if is_new and before is not None:
        same_recipe = before.recipe_hash == product.recipe_hash
        kind = Kind.NEW_BUNDLE if same_recipe else Kind.NEW_RECIPE
        figures = {"recipe": product.recipe, "bundle_sha256": product.bundle_sha256}
        now = now.with_finding(note(now.memory, kind, portion, figures))
    return replace(now, memory=replace(now.memory, product=product))


def note(memory: StationMemory, kind: Kind, portion: Portion, figures: dict[str, Any]) -> Finding:
    at_s = portion.first.at.timestamp()
    return Finding(
        *(memory.numbered + 1, kind, What.CHANGE, Severity.NOTE, None, None, portion.first.lot),
        *(at_s, at_s, at_s, at_s),
        figures=figures,
        product=portion.first.product,
    )


def told(now: Watched, one: Explained, portion: Portion) -> tuple[Watched, int]:
    """The finding of this explanation begins or goes on; its number."""
    subjects = frozenset(sign.subject for sign in one.group.signs)
    before = open_finding(now.memory, subjects)
    if one.what is What.CHANGE and before is None:
        return changed(now, one, portion, subjects)
    if before is None:
        begun = begin(now, one, portion, subjects)
        return now.with_finding(begun), begun.number
    return now.with_finding(go_on(before, now, one, portion, subjects)), before.number


def open_finding(memory: StationMemory, subjects: frozenset[Subject]) -> Finding | None:
    """The oldest that shares a stream."""
    shared = [one for one in memory.findings if subjects.intersection(one.subjects)]
    return min(shared, key=lambda one: one.number, default=None)


def changed(
    now: Watched, one: Explained, portion: Portion, subjects: frozenset[Subject]
) -> tuple[Watched, int]:
    """Another lot looks otherwise: all looks of its view are learnt anew, nobody is alarmed."""
    view = one.group.view
    moved = subjects if view is None else subjects | now.profile.looks_of((view,))
    after = replace(now, profile=now.profile.without(moved))
    figures = figures_of(one, now.profile)
    finding = replace(
        note(now.memory, one.kind, portion, figures),
        began_s=now.profile.history.rows[one.group.signs[0].row].begins_s,
        check=one.group.checks[0] if len(one.group.checks) == 1 else None,
        view=view,
    )
    return after.with_finding(finding), finding.number


def begin(now: Watched, one: Explained, portion: Portion, subjects: frozenset[Subject]) -> Finding:
    row = min(sign.row for sign in one.group.signs)
    at_s = portion.last.at.timestamp()
    return Finding(
        number=now.memory.numbered + 1,
        **named(one),
        lot=portion.last.lot,
        began_s=now.profile.history.rows[row].begins_s,
        noticed_s=at_s,
        seen_s=at_s,
        subjects=tuple(sorted(subjects)),
        figures=figures_of(one, now.profile),
        witnesses=witnesses_in(portion, now.profile, subjects),
        product=portion.last.product,
    )


def named(one: Explained) -> dict[str, Any]:
    checks = () if one.group.scope is Scope.CAMERA else one.group.checks
    return {
        "kind": one.kind,
        "what": one.what,
        "severity": one.severity,
        "check": checks[0] if len(checks) == 1 else None,
        "view": one.group.view,
    }


def go_on(
    before: Finding,
    now: Watched,
    one: Explained,
    portion: Portion,
    subjects: frozenset[Subject],
) -> Finding:
    """What is known better is told better, for a while; severity may grow at any time."""
    new = witnesses_in(portion, now.profile, subjects)
    figures = figures_of(one, now.profile)
    is_worst = figures["off_usual"] >= before.figures["off_usual"]
    after = replace(
        before,
        subjects=tuple(sorted({*before.subjects, *subjects})),
        figures={**before.figures, **figures} if is_worst else before.figures,
        witnesses=strongest((*before.witnesses, *new)),
    )
    if before.packs >= REVISED_PACKS or before.kind is Kind.MATERIAL or one.what is What.CHANGE:
        return replace(after, severity=worse(before.severity, one.severity))
    known_as = None if one.kind is before.kind else before.kind
    return replace(after, **named(one), noticed_as=before.noticed_as or known_as)


def worse(one: Severity, other: Severity) -> Severity:
    return max(one, other, key=list(Severity).index)


def gone_on(now: Watched, portion: Portion, explained: set[int]) -> Watched:
    for one in now.memory.findings:
        if one.subjects:
            now = now.with_finding(later(one, now.profile, portion, one.number in explained))
    return now


def later(one: Finding, profile: Profile, portion: Portion, is_explained: bool) -> Finding:
    at_s, packs = portion.last.at.timestamp(), len(portion.packs)
    if is_explained or profile.alarmed.intersection(one.subjects):
        product = portion.last.product
        return replace(one, seen_s=at_s, packs=one.packs + packs, product=product, other_packs=0)
    if one.product == portion.last.product:
        return replace(one, ended_s=at_s)
    other_packs = one.other_packs + packs
    ended_s = at_s if other_packs >= FORGOTTEN_PACKS else None
    return replace(one, other_packs=other_packs, ended_s=ended_s)
