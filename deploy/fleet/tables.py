"""The centre's tables, the same on SQLite and on PostgreSQL.

A record is kept as its station wrote it; the columns beside it repeat what is searched for. Nothing
is ever changed but what is known of a station and of its logs.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

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
Moment: Final = DateTime(timezone=True)

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

records: Final = Table(
    "records",
    metadata,
    Column("log_id", ForeignKey("logs.id"), primary_key=True),
    Column("boot", Number, primary_key=True),
    Column("seq", Number, primary_key=True),
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
    Column("bundle_sha256", Text, nullable=False),
    Column("latency_ms", Float),
    Column("body", Text, nullable=False, comment="the whole record as the station wrote it"),
    Index(None, "lot", "seen_at"),
    Index(None, "station_id", "seen_at"),
)

events: Final = Table(
    "events",
    metadata,
    Column("log_id", ForeignKey("logs.id"), primary_key=True),
    Column("boot", Number, primary_key=True),
    Column("seq", Number, primary_key=True),
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
