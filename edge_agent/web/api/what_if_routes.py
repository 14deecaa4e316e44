"""What other levels and thresholds would have earned: as `packwarden whatif --json` says it."""

from typing import Annotated, Self

from fastapi import APIRouter
from pydantic import Field, model_validator
from starlette.responses import Response

from edge_agent.core.fates import OperatorModel
from edge_agent.core.money import Prices
from edge_agent.evidence.window import Window
from edge_agent.web.access import AtSite, operation
from edge_agent.web.evidence.evidence_desk import WhatIfAsked
from edge_agent.web.listing import Document, Time, json_answer

router = APIRouter(prefix="/api/v1", tags=["evidence"])

USUAL = OperatorModel()
MOST_THRESHOLDS = 200
Euros = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]
Score = Annotated[float, Field(gt=0, le=1)]
Both = tuple[float, float]


class PricesDocument(Document):
    """In euros a pack; all of them are the plant's to state."""

    shipped_eur: Euros = Field(description="What a pack earns that is kept.", examples=[1.8])
    claimed_eur: Euros = Field(description="What a claim costs.", examples=[25.0])
    rejected_eur: Euros = Field(description="Material and disposal.", examples=[0.7])
    reviewed_eur: Euros = Field(description="A person's look.", examples=[0.15])


class OperatorDocument(Document):
    """How a person judges the packs that he is shown."""

    hit_share: Share = USUAL.hit_share
    false_alarm_share: Share = USUAL.false_alarm_share
    response_s: Annotated[float, Field(gt=0, le=60)] = USUAL.response_s


class WhatIfQuestion(Document):
    prices: PricesDocument
    operator: OperatorDocument = OperatorDocument()
    seen_from: Time | None = Field(default=None, description="Packs not before this time.")
    seen_before: Time | None = Field(default=None, description="Packs before this time.")
    thresholds: Annotated[list[Score], Field(max_length=MOST_THRESHOLDS)] | None = Field(
        default=None, description="Ascending; without them every hundredth of the score."
    )

    @model_validator(mode="after")
    def refuse_unordered(self) -> Self:
        named = self.thresholds or []
        if sorted(set(named)) != named:
            raise ValueError("thresholds must ascend, each named once")
        return self


class CaseAnswer(Document):
    """One level. output = shipped + rejected_rightly + rejected_wrongly."""

    case: str = Field(examples=["act_when_sure"])
    output: int = Field(description="Packs whose truth is known; the others are in no row.")
    shipped: int
    claimed: int = Field(description="Defective packs among the shipped: escapes.")
    rejected_rightly: int
    rejected_wrongly: int = Field(description="False rejects.")
    held: int
    no_answer: int
    reviewed: int
    net_eur: float
    decisions_per_min: float = Field(description="That a person makes, of all packs.")
    work_min: float
    claimed_share_interval: Both = Field(description="Of shipped packs, at 95 %.")
    false_reject_interval: Both = Field(description="Of good packs, at 95 %.")
    net_eur_interval: Both = Field(description="Of as many other packs like these, at 95 %.")


class ThresholdCase(CaseAnswer):
    threshold: float = Field(description="Defect score from which a pack is not ok.")


class AssumedAnswer(Document):
    prices: PricesDocument
    operator: OperatorDocument


class WhatIfAnswer(Document):
    packs: int
    truth_known: int = Field(description="Of how many of them it is known what they truly were.")
    truth_sources: dict[str, int] = Field(description="From whom.", examples=[{"audit": 412}])
    money: list[CaseAnswer] = Field(description="By the verdicts as they were recorded.")
    thresholds: list[ThresholdCase]
    best: list[ThresholdCase] = Field(description="Found on these very packs: flatters itself.")
    assumed: AssumedAnswer


@router.post("/what-if", response_model=WhatIfAnswer, **operation("computeWhatIf", 404, 429, 503))
async def compute_what_if(body: WhatIfQuestion, site: AtSite) -> Response:
    """The recorded packs at every level and threshold, in packs, work and money."""
    asked = WhatIfAsked(
        prices=Prices(**body.prices.model_dump()),
        operator=OperatorModel(**body.operator.model_dump()),
        window=Window(body.seen_from, body.seen_before),
        thresholds=None if body.thresholds is None else tuple(body.thresholds),
    )
    return json_answer(WhatIfAnswer(**await site.evidence.what_if(asked)))
