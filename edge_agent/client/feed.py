"""Events as they arrive over a connection that stays open (server-sent events). Pure."""

from dataclasses import dataclass

from edge_agent.client.models import Event


@dataclass(slots=True)
class Feed:
    """Puts events together from lines, and knows from where to go on after a break."""

    last_id: str | None = None
    wait_s: float = 1.0
    """Before coming back, as the station wishes it."""
    data: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """To ask with, the first time and again."""
        return {} if self.last_id is None else {"Last-Event-ID": self.last_id}

    def heard(self, line: str) -> Event | None:
        """The event that this line, an empty one, completes."""
        name, _, value = line.partition(": ")
        match name:
            case "data":
                self.data += value
            case "retry":
                self.wait_s = int(value) / 1000
            case "" if self.data:
                return self.completed()
        return None

    def completed(self) -> Event:
        event, self.data = Event.model_validate_json(self.data), ""
        if event.boot > 0:  # what the station does not keep, it cannot go on from
            self.last_id = event.id
        return event

    def broken(self) -> None:
        """What had begun to arrive comes again."""
        self.data = ""
