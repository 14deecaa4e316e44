"""Asks a GigE Vision camera whether it is there, within a fraction of a second.

The libraries take seconds to notice a pulled cable. The standard's discovery request is answered by
every camera to everybody, whoever controls it, so it can be asked beside them.
"""

import socket
import struct

PORT = 3956
DISCOVERY = struct.pack(">BBHHH", 0x42, 0x11, 0x0002, 0, 1)
"""Key, flags (an answer is wanted), command, length, request number."""
DISCOVERY_ANSWER = struct.pack(">HH", 0, 0x0003)
HEADER_BYTES = 8
MAKER, MODEL = slice(0x48, 0x68), slice(0x68, 0x88)
"""Of the bootstrap registers, which a discovery answer repeats."""
TRY_S = 0.25
TRIES = 2


def answers(address: str) -> bool:
    """True when a GigE Vision camera answers at this IPv4 address, in at most half a second."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(TRY_S)
        return any(answers_once(asking, address) for _ in range(TRIES))


def answers_once(asking: socket.socket, address: str) -> bool:
    try:
        asking.connect((address, PORT))
        asking.send(DISCOVERY)
        return asking.recv(1024).startswith(DISCOVERY_ANSWER)
    except OSError:
        return False  # no answer in time, or the host at that address has no such port


def is_address(text: str) -> bool:
    try:
        socket.inet_pton(socket.AF_INET, text)
    except OSError:
        return False
    return True


def maker_and_model(answer: bytes) -> str:
    """Out of a discovery answer, for people."""
    registers = answer[HEADER_BYTES:]
    words = (registers[part].split(b"\0")[0].decode("utf-8", "replace") for part in (MAKER, MODEL))
    return " ".join(word.strip() for word in words if word.strip())
