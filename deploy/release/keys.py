"""The private keys that sign releases: one file each in a folder that need not be always there.

    keys/root-1.key  root-2.key  root-3.key      carried apart, each by another person
    keys/targets-1.key …  snapshot-1.key  timestamp-1.key

A folder may hold any of them: whatever is asked for signs with those that are there and count, and
says how many lack.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Root

from deploy.release.errors import KeysLacking
from deploy.release.roles import Role
from edge_agent.people.keys import SigningKey, private_key_of, read_private

SUFFIX = ".key"


@dataclass(frozen=True, slots=True)
class KeyFolder:
    folder: Path

    def create(self, role: Role, count: int) -> list[CryptoSigner]:
        """So many more of this role, each in a new private file."""
        first = max(map(number_of, self.files(role)), default=0) + 1
        made = [self.folder / f"{role}-{first + one}{SUFFIX}" for one in range(count)]
        for file in made:
            SigningKey.create(file)
        return [signer_of(file) for file in made]

    def files(self, role: Role) -> list[Path]:
        return sorted(self.folder.glob(f"{role}-*{SUFFIX}"), key=number_of)

    def signers(self, root: Root, role: Role) -> list[CryptoSigner]:
        """Those that count for the role. KeysLacking below its threshold."""
        counted = root.roles[role]
        found = list(counting(map(signer_of, self.files(role)), counted.keyids))
        if len(found) < counted.threshold:
            raise KeysLacking(
                f"{self.folder} has {len(found)} of the keys that count for {role}, and "
                f"{counted.threshold} must sign; expected files such as {role}-1{SUFFIX}"
            )
        return found


def counting(signers: Iterable[CryptoSigner], key_ids: list[str]) -> Iterator[CryptoSigner]:
    return (one for one in signers if one.public_key.keyid in key_ids)


def signer_of(file: Path) -> CryptoSigner:
    """NotFound, or InvalidInput for a file that others can read or that is no such key."""
    return CryptoSigner(private_key_of(read_private(file), file))


def number_of(file: Path) -> int:
    number = file.stem.rpartition("-")[2]
    return int(number) if number.isdecimal() else 0
