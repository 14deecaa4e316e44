"""Whether the server lives, and what a problem means: the same at every server of ours."""

from typing import Literal

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import JSONResponse, Response

from edge_agent.web.access import operation
from edge_agent.web.listing import Document, json_answer
from edge_agent.web.problems import explanation

router = APIRouter(tags=["health"])


class Live(Document):
    status: Literal["live"] = "live"


class Explanation(Document):
    type: str = Field(examples=["/problems/not-found"])
    title: str = Field(examples=["Not found"])
    status: int = Field(examples=[404])
    means: str


@router.get("/livez", response_model=Live, **operation("live"))
def live() -> Response:
    """The server answers."""
    return json_answer(Live())


@router.get("/problems/{name}", response_model=Explanation, **operation("explainProblem", 404))
def explain_problem(name: str) -> Response:
    """What a problem means; every refusal's type is such an address."""
    return JSONResponse(explanation(name))
