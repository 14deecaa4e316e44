"""What is it? From the streams that alarm to causes: drift, change of product, or fault. Pure.

    drift    slow: something wears, fades, fogs, or people and machine part
    change   a step exactly where another lot begins, and no pack is called faulty for it: another
             product looks otherwise; references begin anew, and nobody is alarmed
    fault    at once, or total

Streams that one cause explains make one group: a camera shows in all checks of its view, a printer
in all that it prints. The groups are looked up in `TABLE`, the first row that holds.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from deploy.fleet.watching.history import Shape
from deploy.fleet.watching.subjects import OF_CHECKS, OF_VIEWS, Signal, Subject


class What(StrEnum):
    DRIFT = "drift"
    CHANGE = "change"
    FAULT = "fault"


class Severity(StrEnum):
    NOTE = "note"
    WARNING = "warning"
    CRITICAL = "critical"


class Kind(StrEnum):
    """The words are kept in databases."""

    PRINTER_FADES = "printer_fades"
    PRINT_WORSE = "print_worse"
    CAMERA_FOGS = "camera_fogs"
    CAMERA_WORSE = "camera_worse"
    CAMERA_LOST = "camera_lost"
    MISFEED = "misfeed"
    ALWAYS_FAULTY = "always_faulty"
    DEFECTS_RISE = "defects_rise"
    UNSURE_RISES = "unsure_rises"
    SCORES_SHIFT = "scores_shift"
    MATERIAL = "material"
    """The same lot fails the same check at several stations."""
    LATE_VERDICTS = "late_verdicts"
    SLOWER = "slower"
    PEOPLE_DISAGREE = "people_disagree"
    LEVEL_FELL = "level_fell"
    SILENT = "silent"
    NEW_LOT = "new_lot"
    NEW_RECIPE = "new_recipe"
    NEW_BUNDLE = "new_bundle"


class Scope(StrEnum):
    CAMERA = "camera"
    PRINTER = "printer"
    PACKS = "packs"
    CHECK = "check"
    SPEED = "speed"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Sign:
    """One stream that alarms."""

    subject: Subject
    shape: Shape
    is_at_new_lot: bool
    row: int
    """Of the history, where it turned."""
    usual: float
    now: float


@dataclass(frozen=True, slots=True)
class Group:
    """Signs of one cause."""

    scope: Scope
    signs: tuple[Sign, ...]
    checks: tuple[str, ...] = ()
    view: str | None = None

    @property
    def signals(self) -> frozenset[Signal]:
        return frozenset(sign.subject.signal for sign in self.signs)

    @property
    def finds_faults(self) -> bool:
        return bool(self.signals & {Signal.NOT_OK, Signal.UNSURE, Signal.SEVERAL, Signal.LATE})

    @property
    def is_slow(self) -> bool:
        """As its first sign is: what follows from a slow cause may come at once."""
        return min(self.signs, key=lambda sign: sign.row).shape is Shape.SLOW

    @property
    def is_by_new_lot(self) -> bool:
        """No pack is called faulty for it, and it is no more than a product changes looks."""
        return not self.finds_faults and all(
            sign.is_at_new_lot
            and sign.shape is Shape.STEP
            and abs(sign.now - sign.usual) <= MOST_BY_LOT * max(sign.usual, LEAST_USUAL)
            for sign in self.signs
        )

    def share(self, signal: Signal) -> float:
        """The highest of a rate, now."""
        return max((sign.now for sign in self.signs if sign.subject.signal is signal), default=0.0)


MOST_BY_LOT: Final = 0.3
"""Share by which another lot may change a mean; more is no other lot's look."""
LEAST_USUAL: Final = 0.1
"""Scores of good packs are near 0: of less than this nothing is a share."""
NEARLY_ALL: Final = 0.8


@dataclass(frozen=True, slots=True)
class Rule:
    kind: Kind
    what: What
    severity: Severity
    holds: Callable[[Group], bool]


def always(_group: Group) -> bool:
    return True


def has(signal: Signal) -> Callable[[Group], bool]:
    return lambda group: signal in group.signals


def slow(group: Group) -> bool:
    return group.is_slow


def fails(group: Group) -> bool:
    return group.finds_faults


def fails_slowly(group: Group) -> bool:
    return group.is_slow and group.finds_faults


def by_new_lot(group: Group) -> bool:
    return group.is_by_new_lot


def nearly_all(group: Group) -> bool:
    return group.share(Signal.NOT_OK) >= NEARLY_ALL


def defects_slow(group: Group) -> bool:
    return Signal.NOT_OK in group.signals and group.is_slow


