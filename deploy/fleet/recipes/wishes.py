"""Recipes that stations have and the centre wishes for: asked for, fetched piece by piece, kept.

What comes is believed piece by piece, since the station's signed list names every one, and opened
by the station's own code before it is a version like any other.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, delete, insert, select, update

from deploy.fleet.bulk import insert_new
from deploy.fleet.orders.numbers import next_number
from deploy.fleet.recipes.packed import Files
from deploy.fleet.recipes.releases import refuse_unknown
from deploy.fleet.recipes.shelf import Open, Opening, Origin, keep, opened_files
from deploy.fleet.recipes.tables import recipe_pieces, recipe_wishes
from edge_agent.core.errors import InvalidInput, NotFound
from edge_agent.people.keys import SigningKey
from edge_agent.uplink.recipes.checking import RecipeRefused
from edge_agent.uplink.recipes.documents import WISH, Handover, Wish, signed
from edge_agent.uplink.recipes.listing import Listing, pieces_of, put_together, sha256_of

ASKED: Final = "asked"
COMING: Final = "coming"
HERE: Final = "here"
REFUSED: Final = "refused"
LIFE: Final = timedelta(days=1)
LISTING: Final = TypeAdapter(Listing)


@dataclass(frozen=True, slots=True)
class Wished:
    station: str
    recipe: str
    by: str
    note: str


def wish(connection: Connection, wished: Wished, key: SigningKey, now: datetime) -> int:
    """Its number. NotFound for a station of which nobody has heard."""
    refuse_unknown(connection, (wished.station,))
    number = next_number(connection, key.key_id, now)
    document = Wish(
        station=wished.station,
        number=number,
        recipe=wished.recipe,
        not_after=now + LIFE,
        by=wished.by,
    )
    connection.execute(
        insert(recipe_wishes).values(
            number=number,
            station=wished.station,
            recipe=wished.recipe,
            at=now,
            by=wished.by,
            note=wished.note,
            not_after=document.not_after,
            sealed=signed(WISH, document, key),
            state=ASKED,
            why="",
        )
    )
    return number


def wishes(connection: Connection) -> list[Row[Any]]:
    query = select(recipe_wishes).order_by(recipe_wishes.c.number.desc())
    return list(connection.execute(query))


def one_wish(connection: Connection, number: int) -> Row[Any]:
    row = connection.execute(select(recipe_wishes).where(recipe_wishes.c.number == number)).first()
    if row is None:
        raise NotFound(f"there is no wish {number}")
    return row


def open_wishes(connection: Connection, now: datetime) -> list[Row[Any]]:
    query = select(recipe_wishes).where(
        recipe_wishes.c.state.in_((ASKED, COMING)), recipe_wishes.c.not_after >= now
    )
    return list(connection.execute(query))


def listed_up(connection: Connection, handover: Handover) -> None:
    """The station has told what it has, or why it has nothing. Told again, nothing changes."""
    own = (recipe_wishes.c.number == handover.number) & (
        recipe_wishes.c.station == handover.station
    )
    values = {"state": REFUSED, "why": handover.why}
    if handover.files:
        files = json.dumps([asdict(file) for file in handover.files])
        values = {"state": COMING, "why": "", "hash": handover.recipe_hash, "files": files}
    is_open = own & (recipe_wishes.c.state == ASKED)
    connection.execute(update(recipe_wishes).where(is_open).values(**values))


def take_piece(connection: Connection, content: bytes, now: datetime) -> bool:
    """Whether a station that hands something up has listed it; all else is thrown away."""
    sha256 = sha256_of(content)
    wanted = any(
        sha256 in pieces_of(files_of(row))
        for row in open_wishes(connection, now)
        if row.state == COMING
    )
    if wanted:
        insert_new(connection, recipe_pieces, [{"sha256": sha256, "content": content}])
    return wanted


def files_of(row: Row[Any]) -> Listing:
    return LISTING.validate_python(json.loads(row.files or "[]"))


def pieces_here(connection: Connection) -> set[str]:
    return set(connection.execute(select(recipe_pieces.c.sha256)).scalars())


def opened_up(files: Files, row: Row[Any], open_recipe: Open) -> Opening:
    """RecipeRefused where it cannot be made, or is not what its station listed."""
    opening = opened_files(files, open_recipe)
    if opening.opened.hash != row.hash or opening.opened.recipe.name != row.recipe:
        raise RecipeRefused(
            f"it is {opening.opened.recipe.name} {opening.opened.hash}, and {row.station} had "
            f"said {row.recipe} {row.hash}"
        )
    return opening


def finish(connection: Connection, row: Row[Any], found: Opening | str, now: datetime) -> None:
    """It is a version now; or refused, where a sentence says why."""
    state, why = HERE, ""
    if isinstance(found, str):
        state, why = REFUSED, found
    else:
        keep(connection, found, Origin(row.by, row.station, row.note, None), now)
    own = recipe_wishes.c.number == row.number
    connection.execute(update(recipe_wishes).where(own).values(state=state, why=why))
    forget_pieces(connection, now)


def assembled(connection: Connection, row: Row[Any]) -> Files:
    """InvalidInput where pieces lack, or do not give what was listed."""
    return {file.name: put_together(file, partial(piece, connection)) for file in files_of(row)}


def piece(connection: Connection, sha256: str) -> bytes:
    query = select(recipe_pieces.c.content).where(recipe_pieces.c.sha256 == sha256)
    content = connection.execute(query).scalar_one_or_none()
    if content is None:
        raise InvalidInput(f"piece {sha256} is not here")
    return bytes(content)


def has_left_over(connection: Connection, now: datetime) -> bool:
    """Pieces of what nobody is handing up any more, as where its time is over."""
    if connection.execute(select(recipe_pieces.c.sha256).limit(1)).first() is None:
        return False
    return all(row.state != COMING for row in open_wishes(connection, now))


def forget_pieces(connection: Connection, now: datetime) -> None:
    """Those that nobody is handing up any more."""
    wanted = {piece for row in open_wishes(connection, now) for piece in pieces_of(files_of(row))}
    unwanted = pieces_here(connection) - wanted
    connection.execute(delete(recipe_pieces).where(recipe_pieces.c.sha256.in_(sorted(unwanted))))


def handed_up(connection: Connection, station: str, recipe: str) -> str | None:
    """Hash of the version that this station handed up last of its own."""
    query = (
        select(recipe_wishes.c.hash)
        .where(
            recipe_wishes.c.station == station,
            recipe_wishes.c.recipe == recipe,
            recipe_wishes.c.state == HERE,
        )
        .order_by(recipe_wishes.c.number.desc())
    )
    return connection.execute(query).scalars().first()
