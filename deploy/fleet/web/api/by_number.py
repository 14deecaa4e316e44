"""Lists whose items have a number and come the newest first: where a page begins, and the next."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from fastapi import Request
from starlette.responses import Response

from deploy.fleet.web.centre_site import CentreSite
from edge_agent.web.cursors import place_in
from edge_agent.web.listing import Page, page_answer


class Numbered(Protocol):
    @property
    def id(self) -> int: ...


Found = TypeVar("Found", bound=Numbered)


def before_of(site: CentreSite, asked: Mapping[str, Any], cursor: str | None) -> int | None:
    """The page has what is older than this; None at the beginning."""
    return None if cursor is None else place_in(site.cursor_key(), asked, cursor, 1)[0]


def numbered_answer(
    request: Request,
    site: CentreSite,
    page: type[Page[Any]],
    asked: Mapping[str, Any],
    found: Sequence[Found],
    limit: int,
    answer: Callable[[Found], Any],
) -> Response:
    """found: one more than `limit`, where there is one."""
    place = (found[limit - 1].id,) if len(found) > limit else None
    return page_answer(request, site, page, list(map(answer, found[:limit])), place, asked)
