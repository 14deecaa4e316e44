"""Which pictures of the centre go, so that they fit into their time and their room; and lets go.

The oldest go first. Their names stay in the records; the database says when each went.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, func, select, update

from deploy.fleet.database import reading, writing
from deploy.fleet.pictures.tables import pictures
from edge_agent.store.pictures import picture_file

OF_A_TRANSACTION: Final = 500
BYTES_OF_A_GB: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class KeptPicture:
    sha256: str
    came_at: datetime
    """The latest time, of those stations that sent it."""
    size_bytes: int


def pictures_there(engine: Engine) -> list[KeptPicture]:
    """The oldest first; each once, however many stations sent it."""
    came = func.max(pictures.c.came_at)
    query = (
        select(pictures.c.sha256, came, func.max(pictures.c.size_bytes))
        .where(pictures.c.came_at.is_not(None))
        .group_by(pictures.c.sha256)
        .order_by(came, pictures.c.sha256)
    )
    with reading(engine) as connection:
        return [
            KeptPicture(name, at, int(size or 0)) for name, at, size in connection.execute(query)
        ]


def pictures_to_go(
    there: Sequence[KeptPicture], cut: datetime, most_bytes: int | None
) -> list[KeptPicture]:
    """`there` is the oldest first: what is older than `cut`, and what is beyond the budget."""
    left = sum(one.size_bytes for one in there)
    going = []
    for one in there:
        is_over = most_bytes is not None and left > most_bytes
        if one.came_at >= cut and not is_over:
            break
        going.append(one)
        left -= one.size_bytes
    return going


def let_go(engine: Engine, folder: Path, going: Sequence[KeptPicture], now: datetime) -> None:
    """First the database knows that they are gone, then they go: what dies in between leaves a
    file of which nobody speaks, and a picture that comes anew finds it there."""
    for first in range(0, len(going), OF_A_TRANSACTION):
        names = [one.sha256 for one in going[first : first + OF_A_TRANSACTION]]
        with writing(engine) as connection:
            gone = update(pictures).where(pictures.c.sha256.in_(names))
            connection.execute(gone.values(came_at=None, gone_at=now))
        for name in names:
            file = picture_file(folder, name)
            if file is not None:
                file.unlink(missing_ok=True)
