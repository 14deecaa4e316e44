"""Revision 2: orders, recipes and roll-outs.

Written by `python -m deploy.fleet.migrations.write 2 'orders, recipes and roll-outs' orders recipes rollouts`.
"""

import sqlalchemy as sa
from alembic import op

from deploy.fleet.moments import UtcMoment

revision = "2"
down_revision = "1"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
