"""Where a station and its centre meet at a broker."""

from dataclasses import dataclass
from typing import Final

ROOT: Final = "packwarden/v1"
RECORDS: Final = "records"
PICTURES: Final = "pictures"
RECIPE_ANSWER: Final = "recipe_answer"
RECIPE_PIECE_UP: Final = "recipe_piece_up"
STATE: Final = "state"


@dataclass(frozen=True, slots=True)
class StationTopics:
    station: str
    """site/line/station."""

    def named(self, name: str) -> str:
        return f"{ROOT}/{self.station}/{name}"

    @property
    def records(self) -> str:
        """Batches of both streams."""
        return self.named(RECORDS)

    @property
    def ack(self) -> str:
        return self.named("ack")

    @property
    def state(self) -> str:
        """Retained."""
        return self.named(STATE)

    @property
    def command(self) -> str:
        return self.named("command")

    @property
    def pictures(self) -> str:
        """Pieces of pictures, and which are gone."""
        return self.named(PICTURES)

    @property
    def picture_ack(self) -> str:
        return self.named("picture_ack")

    @property
    def recipe(self) -> str:
        """What the centre says of recipes, signed."""
        return self.named("recipe")

    @property
    def recipe_piece(self) -> str:
        """Pieces of files, from the centre."""
        return self.named("recipe_piece")

    @property
    def recipe_answer(self) -> str:
        """What the station says of recipes, signed."""
        return self.named(RECIPE_ANSWER)

    @property
    def recipe_piece_up(self) -> str:
        """Pieces of files, from the station."""
        return self.named(RECIPE_PIECE_UP)

    @property
    def heard_by_station(self) -> tuple[str, ...]:
        """All that a centre says to it."""
        return (self.ack, self.picture_ack, self.command, self.recipe, self.recipe_piece)


def station_of(topic: str) -> str | None:
    """site/line/station of a topic of ours; None for any other."""
    parts = parts_of(topic)
    return None if parts is None else "/".join(parts[2:5])


def name_of(topic: str) -> str | None:
    """What a letter of ours is about: the last part of its topic; None for any other."""
    parts = parts_of(topic)
    return None if parts is None else parts[5]


def parts_of(topic: str) -> list[str] | None:
    parts = topic.split("/")
    is_ours = len(parts) == 6 and "/".join(parts[:2]) == ROOT
    return parts if is_ours else None
