"""The parts of a centre: processes of their own, each of which says that it lives."""

from deploy.fleet.settings import CentreSettings


def parts_of(settings: CentreSettings) -> tuple[str, ...]:
    """Those that `fleet serve` starts, as commands of `fleet`. Letters only where stations come by
    them; by HTTPS they come to the pages' process."""
    always = ("web", "watch", "alerts", "retain", "labels")
    by_letters = settings.broker is not None or settings.letter_folder is not None
    return (*always, "letters") if by_letters else always
