"""What needed somebody, and who was told of it when."""

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from deploy.fleet.tables import Moment, Number, metadata

concerns: Final = Table(
    "concerns",
    metadata,
    Column("id", Number, primary_key=True),
    Column("name", Text, nullable=False, comment="what it is about: the same again is the same"),
    Column("severity", Text, nullable=False, comment="note, warning or critical"),
    Column("station", Text, comment="site/line/station; NULL where it is the centre's own"),
    Column("sentence_en", Text, nullable=False),
    Column("sentence_de", Text, nullable=False),
    Column("path", Text, nullable=False, comment="of the page that shows it"),
    Column("noticed_at", Moment, nullable=False),
    Column("over_at", Moment, comment="NULL while it goes on"),
    Index(None, "name", "id"),
    Index(None, "over_at"),
)

tellings: Final = Table(
    "tellings",
    metadata,
    Column("concern_id", ForeignKey("concerns.id", ondelete="CASCADE"), primary_key=True),
    Column("channel", Text, primary_key=True, comment="mail, or the name of a webhook"),
    Column("told_at", Moment, nullable=False),
    Column("over_told_at", Moment),
)
