"""That the centre's own processes live: each says so every few seconds, with its figures."""

from typing import Final

from sqlalchemy import Column, Table, Text

from deploy.fleet.tables import Moment, metadata

pulses: Final = Table(
    "pulses",
    metadata,
    Column("part", Text, primary_key=True, comment="ingest, web, watch, alerts"),
    Column("instance", Text, primary_key=True, comment="one process of it; another after a start"),
    Column("since", Moment, nullable=False, comment="when the process began"),
    Column("at", Moment, nullable=False),
    Column("trouble", Text, comment="NULL where it works"),
    Column("figures", Text, nullable=False, comment="JSON object: names to numbers"),
)
