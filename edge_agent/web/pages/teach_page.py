"""Teaching on the desk: good pictures in, regions moved into place, tried on others, kept.

What the page shows at first comes from here; all else it asks of the API.
"""

from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from edge_agent.core.packs import CheckKind, Verdict
from edge_agent.core.roles import Act
from edge_agent.inspection.code_formats import PACK_FORMATS
from edge_agent.inspection.recipe_tables import LIMITS_OF
from edge_agent.store.pages import RecordFilter
from edge_agent.store.pictures import SUFFIX_OF_BEGINNING, place_of
from edge_agent.web.pages.page import Look, Looking, page_route

router = APIRouter()

LOOKED_AT: Final = 400
"""Of good packs few have kept pictures; so many of the latest are looked through."""
OFFERED: Final = 8
LANGUAGES: Final = ("en", "de", "fr", "es", "it", "pt")
"""Of month names, as recipes know them."""
DATE_FORMATS: Final = ("DD.MM.YYYY", "DD.MM.YY", "DD/MM/YYYY", "YYYY-MM-DD", "MM/YYYY", "DD MMM YY")
NEW_LINE: Final = {"expect": "{lot}"}
"""What a print check that a person draws asks at first."""


@dataclass(frozen=True, slots=True)
class GoodPack:
    """A recorded pack that was ok, with pictures that are still there."""

    name: str
    """boot/seq."""
    pack_no: int
    pictures: dict[str, str]


@router.get("/teach", **page_route())
def teach(look: Looking) -> HTMLResponse:
    return look.page(
        "teach.html",
        views=[camera.view for camera in look.site.settings.cameras],
        packs=good_packs(look),
        formats_of_codes=PACK_FORMATS,
        languages=LANGUAGES,
        date_formats=DATE_FORMATS,
        kinds=list(CheckKind),
        fresh={kind.value: fresh(kind) for kind in CheckKind},
        may_teach=look.may(Act.TEACH),
    )


def good_packs(look: Look) -> list[GoodPack]:
    site, found = look.site, list[GoodPack]()
    for stored in site.store.records(RecordFilter(verdict=Verdict.OK), LOOKED_AT):
        pictures = stored.record.pictures
        if pictures and all(is_kept(look, sha256) for sha256 in pictures.values()):
            name = f"{stored.boot}/{stored.seq}"
            found.append(GoodPack(name, stored.record.pack_no, dict(pictures)))
        if len(found) == OFFERED:
            break
    return found


def is_kept(look: Look, sha256: str) -> bool:
    places = (
        place_of(look.site.pictures, sha256, suffix) for suffix in SUFFIX_OF_BEGINNING.values()
    )
    return any(place.is_file() for place in places)


def fresh(kind: CheckKind) -> dict[str, Any]:
    """The limits of a new check of this kind."""
    limits = LIMITS_OF[kind](**(NEW_LINE if kind is CheckKind.PRINT else {}))
    return {name: getattr(limits, name) for name in limits.__dataclass_fields__}
