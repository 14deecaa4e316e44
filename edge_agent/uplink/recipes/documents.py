"""What a centre and a station say to each other about recipes, signed.

A release says: this station may take this version, until then; two persons at the centre wanted it.
Its number is one of the centre's key and rises; of one recipe the highest that came is the one that
counts, in whichever order they come. A wish asks a station for a recipe that it has.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import Field

from edge_agent.core.errors import InvalidInput
from edge_agent.people.documents import DocumentKind
from edge_agent.people.errors import NotGenuine
from edge_agent.people.keys import SigningKey
from edge_agent.people.signing import Sealed, seal
from edge_agent.people.trust import Owner, Trust
from edge_agent.uplink.recipes.listing import FileName, Listing, Sha256, check_listing

LONGEST_LIFE: Final = timedelta(days=31)
MOST_ASKED: Final = 8
"""Pieces that are asked for at a time."""
Number = Annotated[int, Field(ge=1, lt=2**53)]
Person = Annotated[str, Field(min_length=1, max_length=200)]
Pieces = Annotated[tuple[Sha256, ...], Field(max_length=MOST_ASKED)]


class RecipeLate(InvalidInput):
    """Its time is over."""

    title = "Too late"


class RecipeState(StrEnum):
    """What became of a release at its station; a later one never goes back to an earlier."""

    COMING = "coming"
    READY = "ready"
    """Whole and verified; it begins when the line begins anew with it."""
    IN_PLACE = "in_place"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    station: str
    number: Number
    recipe: FileName
    recipe_hash: Sha256
    """As a station computes it, over all files."""
    files: Listing
    not_after: datetime
    """UTC; until then it must have arrived."""
    proposed_by: Person
    approved_by: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseAnswer:
    station: str
    number: Number
    recipe_hash: Sha256
    state: RecipeState
    have: int
    """Pieces, of `all`."""
    all: int
    asks: Pieces
    """Those that the centre shall send now."""
    why: str
    """Of a refusal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The station shall hand up the recipe of this name."""

    station: str
    number: Number
    recipe: FileName
    not_after: datetime
    by: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class PiecesWish:
    """Pieces of a recipe that the station has listed."""

    station: str
    number: Number
    """Of the wish."""
    recipe: FileName
    asks: Pieces
    not_after: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """What a station has to a wish; without files, why it has nothing."""

    station: str
    number: Number
    recipe: FileName
    recipe_hash: str
    files: Listing
    why: str


RELEASE: Final = DocumentKind("packwarden.recipe_release.1", Release)
ANSWER: Final = DocumentKind("packwarden.recipe_answer.1", ReleaseAnswer)
WISH: Final = DocumentKind("packwarden.recipe_wish.1", Wish)
PIECES_WISH: Final = DocumentKind("packwarden.recipe_pieces_wish.1", PiecesWish)
HANDOVER: Final = DocumentKind("packwarden.recipe_handover.1", Handover)
FROM_CENTRE: Final[dict[str, DocumentKind[Any]]] = {
    one.kind: one for one in (RELEASE, WISH, PIECES_WISH)
}
FROM_STATION: Final[dict[str, DocumentKind[Any]]] = {one.kind: one for one in (ANSWER, HANDOVER)}

FromCentre = Release | Wish | PiecesWish
FromStation = ReleaseAnswer | Handover


def signed(kind: DocumentKind[Any], value: FromCentre | FromStation, key: SigningKey) -> bytes:
    return seal(kind.document(value), key).to_bytes()


def read_from_centre(payload: bytes, station: str, trust: Trust, now: datetime) -> FromCentre:
    """NotGenuine or RecipeLate, and nothing done; InvalidInput for a listing of no recipe."""
    said: FromCentre = read(payload, FROM_CENTRE, Owner.CENTRE, trust)
    if said.station != station:
        raise NotGenuine(f"a word on recipes for {said.station} came to {station}")
    if not now <= said.not_after <= now + LONGEST_LIFE:
        raise RecipeLate(
            f"{said.recipe}, number {said.number}, holds until {said.not_after.isoformat()}, and "
            f"here it is {now.isoformat()}; at most {LONGEST_LIFE.days} days ahead are allowed"
        )
    if isinstance(said, Release):
        check_listing(said.files)
    return said


def read_from_station(payload: bytes, station: str, trust: Trust) -> FromStation:
    """NotGenuine unless a key of this very station signed it."""
    sealed = Sealed.from_bytes(payload)
    key = trust.check(sealed, Owner.STATION)
    said: FromStation = read(payload, FROM_STATION, Owner.STATION, trust)
    if not said.station == key.name == station:
        raise NotGenuine(f"a word of {said.station}, signed by {key.name}, came from {station}")
    if isinstance(said, Handover) and said.files:
        check_listing(said.files)
    return said


def read(payload: bytes, kinds: dict[str, DocumentKind[Any]], owner: Owner, trust: Trust) -> Any:
    sealed = Sealed.from_bytes(payload)
    trust.check(sealed, owner)
    kind = kinds.get(sealed.kind)
    if kind is None:
        raise NotGenuine(f"a {sealed.kind} is no word on recipes; there are {', '.join(kinds)}")
    return kind.value(sealed.document)