def unsure_slow(group: Group) -> bool:
    return Signal.UNSURE in group.signals and group.is_slow


ANOTHER_LOT: Final = Rule(Kind.NEW_LOT, What.CHANGE, Severity.NOTE, by_new_lot)
TABLE: Final[Mapping[Scope, Sequence[Rule]]] = {
    Scope.CAMERA: (
        Rule(Kind.CAMERA_LOST, What.FAULT, Severity.CRITICAL, has(Signal.NO_PICTURE)),
        ANOTHER_LOT,
        Rule(Kind.CAMERA_FOGS, What.DRIFT, Severity.CRITICAL, fails_slowly),
        Rule(Kind.CAMERA_FOGS, What.DRIFT, Severity.WARNING, slow),
        Rule(Kind.CAMERA_WORSE, What.FAULT, Severity.CRITICAL, always),
    ),
    Scope.PRINTER: (
        ANOTHER_LOT,
        Rule(Kind.PRINTER_FADES, What.DRIFT, Severity.CRITICAL, fails_slowly),
        Rule(Kind.PRINTER_FADES, What.DRIFT, Severity.WARNING, slow),
        Rule(Kind.PRINT_WORSE, What.FAULT, Severity.CRITICAL, fails),
        Rule(Kind.PRINT_WORSE, What.FAULT, Severity.WARNING, always),
    ),
    Scope.PACKS: (Rule(Kind.MISFEED, What.FAULT, Severity.CRITICAL, always),),
    Scope.CHECK: (
        Rule(Kind.ALWAYS_FAULTY, What.FAULT, Severity.CRITICAL, nearly_all),
        Rule(Kind.DEFECTS_RISE, What.DRIFT, Severity.WARNING, defects_slow),
        Rule(Kind.DEFECTS_RISE, What.FAULT, Severity.WARNING, has(Signal.NOT_OK)),
        Rule(Kind.UNSURE_RISES, What.DRIFT, Severity.WARNING, unsure_slow),
        Rule(Kind.UNSURE_RISES, What.FAULT, Severity.WARNING, has(Signal.UNSURE)),
        ANOTHER_LOT,
        Rule(Kind.SCORES_SHIFT, What.DRIFT, Severity.WARNING, always),
    ),
    Scope.SPEED: (
        Rule(Kind.LATE_VERDICTS, What.FAULT, Severity.CRITICAL, has(Signal.LATE)),
        ANOTHER_LOT,
        Rule(Kind.SLOWER, What.DRIFT, Severity.WARNING, slow),
        Rule(Kind.SLOWER, What.FAULT, Severity.WARNING, always),
    ),
    Scope.PEOPLE: (Rule(Kind.PEOPLE_DISAGREE, What.DRIFT, Severity.WARNING, always),),
}
"""The last row of each holds always."""


@dataclass(frozen=True, slots=True)
class Explained:
    kind: Kind
    what: What
    severity: Severity
    group: Group


@dataclass(frozen=True, slots=True)
class Looks:
    """How the picture of a view has moved since its reference, as shares of the usual mean."""

    sharpness: float = 0.0
    brightness: float = 0.0
    legibility: float = 0.0
    """The middle one of all that is read on it."""


CLEARLY: Final = 0.05
"""Of what blurs, before it is compared with what is worn."""
BRIGHTNESS_CLEARLY: Final = 0.005
WORN_BY_BLUR: Final = 0.5
"""Prints that lose less than this share of what the picture blurs are blurred, not worn."""
VEIL: Final = 0.2
"""A veil brightens a picture by this share of what it blurs, or more."""


def is_of_camera(looks: Looks) -> bool:
    """A picture that blurs more than its prints fade, or that a veil brightens.

    Prints that fade take a part of the edges with them, and hardly change the mean brightness.
    """
    blurred, worn = -looks.sharpness, -looks.legibility
    if blurred >= CLEARLY and worn < WORN_BY_BLUR * blurred:
        return True
    return blurred > 0 and looks.brightness >= max(BRIGHTNESS_CLEARLY, VEIL * blurred)


def what_is_it(
    signs: Sequence[Sign], views: Mapping[str, str], looks: Mapping[str, Looks]
) -> tuple[Explained, ...]:
    """`views`: check to view. `looks`: of each view, as far as known. Every sign is explained."""
    return tuple(explained(group) for group in groups_of(signs, views, looks))


def explained(group: Group) -> Explained:
    rule = next(rule for rule in TABLE[group.scope] if rule.holds(group))
    return Explained(rule.kind, rule.what, rule.severity, group)


