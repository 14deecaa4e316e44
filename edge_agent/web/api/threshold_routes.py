"""How the defect scores of a check spread, and what each threshold on them would have cost."""

from fastapi import APIRouter
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from edge_agent.core.packs import Level
from edge_agent.web.access import AtSite, operation
from edge_agent.web.api.gate_routes import CheckName, ThresholdsAnswer
from edge_agent.web.evidence.levels_now import thresholds_in_force
from edge_agent.web.listing import Document, json_answer

router = APIRouter(prefix="/api/v1", tags=["evidence"])


class Histogram(Document):
    edges: list[float] = Field(description="Of the bins; one more than there are counts.")
    packs: list[int] = Field(description="All, whether their truth is known or not.")
    good: list[int]
    defective: list[int] = Field(description="For this check.")


class ThresholdRow(Document):
    """What a threshold would do; intervals are exact, at 95 %, of one named beforehand."""

    threshold: float
    false_rejects: int = Field(description="Good packs from here on up, as not_ok_from.")
    false_reject_interval: tuple[float, float]
    misses: int = Field(description="Defective packs up to here, as ok_up_to.")
    miss_interval: tuple[float, float]
    packs_not_ok: int = Field(description="Of all, from here on up.")
    packs_ok: int = Field(description="Of all, up to here.")


class ThresholdsOfCheck(Document):
    """Of exactly the recipe, bundle and camera that the last pack was inspected with."""

    station: str | None
    recipe: str
    recipe_hash: str
    bundle_sha256: str
    camera_profile: str | None
    check: str
    simulated: bool
    packs: int
    good: int = Field(description="With confirmed truth.")
    defective: int = Field(description="Confirmed defective for this check.")
    histogram: Histogram
    thresholds: list[ThresholdRow]
    levels: dict[Level, ThresholdsAnswer | None] = Field(
        description="Those that would keep the level's promise; null where none do."
    )
    in_force: ThresholdsAnswer | None = Field(
        description="Of the check's certificate; null where the recipe's own limits decide."
    )


@router.get(
    "/thresholds/{check}",
    response_model=ThresholdsOfCheck,
    **operation("getThresholds", 404, 422, 503),
)
async def get_thresholds(check: CheckName, site: AtSite) -> Response:
    """Scores of good and of defective packs, and what each threshold makes of them."""
    told = await site.evidence.thresholds(check)
    in_force = await run_in_threadpool(thresholds_in_force, site, check)
    document = {**told.document, "in_force": in_force}
    answer = ThresholdsOfCheck.model_validate(document)
    return json_answer(answer, headers={"Age": f"{told.age_s:.0f}"})
