"""Tables of orders and commands: what somebody wants, what was sent for it, and what became of it.

A command is kept before it is sent, with the number that no other one of this key will ever have.
"""

from typing import Final

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from deploy.fleet.tables import Moment, Number, metadata

command_numbers: Final = Table(
    "command_numbers",
    metadata,
    Column("key_id", Text, primary_key=True),
    Column("last", Number, nullable=False, comment="given, whatever became of it"),
)

commands: Final = Table(
    "commands",
    metadata,
    Column("key_id", Text, nullable=False),
    Column("number", Number, nullable=False),
    Column("station", Text, nullable=False, comment="site/line/station"),
    Column("word", Text, nullable=False, comment="name of the word"),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("not_after", Moment, nullable=False),
    Column("sealed", LargeBinary, nullable=False, comment="as it is sent"),
    Column("fate", Text, nullable=False),
    Column("why", Text, nullable=False, comment="of a refusal"),
    Column("fate_at", Moment, comment="the station's own clock"),
    PrimaryKeyConstraint("key_id", "number"),
    Index(None, "station", "fate"),
)

orders: Final = Table(
    "orders",
    metadata,
    Column("id", Number, primary_key=True),
    Column("source", Text, nullable=False, comment="which system or page it came from"),
    Column("number", Text, nullable=False, comment="its own number there"),
    Column("recipe", Text, nullable=False),
    Column("lot", Text),
    Column("expiry", Text, comment="YYYY-MM-DD"),
    Column("gtin", Text),
    Column("begins", Text, nullable=False, comment="by a person, or at once"),
    Column("planned", Moment, nullable=False),
    Column("not_after", Moment, nullable=False),
    Column("entered_at", Moment, nullable=False),
    Column("entered_by", Text, nullable=False),
    Column("asked", Text, nullable=False, comment="JSON: the document as it came"),
    UniqueConstraint("source", "number"),
    Index(None, "planned"),
)

station_orders: Final = Table(
    "station_orders",
    metadata,
    Column("order_id", ForeignKey("orders.id"), nullable=False),
    Column("station", Text, nullable=False),
    Column("fate", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("key_id", Text, comment="of the command that is on its way"),
    Column("number", Number),
    Column("sent_at", Moment),
    Column("heard_at", Moment, comment="this and the next ones by the station's own clock"),
    Column("announced_at", Moment),
    Column("in_force_since", Moment),
    Column("over_at", Moment, comment="another order came into force"),
    Column("told", Text, comment="the fate of which the system that asked was told last"),
    PrimaryKeyConstraint("order_id", "station"),
    Index(None, "station", "fate"),
)
