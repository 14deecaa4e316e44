"""Scripts, styles and fonts that browsers get. All come with the package; nothing from elsewhere.

A browser asks again each time whether a file has changed, so that no page runs with the script of
another version; unchanged files are not sent again.
"""

from collections.abc import Sequence
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope


class OwnFiles(StaticFiles):
    """Out of the first of the folders that has it."""

    def __init__(self, folders: Sequence[Path]) -> None:
        first, *others = folders
        super().__init__(directory=first)
        self.all_directories += others

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        answer.headers["Cache-Control"] = "no-cache"
        return answer
