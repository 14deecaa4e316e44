"""The tokens of a service: a file with one in each line, so that a new one can be added first and
the old one taken away later.

    head -c 32 /dev/urandom | base64 > token
"""

import hashlib
import hmac
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from edge_agent.core.errors import NotFound, SettingsError

SHORTEST: Final = 32
"""Characters: even of hexadecimal ones that is too much to guess."""
LONGEST: Final = 500
MOST_TOKENS: Final = 100


@dataclass(frozen=True, slots=True)
class Tokens:
    """Of which only hashes are kept."""

    hashes: tuple[bytes, ...]

    def fit(self, token: str) -> bool:
        """How long a wrong one takes tells nothing of the right ones."""
        asked = hashed(token)
        return any(hmac.compare_digest(asked, one) for one in self.hashes)


def hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def read_tokens(file: Path) -> Tokens:
    """NotFound, or SettingsError with the line that is no token. What stands there is not told."""
    try:
        lines = file.read_text(encoding="ascii").splitlines()
    except OSError as error:
        raise NotFound(f"{file}: {error.strerror}; expected a token in each line") from error
    except UnicodeDecodeError as error:
        raise SettingsError(file, None, "has other characters than ASCII") from error
    tokens = {number: line.strip() for number, line in enumerate(lines, 1) if line.strip()}
    for number, token in tokens.items():
        if not SHORTEST <= len(token) <= LONGEST or any(one.isspace() for one in token):
            what = f"is no token; expected {SHORTEST} to {LONGEST} characters without a space"
            raise SettingsError(file, number, what)
    if not 0 < len(tokens) <= MOST_TOKENS:
        raise SettingsError(file, None, f"has {len(tokens)} tokens; expected 1 to {MOST_TOKENS}")
    return Tokens(tuple(map(hashed, tokens.values())))
