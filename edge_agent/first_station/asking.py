"""A person at a terminal: choices shown with their numbers, an answer typed or taken as usual."""

from collections.abc import Sequence
from getpass import getpass
from typing import Final

from rich.console import Console
from rich.text import Text

from edge_agent.core.errors import InvalidInput
from edge_agent.core.reasons.languages import Language, Phrase
from edge_agent.first_station.choices import Choice
from edge_agent.people.errors import WeakSecret
from edge_agent.people.passwords import refuse_weak_password

MOST_TRIES: Final = 20
PASSWORD: Final = Phrase(
    "Password of {name} (empty: one is drawn and shown once): ",
    "Passwort von {name} (leer: eines wird gezogen und einmal gezeigt): ",
)
ONCE_MORE: Final = Phrase("Once more: ", "Noch einmal: ")
DIFFER: Final = Phrase("the two differ", "die beiden sind verschieden")


class ConsoleTerminal:
    """Questions go to standard error: standard output is for results."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)

    def choose(self, question: str, choices: Sequence[Choice], usual: str) -> str:
        self._console.print(Text(f"\n{question}", style="bold"))
        for number, choice in enumerate(choices, start=1):
            line = Text(f"  {number}  ", style="dim").append(choice.answer, style="cyan")
            self._console.print(line.append(f"  {choice.what}", style="dim"))
        try:
            typed = self._console.input(Text(f"[{usual}] " if usual else "[] ", style="green"))
        except EOFError as error:
            raise InvalidInput("the answers ended; nothing was written") from error
        return numbered(typed.strip(), choices) or usual

    def refuse(self, why: str) -> None:
        self._console.print(Text(why, style="yellow"))


def numbered(typed: str, choices: Sequence[Choice]) -> str:
    """The choice of that number; what begins with a small letter is typed out in full."""
    if typed.isdecimal() and 1 <= int(typed) <= len(choices):
        return choices[int(typed) - 1].answer
    return typed


def typed_password(name: str, language: Language) -> str | None:
    """Typed twice without an echo; None where one shall be drawn."""
    console = Console(stderr=True)
    for _ in range(MOST_TRIES):
        password = getpass(PASSWORD.said(language, name=name))
        if not password:
            return None
        try:
            refuse_weak_password(password, [name])
        except WeakSecret as error:
            console.print(Text(str(error), style="yellow"))
            continue
        if getpass(ONCE_MORE.said(language)) == password:
            return password
        console.print(Text(DIFFER.said(language), style="yellow"))
    raise InvalidInput(f"{MOST_TRIES} passwords were refused; nothing was written")
