"""Which of the streams that alarm have one cause. Pure.

A camera shows in all checks of its view, a printer in all that it prints, a misfeed in several
checks of the same packs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from deploy.fleet.watching.signs import Group, Looks, Scope, Sign
from deploy.fleet.watching.subjects import OF_CHECKS, OF_VIEWS, Signal

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
