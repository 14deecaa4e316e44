"""How the queue is: what waits and why, what was picked and labelled today."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from deploy.fleet.feedback.tables import label_answers, label_items
from deploy.fleet.feedback.values import Kind, State, Why


@dataclass(frozen=True, slots=True)
class Figures:
    waiting: dict[State, int]
    """Packs, by state; without those that are done."""
    picked: dict[Why, int]
    """Packs of today, by why."""
    answered: int
    """Answers of today that stand, without what was left out."""
    own: int
    """Of these, one's own."""


def begin_of_day(now: datetime) -> datetime:
    """Midnight UTC."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def figures(connection: Connection, person: str, now: datetime) -> Figures:
    day = begin_of_day(now)
    state, why = label_items.c.state, label_items.c.why
    by_state = select(state, func.count()).where(state != State.DONE).group_by(state)
    of_today = select(why, func.count()).where(label_items.c.picked_at >= day).group_by(why)
    answers = select(func.count()).where(
        label_answers.c.at >= day,
        label_answers.c.kind != Kind.SKIP,
        label_answers.c.taken_back_at.is_(None),
    )
    return Figures(
        waiting={State(name): count for name, count in connection.execute(by_state)},
        picked={Why(name): count for name, count in connection.execute(of_today)},
        answered=int(connection.execute(answers).scalar_one()),
        own=int(connection.execute(answers.where(label_answers.c.by == person)).scalar_one()),
    )
