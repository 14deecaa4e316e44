"""Which broker an edge node tries next, and when. One at a time, in the order of the settings.

After a connection that was of use the next try comes at once; after attempts in a row that were
not, ever later, with a random part.
"""

from random import Random

from hardware.mqtt_settings import BrokerSettings
from hardware.next_try import pause_s


class Walk:
    def __init__(self, brokers: tuple[BrokerSettings, ...], random: Random) -> None:
        self.brokers, self.random = brokers, random
        self.index = self.in_vain = 0
        self.not_before_ns = 0

    @property
    def broker(self) -> BrokerSettings:
        return self.brokers[self.index]

    @property
    def has_others(self) -> bool:
        return len(self.brokers) > 1

    def is_due(self, now_ns: int) -> bool:
        return now_ns >= self.not_before_ns

    def go_on(self, was_of_use: bool, now_ns: int) -> None:
        """The connection is over."""
        self.index = (self.index + 1) % len(self.brokers)
        self.in_vain = 1 if was_of_use else self.in_vain + 1
        self.not_before_ns = now_ns + int(pause_s(self.in_vain, self.random) * 1e9)
