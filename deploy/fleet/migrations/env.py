"""How alembic runs a revision: on the connection and within the transaction of who asks for it."""

from typing import Any, Literal

from alembic import context

from deploy.fleet.migrating import VERSION_TABLE
from deploy.fleet.moments import UtcMoment
from deploy.fleet.schema import metadata


def render_item(kind: str, item: Any, autogenerate: Any) -> str | Literal[False]:
    """A revision names our own types, not what they come to on one engine."""
    if kind == "type" and isinstance(item, UtcMoment):
        autogenerate.imports.add("from deploy.fleet.moments import UtcMoment")
        return "UtcMoment()"
    return False


attributes = context.config.attributes
context.configure(
    connection=attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    include_object=attributes.get("include_object"),
    render_item=render_item,
    render_as_batch=attributes.get("in_batches", True),
)
context.run_migrations()
