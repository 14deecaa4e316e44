"""What is told of a bundle that looks on: the documents of `bundles/shadow`, and of its gate."""

from datetime import datetime

from pydantic import Field

from edge_agent.core.labels import LabelSource
from edge_agent.core.packs import Reason, Verdict
from edge_agent.core.shadow.comparing import Right
from edge_agent.evidence.shadow_document import shadow_document
from edge_agent.evidence.shadow_report import ShadowReport, ShadowStage
from edge_agent.web.listing import Document


class ShareAnswer(Document):
    """Of packs, at 95 % (exact, by Clopper and Pearson)."""

    low: float
    high: float


class CheckTallyAnswer(Document):
    check: str = Field(examples=["lot"])
    same: int
    stricter: int
    milder: int
    pairs: dict[str, int] = Field(
        description="Packs by verdict in use/verdict beside.", examples=[{"ok/unsure": 3}]
    )


class TallyAnswer(Document):
    """Of one pair of bundles on one version of a recipe; packs = same + stricter + milder."""

    in_use_sha256: str
    recipe: str
    recipe_hash: str
    packs: int = Field(description="That both have looked at.")
    same: int = Field(description="The verdict on the whole pack is the same.")
    stricter: int
    milder: int = Field(description="These may let a defect pass that is noticed now.")
    not_looked_at: int = Field(description="It was busy or not there, or no picture was believed.")
    disagreement: ShareAnswer
    milder_share: ShareAnswer
    checks: list[CheckTallyAnswer]


class ShadowAnswer(Document):
    """The bundle that looks on, or last did."""

    name: str
    by: str
    ordered_at: datetime
    stage: ShadowStage
    why: str | None = Field(description="Why it ended or was refused.")
    bundle_sha256: str | None = Field(description="null before it lies there.")
    restarts: int = Field(description="How often its process died or hung.")
    to_look_at: int = Field(
        description="Packs on which it differs, and nobody has said yet what they were."
    )
    tallies: list[TallyAnswer] = Field(description="That of now is the first.")


class CheckDifference(Document):
    check: str
    in_use: Verdict
    shadow: Verdict
    reasons: list[Reason] = Field(description="Of the one that looks on.")
    right: Right | None = Field(description="null where nobody knows, or both said as much.")


class PackDifference(Document):
    boot: int
    pack_no: int
    at: datetime
    checks: list[CheckDifference]
    pictures: dict[str, str] = Field(description="View to sha256, for `pictures/{sha256}`.")
    defective: bool | None = Field(description="What it truly was; null where nobody has said.")
    known_from: LabelSource | None


class ShadowWithPacks(ShadowAnswer):
    differences: list[PackDifference] = Field(
        description="The newest first; of each kind of difference the first hundred are told."
    )


def shadow_answer(report: ShadowReport | None) -> ShadowAnswer | None:
    """For whoever lists all bundles."""
    return None if report is None else ShadowAnswer(**shadow_document(report))
