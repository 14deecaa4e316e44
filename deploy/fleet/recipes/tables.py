"""Tables of recipes at the centre: versions and their files, who agreed, and what was sent where.

A version is called by the hash that stations compute of it, so nothing about it ever changes. What
people did is only ever added; what became of a release at a station moves forward alone.
"""

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from deploy.fleet.tables import Moment, Number, metadata

recipe_files: Final = Table(
    "recipe_files",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

recipe_versions: Final = Table(
    "recipe_versions",
    metadata,
    Column("hash", Text, primary_key=True, comment="as a station computes it, over all files"),
    Column("recipe", Text, nullable=False, comment="the name that it gives itself"),
    Column("at", Moment, nullable=False),
    Column("author", Text, nullable=False),
    Column("source", Text, nullable=False, comment="upload, or the station that handed it up"),
    Column("note", Text, nullable=False),
    Column("parent", Text, comment="hash of the version that it was made from"),
    Column("files", Text, nullable=False, comment="JSON: name to sha256, recipe.toml first"),
    Index(None, "recipe", "at"),
)

recipe_agreements: Final = Table(
    "recipe_agreements",
    metadata,
    Column("id", Number, primary_key=True),
    Column("hash", ForeignKey("recipe_versions.hash"), nullable=False),
    Column("step", Text, nullable=False, comment="proposed, approved, declined or withdrawn"),
    Column("person", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("note", Text, nullable=False),
    Column("compared_with", Text, comment="hash of the version that the person saw beside it"),
    Column("act_sha256", Text, nullable=False, comment="of the signed act in the audit record"),
    Index(None, "hash"),
)

recipe_releases: Final = Table(
    "recipe_releases",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("station", Text, nullable=False, comment="site/line/station"),
    Column("recipe", Text, nullable=False),
    Column("hash", ForeignKey("recipe_versions.hash"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("not_after", Moment, nullable=False),
    Column("sealed", LargeBinary, nullable=False, comment="as it is sent"),
    Column("state", Text, nullable=False),
    Column("have", Integer, nullable=False, comment="pieces, of all"),
    Column("all", Integer, nullable=False),
    Column("why", Text, nullable=False, comment="of a refusal"),
    Column("answered_at", Moment),
    Column("in_place_at", Moment),
    Column("in_use_since", Moment, comment="the station's own clock"),
    Index(None, "station", "recipe"),
    Index(None, "state"),
)

recipe_wishes: Final = Table(
    "recipe_wishes",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("station", Text, nullable=False),
    Column("recipe", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("not_after", Moment, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("state", Text, nullable=False, comment="asked, coming, here or refused"),
    Column("why", Text, nullable=False),
    Column("hash", Text, comment="of the version, as the station says"),
    Column("files", Text, comment="JSON: what the station listed"),
    Index(None, "state"),
)

recipe_pieces: Final = Table(
    "recipe_pieces",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""Of what stations are handing up; forgotten when it is here."""
