"""What a server's pages are made of: templates, texts, scripts and styles, and menus.

Another server of ours has folders of its own before the station's: what it does not have itself,
it shows as a station does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from edge_agent.web.pages.menu import DESK, OPERATOR, Place

PAGES: Final = Path(__file__).parent
TEMPLATES: Final = PAGES / "templates"
TEXTS: Final = PAGES / "texts"
STATIC: Final = PAGES.parent / "static"


@dataclass(frozen=True)
class Book:
    """Folders in the order in which they are looked through."""

    templates: Sequence[Path] = (TEMPLATES,)
    texts: Sequence[Path] = (TEXTS,)
    static: Sequence[Path] = (STATIC,)
    menus: Mapping[str, Sequence[Place]] = field(
        default_factory=lambda: {"menu": OPERATOR, "desk": DESK}
    )
    """By the name under which templates know them."""

    @cached_property
    def environment(self) -> Environment:
        return Environment(
            loader=FileSystemLoader(self.templates),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )


OF_STATION: Final = Book()
