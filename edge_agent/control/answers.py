"""Words that were said, by id, and what became of them: two taps are one word.

Of one line, from its start on; the last few hundred ids are remembered. The word itself is handed
over once; whoever says it again, or says it while the line still thinks, gets the same answer.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from edge_agent.control.allowance import Allowance
from edge_agent.control.messages import Say
from edge_agent.core.told import Asked, Told

REMEMBERED: Final = 512
MOST_UNHEARD: Final = 32
"""Words that may wait for the line at once."""
WORDS_PER_S: Final = 20.0
BURST: Final = 40.0
"""Words that may come at once after a silence: more than all people at a line can tap."""

Tell = Callable[[str, str | None], None]
"""Word id and why it was refused; None: heard."""


@dataclass(slots=True)
class Said:
    told: Told
    waiting: list[Tell] = field(default_factory=list)
    is_answered: bool = False
    why: str | None = None


class Answers:
    """Of one line. All methods are called by the thread of the server."""

    def __init__(self, line: str, hand_over: Callable[[Asked], None]) -> None:
        """hand_over: to the line, without waiting."""
        self.line, self.hand_over = line, hand_over
        self.said: OrderedDict[str, Said] = OrderedDict()
        self.unheard = 0
        self.allowance = Allowance(WORDS_PER_S, BURST)

    def say(self, say: Say, tell: Tell, heard: Callable[[str | None], None], now_ns: int) -> None:
        """`heard`: what the line calls with its answer; it must end in `answered`."""
        before = self.said.get(say.word_id)
        if before is not None:
            self.again(before, say, tell)
            return
        refused = self.refused(say, now_ns)
        if refused is not None:
            tell(say.word_id, refused)
            return
        self.said[say.word_id] = Said(say.told, [tell])
        self.unheard += 1
        self.hand_over(Asked(say.told, heard))

    def again(self, before: Said, say: Say, tell: Tell) -> None:
        if before.told != say.told:
            tell(say.word_id, "another word was said under this id")
        elif before.is_answered:
            tell(say.word_id, before.why)
        else:
            before.waiting.append(tell)

    def refused(self, say: Say, now_ns: int) -> str | None:
        """Why a new word does not even reach the line; None: it does."""
        if say.line != self.line:
            return "it was meant for a line that has ended; look at what is there now"
        if self.unheard >= MOST_UNHEARD:
            return f"{self.unheard} words wait to be heard; say it again when they were"
        if not self.allowance.takes(now_ns):
            return f"more than {WORDS_PER_S:g} words a second; say it again in a moment"
        return None

    def answered(self, word_id: str, why: str | None) -> None:
        """The line has said what became of a word."""
        said = self.said[word_id]
        said.is_answered, said.why = True, why
        self.unheard -= 1
        waiting, said.waiting = said.waiting, []
        for tell in waiting:
            tell(word_id, why)
        self.forget_oldest()

    def forget_oldest(self) -> None:
        """Of the answered ones: one that waits for the line is never forgotten."""
        surplus = max(0, len(self.said) - REMEMBERED)
        for word_id in [one for one, said in self.said.items() if said.is_answered][:surplus]:
            del self.said[word_id]
