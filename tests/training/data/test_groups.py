"""What belongs together: by lot, day of a station, pack, and what looks alike."""

from datetime import date

from tests.training.data.samples import came, named
from training.data.groups import GroupKey, keys_of, merged_groups, with_clusters
from training.data.label_log import Logged, chained
from training.data.values import Origin

DAY = date(2026, 6, 1)
A, B, C, D, E = sorted(map(named, "abcde"))


def log(*origins: tuple[str, Origin]) -> list[Logged]:
    return [logged for _, logged in chained(came(shown, origin) for shown, origin in origins)]


def test_keys_are_what_the_origin_says() -> None:
    origin = Origin(station="werk/1/a", lot="L1", day=DAY, boot=3, pack_no=17)
    found = keys_of(log((A, origin), (B, Origin())), GroupKey)
    assert {kind: values.get(A) for kind, values in found.items()} == {
        "lot": {"L1"},
        "day": {"werk/1/a 2026-06-01"},
        "pack": {"werk/1/a boot 3 pack 17"},
        "station": {"werk/1/a"},
    }
    assert all(B not in values for values in found.values())


def test_the_same_day_at_another_station_is_another_group() -> None:
    found = keys_of(
        log((A, Origin(station="a", day=DAY)), (B, Origin(station="b", day=DAY))), [GroupKey.DAY]
    )
    assert merged_groups([A, B], found) == {A: A, B: B}


def test_groups_that_share_a_picture_are_one() -> None:
    found = keys_of(
        log(
            (A, Origin(lot="L1")),
            (B, Origin(lot="L1")),
            (B, Origin(lot="L2")),
            (C, Origin(lot="L2")),
            (D, Origin(lot="L3")),
        ),
        [GroupKey.LOT],
    )
    assert merged_groups([A, B, C, D, E], found) == {A: A, B: A, C: A, D: D, E: E}
    alike = with_clusters(found, {A: A, B: B, C: C, D: D, E: D})
    assert merged_groups([A, B, C, D, E], alike) == {A: A, B: A, C: A, D: D, E: D}


def test_pictures_of_an_earlier_version_tie_nothing_together() -> None:
    found = keys_of(log((A, Origin(lot="L1")), (B, Origin(lot="L1"))), [GroupKey.LOT])
    assert merged_groups([B, C], found) == {B: B, C: C}
