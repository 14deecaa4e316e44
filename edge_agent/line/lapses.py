"""Grants that a station kept and that its certificates and signed acts no longer bear out. Pure.

What was kept is a file on the disk; it can only ever lose here. A level stays when the audit record
raised this check at least so far, on this very certificate, and the certificate holds.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from edge_agent.core.autonomy.causes import Cause
from edge_agent.core.autonomy.standing import Grant, Standing
from edge_agent.core.certificate import VoidBecause
from edge_agent.line.standing_at_start import Lapse
from edge_agent.people.grants import Earned

CAUSES: Final[Mapping[VoidBecause, Cause]] = {
    VoidBecause.RECIPE_CHANGED: Cause.RECIPE_CHANGED,
    VoidBecause.BUNDLE_CHANGED: Cause.BUNDLE_CHANGED,
    VoidBecause.CAMERA_CHANGED: Cause.CAMERA_CHANGED,
    VoidBecause.THRESHOLDS_CHANGED: Cause.CALIBRATION_CHANGED,
}
"""What is told where it is not the certificate itself that failed."""
UNRAISED = "no signed act in the audit record raised it so far on this certificate"


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
