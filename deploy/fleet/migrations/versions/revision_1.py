"""Revision 1: what stations send.

Written by `python -m deploy.fleet.migrations.write 1 'what stations send' fleet carriers pictures states pulses`.
"""

import sqlalchemy as sa
from alembic import op

from deploy.fleet.moments import UtcMoment

revision = "1"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "carrier_tokens",
        sa.Column("station", sa.Text(), nullable=False, comment="site/line/station; it need not exist yet"),
        sa.Column("token_sha256", sa.Text(), nullable=False),
        sa.Column("since", UtcMoment(), nullable=False),
        sa.PrimaryKeyConstraint("station", name=op.f("pk_carrier_tokens")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_carrier_tokens_token_sha256")),
    )
    op.create_table("centre", sa.Column("name", sa.Text(), nullable=False, comment="of this database; anew after a restore"), sa.Column("since", UtcMoment(), nullable=False), sa.PrimaryKeyConstraint("name", name=op.f("pk_centre")))
    op.create_table(
        "dead_letters",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False, comment="where it came in: a topic, a file"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dead_letters")),
    )
    op.create_index(op.f("ix_dead_letters_at"), "dead_letters", ["at"], unique=False)
    op.create_table(
        "pulses",
        sa.Column("part", sa.Text(), nullable=False, comment="ingest, web, watch, alerts"),
        sa.Column("instance", sa.Text(), nullable=False, comment="one process of it; another after a start"),
        sa.Column("since", UtcMoment(), nullable=False, comment="when the process began"),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=True, comment="NULL where it works"),
        sa.Column("figures", sa.Text(), nullable=False, comment="JSON object: names to numbers"),
        sa.PrimaryKeyConstraint("part", "instance", name=op.f("pk_pulses")),
    )
    op.create_table(
        "stations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="site/line/station"),
        sa.Column("first_heard", UtcMoment(), nullable=False),
        sa.Column("last_heard", UtcMoment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stations")),
        sa.UniqueConstraint("name", name=op.f("uq_stations_name")),
    )
    op.create_table(
        "defect_tallies",
        sa.Column("station_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hour", UtcMoment(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=False),
        sa.Column("recipe", sa.Text(), nullable=False),
        sa.Column("check_name", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("packs", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_defect_tallies_station_id")),
        sa.PrimaryKeyConstraint("station_id", "hour", "lot", "recipe", "check_name", "verdict", "reason", name=op.f("pk_defect_tallies")),
    )
    op.create_index(op.f("ix_defect_tallies_hour"), "defect_tallies", ["hour"], unique=False)
    op.create_index(op.f("ix_defect_tallies_lot_hour"), "defect_tallies", ["lot", "hour"], unique=False)
    op.create_table(
        "logs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("log", sa.Text(), nullable=False, comment="16 hexadecimal digits"),
        sa.Column("acks", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="how many were given for it"),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_logs_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logs")),
        sa.UniqueConstraint("station_id", "log", name=op.f("uq_logs_station_id_log")),
    )
    op.create_table(
        "lots",
        sa.Column("lot", sa.Text(), nullable=False),
        sa.Column("station_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first_seen", UtcMoment(), nullable=False),
        sa.Column("last_seen", UtcMoment(), nullable=False),
        sa.Column("packs", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_lots_station_id")),
        sa.PrimaryKeyConstraint("lot", "station_id", name=op.f("pk_lots")),
        comment="which station made which lot",
    )
    op.create_index(op.f("ix_lots_last_seen"), "lots", ["last_seen"], unique=False)
    op.create_table(
        "state_changes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("heard_at", UtcMoment(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_state_changes_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_state_changes")),
        comment="the newest of each station; older ones go",
    )
    op.create_index(op.f("ix_state_changes_station_id_id"), "state_changes", ["station_id", "id"], unique=False)
    op.create_table(
        "station_states",
        sa.Column("station_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("heard_at", UtcMoment(), nullable=False, comment="at the centre; also where nothing changed"),
        sa.Column("since", UtcMoment(), nullable=False, comment="at the centre; when it was first heard so"),
        sa.Column("online", sa.Boolean(), nullable=False, comment="false: the broker said that it vanished"),
        sa.Column("mode", sa.Text(), nullable=False, comment="running, held, bypass, faulted, no_line, …"),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("recipe", sa.Text(), nullable=True),
        sa.Column("lot", sa.Text(), nullable=True),
        sa.Column("bundle_sha256", sa.Text(), nullable=True),
        sa.Column("software", sa.Text(), nullable=True),
        sa.Column("troubles", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="how many it has"),
        sa.Column("body", sa.Text(), nullable=False, comment="JSON: the whole of what it said, without `at`"),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_station_states_station_id")),
        sa.PrimaryKeyConstraint("station_id", name=op.f("pk_station_states")),
    )
    op.create_table(
        "tallies",
        sa.Column("station_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hour", UtcMoment(), nullable=False, comment="its begin; of when the packs were seen"),
        sa.Column("lot", sa.Text(), nullable=False, comment="empty where the order named none"),
        sa.Column("recipe", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("packs", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_tallies_station_id")),
        sa.PrimaryKeyConstraint("station_id", "hour", "lot", "recipe", "verdict", "outcome", "late", name=op.f("pk_tallies")),
        comment="every record that ever came, counted; they stay when records go",
    )
    op.create_index(op.f("ix_tallies_hour"), "tallies", ["hour"], unique=False)
    op.create_index(op.f("ix_tallies_lot_hour"), "tallies", ["lot", "hour"], unique=False)
    op.create_table(
        "versions",
        sa.Column("station_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("software", sa.Text(), nullable=False),
        sa.Column("bundle_sha256", sa.Text(), nullable=False),
        sa.Column("recipe", sa.Text(), nullable=False),
        sa.Column("recipe_hash", sa.Text(), nullable=False),
        sa.Column("settings_hash", sa.Text(), nullable=False),
        sa.Column("first_seen", UtcMoment(), nullable=False, comment="of the packs that it looked at"),
        sa.Column("last_seen", UtcMoment(), nullable=False),
        sa.Column("packs", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_versions_station_id")),
        sa.PrimaryKeyConstraint("station_id", "software", "bundle_sha256", "recipe", "recipe_hash", "settings_hash", name=op.f("pk_versions")),
        comment="what made the records of a station: each station's runs of software and models",
    )
    op.create_table(
        "defects",
        sa.Column("log_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("boot", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("check_name", sa.Text(), nullable=False, comment="empty for the pack's own"),
        sa.Column("reason", sa.Text(), nullable=False, comment="empty where the score alone decided"),
        sa.Column("verdict", sa.Text(), nullable=False, comment="not_ok or unsure"),
        sa.Column("station_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lot", sa.Text(), nullable=True),
        sa.Column("seen_at", UtcMoment(), nullable=False),
        sa.ForeignKeyConstraint(["log_id"], ["logs.id"], name=op.f("fk_defects_log_id")),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_defects_station_id")),
        sa.PrimaryKeyConstraint("log_id", "boot", "seq", "check_name", "reason", name=op.f("pk_defects")),
        comment="what the checks of a record said that were not ok, reason by reason",
    )
    op.create_index(op.f("ix_defects_check_name_seen_at"), "defects", ["check_name", "seen_at"], unique=False)
    op.create_index(op.f("ix_defects_lot_reason_seen_at"), "defects", ["lot", "reason", "seen_at"], unique=False)
    op.create_index(op.f("ix_defects_reason_seen_at"), "defects", ["reason", "seen_at"], unique=False)
    op.create_index(op.f("ix_defects_station_id_reason_seen_at"), "defects", ["station_id", "reason", "seen_at"], unique=False)
    op.create_table(
        "events",
        sa.Column("log_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("boot", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.Column("stored_at", UtcMoment(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["log_id"], ["logs.id"], name=op.f("fk_events_log_id")),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_events_station_id")),
        sa.PrimaryKeyConstraint("log_id", "boot", "seq", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_kind_at"), "events", ["kind", "at"], unique=False)
    op.create_index(op.f("ix_events_station_id_at"), "events", ["station_id", "at"], unique=False)
    op.create_table(
        "pictures",
        sa.Column("station_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("log_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="of the first record with it"),
        sa.Column("boot", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("format", sa.Text(), nullable=True, comment="png or jpeg; NULL where only its name came"),
        sa.Column("size_bytes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True, comment="NULL where only its name came"),
        sa.Column("came_at", UtcMoment(), nullable=True, comment="whole, checked and durable; NULL where it never did"),
        sa.Column("gone_at", UtcMoment(), nullable=True, comment="when its station told that it had removed it unsent"),
        sa.ForeignKeyConstraint(["log_id"], ["logs.id"], name=op.f("fk_pictures_log_id")),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_pictures_station_id")),
        sa.PrimaryKeyConstraint("station_id", "sha256", name=op.f("pk_pictures")),
    )
    op.create_index(op.f("ix_pictures_came_at"), "pictures", ["came_at"], unique=False)
    op.create_index(op.f("ix_pictures_log_id_boot_seq"), "pictures", ["log_id", "boot", "seq"], unique=False)
    op.create_index(op.f("ix_pictures_sha256"), "pictures", ["sha256"], unique=False)
    op.create_table(
        "records",
        sa.Column("log_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("boot", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pack_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seen_at", UtcMoment(), nullable=False),
        sa.Column("stored_at", UtcMoment(), nullable=False),
        sa.Column("recipe", sa.Text(), nullable=False),
        sa.Column("recipe_hash", sa.Text(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True, comment="NULL when it is no number"),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("plain", sa.Boolean(), nullable=False, comment="ok, let pass, passed and in time: nothing to look at"),
        sa.Column("software", sa.Text(), nullable=False),
        sa.Column("bundle_sha256", sa.Text(), nullable=False),
        sa.Column("settings_hash", sa.Text(), nullable=False),
        sa.Column("latency_ms", sa.Float(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False, comment="the whole record as the station wrote it"),
        sa.ForeignKeyConstraint(["log_id"], ["logs.id"], name=op.f("fk_records_log_id")),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_records_station_id")),
        sa.PrimaryKeyConstraint("log_id", "boot", "seq", name=op.f("pk_records")),
    )
    op.create_index(op.f("ix_records_lot_seen_at"), "records", ["lot", "seen_at"], unique=False)
    op.create_index("ix_records_not_plain_lot_seen_at", "records", ["lot", "plain", "seen_at", "verdict", "outcome", "decision"], unique=False, sqlite_where=sa.text("NOT plain"), postgresql_where=sa.text("NOT plain"))
    op.create_index("ix_records_not_plain_seen_at", "records", ["plain", "seen_at", "verdict", "outcome", "decision"], unique=False, sqlite_where=sa.text("NOT plain"), postgresql_where=sa.text("NOT plain"))
    op.create_index("ix_records_not_plain_station_id_seen_at", "records", ["station_id", "plain", "seen_at", "verdict", "outcome", "decision"], unique=False, sqlite_where=sa.text("NOT plain"), postgresql_where=sa.text("NOT plain"))
    op.create_index(op.f("ix_records_recipe_seen_at"), "records", ["recipe", "seen_at"], unique=False)
    op.create_index(op.f("ix_records_seen_at"), "records", ["seen_at"], unique=False)
    op.create_index(op.f("ix_records_station_id_seen_at"), "records", ["station_id", "seen_at"], unique=False)
    op.create_table(
        "streams",
        sa.Column("log_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("until_boot", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="of the last entry before the first gap"),
        sa.Column("until_seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("islands", sa.Text(), nullable=False, comment="JSON: what is there beyond the gap"),
        sa.ForeignKeyConstraint(["log_id"], ["logs.id"], name=op.f("fk_streams_log_id")),
        sa.PrimaryKeyConstraint("log_id", "stream", name=op.f("pk_streams")),
    )
