"""Two ends of a bad network: packets are lost, late, or all gone while both ends believe in a line.

    with LossyNetwork(clock) as network:
        with network.far.entered():
            link.start()                    # its sockets live at the far end
        network.weather = Weather(loss=0.05, delay_s=0.02)
        network.is_cut = True               # nobody is told: connections are half open

Each end is a network namespace of its own, so both speak the kernel's real TCP. Between them lies a
pair of tunnels (Linux TUN/TAP), whose packets a thread carries from one to the other. Needs the
rights to make namespaces; nothing outside of them is touched.
"""

import ctypes
import fcntl
import heapq
import os
import select
import shutil
import struct
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final, Self

from hardware.interfaces import Clock

TUN: Final = Path("/dev/net/tun")
TUNSETIFF: Final = 0x400454CA
"""linux/if_tun.h"""
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
CLONE_NEWNET: Final = 0x40000000
"""linux/sched.h"""
OWN_NAMESPACE: Final = Path("/proc/thread-self/ns/net")
LARGEST_PACKET: Final = 65_536
LOOK_S: Final = 0.05
NS_PER_S: Final = 1_000_000_000


def why_not() -> str | None:
    """What is lacking on this machine; None where a network can be made."""
    if not os.access(TUN, os.R_OK | os.W_OK):
        return f"{TUN} is not there, or not ours"
    return None if os.geteuid() == 0 else "namespaces are made by root"


@dataclass(frozen=True, slots=True)
class Weather:
    loss: float = 0.0
    """Of all packets, each by itself."""
    delay_s: float = 0.0
    """On the way, up to twice as long, so that packets overtake each other."""


@dataclass(frozen=True, slots=True)
class End:
    """One of the two."""

    namespace: str
    address: str
    tunnel: int
    """A file that gives and takes whole packets."""

    @contextmanager
    def entered(self) -> Iterator[None]:
        """What this thread opens and starts meanwhile lives at this end."""
        with OWN_NAMESPACE.open() as before:
            with Path(f"/run/netns/{self.namespace}").open() as there:
                enter(there.fileno())
            try:
                yield
            finally:
                enter(before.fileno())


def enter(namespace: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(namespace, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


class LossyNetwork:
    """Made by `with`, and gone after it, also where a test dies in between."""

    def __init__(self, clock: Clock, seed: int = 1) -> None:
        self.clock, self.random = clock, Random(seed)
        self.weather = Weather()
        self.is_cut = False
        self.carried = self.lost = 0
        """Packets."""
        self._open = ExitStack()
        self._ends = threading.Event()

    def __enter__(self) -> Self:
        with self._open as open_now:
            self.near = made_end(open_now, "near", "10.77.0.1", "10.77.0.2")
            self.far = made_end(open_now, "far", "10.77.0.2", "10.77.0.1")
            thread = threading.Thread(target=self._carry, name="network")
            thread.start()
            open_now.callback(thread.join)
            open_now.callback(self._ends.set)
            self._open = open_now.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def _carry(self) -> None:
        """Every packet gets its time of arrival, or none."""
        across = {self.near.tunnel: self.far.tunnel, self.far.tunnel: self.near.tunnel}
        waiting: list[tuple[int, int, int, bytes]] = []
        while not self._ends.is_set():
            ready, _, _ = select.select(list(across), [], [], self._pause_s(waiting))
            for tunnel in ready:
                packet = os.read(tunnel, LARGEST_PACKET)
                if not self._is_lost():
                    heapq.heappush(waiting, (self._due_ns(), self.carried, across[tunnel], packet))
            while waiting and waiting[0][0] <= self.clock.now_ns():
                _, _, tunnel, packet = heapq.heappop(waiting)
                os.write(tunnel, packet)

    def _pause_s(self, waiting: list[tuple[int, int, int, bytes]]) -> float:
        if not waiting:
            return LOOK_S
        return min(LOOK_S, max(0.0, (waiting[0][0] - self.clock.now_ns()) / NS_PER_S))

    def _is_lost(self) -> bool:
        lost = self.is_cut or self.random.random() < self.weather.loss
        self.lost += lost
        self.carried += not lost
        return lost

    def _due_ns(self) -> int:
        late_s = self.weather.delay_s * (1 + self.random.random())
        return self.clock.now_ns() + round(late_s * NS_PER_S)


def made_end(open_now: ExitStack, name: str, address: str, peer: str) -> End:
    """A tunnel is moved into its namespace; the file that we hold stays its other side."""
    namespace = f"packwarden-{name}-{os.getpid()}"
    device = f"pw{name}{os.getpid() % 100_000}"
    ip("netns", "add", namespace)
    open_now.callback(ip, "netns", "del", namespace)
    tunnel = os.open(TUN, os.O_RDWR)
    open_now.callback(os.close, tunnel)
    fcntl.ioctl(tunnel, TUNSETIFF, struct.pack("16sH", device.encode(), IFF_TUN | IFF_NO_PI))
    ip("link", "set", device, "netns", namespace)
    end = End(namespace, address, tunnel)
    with end.entered():  # `ip -n` would mount, which a change of the root forbids
        ip("address", "add", address, "peer", peer, "dev", device)
        ip("link", "set", device, "up")
        ip("link", "set", "lo", "up")
    return end


def ip(*words: str) -> None:
    """iproute2; CalledProcessError with what it says."""
    command = [shutil.which("ip") or "ip", *words]
    subprocess.run(command, check=True, capture_output=True, timeout=10)  # noqa: S603 - our own
