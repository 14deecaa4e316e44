"""A controller's numbers of packs and camera triggers in the host's, over its starts. Pure.

The controller counts anew with every start; the host's numbers go on behind what was counted
before. The first ones that are ever met are taken as they are.
"""


class ContinuedNumbers:
    """Of one controller, for as long as the host runs."""

    def __init__(self) -> None:
        self.last_pack_no = 0
        """In the host's numbers."""
        self._pack_offset = 0
        self._trigger_offsets: dict[str, int] = {}
        self._last_triggers: dict[str, int] = {}

    def begin_anew(self) -> None:
        """The controller has started again."""
        self._pack_offset = self.last_pack_no
        self._trigger_offsets.clear()

    def pack_no(self, own_no: int) -> int:
        """Of the controller's own number."""
        return own_no + self._pack_offset

    def seen(self, own_no: int) -> int:
        """As `pack_no`, of a pack that came to the photo-eye."""
        number = self.pack_no(own_no)
        self.last_pack_no = max(self.last_pack_no, number)
        return number

    def own_no(self, pack_no: int) -> int | None:
        """The controller's number of a pack; None for one from before its last start."""
        return pack_no - self._pack_offset if pack_no > self._pack_offset else None

    def trigger_no(self, view: str, own_count: int) -> int:
        """How many of this view there were with this one. The first after a start is the next
        one, wherever the controller begins."""
        last = self._last_triggers.get(view, 0)
        offset = self._trigger_offsets.setdefault(view, last + 1 - own_count)
        self._last_triggers[view] = own_count + offset
        return own_count + offset
