"""What a station that starts may do: what it kept, as far as certificates and signed acts bear it
out. Pure.

What was kept is a file on the disk; it can only ever lose here. A level stays when the audit record
raised this check at least so far, on this very certificate, and the certificate holds.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from edge_agent.core.autonomy.causes import Cause, Lowering
from edge_agent.core.autonomy.standing import Grant, Standing
from edge_agent.core.certificate import VoidBecause
from edge_agent.core.packs import Level
from edge_agent.core.policy import lower_of
from edge_agent.core.recipe import Recipe
from edge_agent.line.parts import Granted
from edge_agent.line.standing_at_start import Lapse, without_lapsed
from edge_agent.people.grants import Earned

CAUSES: Final[Mapping[VoidBecause, Cause]] = {
    VoidBecause.RECIPE_CHANGED: Cause.RECIPE_CHANGED,
    VoidBecause.BUNDLE_CHANGED: Cause.BUNDLE_CHANGED,
    VoidBecause.CAMERA_CHANGED: Cause.CAMERA_CHANGED,
    VoidBecause.THRESHOLDS_CHANGED: Cause.CALIBRATION_CHANGED,
}
"""What is told where it is not the certificate itself that failed."""
UNRAISED = "no signed act in the audit record raised it so far on this certificate"


def borne_out(kept: Standing, earned: Earned, lowerings: Mapping[Cause, Lowering]) -> Granted:
    """The standing without what lapsed, and the thresholds of the certificates that stay."""
    standing = without_lapsed(kept, lapses(kept, earned), lowerings)
    return with_thresholds(Granted(standing, lowerings=lowerings), earned)


def with_thresholds(granted: Granted, earned: Earned) -> Granted:
    thresholds = {
        check: found
        for check, found in earned.thresholds.items()
        if granted.standing.grant_of(check).level.acts
    }
    return replace(granted, thresholds=thresholds)


def lapses(kept: Standing, earned: Earned) -> Iterator[Lapse]:
    for check, grant in kept.grants.items():
        if not grant.level.acts or bears_out(earned.grants.get(check, Grant()), grant):
            continue
        void = earned.voids.get(check)
        if void is None:
            yield Lapse(check, Cause.CERTIFICATE_VOID, UNRAISED)
        else:
            cause = CAUSES.get(void.because, Cause.CERTIFICATE_VOID)
            yield Lapse(check, cause, void.what)


def bears_out(earned: Grant, kept: Grant) -> bool:
    same = earned.certificate_sha256 == kept.certificate_sha256
    return same and earned.level.rank >= kept.level.rank


def unearned(recipe: Recipe, ceiling: Level, standing: Standing, earned: Earned) -> Iterator[str]:
    """A sentence for each check that works lower than recipe and ceiling ask for."""
    for check in recipe.checks:
        asked, granted = lower_of(check.level, ceiling), standing.level_of(check.name)
        if asked.rank <= granted.rank:
            continue
        void = earned.voids.get(check.name)
        why = "it was never raised so far" if void is None else void.what
        yield (
            f"{check.name} works at {granted.value}, not at {asked.value}: {why}; "
            "packwarden gate says what is missing"
        )
