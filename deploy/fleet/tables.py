"""The centre's tables, the same on SQLite and on PostgreSQL.

A record is kept as its station wrote it; the columns beside it repeat what is searched for. Nothing
is ever changed but what is known of a station and of its logs.
"""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from deploy.fleet.moments import UtcMoment

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
Number: Final = BigInteger().with_variant(Integer, "sqlite")
"""SQLite gives numbers by itself to INTEGER keys only."""
Moment: Final = UtcMoment()

centre: Final = Table(
    "centre",
    metadata,
    Column("name", Text, primary_key=True, comment="of this database; anew after a restore"),
    Column("since", Moment, nullable=False),
)

stations: Final = Table(
    "stations",
    metadata,
    Column("id", Number, primary_key=True),
    Column("name", Text, nullable=False, unique=True, comment="site/line/station"),
    Column("first_heard", Moment, nullable=False),
    Column("last_heard", Moment, nullable=False),
)

logs: Final = Table(
    "logs",
    metadata,
    Column("id", Number, primary_key=True),
    Column("station_id", ForeignKey("stations.id"), nullable=False),
    Column("log", Text, nullable=False, comment="16 hexadecimal digits"),
    Column("acks", Number, nullable=False, comment="how many were given for it"),
    UniqueConstraint("station_id", "log"),
)

streams: Final = Table(
    "streams",
    metadata,
    Column("log_id", ForeignKey("logs.id"), primary_key=True),
    Column("stream", Text, primary_key=True),
    Column("until_boot", Number, nullable=False, comment="of the last entry before the first gap"),
    Column("until_seq", Number, nullable=False),
    Column("islands", Text, nullable=False, comment="JSON: what is there beyond the gap"),
)


def entry_key() -> tuple[Column[Any], ...]:
    """The place of an entry in its station's log, which names it for ever."""
    return (
        Column("log_id", ForeignKey("logs.id"), primary_key=True),
        Column("boot", Number, primary_key=True),
        Column("seq", Number, primary_key=True),
    )


plain: Final = Column(
    "plain", Boolean, nullable=False, comment="ok, let pass, passed and in time: nothing to look at"
)
NOT_PLAIN: Final = text("NOT plain")
"""A query that says this too, in the same words, and that `plain` is false, uses the indexes of the
few records that are worth a look."""


def newest(*columns: str) -> Index:
    return Index(None, *columns, "seen_at")


def newest_not_plain(*columns: str) -> Index:
    """With what is asked of them, so that it is decided without reading the records. That they are
    not plain stands among the columns too: without it SQLite thinks a larger index as good."""
    name = "_".join(("ix_records_not_plain", *columns, "seen_at"))
    asked = ("plain", "seen_at", "verdict", "outcome", "decision")
    return Index(name, *columns, *asked, sqlite_where=NOT_PLAIN, postgresql_where=NOT_PLAIN)


records: Final = Table(
    "records",
    metadata,
    *entry_key(),
    Column("station_id", ForeignKey("stations.id"), nullable=False),
    Column("pack_no", Number, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("stored_at", Moment, nullable=False),
    Column("recipe", Text, nullable=False),
    Column("recipe_hash", Text, nullable=False),
    Column("lot", Text),
    Column("verdict", Text, nullable=False),
    Column("score", Float, comment="NULL when it is no number"),
    Column("decision", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("late", Boolean, nullable=False),
    plain,
    Column("software", Text, nullable=False),
    Column("bundle_sha256", Text, nullable=False),
    Column("settings_hash", Text, nullable=False),
    Column("latency_ms", Float),
    Column("body", Text, nullable=False, comment="the whole record as the station wrote it"),
    newest(),
    newest("lot"),
    newest("station_id"),
    newest("recipe"),
    newest_not_plain(),
    newest_not_plain("lot"),
    newest_not_plain("station_id"),
)

defects: Final = Table(
    "defects",
    metadata,
    *entry_key(),
    Column("check_name", Text, primary_key=True, comment="empty for the pack's own"),
    Column("reason", Text, primary_key=True, comment="empty where the score alone decided"),
    Column("verdict", Text, nullable=False, comment="not_ok or unsure"),
    Column("station_id", ForeignKey("stations.id"), nullable=False),
    Column("lot", Text),
    Column("seen_at", Moment, nullable=False),
    newest("reason"),
    newest("check_name"),
    newest("lot", "reason"),
    newest("station_id", "reason"),
    comment="what the checks of a record said that were not ok, reason by reason",
)

tallies: Final = Table(
    "tallies",
    metadata,
    Column("station_id", ForeignKey("stations.id"), primary_key=True),
    Column("hour", Moment, primary_key=True, comment="its begin; of when the packs were seen"),
    Column("lot", Text, primary_key=True, comment="empty where the order named none"),
    Column("recipe", Text, primary_key=True),
    Column("verdict", Text, primary_key=True),
    Column("outcome", Text, primary_key=True),
    Column("late", Boolean, primary_key=True),
    Column("packs", Number, nullable=False),
    Index(None, "lot", "hour"),
    Index(None, "hour"),
    comment="every record that ever came, counted; they stay when records go",
)

defect_tallies: Final = Table(
    "defect_tallies",
    metadata,
    Column("station_id", ForeignKey("stations.id"), primary_key=True),
    Column("hour", Moment, primary_key=True),
    Column("lot", Text, primary_key=True),
    Column("recipe", Text, primary_key=True),
    Column("check_name", Text, primary_key=True),
    Column("verdict", Text, primary_key=True),
    Column("reason", Text, primary_key=True),
    Column("packs", Number, nullable=False),
    Index(None, "lot", "hour"),
    Index(None, "hour"),
)

lots: Final = Table(
    "lots",
    metadata,
    Column("lot", Text, primary_key=True),
    Column("station_id", ForeignKey("stations.id"), primary_key=True),
    Column("first_seen", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
    Column("packs", Number, nullable=False),
    Index(None, "last_seen"),
    comment="which station made which lot",
)

versions: Final = Table(
    "versions",
    metadata,
    Column("station_id", ForeignKey("stations.id"), primary_key=True),
    Column("software", Text, primary_key=True),
    Column("bundle_sha256", Text, primary_key=True),
    Column("recipe", Text, primary_key=True),
    Column("recipe_hash", Text, primary_key=True),
    Column("settings_hash", Text, primary_key=True),
    Column("first_seen", Moment, nullable=False, comment="of the packs that it looked at"),
    Column("last_seen", Moment, nullable=False),
    Column("packs", Number, nullable=False),
    comment="what made the records of a station: each station's runs of software and models",
)

events: Final = Table(
    "events",
    metadata,
    *entry_key(),
    Column("station_id", ForeignKey("stations.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("stored_at", Moment, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "station_id", "at"),
    Index(None, "kind", "at"),
)

dead_letters: Final = Table(
    "dead_letters",
    metadata,
    Column("id", Number, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("source", Text, nullable=False, comment="where it came in: a topic, a file"),
    Column("reason", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Index(None, "at"),
)
