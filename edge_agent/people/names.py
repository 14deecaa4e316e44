"""Names to sign in with: one spelling for each, and none that looks like another's."""

import unicodedata

from edge_agent.core.errors import InvalidInput

SHORTEST, LONGEST = 2, 40
RESERVED = {"console"}
BETWEEN = "._-"


def normalised(name: str) -> str:
    """Case folded, in Unicode's compatible form (NFKC): wide letters are plain ones."""
    folded = unicodedata.normalize("NFKC", whole(name[: 2 * LONGEST]).strip()).casefold()
    return unicodedata.normalize("NFKC", folded)


def whole(text: str) -> str:
    """Half characters, which JSON can bring and no file can keep, become question marks."""
    return text.encode("utf-8", "replace").decode()


def new_name(name: str) -> str:
    """The normalised name of a new account; InvalidInput for one that nobody should bear."""
    if len(name) > LONGEST:
        raise InvalidInput(f"a name has at most {LONGEST} characters")
    spelt = normalised(name)
    letters = [character for character in spelt if character not in BETWEEN]
    if not SHORTEST <= len(spelt) <= LONGEST or not all(map(str.isalnum, letters)):
        raise InvalidInput(
            f"{name!r} is no name to sign in with: {SHORTEST} to {LONGEST} letters, digits, "
            "dots, dashes and underscores"
        )
    if not spelt[0].isalpha() or spelt in RESERVED:
        raise InvalidInput(f"{name!r} is no name to sign in with: begin with a letter")
    if len(scripts(spelt)) > 1:
        raise InvalidInput(f"{name!r} mixes alphabets; two names could look the same")
    return spelt


def scripts(text: str) -> set[str]:
    """The alphabets of its letters, after Unicode's names: LATIN, CYRILLIC."""
    return {unicodedata.name(letter, "?").split()[0] for letter in text if letter.isalpha()}
