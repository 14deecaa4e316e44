"""Revision 1: the tables of the first release. Written by deploy.fleet.migrations.write."""

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
        "command_numbers",
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("last", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="given, whatever became of it"),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_command_numbers")),
    )
    op.create_table(
        "commands",
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station", sa.Text(), nullable=False, comment="site/line/station"),
        sa.Column("word", sa.Text(), nullable=False, comment="name of the word"),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.Column("not_after", UtcMoment(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False, comment="as it is sent"),
        sa.Column("fate", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False, comment="of a refusal"),
        sa.Column("fate_at", UtcMoment(), nullable=True, comment="the station's own clock"),
        sa.PrimaryKeyConstraint("key_id", "number", name=op.f("pk_commands")),
    )
    op.create_index(op.f("ix_commands_station_fate"), "commands", ["station", "fate"], unique=False)
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
        "orders",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", sa.Text(), nullable=False, comment="which system or page it came from"),
        sa.Column("number", sa.Text(), nullable=False, comment="its own number there"),
        sa.Column("recipe", sa.Text(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=True),
        sa.Column("expiry", sa.Text(), nullable=True, comment="YYYY-MM-DD"),
        sa.Column("gtin", sa.Text(), nullable=True),
        sa.Column("begins", sa.Text(), nullable=False, comment="by a person, or at once"),
        sa.Column("planned", UtcMoment(), nullable=False),
        sa.Column("not_after", UtcMoment(), nullable=False),
        sa.Column("entered_at", UtcMoment(), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False, comment="JSON: the document as it came"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("source", "number", name=op.f("uq_orders_source_number")),
    )
    op.create_index(op.f("ix_orders_planned"), "orders", ["planned"], unique=False)
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
    op.create_table("recipe_files", sa.Column("sha256", sa.Text(), nullable=False), sa.Column("content", sa.LargeBinary(), nullable=False), sa.PrimaryKeyConstraint("sha256", name=op.f("pk_recipe_files")))
    op.create_table("recipe_pieces", sa.Column("sha256", sa.Text(), nullable=False), sa.Column("content", sa.LargeBinary(), nullable=False), sa.PrimaryKeyConstraint("sha256", name=op.f("pk_recipe_pieces")))
    op.create_table(
        "recipe_versions",
        sa.Column("hash", sa.Text(), nullable=False, comment="as a station computes it, over all files"),
        sa.Column("recipe", sa.Text(), nullable=False, comment="the name that it gives itself"),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False, comment="upload, or the station that handed it up"),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True, comment="hash of the version that it was made from"),
        sa.Column("files", sa.Text(), nullable=False, comment="JSON: name to sha256, recipe.toml first"),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_recipe_versions")),
    )
    op.create_index(op.f("ix_recipe_versions_recipe_at"), "recipe_versions", ["recipe", "at"], unique=False)
    op.create_table(
        "recipe_wishes",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("recipe", sa.Text(), nullable=False),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("not_after", UtcMoment(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="asked, coming, here or refused"),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=True, comment="of the version, as the station says"),
        sa.Column("files", sa.Text(), nullable=True, comment="JSON: what the station listed"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_recipe_wishes")),
    )
    op.create_index(op.f("ix_recipe_wishes_state"), "recipe_wishes", ["state"], unique=False)
    op.create_table(
        "rollouts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("release", sa.Text(), nullable=False, comment="name in the repository of releases"),
        sa.Column("bundle_sha256", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=True, comment="recipe whose packs count; NULL: all packs"),
        sa.Column("plan", sa.Text(), nullable=False, comment="JSON: steps and rules"),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("needs_two", sa.Boolean(), nullable=False, comment="another person has to approve it"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("step", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="of the plan, from 0"),
        sa.Column("step_since", UtcMoment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollouts")),
    )
    op.create_index(op.f("ix_rollouts_state"), "rollouts", ["state"], unique=False)
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
        "recipe_agreements",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False, comment="proposed, approved, declined or withdrawn"),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("compared_with", sa.Text(), nullable=True, comment="hash of the version that the person saw beside it"),
        sa.Column("act_sha256", sa.Text(), nullable=False, comment="of the signed act in the audit record"),
        sa.ForeignKeyConstraint(["hash"], ["recipe_versions.hash"], name=op.f("fk_recipe_agreements_hash")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipe_agreements")),
    )
    op.create_index(op.f("ix_recipe_agreements_hash"), "recipe_agreements", ["hash"], unique=False)
    op.create_table(
        "recipe_releases",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("station", sa.Text(), nullable=False, comment="site/line/station"),
        sa.Column("recipe", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("not_after", UtcMoment(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False, comment="as it is sent"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("have", sa.Integer(), nullable=False, comment="pieces, of all"),
        sa.Column("all", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False, comment="of a refusal"),
        sa.Column("answered_at", UtcMoment(), nullable=True),
        sa.Column("in_place_at", UtcMoment(), nullable=True),
        sa.Column("in_use_since", UtcMoment(), nullable=True, comment="the station's own clock"),
        sa.ForeignKeyConstraint(["hash"], ["recipe_versions.hash"], name=op.f("fk_recipe_releases_hash")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_recipe_releases")),
    )
    op.create_index(op.f("ix_recipe_releases_state"), "recipe_releases", ["state"], unique=False)
    op.create_index(op.f("ix_recipe_releases_station_recipe"), "recipe_releases", ["station", "recipe"], unique=False)
    op.create_table(
        "rollout_notes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rollout_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=True, comment="a person; NULL: by rule"),
        sa.Column("station", sa.Text(), nullable=True),
        sa.Column("told", sa.Text(), nullable=False, comment="JSON: figures, reasons"),
        sa.Column("act_sha256", sa.Text(), nullable=True, comment="of the signed act in the audit record"),
        sa.ForeignKeyConstraint(["rollout_id"], ["rollouts.id"], name=op.f("fk_rollout_notes_rollout_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollout_notes")),
        comment="rows are added and never changed",
    )
    op.create_index(op.f("ix_rollout_notes_rollout_id_id"), "rollout_notes", ["rollout_id", "id"], unique=False)
    op.create_table(
        "rollout_orders",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rollout_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False, comment="shadow, end_shadow, take or return"),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False, comment="of the command that says it"),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["rollout_id"], ["rollouts.id"], name=op.f("fk_rollout_orders_rollout_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollout_orders")),
        comment="rows are added and never changed",
    )
    op.create_index(op.f("ix_rollout_orders_rollout_id_id"), "rollout_orders", ["rollout_id", "id"], unique=False)
    op.create_table(
        "rollout_stations",
        sa.Column("rollout_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station", sa.Text(), nullable=False, comment="site/line/station"),
        sa.Column("rank", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, comment="whose turn comes first"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False, comment="of a refusal, or why it went back"),
        sa.Column("chosen_step", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True, comment="at which step it was chosen to take it"),
        sa.Column("since", UtcMoment(), nullable=False, comment="orders before it count no more"),
        sa.Column("before_sha256", sa.Text(), nullable=True, comment="bundle that it worked with when it was ordered"),
        sa.Column("before", sa.Text(), nullable=False, comment="JSON: what its packs came to before"),
        sa.Column("after", sa.Text(), nullable=False, comment="JSON: and with the new bundle"),
        sa.Column("levels", sa.Text(), nullable=False, comment="JSON: check to level, when it was ordered"),
        sa.Column("counted", sa.Text(), nullable=False, comment="JSON: log to (boot, seq) that is counted"),
        sa.ForeignKeyConstraint(["rollout_id"], ["rollouts.id"], name=op.f("fk_rollout_stations_rollout_id")),
        sa.PrimaryKeyConstraint("rollout_id", "station", name=op.f("pk_rollout_stations")),
    )
    op.create_index(op.f("ix_rollout_stations_station"), "rollout_stations", ["station"], unique=False)
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
        "station_orders",
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station", sa.Text(), nullable=False),
        sa.Column("fate", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=True, comment="of the command that is on its way"),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sent_at", UtcMoment(), nullable=True),
        sa.Column("heard_at", UtcMoment(), nullable=True, comment="this and the next ones by the station's own clock"),
        sa.Column("announced_at", UtcMoment(), nullable=True),
        sa.Column("in_force_since", UtcMoment(), nullable=True),
        sa.Column("over_at", UtcMoment(), nullable=True, comment="another order came into force"),
        sa.Column("told", sa.Text(), nullable=True, comment="the fate of which the system that asked was told last"),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_station_orders_order_id")),
        sa.PrimaryKeyConstraint("order_id", "station", name=op.f("pk_station_orders")),
    )
    op.create_index(op.f("ix_station_orders_station_fate"), "station_orders", ["station", "fate"], unique=False)
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
        "tellings",
        sa.Column("concern_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False, comment="mail, or the name of a webhook"),
        sa.Column("told_at", UtcMoment(), nullable=False),
        sa.Column("over_told_at", UtcMoment(), nullable=True),
        sa.ForeignKeyConstraint(["concern_id"], ["concerns.id"], name=op.f("fk_tellings_concern_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("concern_id", "channel", name=op.f("pk_tellings")),
    )
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
