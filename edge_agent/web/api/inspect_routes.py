"""Inspects pictures that other systems send, by the station's recipes and models.

It happens in a process of its own that goes behind the line. Nothing of it is kept: neither the
pictures nor the answer, and no pack is counted.
"""

from functools import partial
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from edge_agent.web.access import Visiting, operation
from edge_agent.web.inspecting.inspection import Inspecting, Inspection, answer_to
from edge_agent.web.inspecting.recipes import recipe_folder
from edge_agent.web.inspecting.upload import PicturesOfPack

router = APIRouter(prefix="/api/v1", tags=["inspect"])

FORM: Final = {
    "requestBody": {
        "required": True,
        "content": {"multipart/form-data": {"schema": PicturesOfPack.model_json_schema()}},
    }
}


@router.post(
    "/inspect",
    response_model=Inspection,
    openapi_extra=FORM,
    **operation("inspectPictures", 404, 409, 413, 422, 429, 503),
)
async def inspect_pictures(request: Request, visiting: Visiting) -> Response:
    """Inspects the pictures of one pack by a recipe of this station. Nothing is kept of it."""
    site = visiting.site
    by = Inspecting(
        process=site.inspecting,
        clock=site.clock,
        recipe=partial(recipe_folder, site),
        bundle=lambda: site.bundle.folder,
    )
    return await answer_to(request, by, visiting.now)
