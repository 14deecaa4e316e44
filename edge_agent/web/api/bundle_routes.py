"""The bundles of models that a station has, and the orders to get another one and to go back.

The uplink gets one, verifies it and tries it; the line begins with it at its next order. Back leads
the next order too, the next start, or a pause of the belt.
"""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from edge_agent.core import told
from edge_agent.core.guarantees.bounds import Interval
from edge_agent.core.monitoring.live_figures import Figure
from edge_agent.core.monitoring.rate_rise import Counted
from edge_agent.core.roles import Act
from edge_agent.evidence.shadow_report import shadow_report
from edge_agent.inspection.bundle import Bundle
from edge_agent.people.acts import Subject
from edge_agent.web.access import Visiting, operation
from edge_agent.web.api.belt_routes import WORD, SaidReason, Say, person_of, said
from edge_agent.web.api.shadow_documents import ShadowAnswer, shadow_answer
from edge_agent.web.bundles.bundles_now import FigureNow, bundles_now
from edge_agent.web.changes import AskedChange
from edge_agent.web.listing import Document

router = APIRouter(prefix="/api/v1/bundles", tags=["models"])

ReleaseName = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9][a-z0-9_.-]*-\d{1,6}\.\d{1,6}\.\d{1,6}\.zip$",
        max_length=90,
        examples=["base-1.4.0.zip"],
    ),
]


class BundleHere(Document):
    name: str
    version: str
    sha256: str


class WantedBack(Document):
    why: str
    by: str = Field(description='A person, or "station" where live figures are worse.')


class CountedHere(Document):
    happened: int
    seen: int
    low: float | None = Field(description="Of the share, at 95 %; null where nothing was seen.")
    high: float | None


class FigureHere(Document):
    """A share of packs, with the bundle in use and with the one before."""

    figure: Figure
    now: CountedHere
    before: CountedHere
    tolerated: float | None = Field(description="The highest share that is no reason to go back.")
    is_worse: bool


class BundlesHere(Document):
    in_use: BundleHere = Field(description="With which the next line begins, were none ready.")
    since: datetime | None = Field(description="When it came; null: it has always been there.")
    is_proven: bool = Field(description="It has inspected packs since its last start.")
    before: BundleHere | None = Field(description="To which the station can go back.")
    ready: BundleHere | None = Field(description="Tried; the next order begins with it.")
    ordered: str | None = Field(description="The release that is being got.")
    wanted_back: WantedBack | None = Field(description="Why the one before is wanted back.")
    left: str | None = Field(description="Why the last one was left, where one had to be.")
    refused: str | None = Field(description="Why the last ordered release was not taken.")
    figures: list[FigureHere]
    shadow: ShadowAnswer | None = Field(description="The one that looks on, or last did.")


class TakeRelease(Say):
    name: ReleaseName


class GoBack(Say):
    reason: SaidReason


@router.get("", response_model=BundlesHere, **operation("getBundles"))
def get_bundles(visiting: Visiting) -> BundlesHere:
    """What the station has, what waits, and how well it does."""
    now = bundles_now(visiting.site)
    log = now.log
    back, refused = log.wanted_back, log.refused
    return BundlesHere(
        in_use=here(now.in_use),
        since=log.begun_at,
        is_proven=now.is_proven,
        before=None if now.before is None else here(now.before),
        ready=None if now.ready is None else here(now.ready),
        ordered=None if log.wanted is None else log.wanted.name,
        wanted_back=None if back is None else WantedBack(why=back.why, by=back.by),
        left=now.slots.left,
        refused=None if refused is None else refused.why,
        figures=[figure_here(one) for one in now.figures],
        shadow=shadow_answer(shadow_report(visiting.site.data)),
    )


@router.post("/take", status_code=204, **operation("takeBundle", *WORD))
async def take_bundle(body: TakeRelease, change: AskedChange) -> Response:
    """Orders a release by its name. What becomes of it is told by events and by `bundles`."""
    word = told.TakeBundle(body.name, person_of(change))
    return await said(change, body, Act.TAKE_BUNDLE, subject_of(change, body.name), word)


@router.post("/return", status_code=204, **operation("returnBundle", *WORD))
async def return_bundle(body: GoBack, change: AskedChange) -> Response:
    """Back to the bundle before: at the next order, the next start, or a pause of the belt."""
    now = bundles_now(change.visit.site)
    to = now.in_use if now.before is None else now.before
    word = told.ReturnBundle(body.reason, person_of(change), now.in_use.sha256)
    return await said(change, body, Act.TAKE_BUNDLE, subject_of(change, named(to)), word)


def subject_of(change: AskedChange, new: str) -> Subject:
    return Subject(old=named(change.visit.site.bundle), new=new)


def named(bundle: Bundle) -> str:
    return f"{bundle.manifest.name}-{bundle.manifest.version}"


def here(bundle: Bundle) -> BundleHere:
    manifest = bundle.manifest
    return BundleHere(name=manifest.name, version=manifest.version, sha256=bundle.sha256)


def figure_here(one: FigureNow) -> FigureHere:
    compared = one.compared
    return FigureHere(
        figure=compared.figure,
        now=counted_here(compared.now, one.now),
        before=counted_here(compared.before, one.before),
        tolerated=compared.tolerated,
        is_worse=compared.is_worse,
    )


def counted_here(counted: Counted, ends: Interval | None) -> CountedHere:
    return CountedHere(
        happened=counted.happened,
        seen=counted.seen,
        low=None if ends is None else ends.low,
        high=None if ends is None else ends.high,
    )
