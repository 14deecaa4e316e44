"""What a page was asked for in its address: times that are offered, and addresses with a change."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import Query

from deploy.fleet.summaries import DefectSums
from deploy.fleet.web.api.words import NO_NUL

OFFERED_DAYS: Final = (1, 7, 30)
Days = Annotated[int, Query(ge=1, le=92)]
Asked = Annotated[str, Query(max_length=200, pattern=NO_NUL)]
"""Empty asks for nothing: it is how a form sends what was left open."""


def begin(now: datetime, days: int) -> datetime:
    """Of the hour in which the time begins: sums are of whole hours."""
    return (now - timedelta(days=days)).replace(minute=0, second=0, microsecond=0)


def address(path: str, shown: Mapping[str, Any], **changed: Any) -> str:
    """Of this page with something changed; what asks for nothing is left out."""
    asked = {name: value for name, value in {**shown, **changed}.items() if value not in ("", None)}
    return f"{path}?{urlencode(asked)}" if asked else path


def to_packs(one: DefectSums, shown: Mapping[str, Any]) -> str:
    """Of the packs against which this was said; an empty check or reason asks for just that."""
    asked = {name: value for name, value in shown.items() if value not in ("", None)}
    return f"/packs?{urlencode({**asked, 'check': one.check, 'reason': one.reason})}"
