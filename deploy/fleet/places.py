"""Where what lies in a centre's folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

CENTRE_FILE: Final = Path("centre.toml")


@dataclass(frozen=True, slots=True)
class CentrePlaces:
    folder: Path

    @property
    def database(self) -> Path:
        """Where no other database is named."""
        return self.folder / "centre.db"

    @property
    def key(self) -> Path:
        """Signs acknowledgements and commands; stations trust its public half."""
        return self.folder / "keys" / "centre.key"

    @property
    def people(self) -> Path:
        """Accounts, machine tokens, and the signed record of what people did here."""
        return self.folder / "people"

    @property
    def pictures(self) -> Path:
        """By their sha256."""
        return self.folder / "pictures"
