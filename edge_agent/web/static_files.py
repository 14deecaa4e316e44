"""Scripts, styles and fonts that browsers get. All come with the package; nothing from elsewhere.

A browser asks again each time whether a file has changed, so that no page runs with the script of
another version; unchanged files are not sent again.
"""

from pathlib import Path
from typing import Final

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER: Final = Path(__file__).with_name("static")


class OwnFiles(StaticFiles):
    def __init__(self) -> None:
        super().__init__(directory=FOLDER)

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        answer.headers["Cache-Control"] = "no-cache"
        return answer
