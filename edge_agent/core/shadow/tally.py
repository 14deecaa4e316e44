"""How often a bundle that looks on agreed with the one in use, and what that proves. Pure.

A tally is of one pair of bundles on one version of one recipe. It counts every pack; what is told
pack by pack is bounded, so that a bundle that is plainly wrong does not fill log and disk.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter

from edge_agent.core.guarantees.bounds import Interval, interval
from edge_agent.core.shadow.comparing import CheckCompared, Compared

TALLY: Final = "shadow_tally"
"""Kind of the event; cumulative."""
DIFFERENCE: Final = "shadow_difference"
"""Kind of the event of one pack on which a check differs."""
MOST_TOLD: Final = 100
"""Packs of one kind of difference (check, verdict in use, verdict beside) that are told one by
one. All are counted."""
Count = Annotated[int, Field(ge=0)]


@dataclass(frozen=True, slots=True)
class Compares:
    """What a tally is of."""

    bundle_sha256: str
    """Of the one that looks on."""
    in_use_sha256: str
    recipe: str
    recipe_hash: str


@dataclass(frozen=True, slots=True)
class CheckTally:
    """Of one check; packs."""

    same: Count = 0
    stricter: Count = 0
    milder: Count = 0
    pairs: Mapping[str, Count] = field(default_factory=dict)
    """By "verdict in use/verdict beside"."""

    def saw(self, check: CheckCompared) -> "CheckTally":
        name = check.leaning.value
        counted = {name: getattr(self, name) + 1}
        pairs = {**self.pairs, check.pair: self.pairs.get(check.pair, 0) + 1}
        return replace(self, **counted, pairs=pairs)


@dataclass(frozen=True, slots=True)
class Tally:
    """packs = same + stricter + milder, by the verdict on the whole pack."""

    compares: Compares
    packs: Count = 0
    """That both have looked at."""
    same: Count = 0
    stricter: Count = 0
    milder: Count = 0
    not_looked_at: Count = 0
    """Packs that came while it was busy, or was not there; or of which no picture was believed."""
    per_check: Mapping[str, CheckTally] = field(default_factory=dict)

    def saw(self, compared: Compared) -> "Tally":
        name = compared.leaning.value
        per_check = dict(self.per_check)
        for check in compared.checks:
            per_check[check.name] = per_check.get(check.name, CheckTally()).saw(check)
        counted = {"packs": self.packs + 1, name: getattr(self, name) + 1}
        return replace(self, **counted, per_check=per_check)

    def left_out(self) -> "Tally":
        return replace(self, not_looked_at=self.not_looked_at + 1)

    def is_to_be_told(self, compared: Compared) -> bool:
        """Of a pack that is counted already: whether it is one of the first of its kind."""
        return any(
            self.per_check[check.name].pairs[check.pair] <= MOST_TOLD
            for check in compared.differences
        )

    @property
    def disagreement(self) -> Interval:
        """Share of packs on which the verdict differs, at 95 % (Clopper and Pearson)."""
        return interval(self.stricter + self.milder, self.packs)

    @property
    def milder_share(self) -> Interval:
        return interval(self.milder, self.packs)


TALLIED: Final = TypeAdapter(Tally)


def tally_body(tally: Tally) -> dict[str, Any]:
    """Of the event; `compares` stands in it field by field."""
    body = asdict(tally)
    return {**body.pop("compares"), **body}


def tally_in(body: Mapping[str, Any]) -> Tally:
    """pydantic's ValidationError for a body that no tally writes."""
    names = Compares.__slots__
    compares = {name: body[name] for name in names if name in body}
    rest = {name: value for name, value in body.items() if name not in names}
    return TALLIED.validate_python({"compares": compares, **rest})


def difference_body(pack_no: int, bundle_sha256: str, compared: Compared) -> dict[str, object]:
    return {
        "pack_no": pack_no,
        "bundle_sha256": bundle_sha256,
        "pack": compared.leaning.value,
        "checks": [
            {
                "name": check.name,
                "in_use": check.in_use.value,
                "shadow": check.shadow.value,
                "reasons": [reason.value for reason in check.reasons],
            }
            for check in compared.differences
        ],
    }
