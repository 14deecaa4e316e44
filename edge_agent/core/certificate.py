"""The evidence that lets one check of one recipe work at a level, and what makes it void. Pure.

A certificate speaks of exactly one recipe, bundle, camera profile and pair of thresholds at one
station. It dies when any of these changes and when its time is over; nothing mends it but a new
gate. Who signed it is asked in edge_agent.people.certificates.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from edge_agent.core.autonomy.verdict_rules import Thresholds
from edge_agent.core.packs import Level

DAYS_VALID = 90
"""By default; materials, inks and lamps drift within a quarter."""
CLOCK_SLACK = timedelta(minutes=5)
"""How far the clocks of the site and of the station may be apart."""
SIMULATED_CAMERA = "plant-sim"
"""The camera profile of the simulated line; real certificates never name it."""
DEMO_SITE = "plant-sim"
"""Owns the key under which the simulated line certifies itself."""


@dataclass(frozen=True, slots=True)
class Bound:
    """k errors in n packs with confirmed truth, so a rate below alpha."""

    n: int
    k: int
    alpha: float

    def __post_init__(self) -> None:
        if not (0 <= self.k <= self.n and self.n > 0):
            raise ValueError(f"{self.k} errors in {self.n} packs cannot be")
        if not 0 < self.alpha < 1:
            raise ValueError(f"alpha {self.alpha} is no share between 0 and 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What is in force where a certificate is asked for."""

    station: str
    """site/line/station, as in topics."""
    recipe: str
    recipe_hash: str
    check: str
    level: Level
    bundle_sha256: str
    camera_profile: str
    ok_up_to: float
    """Calibrated defect score in [0, 1] up to which the check is ok."""
    not_ok_from: float
    """Score from which it is not ok; between the two it is unsure."""

    def __post_init__(self) -> None:
        if not 0 <= self.ok_up_to <= self.not_ok_from <= 1:
            raise ValueError(f"{self.ok_up_to} and {self.not_ok_from} are no two thresholds")

    @property
    def site(self) -> str:
        return self.station.split("/")[0]

    @property
    def thresholds(self) -> Thresholds:
        return Thresholds(self.ok_up_to, self.not_ok_from)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What one check works with at one station, whatever its level."""

    station: str
    recipe: str
    recipe_hash: str
    check: str
    bundle_sha256: str
    camera_profile: str

    def use(self, level: Level, thresholds: Thresholds) -> Use:
        return Use(
            station=self.station,
            recipe=self.recipe,
            recipe_hash=self.recipe_hash,
            check=self.check,
            level=level,
            bundle_sha256=self.bundle_sha256,
            camera_profile=self.camera_profile,
            ok_up_to=thresholds.ok_up_to,
            not_ok_from=thresholds.not_ok_from,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    use: Use
    """What it holds for; its level is the highest that it allows."""
    false_reject: Bound
    """On good packs."""
    miss: Bound
    """On defective packs."""
    delta: float
    """Chance that one of the two bounds is wrong all the same."""
    who: tuple[str, ...]
    """Sign-in names of the persons who asked for it; two for act_always."""
    issued_at: datetime
    until: datetime

    def __post_init__(self) -> None:
        if not 0 < self.delta < 1:
            raise ValueError(f"delta {self.delta} is no share between 0 and 1")
        if self.issued_at.tzinfo is None or self.until.tzinfo is None:
            raise ValueError("a certificate's times must know their zone")
        if self.issued_at >= self.until:
            raise ValueError(f"it would end ({self.until}) before it begins ({self.issued_at})")
        if self.use.level is Level.REPORT:
            raise ValueError("report needs no certificate")
        needed = 2 if self.use.level is Level.ACT_ALWAYS else 1
        if len(set(self.who)) < needed:
            raise ValueError(f"{self.use.level.value} needs {needed} different persons")


class VoidBecause(StrEnum):
    EDITED = "edited"
    UNKNOWN_KEY = "unknown_key"
    DEMO_KEY = "demo_key"
    KEY_REVOKED = "key_revoked"
    REVOKED = "revoked"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    OTHER_STATION = "other_station"
    OTHER_CHECK = "other_check"
    LEVEL_TOO_HIGH = "level_too_high"
    RECIPE_CHANGED = "recipe_changed"
    BUNDLE_CHANGED = "bundle_changed"
    CAMERA_CHANGED = "camera_changed"
    THRESHOLDS_CHANGED = "thresholds_changed"


@dataclass(frozen=True, slots=True)
class Valid:
    certificate: Certificate


@dataclass(frozen=True, slots=True)
class Void:
    because: VoidBecause
    what: str
    """One sentence for a person: what is wrong with which value."""


BOUND_TO = {
    "station": VoidBecause.OTHER_STATION,
    "recipe": VoidBecause.RECIPE_CHANGED,
    "recipe_hash": VoidBecause.RECIPE_CHANGED,
    "check": VoidBecause.OTHER_CHECK,
    "bundle_sha256": VoidBecause.BUNDLE_CHANGED,
    "camera_profile": VoidBecause.CAMERA_CHANGED,
    "ok_up_to": VoidBecause.THRESHOLDS_CHANGED,
    "not_ok_from": VoidBecause.THRESHOLDS_CHANGED,
}
"""What must be in force exactly as certified, and what is said where it is not."""


def valid_for(certificate: Certificate, use: Use, now: datetime) -> Valid | Void:
    """What the certificate itself says of this use at this time (UTC)."""
    certified = certificate.use
    for field, because in BOUND_TO.items():
        was, is_now = getattr(certified, field), getattr(use, field)
        if was != is_now:
            return Void(because, f"it was issued for {field} {was!r}; in force is {is_now!r}")
    if use.level.rank > certified.level.rank:
        return Void(
            VoidBecause.LEVEL_TOO_HIGH,
            f"it allows {certified.level.value}, not {use.level.value}; pass the gate for that",
        )
    return in_its_time(certificate, now)


def in_its_time(certificate: Certificate, now: datetime) -> Valid | Void:
    if now < certificate.issued_at - CLOCK_SLACK:
        what = f"it begins at {certificate.issued_at}, and the clock says {now}; set the clock"
        return Void(VoidBecause.NOT_YET, what)
    if now >= certificate.until:
        what = f"it ended at {certificate.until}; pass the gate again"
        return Void(VoidBecause.EXPIRED, what)
    return Valid(certificate)


def until_default(issued_at: datetime) -> datetime:
    return issued_at.astimezone(UTC) + timedelta(days=DAYS_VALID)
