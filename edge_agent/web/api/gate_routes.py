"""What stands before a level, and what is there of it: as `packwarden gate --json` says it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field
from starlette.responses import Response

from edge_agent.core.autonomy.gate import Item
from edge_agent.core.packs import Level
from edge_agent.web.access import AtSite, operation
from edge_agent.web.api.shadow_documents import ShadowAnswer
from edge_agent.web.listing import Document, json_answer

router = APIRouter(prefix="/api/v1", tags=["evidence"])

LevelAsked = Annotated[Level, Query(description="The level that is asked for.")]
CheckName = Annotated[str, Path(max_length=100, description="Check of the recipe.")]


class ThresholdsAnswer(Document):
    ok_up_to: float = Field(examples=[0.21])
    not_ok_from: float = Field(examples=[0.83])


class PromiseAnswer(Document):
    """One threshold, and what the packs prove of it."""

    threshold: float | None = Field(description="null where none can keep the promise yet.")
    packs: int = Field(description="Good ones or defective ones, with confirmed truth.")
    errors: int = Field(description="Among them, at this threshold.")
    bound: float = Field(description="Highest error rate that they leave possible.")
    at_most: float = Field(description="Highest error rate that the level allows.")
    confidence: float


class PromisesAnswer(Document):
    false_reject: PromiseAnswer
    miss: PromiseAnswer


class ItemAnswer(Document):
    name: Item
    have: float | str | None = Field(description="null where nothing is known.")
    needed: float | str
    missing_packs: int = Field(description="If nothing goes wrong on them.")
    met: bool
    sentence: str = Field(examples=["180 packs confirmed defective for this check; 183 are needed"])


class CheckGate(Document):
    check: str = Field(examples=["lot"])
    passed: bool
    missing_packs: int = Field(description="The most that any item lacks.")
    thresholds: ThresholdsAnswer | None = Field(
        description="Those that keep the level's promise; null where none do."
    )
    promises: PromisesAnswer | None = Field(description="null where the level makes none.")
    items: list[ItemAnswer]


class ShadowGate(ShadowAnswer):
    """Of the bundle that looks on, or last did: with it all is to be shown anew."""

    counts_for: Item = Field(description="The one item for which packs that it looked at count.")
    checks: list[CheckGate] = Field(description="What the level would need with this bundle.")


class GateAnswer(Document):
    """Of exactly the recipe, bundle and camera that the last pack was inspected with; nulls before
    the first pack."""

    station: str | None
    recipe: str | None
    recipe_hash: str | None
    bundle_sha256: str | None
    camera_profile: str | None
    level: Level
    passed: bool = Field(description="By every check.")
    simulated: bool = Field(description="Says nothing of a real camera.")
    checks: list[CheckGate]
    left_out: dict[str, int] = Field(description="Packs that say nothing here, by the reason.")
    shadow: ShadowGate | None = Field(description="null where none was ever ordered to look on.")


@router.get("/gates", response_model=GateAnswer, **operation("listGates", 404, 422, 503))
async def list_gates(site: AtSite, level: LevelAsked = Level.ACT_WHEN_SURE) -> Response:
    """What a level needs of every check, and what is there; Age says how long ago that was
    counted."""
    return await gate_answer(site, level, None)


@router.get(
    "/gates/{check}/{level}", response_model=GateAnswer, **operation("getGate", 404, 422, 503)
)
async def get_gate(check: CheckName, level: Level, site: AtSite) -> Response:
    """The same of one check."""
    return await gate_answer(site, level, check)


async def gate_answer(site: AtSite, level: Level, check: str | None) -> Response:
    told = await site.evidence.gates(level, check)
    return json_answer(GateAnswer(**told.document), headers={"Age": f"{told.age_s:.0f}"})
