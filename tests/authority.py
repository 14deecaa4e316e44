"""A certificate authority of our own, and certificates that it has signed, for this computer."""

from pathlib import Path

from simulators.certificates import Authority

SIGNED = ("s", "c")
"""A server's and a client's."""


def own_authority(folder: Path) -> None:
    """ca.pem; s.pem and s.key of a server at 127.0.0.1; c.pem and c.key of a client."""
    authority = Authority.in_folder(folder)
    for name in SIGNED:
        authority.issue(name).write(folder, name)
