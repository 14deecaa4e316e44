"""A computer of its own for the station's package: QEMU, computing every instruction itself.

Its one serial port hangs on USB and is a socket here: whoever connects to it plugs the adapter in,
and whoever closes it pulls it out. Commands are given to a shell on a port of their own.
"""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from hardware.clock import RealClock
from hardware.interfaces import Clock

LONGEST_BOOT_S = 600.0
LONGEST_COMMAND_S = 900.0
LOOK_S = 0.5
READ_AT_ONCE = 65_536
UP, ENDED = "machine-is-up", "command-has-ended"
SERIAL_NUMBER = "GATE1"
"""Of the adapter."""
KERNEL_LINE = "root=/dev/vda console=ttyS0 systemd.journald.forward_to_console=1"


class MachineSilent(Exception):
    """It has not come up, or a command has not ended."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A command."""

    code: int
    text: str
    """What it wrote, errors too."""


class Machine:
    """Running, from `booted`."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder, self.clock = folder, clock
        self.shell: socket.socket

    @property
    def gate_port(self) -> Path:
        return self.folder / "gate"

    def tried(self, command: str, within_s: float = LONGEST_COMMAND_S) -> Ended:
        """In a shell of its own."""
        words = f"( {command}\n) </dev/null 2>&1; printf '\\n{ENDED} %d\\n' $?\n"
        self.shell.settimeout(within_s)
        self.shell.sendall(words.encode())
        text = self._heard_until(ENDED, within_s)
        said, _, code = text.rpartition(f"\n{ENDED} ")
        return Ended(int(code), said)

    def run(self, command: str, within_s: float = LONGEST_COMMAND_S) -> str:
        """The same for what must go well."""
        ended = self.tried(command, within_s)
        assert ended.code == 0, f"{command}: {ended.code}\n{ended.text}"
        return ended.text.strip()

    def becomes(self, command: str, wanted: str, within_s: float) -> str:
        """Until the command says what is wanted; what it says then or last."""
        until_ns = self.clock.now_ns() + int(within_s * 1e9)
        while (said := self.tried(command).text.strip()) != wanted:
            if self.clock.now_ns() > until_ns:
                break
            self._wait()
        return said

    def come_up(self) -> None:
        """Its shell says so when it is there."""
        until_ns = self.clock.now_ns() + int(LONGEST_BOOT_S * 1e9)
        self.shell = self._connected(until_ns)
        self._heard_until(UP, LONGEST_BOOT_S)

    def _connected(self, until_ns: int) -> socket.socket:
        """QEMU makes the socket when it starts."""
        while True:
            shell = socket.socket(socket.AF_UNIX)
            try:
                shell.connect(str(self.folder / "shell"))
            except (FileNotFoundError, ConnectionRefusedError):
                shell.close()
                if self.clock.now_ns() > until_ns:
                    raise
                self._wait()
            else:
                return shell

    def _heard_until(self, word: str, within_s: float) -> str:
        """A line with the word ends it."""
        until_ns, heard = self.clock.now_ns() + int(within_s * 1e9), b""
        while not (heard.endswith(b"\n") and word.encode() in heard):
            left_s = (until_ns - self.clock.now_ns()) / 1e9
            if left_s <= 0:
                raise MachineSilent(f"waited {within_s:g} s for {word}; heard {heard[-2000:]!r}")
            self.shell.settimeout(left_s)
            with suppress(TimeoutError):
                heard += self.shell.recv(READ_AT_ONCE)
        return heard.decode(errors="replace").replace("\r", "").rstrip("\n")

    def _wait(self) -> None:
        self.clock.sleep_until_ns(self.clock.now_ns() + int(LOOK_S * 1e9))


@contextmanager
def booted(image: Path, shared: Path, folder: Path, root: str = "rw") -> Iterator[Machine]:
    """image: what build_image.sh made; it keeps what happens to it. shared: /mnt/shared there.
    folder: for sockets, with a short path. root: "rw" or "ro"."""
    with (folder / "qemu.log").open("wb") as log:
        process = subprocess.Popen(command(image, shared, folder, root), stdout=log, stderr=log)
        machine = Machine(folder, RealClock())
        try:
            machine.come_up()
            with machine.shell:
                yield machine
                machine.shell.sendall(b"systemctl poweroff\n")
                process.wait(LONGEST_BOOT_S)
        finally:
            process.kill()
            process.wait()
            for port in ("gate", "shell"):
                (folder / port).unlink(missing_ok=True)


def command(image: Path, shared: Path, folder: Path, root: str) -> list[str]:
    """-cpu max has what wheels are built for; -accel tcg works inside other virtual machines."""
    words = f"""
        qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 -m 2048
        -nodefaults -display none -no-reboot -serial file:{folder / "console"}
        -kernel {image / "kernel"} -initrd {image / "initrd"}
        -drive file={image / "root.ext4"},format=raw,if=virtio,cache=unsafe
        -drive file={image / "var.ext4"},format=raw,if=virtio,cache=unsafe
        -virtfs local,path={shared},mount_tag=shared,security_model=none,readonly=on
        -device virtio-serial -chardev socket,id=shell,path={folder / "shell"},server=on,wait=off
        -device virtserialport,chardev=shell,name=shell
        -device qemu-xhci -chardev socket,id=gate,path={folder / "gate"},server=on,wait=off
        -device usb-serial,chardev=gate,serial={SERIAL_NUMBER}
    """.split()
    return [*words, "-append", f"{KERNEL_LINE} {root}"]
