"""Pictures by the hash of their content, as any server of ours gives them: once, and kept by the
caller for good."""

from pathlib import Path as Folder
from typing import Annotated, Any, Final

from fastapi import Header, Path
from starlette.responses import Response

from edge_agent.store.pictures import read_picture, suffix_of

MEDIA_TYPES: Final = {".png": "image/png", ".jpg": "image/jpeg"}
FOREVER: Final = "private, max-age=31536000, immutable"
PictureHash = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
KnownTag = Annotated[str | None, Header()]
"""What the caller has already; the header If-None-Match."""


def gives_picture(operation: dict[str, Any]) -> dict[str, Any]:
    """A route's words, with what it answers."""
    found = {
        200: {"content": {kind: {} for kind in MEDIA_TYPES.values()}},
        304: {"description": "The caller has it already."},
    }
    return {**operation, "responses": {**operation["responses"], **found}}


def picture_answer(folder: Folder, sha256: str, known: str | None) -> Response:
    """NotFound where it is not there, or not any more."""
    headers = {"ETag": f'"{sha256}"', "Cache-Control": FOREVER}
    if known == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    encoded = read_picture(folder, sha256)
    return Response(encoded, headers=headers, media_type=MEDIA_TYPES[suffix_of(encoded)])
