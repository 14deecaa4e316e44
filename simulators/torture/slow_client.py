"""A page on a bad connection: it takes what it is sent at two megabits a second, and says so.

A picture takes half a second then; a state that waits behind it is as old.
"""

import json
from datetime import datetime
from typing import Final

from websockets.sync.client import connect

from hardware.clock import RealClock

BYTES_PER_S: Final = 250_000
LEARNING_NS: Final = 5_000_000_000
"""The server sees how slow it is."""
CLOCK: Final = RealClock()
LARGEST: Final = 16 * 1024 * 1024


def oldest_s(address: str, seconds: float) -> float:
    """How old the oldest state was when it had been taken, in seconds; of so long a visit."""
    begun_ns, ages = CLOCK.now_ns(), [0.0]
    until_ns = begun_ns + int(seconds * 1e9)
    url = f"{address.replace('http', 'ws', 1)}/api/v1/live"
    with connect(url, origin=address, max_size=LARGEST, max_queue=1) as socket:  # type: ignore[arg-type]
        taken = 0
        while CLOCK.now_ns() < until_ns:
            message = socket.recv()
            CLOCK.sleep_until_ns(CLOCK.now_ns() + int(1e9 * len(message) / BYTES_PER_S))
            taken += 1
            socket.send(json.dumps({"ack": taken}))
            is_judged = isinstance(message, str) and CLOCK.now_ns() > begun_ns + LEARNING_NS
            if is_judged and (line := json.loads(message).get("line")):
                at = datetime.fromisoformat(line["at"])
                ages.append((CLOCK.wall() - at).total_seconds())
    return max(ages)
