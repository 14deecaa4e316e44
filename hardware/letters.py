"""What is sent and what came in, over whatever carries it: a broker, a folder, HTTPS."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to send: the topic, and how."""

    topic: str
    payload: bytes
    quality: int = 0
    """0: at most once, 1: at least once."""
    retain: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    topic: str
    payload: bytes
    at_ns: int


class Post(Protocol):
    """What carries letters; an `MqttLink`, where there is a network."""

    @property
    def trouble(self) -> str | None: ...

    @property
    def is_up(self) -> bool: ...

    def publish(self, letter: Letter) -> bool: ...

    def take(self) -> tuple[Heard, ...]: ...

    def settle(self) -> None:
        """What was taken is durable at the taker's; whoever still keeps it may let it go. What is
        taken and not settled may come again."""

    def stop(self) -> None: ...
