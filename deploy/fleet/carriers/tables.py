"""Who may bring letters by HTTPS: of each station's token the hash alone is known here."""

from typing import Final

from sqlalchemy import Column, Table, Text

from deploy.fleet.tables import Moment, metadata

carrier_tokens: Final = Table(
    "carrier_tokens",
    metadata,
    Column("station", Text, primary_key=True, comment="site/line/station; it need not exist yet"),
    Column("token_sha256", Text, nullable=False, unique=True),
    Column("since", Moment, nullable=False),
)
