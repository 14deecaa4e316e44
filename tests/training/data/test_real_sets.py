"""Real sets go in whole, and the checks find what is known of them."""

from collections import Counter
from pathlib import Path

import pytest

from tests.training.data.samples import NOON, folder_set
from training.data.checks.checking import Checked, check
from training.data.checks.facts import measured
from training.data.data_set import DataSet
from training.data.imports.kinds import found_in
from training.data.imports.taking import ImportOrder, take

pytestmark = pytest.mark.pictures


def imported(source: Path, into: DataSet) -> Checked:
    take(into, found_in(source, None, None), ImportOrder(source.name, "anna", NOON))
    again = take(into, found_in(source, None, None), ImportOrder(source.name, "anna", NOON))
    assert (again.pictures, again.events) == (0, 0)
    snapshot = into.snapshot()
    return check(snapshot, measured(snapshot.hashes, into.picture, lambda _: None))


def test_date_crops_judge_and_may_not_teach(tmp_path: Path, picture_data: Path) -> None:
    found = imported(picture_data / "expdate-date-crops", folder_set(tmp_path))
    findings = {one.check: one for one in found.findings}
    assert len(findings["excluded"].pictures) == len(found.snapshot.hashes) == 280
    assert len(findings["near_duplicates"].pictures) == 2
    assert found.exit_code == 5


@pytest.mark.slow
def test_shop_photographs_have_near_duplicates_inside_their_parts_alone(
    tmp_path: Path, picture_data: Path
) -> None:
    found = imported(picture_data / "grocery-packages", folder_set(tmp_path))
    findings = {one.check: one for one in found.findings}
    assert len(found.snapshot.hashes) == 1745
    assert findings["near_duplicates"].more["sizes"] == {2: 28, 3: 1, 13: 1}
    assert len(findings["alike_but_labelled_apart"].pictures) == 13
    assert not [name for name in findings if name.startswith("leak")]
    splits = Counter(one.event.origin.split for one in found.snapshot.log if not one.event.field)
    assert splits == {"train": 864, "test": 781, "val": 100}
