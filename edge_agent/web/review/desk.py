"""The review queue as people see it, and what their word on a pack is to the line.

Rules
- A drawn pack that nobody has examined shows nothing of what the machine said: who knows the answer
  agrees with it. His word goes to the audit, counts at once, and stands.
- Every other word is a label of whoever says it; saying it anew replaces it, and it can be taken
  back. Of a pack that was never recorded nothing may be said; the line itself has no records.
"""

from datetime import datetime, timedelta
from typing import Final

from edge_agent.core.errors import Conflict, InvalidInput, NotFound
from edge_agent.core.labels import LabelSource
from edge_agent.core.packs import Record
from edge_agent.core.recipe import Recipe
from edge_agent.core.review import Said, Why
from edge_agent.core.told import Examined, Reviewed, Told, WithdrawReview
from edge_agent.inspection.recipe_tables import RecipeTable, as_recipe
from edge_agent.store.events import StoredRecord
from edge_agent.store.looks import (
    FIRST,
    QueuedPack,
    Review,
    Turn,
    count_waiting,
    look_in,
    reviews_of,
    waiting,
)
from edge_agent.toml_files import load_toml
from edge_agent.web.site import Site

STAYS: Final = timedelta(days=7)
"""How long a pack waits for a word; then its pictures are likely gone, and so is its lesson."""
MOST_COUNTED: Final = 1_000


def since(site: Site) -> datetime:
    return site.clock.wall() - STAYS


def queue(site: Site, limit: int, after: Turn = FIRST, why: Why | None = None) -> list[QueuedPack]:
    return waiting(site.store, since(site), limit, after, why)


def waiting_count(site: Site) -> int:
    """Stops counting at `MOST_COUNTED`."""
    return count_waiting(site.store, since(site), MOST_COUNTED)


def looked_at(site: Site, boot: int, pack_no: int) -> tuple[StoredRecord, QueuedPack]:
    """Any recorded pack may be reviewed, also one that nobody asks about. NotFound for others."""
    stored = site.store.record_of_pack(boot, pack_no)
    look = look_in(site.store, boot, pack_no)
    usual = QueuedPack(boot, pack_no, stored.seq, stored.record.seen_at, (), 0, 0)
    return stored, look or usual


def is_blind(look: QueuedPack, reviews: list[Review]) -> bool:
    """It was drawn, and nobody has examined it yet."""
    return look.is_audit and all(one.source is not LabelSource.AUDIT for one in reviews)


def word(
    site: Site, boot: int, pack_no: int, said: Said, checks: tuple[str, ...], person: str
) -> Told:
    """What the line is told. NotFound, InvalidInput and Conflict where it must not be."""
    stored, look = looked_at(site, boot, pack_no)
    refuse_other_checks(site, stored.record, said, checks)
    reviews = reviews_of(site.store, boot, pack_no)
    if is_blind(look, reviews):
        refuse_no_finding(pack_no, said, checks)
        return Examined(boot, pack_no, checks, person)
    if look.is_audit:
        examiner = next(one.person for one in reviews if one.source is LabelSource.AUDIT)
        raise Conflict(f"{examiner} has examined pack {pack_no}, and that stands")
    defective = None if said is Said.UNSURE else said is Said.DEFECTIVE
    return Reviewed(boot, pack_no, defective, checks, person)


def withdrawal(site: Site, boot: int, pack_no: int, person: str) -> WithdrawReview:
    """NotFound where this person has said nothing; Conflict for what counts in an audit."""
    own = [one for one in reviews_of(site.store, boot, pack_no) if one.person == person]
    if not own:
        raise NotFound(f"{person} has said nothing of pack {pack_no} of boot {boot}")
    if own[0].source is LabelSource.AUDIT:
        raise Conflict(f"pack {pack_no} was examined for the audit: that word stands")
    return WithdrawReview(boot, pack_no, person)


def refuse_no_finding(pack_no: int, said: Said, checks: tuple[str, ...]) -> None:
    if said is Said.UNSURE:
        raise Conflict(
            f"pack {pack_no} was drawn for the audit, which wants good or defective: examine it, "
            "or leave it for somebody who can"
        )
    if said is Said.DEFECTIVE and not checks:
        raise InvalidInput("the audit wants to know which check must notice what is faulty")


def refuse_other_checks(site: Site, record: Record, said: Said, checks: tuple[str, ...]) -> None:
    if checks and said is not Said.DEFECTIVE:
        raise InvalidInput("only a defective pack has checks that must notice it")
    known = checks_of(site, record)
    for check in checks:
        if check not in known:
            raise InvalidInput(f"no check {check!r}; this pack has {', '.join(known)}")


def checks_of(site: Site, record: Record) -> tuple[str, ...]:
    """Of its recipe, in its order; of the record itself where the recipe is gone."""
    recipe = recipe_of(site, record.recipe_hash)
    if recipe is None:
        return tuple(check.name for check in record.verdict.checks)
    return tuple(check.name for check in recipe.checks)


def recipe_of(site: Site, recipe_hash: str) -> Recipe | None:
    file = site.recipe_file(recipe_hash)
    return as_recipe(load_toml(file, RecipeTable)) if file.is_file() else None


def refuse_without_line(site: Site) -> None:
    """Nothing is kept of a word that nobody can write down."""
    site.line.now()
