"""Revision 3: what is noticed, told and labelled.

Written by `python -m deploy.fleet.migrations.write 3 'what is noticed, told and labelled' watching alerts feedback`.
"""

import sqlalchemy as sa
from alembic import op

from deploy.fleet.moments import UtcMoment

revision = "3"
down_revision = "2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "concerns",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="what it is about: the same again is the same"),
        sa.Column("severity", sa.Text(), nullable=False, comment="note, warning or critical"),
        sa.Column("station", sa.Text(), nullable=True, comment="site/line/station; NULL where it is the centre's own"),
        sa.Column("sentence_en", sa.Text(), nullable=False),
        sa.Column("sentence_de", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False, comment="of the page that shows it"),
        sa.Column("noticed_at", UtcMoment(), nullable=False),
        sa.Column("over_at", UtcMoment(), nullable=True, comment="NULL while it goes on"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concerns")),
    )
    op.create_index(op.f("ix_concerns_name_id"), "concerns", ["name", "id"], unique=False)
    op.create_index(op.f("ix_concerns_over_at"), "concerns", ["over_at"], unique=False)
    op.create_table(
        "findings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="of the station's findings, from 1"),
        sa.Column("check", sa.Text(), nullable=True, comment="NULL where it is of a view or of the whole station"),
        sa.Column("view", sa.Text(), nullable=True, comment="of the camera; NULL where it is of no one view"),
        sa.Column("lot", sa.Text(), nullable=True, comment="that was made when it was noticed"),
        sa.Column("kind", sa.Text(), nullable=False, comment="a word of kinds.Kind: printer_fades, …"),
        sa.Column("what", sa.Text(), nullable=False, comment="drift, change or fault; a change is no alarm"),
        sa.Column("severity", sa.Text(), nullable=False, comment="note, warning or critical"),
        sa.Column("began_at", UtcMoment(), nullable=False, comment="as far as the packs tell, in their time"),
        sa.Column("noticed_at", UtcMoment(), nullable=False, comment="time of the pack at which it was told"),
        sa.Column("seen_at", UtcMoment(), nullable=False, comment="when it was last seen to go on"),
        sa.Column("ended_at", UtcMoment(), nullable=True, comment="NULL while it goes on"),
        sa.Column("sentence_en", sa.Text(), nullable=False),
        sa.Column("sentence_de", sa.Text(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False, comment="JSON object: names with units to values"),
        sa.Column("evidence", sa.Text(), nullable=False, comment='JSON: [{"log_id", "boot", "seq", "pictures": {view: sha256}}], strongest first'),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_findings_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
        sa.UniqueConstraint("station_id", "number", name=op.f("uq_findings_station_id_number")),
    )
    op.create_index(op.f("ix_findings_noticed_at"), "findings", ["noticed_at"], unique=False)
    op.create_index(op.f("ix_findings_station_id_ended_at"), "findings", ["station_id", "ended_at"], unique=False)
    op.create_table(
        "tellings",
        sa.Column("concern_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False, comment="mail, or the name of a webhook"),
        sa.Column("told_at", UtcMoment(), nullable=False),
        sa.Column("over_told_at", UtcMoment(), nullable=True),
        sa.ForeignKeyConstraint(["concern_id"], ["concerns.id"], name=op.f("fk_tellings_concern_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("concern_id", "channel", name=op.f("pk_tellings")),
    )
    op.create_table(
        "watch_days",
        sa.Column("station_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recipe_hash", sa.Text(), nullable=False),
        sa.Column("bundle_sha256", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False, comment="score, legibility, sharpness, brightness"),
        sa.Column("of", sa.Text(), nullable=False, comment="name of the check or view"),
        sa.Column("day", sa.Date(), nullable=False, comment="UTC"),
        sa.Column("packs", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shift", sa.Float(), nullable=False, comment="population stability index"),
        sa.Column("distance", sa.Float(), nullable=False, comment="Kolmogorov-Smirnov, 0 to 1"),
        sa.Column("chance", sa.Float(), nullable=False, comment="of it by luck, corrected over the day's"),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_watch_days_station_id")),
        sa.PrimaryKeyConstraint("station_id", "recipe_hash", "bundle_sha256", "measure", "of", "day", name=op.f("pk_watch_days")),
    )
    op.create_table(
        "watch_profiles",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recipe_hash", sa.Text(), nullable=False),
        sa.Column("bundle_sha256", sa.Text(), nullable=False),
        sa.Column("used_at", UtcMoment(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="JSON: references and monitors of every check"),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_watch_profiles_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch_profiles")),
        sa.UniqueConstraint("station_id", "recipe_hash", "bundle_sha256", name=op.f("uq_watch_profiles_station_id_recipe_hash_bundle_sha256")),
    )
    op.create_table(
        "watches",
        sa.Column("station_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("turn", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="grows with every step: nobody writes over it"),
        sa.Column("holder", sa.Text(), nullable=False, comment="who watches the station now"),
        sa.Column("held_until", UtcMoment(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="JSON: of the station, and how far was read"),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_watches_station_id")),
        sa.PrimaryKeyConstraint("station_id", name=op.f("pk_watches")),
    )
    op.create_table(
        "label_items",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("log_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("boot", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="of the pack's record"),
        sa.Column("station_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pack_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seen_at", UtcMoment(), nullable=False),
        sa.Column("recipe", sa.Text(), nullable=False),
        sa.Column("recipe_hash", sa.Text(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False, comment="it was picked; station: labelled there"),
        sa.Column("picked_at", UtcMoment(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=False, comment="labels that it was thought to take"),
        sa.Column("in_question", sa.Text(), nullable=False, comment="check that deserves a look most"),
        sa.Column("look", sa.Text(), nullable=True, comment="of it: 16 hexadecimal digits; NULL where nothing was decoded"),
        sa.Column("wants_two", sa.Text(), nullable=True, comment="why two persons shall label it; NULL: one does"),
        sa.Column("pictures", sa.Text(), nullable=False, comment="JSON: view to sha256"),
        sa.Column("checks", sa.Text(), nullable=False, comment="JSON: what is asked, and what was said of it"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("leased_to", sa.Text(), nullable=True),
        sa.Column("leased_until", UtcMoment(), nullable=True),
        sa.ForeignKeyConstraint(["log_id"], ["logs.id"], name=op.f("fk_label_items_log_id")),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_label_items_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_items")),
        sa.UniqueConstraint("log_id", "boot", "seq", name=op.f("uq_label_items_log_id_boot_seq")),
        comment="packs that people label, kept longer than their records",
    )
    op.create_index(op.f("ix_label_items_picked_at"), "label_items", ["picked_at"], unique=False)
    op.create_index(op.f("ix_label_items_state_id"), "label_items", ["state", "id"], unique=False)
    op.create_table(
        "label_answers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="review, adjudication or skip"),
        sa.Column("words", sa.Text(), nullable=False, comment="JSON: check to verdict and defect"),
        sa.Column("blind", sa.Boolean(), nullable=False, comment="had not been told what the station said"),
        sa.Column("took_ms", sa.Integer(), nullable=False, comment="from picture to answer, by the browser"),
        sa.Column("taken_back_at", UtcMoment(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["label_items.id"], name=op.f("fk_label_answers_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_answers")),
    )
    op.create_index(op.f("ix_label_answers_at"), "label_answers", ["at"], unique=False)
    op.create_index(op.f("ix_label_answers_by_at"), "label_answers", ["by", "at"], unique=False)
    op.create_index(op.f("ix_label_answers_item_id"), "label_answers", ["item_id"], unique=False)
    op.create_table(
        "label_words",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("picture", sa.Text(), nullable=False, comment="sha256"),
        sa.Column("field", sa.Text(), nullable=False, comment="name of the check"),
        sa.Column("verdict", sa.Text(), nullable=True, comment="good, defective or unsure; NULL: taken back"),
        sa.Column("defect", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.Column("trust", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True, comment="key of the station's event; NULL: said at the centre"),
        sa.ForeignKeyConstraint(["item_id"], ["label_items.id"], name=op.f("fk_label_words_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_words")),
        comment="a log: what each person says of each check, in the order of saying",
    )
    op.create_index(op.f("ix_label_words_at"), "label_words", ["at"], unique=False)
    op.create_index(op.f("ix_label_words_item_id"), "label_words", ["item_id"], unique=False)
    op.create_index(op.f("ix_label_words_source"), "label_words", ["source"], unique=False)
