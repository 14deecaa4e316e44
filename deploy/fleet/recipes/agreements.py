"""Who agreed on which version, in the database. Rows are added and never changed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select

from deploy.fleet.recipes.agreeing import Agreement, Step, Taken, agreement, refuse_step
from deploy.fleet.recipes.shelf import version
from deploy.fleet.recipes.tables import recipe_agreements, recipe_versions
from edge_agent.core.errors import Conflict
from edge_agent.core.roles import Actor


def taken_of(connection: Connection, recipe_hash: str) -> list[Taken]:
    query = (
        select(recipe_agreements)
        .where(recipe_agreements.c.hash == recipe_hash)
        .order_by(recipe_agreements.c.id)
    )
    return [
        Taken(Step(row.step), row.person, row.at, row.note, row.compared_with)
        for row in connection.execute(query)
    ]


def check_step(connection: Connection, recipe_hash: str, step: Step, actor: Actor) -> None:
    """NotFound, NotPermitted or Conflict; others wait until this transaction is over."""
    version(connection, recipe_hash)
    lock = select(recipe_versions.c.hash).where(recipe_versions.c.hash == recipe_hash)
    connection.execute(lock.with_for_update())
    refuse_step(step, actor, taken_of(connection, recipe_hash))


def take_step(connection: Connection, recipe_hash: str, taken: Taken, act_sha256: str) -> Agreement:
    """After `check_step`, in the same transaction. NotFound where nothing is compared with."""
    if taken.compared_with is not None:
        version(connection, taken.compared_with)
    connection.execute(
        insert(recipe_agreements).values(
            hash=recipe_hash,
            step=taken.step.value,
            person=taken.person,
            at=taken.at,
            note=taken.note,
            compared_with=taken.compared_with,
            act_sha256=act_sha256,
        )
    )
    return agreement(taken_of(connection, recipe_hash))


def agreed(connection: Connection, recipe_hash: str) -> Agreement:
    """Conflict unless two persons agreed on it."""
    found = agreement(taken_of(connection, recipe_hash))
    if found.approved_by is None:
        raise Conflict(f"version {recipe_hash[:16]} is not approved; a second person approves it")
    return found


def approved_hashes(connection: Connection, hashes: Sequence[str]) -> set[str]:
    """Those of them on which two persons agreed."""
    return {one for one in hashes if agreement(taken_of(connection, one)).approved_by is not None}


def at_of(taken: Sequence[Taken], step: Step) -> datetime | None:
    """When this step was taken last."""
    return next((one.at for one in reversed(taken) if one.step is step), None)
