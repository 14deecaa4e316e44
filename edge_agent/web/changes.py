"""A change that is recorded: asked for under the caller's own key, made once, answered again.

The key is looked at, the change made and its answer kept in one turn, so that the same request sent
twice at once is made once. A refusal is not kept: what was refused may be asked for again.
"""

from collections.abc import Callable
from typing import Annotated, Any, Final, Generic

from fastapi import Depends, Header, Request
from pydantic import BaseModel
from starlette.responses import Response

from edge_agent.people.office import Office, Order
from edge_agent.web.access import VisitAt, VisitingAny
from edge_agent.web.errors import Changed
from edge_agent.web.listing import json_answer
from edge_agent.web.problems import IDEMPOTENCY_HEADER, SEEN_HEADER
from edge_agent.web.served import Place, Served
from edge_agent.web.site import Site

Key = Annotated[
    str,
    Header(
        alias=IDEMPOTENCY_HEADER,
        min_length=16,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="A random text of the caller's, new for each change. The same request under "
        "the same key within 24 hours gets the same answer and changes nothing.",
        examples=["4d4b9a52-6c1e-4c36-9d13-3a2f3ac0d1b7"],
    ),
]
ANSWERED_AGAIN: Final = "Idempotency-Replayed"


class ChangeAt(Generic[Place]):
    """One change that somebody who may asks for."""

    def __init__(self, visit: VisitAt[Place], key: str, asked: bytes) -> None:
        self.visit, self.key, self.asked = visit, key, asked

    def once(
        self, status: int, make: Callable[[Office, Callable[..., Order]], BaseModel]
    ) -> Response:
        """Makes it, or gives the answer of before. `make` gets what makes an order of a reason."""
        who, now = self.visit.present.actor.name, self.visit.now
        with self.visit.site.changing() as office:
            given = office.answers.given(who, self.key, self.asked, now)
            if given is not None:
                return Response(
                    given, status, {ANSWERED_AGAIN: "true"}, media_type="application/json"
                )
            answer = json_answer(make(office, self.order), status)
            office.answers.keep(who, self.key, self.asked, bytes(answer.body), now)
        return answer

    def was_answered(self) -> bool:
        """Whether it was made before, and its answer says nothing."""
        who, office = self.visit.present.actor.name, self.visit.site.office
        return office.answers.given(who, self.key, self.asked, self.visit.now) is not None

    def keep_answer(self) -> None:
        """That it is made, and its answer says nothing."""
        with self.visit.site.changing() as office:
            who = self.visit.present.actor.name
            office.answers.keep(who, self.key, self.asked, b"", self.visit.now)

    def order(self, reason: str, confirms: str | None = None) -> Order:
        return order(self.visit, reason, confirms)


Change = ChangeAt[Site]
"""At a station."""


def order(visit: VisitAt[Served], reason: str, confirms: str | None = None) -> Order:
    return Order(visit.present, reason, visit.now, confirms)


async def asked_change(
    request: Request, visiting: VisitingAny, idempotency_key: Key
) -> ChangeAt[Any]:
    line = f"{request.method} {request.url.path}\n".encode()
    return ChangeAt(visiting, idempotency_key, line + await request.body())


AskedChange = Annotated[Change, Depends(asked_change)]
AskedChangeAny = Annotated[ChangeAt[Served], Depends(asked_change)]
"""For what is the same at every server."""
Seen = Annotated[
    str,
    Header(alias=SEEN_HEADER, description="The ETag of what was read.", examples=['"9f86d081"']),
]


def refuse_if_changed(seen: str, current: str) -> None:
    """Changed unless the caller saw what is there now; both are ETags."""
    if seen != current:
        raise Changed(f"it was changed since it was read; its ETag is {current} now")
