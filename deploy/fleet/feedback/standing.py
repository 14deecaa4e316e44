"""What follows from the answers to one pack: whether it is settled, and what goes to training.
Pure.

Rules
- One person's word is enough unless the pack wants two, the person could not tell, or found a
  defect on what the station had called ok (an escape).
- Two who say the same of a check are agreed on it; where they do not, a third one decides.
- The agreement is a word of its own, said by both. So whoever takes his word back takes the
  agreement back as well, and the other one's own word stays as it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from deploy.fleet.feedback.values import Answer, CheckWord, Kind, State, WantsTwo, Words
from edge_agent.core.packs import Verdict
from edge_agent.core.review import Said
from training.data.values import Trust

MOST_SKIPS: Final = 3


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a pack beside the answers."""

    wants_two: WantsTwo | None
    verdicts: Mapping[str, str]
    """By check, what the station said."""
    skips: int = 0
    """Persons who left it out."""


@dataclass(frozen=True, slots=True)
class Told:
    """A word for the log; `word` None: it is taken back."""

    check: str
    by: str
    trust: Trust
    word: CheckWord | None


def state_of(case: Case, answers: Sequence[Answer]) -> State:
    reviews = reviews_in(answers)
    if not reviews:
        return State.ASIDE if case.skips >= MOST_SKIPS else State.WAITING
    if len(reviews) == 1:
        return State.SECOND if needs_another(case, reviews[0].words) else State.DONE
    return State.ADJUDICATION if in_dispute(answers) else State.DONE


def needs_another(case: Case, words: Words) -> bool:
    could_not_tell = any(word.verdict is Said.UNSURE for word in words.values())
    return case.wants_two is not None or could_not_tell or is_escape(case, words)


def is_escape(case: Case, words: Words) -> bool:
    return any(
        word.verdict is Said.DEFECTIVE and case.verdicts.get(name) == Verdict.OK
        for name, word in words.items()
    )


def in_dispute(answers: Sequence[Answer]) -> tuple[str, ...]:
    """Checks on which the two reviewers differ and nobody has decided; none before there are two.
    Two who both cannot tell do not differ: a third one would not know either."""
    reviews = reviews_in(answers)
    if len(reviews) < 2:
        return ()
    first, second = reviews[0].words, reviews[1].words
    decided = {name for one in answers if one.kind is Kind.ADJUDICATION for name in one.words}
    return tuple(
        name for name, word in first.items() if second.get(name) != word and name not in decided
    )


def told(before: Sequence[Answer], after: Sequence[Answer]) -> list[Told]:
    """What the log gets when the answers to a pack change: new words, and those taken back."""
    old, new = all_words(before), all_words(after)
    gone = [Told(*place, None) for place in old if place not in new]
    came = [Told(*place, word) for place, word in new.items() if old.get(place) != word]
    return gone + came


Place = tuple[str, str, Trust]
"""(check, by, trust)."""


def all_words(answers: Sequence[Answer]) -> dict[Place, CheckWord]:
    own = {
        (name, one.by, trust_of(one.kind)): word
        for one in answers
        if one.kind is not Kind.SKIP
        for name, word in one.words.items()
    }
    reviews = reviews_in(answers)
    if len(reviews) < 2:
        return own
    both = " & ".join(sorted(one.by for one in reviews[:2]))
    first, second = reviews[0].words, reviews[1].words
    agreed = {
        (name, both, Trust.AGREED): word
        for name, word in first.items()
        if second.get(name) == word and word.verdict is not Said.UNSURE
    }
    return dict(chain(own.items(), agreed.items()))


def trust_of(kind: Kind) -> Trust:
    return Trust.ADJUDICATED if kind is Kind.ADJUDICATION else Trust.REVIEW


def reviews_in(answers: Sequence[Answer]) -> list[Answer]:
    """The earliest first."""
    return [one for one in answers if one.kind is Kind.REVIEW]
