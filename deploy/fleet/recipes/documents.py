"""What the API says of recipes, their versions, and what was sent where."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from fastapi import Path
from pydantic import AwareDatetime, Field
from sqlalchemy import Row

from deploy.fleet.recipes.agreeing import Step, Taken, agreement
from deploy.fleet.recipes.comparing import Compared
from deploy.fleet.recipes.releases import fate
from deploy.fleet.recipes.shelf import Version
from edge_agent.core.recipe_difference import RecipeDifference
from edge_agent.web.listing import Document, Time

Hash = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", examples=["9f86d081884c7d65…"])]
FileName = Annotated[str, Path(max_length=80, examples=["top-1.png"])]
Note = Annotated[str, Field(max_length=500)]
Hashed = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class StepAnswer(Document):
    """Something that a person did about a version; never changed afterwards."""

    step: Step
    person: str
    at: AwareDatetime
    note: str
    compared_with: str | None = Field(description="Hash of the version that was seen beside it.")


class VersionAnswer(Document):
    """One version of a recipe, called by the hash that stations compute of it."""

    hash: str
    recipe: str = Field(examples=["tray"])
    at: AwareDatetime
    author: str
    source: str = Field(description="upload, or the station that handed it up.")
    note: str
    parent: str | None = Field(description="Hash of the version that it was made from.")
    files: dict[str, str] = Field(description="Name to sha256; recipe.toml first.")
    proposed_by: str | None
    approved_by: str | None = Field(description="Another person; null: no station gets it.")
    steps: list[StepAnswer]


class VersionsAnswer(Document):
    versions: list[VersionAnswer] = Field(description="The newest first.")


class AddedVersion(VersionAnswer):
    left_out: list[str] = Field(description="Files beside it that the recipe does not name.")


class PictureAnswer(Document):
    """What is different between two pictures of one name."""

    name: str
    size_old: tuple[int, int] = Field(description="Width, height in pixels.")
    size_new: tuple[int, int]
    changed_share: float = Field(description="Of all pixels, 0 to 1.", examples=[0.031])
    box: tuple[int, int, int, int] | None = Field(
        description="Left, top, width, height around all that changed."
    )
    png: str = Field(description="Address of both beside each other, and what changed in red.")


class ComparedAnswer(Document):
    """What the newer version changes: keys, regions, pictures, and the lines of recipe.toml."""

    old: str
    new: str
    is_same: bool
    difference: RecipeDifference
    pictures: list[PictureAnswer] = Field(description="Golden pictures that changed.")


class TakenStep(Document):
    """`reason` stands in the signed record."""

    reason: Note = ""
    compared_with: Hashed | None = Field(
        default=None, description="Hash of the version that the person has seen beside it."
    )


class NewRelease(Document):
    stations: Annotated[list[str], Field(min_length=1, max_length=200)]
    not_after: Time | None = Field(
        default=None, description="Until then it must have arrived; null: within a week."
    )
    reason: Note = ""


class ReleaseAnswer(Document):
    """An approved version on its way to one station."""

    number: int
    station: str
    recipe: str
    hash: str
    at: AwareDatetime
    by: str
    not_after: AwareDatetime
    state: str = Field(
        description="offered, coming, ready, in_place, refused or late. ready: it is there whole, "
        "and begins when the line begins anew with it.",
        examples=["in_place"],
    )
    have: int = Field(description="Pieces that the station has, of `all`.")
    all: int
    why: str = Field(description="Of a refusal.")
    answered_at: AwareDatetime | None
    in_place_at: AwareDatetime | None
    in_use_since: AwareDatetime | None = Field(description="Its line said first that it makes it.")


class ReleasesAnswer(Document):
    releases: list[ReleaseAnswer] = Field(description="The newest first.")


class NewWish(Document):
    station: Annotated[str, Field(max_length=130, examples=["plant-1/line-1/box"])]
    recipe: Annotated[str, Field(max_length=80, pattern=r"^[A-Za-z0-9][A-Za-z0-9 _.\-]*$")]
    reason: Note = ""


class WishAnswer(Document):
    """A recipe that a station is asked to hand up."""

    number: int
    station: str
    recipe: str
    at: AwareDatetime
    by: str
    state: str = Field(description="asked, coming, here, refused or late.", examples=["here"])
    why: str
    hash: str | None = Field(description="Of the version that it is here.")


class WishesAnswer(Document):
    wishes: list[WishAnswer]


def version_document(version: Version, taken: list[Taken]) -> VersionAnswer:
    agreed = agreement(taken)
    return VersionAnswer(
        hash=version.hash,
        recipe=version.recipe,
        at=version.at,
        author=version.origin.author,
        source=version.origin.source,
        note=version.origin.note,
        parent=version.origin.parent,
        files=version.files,
        proposed_by=agreed.proposed_by,
        approved_by=agreed.approved_by,
        steps=[StepAnswer(**asdict(one)) for one in taken],
    )


def compared_document(compared: Compared) -> ComparedAnswer:
    old, new = compared.old.hash, compared.new.hash
    address = f"/api/v1/recipe-versions/{new}/compared/{old}/pictures"
    return ComparedAnswer(
        old=old,
        new=new,
        is_same=compared.difference.is_none,
        difference=compared.difference,
        pictures=[
            PictureAnswer(name=name, png=f"{address}/{name}", **asdict(found))
            for name, found in compared.pictures.items()
        ],
    )


def release_document(row: Row[Any], now: datetime) -> ReleaseAnswer:
    return ReleaseAnswer(
        number=row.number,
        station=row.station,
        recipe=row.recipe,
        hash=row.hash,
        at=row.at,
        by=row.by,
        not_after=row.not_after,
        state=fate(row, now),
        have=row.have,
        all=row.all,
        why=row.why,
        answered_at=row.answered_at,
        in_place_at=row.in_place_at,
        in_use_since=row.in_use_since,
    )


def wish_document(row: Row[Any], now: datetime) -> WishAnswer:
    is_late = row.state in ("asked", "coming") and now > row.not_after
    return WishAnswer(
        number=row.number,
        station=row.station,
        recipe=row.recipe,
        at=row.at,
        by=row.by,
        state="late" if is_late else row.state,
        why=row.why,
        hash=row.hash,
    )
