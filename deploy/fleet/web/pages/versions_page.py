"""Which software, models and recipes look at packs, where, and since when."""

from collections import Counter
from collections.abc import Sequence

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from deploy.fleet.summaries import VersionRun, version_runs
from deploy.fleet.web.pages.page import Looking, page_route
from deploy.fleet.web.pages.words import words_of

router = APIRouter()

KINDS = ("software", "bundle_sha256", "recipe_hash")


@router.get("/versions", **page_route())
def versions(look: Looking) -> HTMLResponse:
    runs = version_runs(look.site.engine)
    current = [run for run in runs if run.since is not None]
    return look.page(
        "versions.html",
        current=current,
        past=[run for run in runs if run.since is None],
        usual=usual(current),
        counted={kind: Counter(getattr(run, kind) for run in current) for kind in KINDS},
        words=words_of(look),
    )


def usual(current: Sequence[VersionRun]) -> dict[str, str]:
    """What runs at most stations; what differs from it is worth a look."""
    return {
        kind: Counter(getattr(run, kind) for run in current).most_common(1)[0][0]
        for kind in KINDS
        if current
    }
