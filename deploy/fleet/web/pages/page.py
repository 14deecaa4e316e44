"""How a page of the centre is made: as a page of a station, with the centre behind it.

    router = APIRouter()

    @router.get("/lots", **page_route())
    def lots(look: Looking) -> HTMLResponse:
        return look.page("lots.html", lots=...)

`templates/lots.html` extends `desk.html`; its words are in `texts/lots.toml`, its script and its
style, where it has any, in `deploy/fleet/web/static/` and served under /static. Every page of the
menu is a `Place` in `menu.py`, and its title stands in `texts/frame.toml`.
"""

from pathlib import Path
from typing import Annotated, Final

from fastapi import Depends

from deploy.fleet.web.centre_site import CentreSite
from deploy.fleet.web.pages.menu import MENU
from edge_agent.web.pages import book
from edge_agent.web.pages.book import Book
from edge_agent.web.pages.page import LookAt, looked_at, page_route

__all__ = ["BOOK", "PAGE_TEXTS", "CentreLook", "Looking", "page_route"]

PAGES: Final = Path(__file__).parent
PAGE_TEXTS: Final = (PAGES / "texts", book.TEXTS)
BOOK: Final = Book(
    templates=(PAGES / "templates", book.TEMPLATES),
    texts=PAGE_TEXTS,
    static=(PAGES.parent / "static", book.STATIC),
    menus={"desk": MENU},
)

CentreLook = LookAt[CentreSite]
Looking = Annotated[CentreLook, Depends(looked_at)]
