"""The address to which stations post their letters by HTTPS, and ask for theirs."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from deploy.fleet.carriers.https_hub import HttpsHub
from deploy.fleet.carriers.station_tokens import StationTokens
from deploy.fleet.errors import DatabaseAway
from edge_agent.uplink.carriers.https import LONG_POLL_S, NO_ROOM
from edge_agent.uplink.carriers.letter_form import LetterRefused
from edge_agent.uplink.carriers.parcels import (
    LARGEST_BYTES,
    MEDIA_TYPE,
    PATH,
    Parcel,
    read_parcel,
    written_parcel,
)
from edge_agent.uplink.topics import station_of

BEARER: Final = "bearer "
BAD, WHO, NOT_YOURS, TOO_LARGE = 400, 401, 403, 413


class BodyTooLarge(Exception):
    """Of a request."""


def carrier_router(hub: HttpsHub, tokens: StationTokens) -> APIRouter:
    router = APIRouter()

    @router.post(PATH, include_in_schema=False)
    async def letters(
        request: Request, wait_s: Annotated[float, Query(ge=0, le=LONG_POLL_S)] = 0.0
    ) -> Response:
        """One parcel for another; only with a station's token, and only its own letters."""
        try:
            station = await run_in_threadpool(tokens.station, bearer_of(request))
        except DatabaseAway as error:
            return refused(NO_ROOM, str(error))
        if station is None:
            return refused(WHO, "this token belongs to no station here")
        try:
            parcel = read_parcel(await body_of(request))
        except LetterRefused as error:
            return refused(BAD, str(error))
        except BodyTooLarge:
            return refused(TOO_LARGE, f"at most {LARGEST_BYTES} bytes")
        return await exchanged(hub, station, parcel, wait_s)

    return router


async def exchanged(hub: HttpsHub, station: str, parcel: Parcel, wait_s: float) -> Response:
    if any(station_of(letter.topic) != station for letter in parcel.letters):
        return refused(NOT_YOURS, f"{station} may send its own letters alone")
    if not hub.bring(parcel.letters):
        return refused(NO_ROOM, "no room for letters now; try again")
    if parcel.letters:
        return answered(Parcel())
    first, letters = await hub.fetch(station, parcel.done, wait_s)
    return answered(Parcel(letters, first=first))


def answered(parcel: Parcel) -> Response:
    return Response(written_parcel(parcel), media_type=MEDIA_TYPE)


def refused(status: int, why: str) -> Response:
    return Response(f"{why}\n", status, media_type="text/plain; charset=utf-8")


def bearer_of(request: Request) -> str:
    given = request.headers.get("authorization", "")
    return given[len(BEARER) :].strip() if given.lower().startswith(BEARER) else ""


async def body_of(request: Request) -> bytes:
    """BodyTooLarge before it is held in memory."""
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > LARGEST_BYTES:
            raise BodyTooLarge
    return bytes(content)
