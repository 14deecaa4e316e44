"""Tables of the feedback: packs that people look at, what they answered, and their words.

Words are a log: nothing in it is ever changed. What a person takes back is a word without a
verdict, so that whoever read the log up to a number knows all by what comes after it.
"""

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from deploy.fleet.tables import Moment, Number, metadata

label_items: Final = Table(
    "label_items",
    metadata,
    Column("id", Number, primary_key=True),
    Column("log_id", ForeignKey("logs.id"), nullable=False),
    Column("boot", Number, nullable=False),
    Column("seq", Number, nullable=False, comment="of the pack's record"),
    Column("station_id", ForeignKey("stations.id"), nullable=False),
    Column("pack_no", Number, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("recipe", Text, nullable=False),
    Column("recipe_hash", Text, nullable=False),
    Column("lot", Text),
    Column("why", Text, nullable=False, comment="it was picked; station: labelled there"),
    Column("picked_at", Moment, nullable=False),
    Column("cost", Integer, nullable=False, comment="labels that it was thought to take"),
    Column("in_question", Text, nullable=False, comment="check that deserves a look most"),
    Column("look", Text, comment="of it: 16 hexadecimal digits; NULL where nothing was decoded"),
    Column("wants_two", Text, comment="why two persons shall label it; NULL: one does"),
    Column("pictures", Text, nullable=False, comment="JSON: view to sha256"),
    Column("checks", Text, nullable=False, comment="JSON: what is asked, and what was said of it"),
    Column("state", Text, nullable=False),
    Column("leased_to", Text),
    Column("leased_until", Moment),
    UniqueConstraint("log_id", "boot", "seq"),
    Index(None, "state", "id"),
    Index(None, "picked_at"),
    comment="packs that people label, kept longer than their records",
)

label_answers: Final = Table(
    "label_answers",
    metadata,
    Column("id", Number, primary_key=True),
    Column("item_id", ForeignKey("label_items.id"), nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("kind", Text, nullable=False, comment="review, adjudication or skip"),
    Column("words", Text, nullable=False, comment="JSON: check to verdict and defect"),
    Column("blind", Boolean, nullable=False, comment="had not been told what the station said"),
    Column("took_ms", Integer, nullable=False, comment="from picture to answer, by the browser"),
    Column("taken_back_at", Moment),
    Index(None, "item_id"),
    Index(None, "by", "at"),
    Index(None, "at"),
)

label_words: Final = Table(
    "label_words",
    metadata,
    Column("id", Number, primary_key=True),
    Column("item_id", ForeignKey("label_items.id"), nullable=False),
    Column("picture", Text, nullable=False, comment="sha256"),
    Column("field", Text, nullable=False, comment="name of the check"),
    Column("verdict", Text, comment="good, defective or unsure; NULL: taken back"),
    Column("defect", Text),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("trust", Text, nullable=False),
    Column("source", Text, comment="key of the station's event; NULL: said at the centre"),
    Index(None, "item_id"),
    Index(None, "source"),
    Index(None, "at"),
    comment="a log: what each person says of each check, in the order of saying",
)
