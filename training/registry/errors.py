"""What the registry refuses.

PackwardenError
├── NotFound
│   └── NotRegistered     3  no such model, version or alias
├── Conflict
│   └── AliasTaken        4  right in itself, but not as the aliases stand
├── InvalidInput
│   └── RegistryDamaged   5  what is noted there cannot be read, or files are not the registered
└── Unreachable
    └── RegistryAway      7  the store or the server does not answer, or refuses
"""

from edge_agent.core.errors import Conflict, InvalidInput, NotFound, Unreachable


class NotRegistered(NotFound):
    title = "Not registered"


class AliasTaken(Conflict):
    title = "Alias taken"


class RegistryDamaged(InvalidInput):
    title = "Damaged registry"


class RegistryAway(Unreachable):
    title = "Registry away"
