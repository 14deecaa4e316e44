"""A person's word to the line: recorded as an act, then said, and answered again under its key.

    @router.post("/belt/stop", status_code=204, **operation("stopBelt", 409, 503, 504))
    async def stop_belt(body: StopBelt, change: AskedChange) -> Response:
        person = change.visit.present.actor.name
        return await spoken(change, Word(Act.STOP_BELT, Subject(), lambda _: told.StopBelt(person)))

Who asks twice under one key is heard once: the line knows the key, and so does people.db.
"""

from asyncio import Lock
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from weakref import WeakValueDictionary

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from edge_agent.core.roles import Act
from edge_agent.core.told import Told
from edge_agent.people.acts import Subject
from edge_agent.people.tokens import sha256
from edge_agent.web.changes import ANSWERED_AGAIN, Change


def nothing_against() -> None:
    """Most words are refused by their rules and by the line alone."""


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody wants the line to do."""

    act: Act
    subject: Subject
    told: Callable[[str], Told]
    """Made of the sha256 of the act's record."""
    reason: str = ""
    line: str | None = None
    """The start of the line that the person saw; None: whichever is there."""
    confirms: str | None = None
    """sha256 of another person's proposal that this one agrees to."""
    refuse: Callable[[], None] = nothing_against
    """Raises what speaks against it, in the same turn in which it is recorded."""


TURNS: Final[WeakValueDictionary[str, Lock]] = WeakValueDictionary()
"""Of keys that are being carried out now."""


async def spoken(change: Change, word: Word) -> Response:
    """No content. WordRefused with the line's reason, NoLine where nobody heard it, NotAnswered
    where that is not known; NotPermitted and ProofNeeded where the person may not."""
    who = change.visit.present.actor.name
    word_id = sha256(f"{who}\n{change.key}")
    turn = TURNS.setdefault(word_id, Lock())
    async with turn:
        if await run_in_threadpool(change.was_answered):
            return Response(status_code=204, headers={ANSWERED_AGAIN: "true"})
        act_sha256 = await run_in_threadpool(recorded, change, word)
        await change.visit.site.line.say(word.told(act_sha256), word_id, word.line)
        await run_in_threadpool(change.keep_answer)
    return Response(status_code=204)


def recorded(change: Change, word: Word) -> str:
    with change.visit.site.changing() as office:
        word.refuse()
        order = change.order(word.reason, word.confirms)
        return office.record(order, word.act, word.subject).sha256
