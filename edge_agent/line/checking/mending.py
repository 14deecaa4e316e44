"""What the program can mend by itself, after it was allowed to: small, safe, and told."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from edge_agent.core.errors import PackwardenError


@dataclass(frozen=True, slots=True)
class Mending:
    would: str
    """In the question: "make the folder /var/lib/packwarden/data"."""
    do: Callable[[], str]
    """What was done, as a sentence. PackwardenError or OSError where it cannot be."""


@dataclass(frozen=True, slots=True)
class Mended:
    would: str
    said: str
    """What was done, or why it was not."""
    is_done: bool

    def document(self) -> dict[str, str | bool]:
        return {"would": self.would, "said": self.said, "done": self.is_done}


def mended(mendings: Iterable[Mending], allows: Callable[[str], bool]) -> Iterator[Mended]:
    """One after the other, each only where it is allowed."""
    for mending in mendings:
        if not allows(mending.would):
            yield Mended(mending.would, "was left as it is", is_done=False)
            continue
        try:
            yield Mended(mending.would, mending.do(), is_done=True)
        except PackwardenError as error:
            yield Mended(mending.would, str(error), is_done=False)
        except OSError as error:
            what = f"could not be done: {error.strerror}; look at who owns it"
            yield Mended(mending.would, what, is_done=False)
