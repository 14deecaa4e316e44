"""What is it? From the streams that alarm to causes: drift, change of product, or fault. Pure.

    drift    slow: something wears, fades, fogs, or people and machine part
    change   a step exactly where another lot begins, and no pack is called faulty for it: another
             product looks otherwise; references begin anew, and nobody is alarmed
    fault    at once, or total

Streams that one cause explains make one group: a camera shows in all checks of its view, a printer
in all that it prints. The groups are looked up in `TABLE`, the first row that holds.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from deploy.fleet.watching.grouping import groups_of
from deploy.fleet.watching.kinds import Kind, Severity, What
from deploy.fleet.watching.signs import Group, Looks, Scope, Sign
from deploy.fleet.watching.subjects import Signal

NEARLY_ALL: Final = 0.8
"""Of the packs that a check finds faulty: then it is not the packs that are wrong."""


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


def what_is_it(
    signs: Sequence[Sign], views: Mapping[str, str], looks: Mapping[str, Looks]
) -> tuple[Explained, ...]:
    """`views`: check to view. `looks`: of each view, as far as known. Every sign is explained."""
    return tuple(explained(group) for group in groups_of(signs, views, looks))


def explained(group: Group) -> Explained:
    rule = next(rule for rule in TABLE[group.scope] if rule.holds(group))
    return Explained(rule.kind, rule.what, rule.severity, group)
