"""Which version of a model has which alias, and what may follow from that. Pure.

    candidate -> challenger -> champion -> previous

A candidate was made, a challenger runs beside the champion, the champion is what should be
released, and the previous one is what would be gone back to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from training.registry.errors import AliasTaken, NotRegistered


class Alias(StrEnum):
    """An alias of MLflow."""

    CANDIDATE = "candidate"
    CHALLENGER = "challenger"
    CHAMPION = "champion"
    PREVIOUS = "previous"


ASSIGNED = (Alias.CANDIDATE, Alias.CHALLENGER)
"""Those that are given to a version; the other two come of a promotion and of going back."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Of one model: the version of each alias. No version has two."""

    versions: Mapping[Alias, int]

    def of(self, version: int) -> tuple[Alias, ...]:
        """The alias of a version, or none."""
        return tuple(alias for alias in Alias if self.versions.get(alias) == version)

    def version(self, alias: Alias) -> int:
        """NotRegistered where no version has it."""
        if alias not in self.versions:
            raise NotRegistered(f"there is no {alias}; `packwarden registry show` tells what is")
        return self.versions[alias]

    def changed(self, put: Mapping[Alias, int], emptied: tuple[Alias, ...] = ()) -> "Standing":
        left = {alias: one for alias, one in self.versions.items() if alias not in emptied}
        return Standing(left | dict(put))


NONE = Standing({})


def assigned(standing: Standing, alias: Alias, version: int) -> Standing:
    """With the version as candidate or challenger, and no more in the other of the two."""
    if alias not in ASSIGNED:
        raise AliasTaken(f"{alias} is nobody's to give: promote a challenger, or go back")
    if held := [one for one in standing.of(version) if one not in ASSIGNED]:
        raise AliasTaken(f"version {version} is {held[0]}; that only a promotion or `back` changes")
    other = next(one for one in ASSIGNED if one is not alias)
    emptied = (other,) if standing.versions.get(other) == version else ()
    return standing.changed({alias: version}, emptied)


def promoted(standing: Standing) -> Standing:
    """Challenger becomes champion, champion becomes previous."""
    put = {Alias.CHAMPION: standing.version(Alias.CHALLENGER)}
    if (champion := standing.versions.get(Alias.CHAMPION)) is not None:
        put[Alias.PREVIOUS] = champion
    return standing.changed(put, (Alias.CHALLENGER,))


def gone_back(standing: Standing) -> Standing:
    """Previous becomes champion. Who was champion has none: going back twice leads nowhere."""
    return standing.changed({Alias.CHAMPION: standing.version(Alias.PREVIOUS)}, (Alias.PREVIOUS,))
