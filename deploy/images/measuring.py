"""What running containers or processes cost, their children included: memory and computing time.

    python -m deploy.images.measuring PROCESS…

`podman inspect --format '{{.State.Pid}}' NAME` tells a container's process. Memory is the
proportional set size (proc(5)): what several processes share is shared out among them, so that sums
are true. Computing time is that of the processes that live now.
"""

import json
import sys
from dataclasses import dataclass

from simulators.processes import cpu_s, family_of, proportional_mb


@dataclass(frozen=True, slots=True)
class Cost:
    processes: int
    memory_mb: float
    computing_s: float


def cost_of(root: int) -> Cost:
    """Of a process and all below it; processes that end meanwhile are left out."""
    tree = list(family_of(root))
    memory_mb, computing_s = sum(map(proportional_mb, tree)), sum(map(cpu_s, tree))
    return Cost(len(tree), round(memory_mb, 1), round(computing_s, 2))


if __name__ == "__main__":
    costs = {root: cost_of(int(root)) for root in sys.argv[1:]}
    fields = ("processes", "memory_mb", "computing_s")
    document = {
        root: {name: getattr(cost, name) for name in fields} for root, cost in costs.items()
    }
    sys.stdout.write(json.dumps(document, indent=1) + "\n")