def groups_of(
    signs: Sequence[Sign], views: Mapping[str, str], looks: Mapping[str, Looks]
) -> list[Group]:
    found, left = groups_of_views(signs, views, looks)
    found, left = with_several(found, left, views)
    for scope, signals in ((Scope.SPEED, SPEED), (Scope.PEOPLE, PEOPLE)):
        mine = tuple(sign for sign in left if sign.subject.signal in signals)
        if mine:
            found.append(Group(scope, mine, checks_in(mine)))
            left = [sign for sign in left if sign not in mine]
    for name in sorted({sign.subject.of for sign in left}):
        mine = tuple(sign for sign in left if sign.subject.of == name)
        found.append(Group(Scope.CHECK, mine, (name,), views.get(name)))
    return found


SPEED: Final = frozenset({Signal.PACE, Signal.LATE})
PEOPLE: Final = frozenset({Signal.OVERRIDES})


def groups_of_views(
    signs: Sequence[Sign], views: Mapping[str, str], looks: Mapping[str, Looks]
) -> tuple[list[Group], list[Sign]]:
    """Cameras and printers in doubt, and the signs that they do not explain."""
    found: list[Group] = []
    left = list(signs)
    for view in sorted({view_of(sign, views) for sign in signs} - {""}):
        mine = [sign for sign in left if view_of(sign, views) == view]
        group = group_of_view(view, mine, looks.get(view, Looks()))
        if group is not None:
            found.append(group)
            left = [sign for sign in left if sign not in group.signs]
    return found, left


def with_several(
    found: list[Group], left: list[Sign], views: Mapping[str, str]
) -> tuple[list[Group], list[Sign]]:
    """Checks that fail on the same packs: for a camera or printer in doubt, for one check of which
    some faulty packs have other faults too, else because packs lie or come wrong."""
    several = tuple(sign for sign in left if sign.subject.signal is Signal.SEVERAL)
    if not several:
        return found, left
    left = [sign for sign in left if sign not in several]
    blamed = next((group for group in found if group.finds_faults), None)
    if blamed is not None:
        widened = replace(blamed, signs=(*blamed.signs, *several))
        return [widened if group is blamed else group for group in found], left
    group = group_of_packs(several, left, views)
    return [*found, group], [sign for sign in left if sign not in group.signs]


def group_of_packs(
    several: tuple[Sign, ...], left: Sequence[Sign], views: Mapping[str, str]
) -> Group:
    failing = [sign for sign in left if sign.subject.signal is Signal.NOT_OK]
    worst = max(failing, key=lambda sign: sign.now, default=None)
    if worst is not None and several[0].now < MOSTLY * worst.now:
        name = worst.subject.of
        of_check = (sign for sign in left if sign.subject.of == name)
        return Group(Scope.CHECK, (*of_check, *several), (name,), views.get(name))
    mine = (*several, *(sign for sign in left if sign.subject.signal in FAILING))
    return Group(Scope.PACKS, mine, checks_in(mine))


FAILING: Final = frozenset({Signal.NOT_OK, Signal.UNSURE})
MOSTLY: Final = 0.5
"""Where fewer of the packs that a check fails fail others too, it is that check alone."""


def view_of(sign: Sign, views: Mapping[str, str]) -> str:
    """Empty for what is of the whole station, and for what people say."""
    if sign.subject.signal is Signal.OVERRIDES:
        return ""
    if sign.subject.signal in OF_VIEWS:
        return sign.subject.of
    return views.get(sign.subject.of, "") if sign.subject.signal in OF_CHECKS else ""


def group_of_view(view: str, signs: Sequence[Sign], looks: Looks) -> Group | None:
    """Its camera, or its printer; None where neither is in doubt."""
    signals = {sign.subject.signal for sign in signs}
    reads_well = Signal.LEGIBILITY not in signals
    blurs = bool(signals & {Signal.SHARPNESS, Signal.BRIGHTNESS})
    if reads_well and not blurs and Signal.NO_PICTURE not in signals:
        return None
    if reads_well or Signal.NO_PICTURE in signals or is_of_camera(looks):
        return Group(Scope.CAMERA, tuple(signs), checks_in(signs), view)
    worn = {sign.subject.of for sign in signs if sign.subject.signal is Signal.LEGIBILITY}
    printed = [sign for sign in signs if sign.subject.of in {*worn, view}]
    return Group(Scope.PRINTER, tuple(printed), tuple(sorted(worn)), view)


def checks_in(signs: Iterable[Sign]) -> tuple[str, ...]:
    return tuple(sorted({sign.subject.of for sign in signs if sign.subject.signal in OF_CHECKS}))
