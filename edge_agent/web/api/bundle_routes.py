"""The bundles of models that a station has, and the order to get another one.

The uplink gets it, verifies it and tries it; the line begins with it at its next order.
"""

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from edge_agent.core import told
from edge_agent.core.bundle_orders import REFUSED
from edge_agent.core.errors import PackwardenError
from edge_agent.core.roles import Act
from edge_agent.inspection.bundle import Bundle
from edge_agent.people.acts import Subject
from edge_agent.releases.slots import Place, Slots
from edge_agent.web.access import Visiting, operation
from edge_agent.web.api.belt_routes import WORD, Say, person_of, said
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


class BundlesHere(Document):
    in_use: BundleHere = Field(description="With which the next line begins, were none ready.")
    before: BundleHere | None = Field(description="To which the station can go back.")
    ready: BundleHere | None = Field(description="Tried; the next order begins with it.")
    left: str | None = Field(description="Why the last one was left, where one had to be.")
    refused: str | None = Field(description="Why the last ordered release was not taken.")


class TakeRelease(Say):
    name: ReleaseName


@router.get("", response_model=BundlesHere, **operation("getBundles"))
def get_bundles(visiting: Visiting) -> BundlesHere:
    """What the station has, and what waits."""
    slots = Slots(visiting.site.data.bundles)
    now, ready = slots.in_use, slots.ready
    refusals = visiting.site.store.events(REFUSED, 1)
    return BundlesHere(
        in_use=here(slots.usable()),
        before=None if now.before is None else opened(slots, now.before),
        ready=None if ready is None else opened(slots, ready.place),
        left=now.left,
        refused=str(refusals[0].event.body["why"]) if refusals else None,
    )


@router.post("/take", status_code=204, **operation("takeBundle", *WORD))
async def take_bundle(body: TakeRelease, change: AskedChange) -> Response:
    """Orders a release by its name. What becomes of it is told by events and by `bundles`."""
    in_use = change.visit.site.bundle.manifest
    subject = Subject(old=f"{in_use.name}-{in_use.version}", new=body.name)
    word = told.TakeBundle(body.name, person_of(change))
    return await said(change, body, Act.TAKE_BUNDLE, subject, word)


def opened(slots: Slots, place: Place) -> BundleHere | None:
    """None where it does not open any more."""
    with suppress(PackwardenError):
        return here(slots.opened(place))
    return None


def here(bundle: Bundle) -> BundleHere:
    manifest = bundle.manifest
    return BundleHere(name=manifest.name, version=manifest.version, sha256=bundle.sha256)
