"""What an audit says: something is wrong, or something could not be looked at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    where: str
    what: str
    is_wrong: bool = True
    """False: nothing is known to be wrong; it could not be asked, or is only told."""

    def __str__(self) -> str:
        return f"{'wrong' if self.is_wrong else 'told'}: {self.where}: {self.what}"
