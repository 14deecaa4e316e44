"""How stations said they are: the last word of each, and what changed before it."""

from typing import Final

from sqlalchemy import Boolean, Column, ForeignKey, Index, Table, Text

from deploy.fleet.tables import Moment, Number, metadata

station_states: Final = Table(
    "station_states",
    metadata,
    Column("station_id", ForeignKey("stations.id"), primary_key=True),
    Column("heard_at", Moment, nullable=False, comment="at the centre; also where nothing changed"),
    Column("since", Moment, nullable=False, comment="at the centre; when it was first heard so"),
    Column("online", Boolean, nullable=False, comment="false: the broker said that it vanished"),
    Column("mode", Text, nullable=False, comment="running, held, bypass, faulted, no_line, …"),
    Column("level", Text),
    Column("recipe", Text),
    Column("lot", Text),
    Column("bundle_sha256", Text),
    Column("software", Text),
    Column("troubles", Number, nullable=False, comment="how many it has"),
    Column("body", Text, nullable=False, comment="JSON: the whole of what it said, without `at`"),
)

state_changes: Final = Table(
    "state_changes",
    metadata,
    Column("id", Number, primary_key=True),
    Column("station_id", ForeignKey("stations.id"), nullable=False),
    Column("heard_at", Moment, nullable=False),
    Column("online", Boolean, nullable=False),
    Column("mode", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "station_id", "id"),
    comment="the newest of each station; older ones go",
)
