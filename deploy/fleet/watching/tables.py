"""What the watching of a fleet keeps: what it found, what it knows of each station, and by day.

A finding is one cause, not one alarm: it begins, goes on and ends, and its row is changed while it
goes on. What monitors know is plain JSON that comes back exactly, so that a restart goes on where
the last step ended.
"""

from typing import Final

from sqlalchemy import Column, Date, Float, ForeignKey, Index, Table, Text, UniqueConstraint

from deploy.fleet.tables import Moment, Number, metadata

findings: Final = Table(
    "findings",
    metadata,
    Column("id", Number, primary_key=True),
    Column("station_id", ForeignKey("stations.id"), nullable=False),
    Column("number", Number, nullable=False, comment="of the station's findings, from 1"),
    Column("check", Text, comment="NULL where it is of a view or of the whole station"),
    Column("view", Text, comment="of the camera; NULL where it is of no one view"),
    Column("lot", Text, comment="that was made when it was noticed"),
    Column("kind", Text, nullable=False, comment="a word of kinds.Kind: printer_fades, …"),
    Column("what", Text, nullable=False, comment="drift, change or fault; a change is no alarm"),
    Column("severity", Text, nullable=False, comment="note, warning or critical"),
    Column("began_at", Moment, nullable=False, comment="as far as the packs tell, in their time"),
    Column("noticed_at", Moment, nullable=False, comment="time of the pack at which it was told"),
    Column("seen_at", Moment, nullable=False, comment="when it was last seen to go on"),
    Column("ended_at", Moment, comment="NULL while it goes on"),
    Column("sentence_en", Text, nullable=False),
    Column("sentence_de", Text, nullable=False),
    Column("figures", Text, nullable=False, comment="JSON object: names with units to values"),
    Column(
        "evidence",
        Text,
        nullable=False,
        comment='JSON: [{"log_id", "boot", "seq", "pictures": {view: sha256}}], strongest first',
    ),
    UniqueConstraint("station_id", "number"),
    Index(None, "station_id", "ended_at"),
    Index(None, "noticed_at"),
)

watches: Final = Table(
    "watches",
    metadata,
    Column("station_id", ForeignKey("stations.id"), primary_key=True),
    Column("turn", Number, nullable=False, comment="grows with every step: nobody writes over it"),
    Column("holder", Text, nullable=False, comment="who watches the station now"),
    Column("held_until", Moment, nullable=False),
    Column("state", Text, nullable=False, comment="JSON: of the station, and how far was read"),
)

watch_profiles: Final = Table(
    "watch_profiles",
    metadata,
    Column("id", Number, primary_key=True),
    Column("station_id", ForeignKey("stations.id"), nullable=False),
    Column("recipe_hash", Text, nullable=False),
    Column("bundle_sha256", Text, nullable=False),
    Column("used_at", Moment, nullable=False),
    Column("state", Text, nullable=False, comment="JSON: references and monitors of every check"),
    UniqueConstraint("station_id", "recipe_hash", "bundle_sha256"),
)

watch_days: Final = Table(
    "watch_days",
    metadata,
    Column("station_id", ForeignKey("stations.id"), primary_key=True),
    Column("recipe_hash", Text, primary_key=True),
    Column("bundle_sha256", Text, primary_key=True),
    Column("measure", Text, primary_key=True, comment="score, legibility, sharpness, brightness"),
    Column("of", Text, primary_key=True, comment="name of the check or view"),
    Column("day", Date, primary_key=True, comment="UTC"),
    Column("packs", Number, nullable=False),
    Column("shift", Float, nullable=False, comment="population stability index"),
    Column("distance", Float, nullable=False, comment="Kolmogorov-Smirnov, 0 to 1"),
    Column("chance", Float, nullable=False, comment="of it by luck, corrected over the day's"),
)
