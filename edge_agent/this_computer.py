"""Whether an address is reached from this computer alone."""

from ipaddress import ip_address


def is_this_computer(host: str) -> bool:
    """Names other than localhost may be anywhere."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
