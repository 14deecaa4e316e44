"""Which pictures of the stations lie at the centre, and which never come.

The files lie by their sha256 in the centre's folder, once, however many stations show the same.
"""

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from deploy.fleet.tables import Moment, Number, metadata

pictures: Final = Table(
    "pictures",
    metadata,
    Column("station_id", ForeignKey("stations.id"), primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("log_id", ForeignKey("logs.id"), nullable=False, comment="of the first record with it"),
    Column("boot", Number, nullable=False),
    Column("seq", Number, nullable=False),
    Column("format", Text, comment="png or jpeg; NULL where only its name came"),
    Column("size_bytes", Number, comment="NULL where only its name came"),
    Column("came_at", Moment, comment="whole, checked and durable; NULL where it never did"),
    Column("gone_at", Moment, comment="when its station told that it had removed it unsent"),
    Index(None, "sha256"),
    Index(None, "log_id", "boot", "seq"),
    Index(None, "came_at"),
)
