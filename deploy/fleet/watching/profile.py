"""All monitors of one product at one station, portion after portion. Pure; memory of fixed size.

profile = Profile().saw(portion)       # or from_json(Profile, its kept memory)
profile.explanations()                 # causes of what alarms, none when all is as usual
profile.without(subjects)              # another lot looks otherwise: learns these anew
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from statistics import median
from typing import Self

from deploy.fleet.watching.days import DayFigures, alarming, figures_of_day
from deploy.fleet.watching.explain import Explained, what_is_it
from deploy.fleet.watching.history import History, Row, mean_of, pooled
from deploy.fleet.watching.monitors import MeasureMonitor, Monitor, begun
from deploy.fleet.watching.portions import Portion
from deploy.fleet.watching.signs import Looks, Sign
from deploy.fleet.watching.subjects import Signal, Subject

LATELY_ROWS = 4
"""Of which the present looks are the mean."""


@dataclass(frozen=True, slots=True)
class Profile:
    monitors: tuple[Monitor, ...] = ()
    """In the order in which their streams came up; the history's means stand in the same."""
    history: History = History()  # noqa: RUF009 - a frozen value
    views: dict[str, str] | None = None
    """Check to view."""
    lot: str | None = None
    day: date | None = None
    """UTC; of the last pack."""
    ended_day: tuple[DayFigures, ...] = ()
    """What the last portion has closed."""
    packs: int = 0

    def saw(self, portion: Portion) -> Self:
        known = {one.subject for one in self.monitors}
        new = [begun(subject) for subject in portion.columns if subject not in known]
        monitors = tuple(one.saw(portion) for one in (*self.monitors, *new))
        row = self.row(portion, monitors)
        seen = replace(
            self,
            monitors=monitors,
            history=self.history.with_row(row),
            views={**(self.views or {}), **portion.last.views},
            lot=portion.last.lot,
            packs=self.packs + len(portion.packs),
        )
        return seen.dated(portion.last.at)

    def row(self, portion: Portion, monitors: Sequence[Monitor]) -> Row:
        means = [mean(portion.column(one.subject)) for one in monitors]
        return Row(
            portion.first.at.timestamp(),
            portion.last.at.timestamp(),
            len(portion.packs),
            self.lot is not None and portion.first.lot != self.lot,
            tuple(None if one is None else round(one, 6) for one in means),
        )

    def dated(self, at: datetime) -> Self:
        """Closes a day when a pack of another one has come."""
        today = at.astimezone(UTC).date()
        if self.day in (None, today):
            return replace(self, day=today, ended_day=())
        days = {one.subject: one for one in figures_of_day(self.monitors)}
        monitors = tuple(
            next_day(one, one.subject in days and alarming(days[one.subject]))
            for one in self.monitors
        )
        return replace(self, monitors=monitors, day=today, ended_day=tuple(days.values()))

    @property
    def alarmed(self) -> frozenset[Subject]:
        return frozenset(one.subject for one in self.monitors if one.alarms)

    def streams(self) -> dict[Subject, int]:
        """Their places in the history."""
        return {one.subject: place for place, one in enumerate(self.monitors)}

    def explanations(self) -> tuple[Explained, ...]:
        views = self.views or {}
        looks = {view: self.looks(view) for view in set(views.values())}
        return what_is_it(tuple(self.signs()), views, looks)

    def signs(self) -> Iterator[Sign]:
        for place, one in enumerate(self.monitors):
            if not one.alarms:
                continue
            usual = one.usual or 0.0
            turn = self.history.turn(place, usual, one.begun_s)
            if turn is not None:
                yield Sign(one.subject, turn.shape, turn.is_at_new_lot, turn.row, usual, turn.now)

    def looks(self, view: str) -> Looks:
        checks = [check for check, of in (self.views or {}).items() if of == view]
        read = [self.moved(Subject(Signal.LEGIBILITY, check)) for check in checks]
        known = [one for one in read if one is not None]
        return Looks(
            self.moved(Subject(Signal.SHARPNESS, view)) or 0.0,
            self.moved(Subject(Signal.BRIGHTNESS, view)) or 0.0,
            median(known) if known else 0.0,
        )

    def moved(self, subject: Subject) -> float | None:
        """Of the last rows against the reference, as a share of it; None where nothing is known."""
        place = self.streams().get(subject)
        usual = None if place is None else self.monitors[place].usual
        if place is None or not usual:
            return None
        rows = self.history.rows[-LATELY_ROWS:]
        now = pooled(*((mean_of(row, place), row.packs) for row in rows))
        return None if now is None else now / usual - 1

    def looks_of(self, views: Collection[str]) -> frozenset[Subject]:
        """All that is measured of these views and of their checks."""
        checks = {check for check, view in (self.views or {}).items() if view in views}
        return frozenset(
            one.subject
            for one in self.monitors
            if isinstance(one, MeasureMonitor) and one.subject.of in {*views, *checks}
        )

    def without(self, subjects: Collection[Subject]) -> Self:
        """Learns these anew, beginning with the next portion."""
        return replace(
            self,
            monitors=tuple(
                begun(one.subject) if one.subject in subjects else one for one in self.monitors
            ),
        )


def mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def next_day(monitor: Monitor, alarms: bool) -> Monitor:
    if not isinstance(monitor, MeasureMonitor) or monitor.day is None:
        return monitor
    by_day = monitor.by_day or (alarms and not monitor.alarms)
    return replace(monitor, day=monitor.day.next_day(), by_day=by_day)
