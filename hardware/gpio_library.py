"""gpiozero, loaded when a pin is first asked for."""

from typing import Any

from hardware.errors import DeviceMissing


def zero() -> Any:
    """DeviceMissing where it is not installed."""
    try:
        import gpiozero
    except ImportError as error:
        raise DeviceMissing(
            "pins need gpiozero and its driver; install packwarden[gpio]"
        ) from error
    return gpiozero


def refused_by_gpio() -> tuple[type[Exception], ...]:
    """What gpiozero and the drivers below it raise for a pin that they cannot serve.

    gpiozero lets the errors of lgpio, its driver on a Raspberry Pi, come through as they are.
    """
    from gpiozero import GPIOZeroError

    try:
        from lgpio import error as lgpio_error
    except ImportError:
        return (GPIOZeroError, OSError)
    return (GPIOZeroError, OSError, lgpio_error)
