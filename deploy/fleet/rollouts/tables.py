"""Tables of roll-outs: what shall come to which stations, how far it is, and all that was decided.

What a roll-out is never changes; how far it is does, in one transaction with every order that is
given for it. So a centre that is killed at any moment goes on where it was.
"""

from typing import Final

from sqlalchemy import Boolean, Column, ForeignKey, Index, PrimaryKeyConstraint, Table, Text

from deploy.fleet.tables import Moment, Number, metadata

rollouts: Final = Table(
    "rollouts",
    metadata,
    Column("id", Number, primary_key=True),
    Column("release", Text, nullable=False, comment="name in the repository of releases"),
    Column("bundle_sha256", Text, nullable=False),
    Column("product", Text, comment="recipe whose packs count; NULL: all packs"),
    Column("plan", Text, nullable=False, comment="JSON: steps and rules"),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("needs_two", Boolean, nullable=False, comment="another person has to approve it"),
    Column("state", Text, nullable=False),
    Column("step", Number, nullable=False, comment="of the plan, from 0"),
    Column("step_since", Moment, nullable=False),
    Index(None, "state"),
)

rollout_stations: Final = Table(
    "rollout_stations",
    metadata,
    Column("rollout_id", ForeignKey("rollouts.id"), nullable=False),
    Column("station", Text, nullable=False, comment="site/line/station"),
    Column("rank", Number, nullable=False, comment="whose turn comes first"),
    Column("state", Text, nullable=False),
    Column("why", Text, nullable=False, comment="of a refusal, or why it went back"),
    Column("chosen_step", Number, comment="at which step it was chosen to take it"),
    Column("since", Moment, nullable=False, comment="orders before it count no more"),
    Column("before_sha256", Text, comment="bundle that it worked with when it was ordered"),
    Column("before", Text, nullable=False, comment="JSON: what its packs came to before"),
    Column("after", Text, nullable=False, comment="JSON: and with the new bundle"),
    Column("levels", Text, nullable=False, comment="JSON: check to level, when it was ordered"),
    Column("counted", Text, nullable=False, comment="JSON: log to (boot, seq) that is counted"),
    PrimaryKeyConstraint("rollout_id", "station"),
    Index(None, "station"),
)

rollout_orders: Final = Table(
    "rollout_orders",
    metadata,
    Column("id", Number, primary_key=True),
    Column("rollout_id", ForeignKey("rollouts.id"), nullable=False),
    Column("station", Text, nullable=False),
    Column("what", Text, nullable=False, comment="shadow, end_shadow, take or return"),
    Column("at", Moment, nullable=False),
    Column("key_id", Text, nullable=False, comment="of the command that says it"),
    Column("number", Number, nullable=False),
    Index(None, "rollout_id", "id"),
    comment="rows are added and never changed",
)

rollout_notes: Final = Table(
    "rollout_notes",
    metadata,
    Column("id", Number, primary_key=True),
    Column("rollout_id", ForeignKey("rollouts.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("kind", Text, nullable=False),
    Column("by", Text, comment="a person; NULL: by rule"),
    Column("station", Text),
    Column("told", Text, nullable=False, comment="JSON: figures, reasons"),
    Column("act_sha256", Text, comment="of the signed act in the audit record"),
    Index(None, "rollout_id", "id"),
    comment="rows are added and never changed",
)
