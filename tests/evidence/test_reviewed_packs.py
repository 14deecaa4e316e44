"""Reviews in a log: a what-if and a gate read it right, whatever people say and take back."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from edge_agent.core.labels import LABEL_EVENT, WITHDRAWN_EVENT, Label, LabelSource, Withdrawn
from edge_agent.evidence.gate_evidence import gathered
from edge_agent.evidence.packs_so_far import PacksSoFar, recorded_shift
from edge_agent.store.labels import label_body
from tests.evidence.gate_folders import Folder


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Folder]:
    """Six packs; the audit knows the first two: one good, one defective."""
    folder = Folder(tmp_path / "data")
    folder.started()
    folder.packs_seen(6)
    folder.label([1])
    folder.label([2], defective=True, checks=tuple(folder.checks))
    yield folder
    folder.store.close()


def say(station: Folder, pack_no: int, defective: bool, person: str = "anna") -> None:
    source = LabelSource.OPERATOR
    label = Label(station.store.boot, pack_no, defective, source, (), person)
    station.event(LABEL_EVENT, label_body(label))


def take_back(station: Folder, pack_no: int, person: str = "anna") -> None:
    word = Withdrawn(station.store.boot, pack_no, LabelSource.OPERATOR, person)
    station.event(WITHDRAWN_EVENT, label_body(word))


def known(station: Folder) -> dict[str, int]:
    return dict(recorded_shift(station.data).truth_sources)


def counted(station: Folder) -> Any:
    (evidence,) = gathered(station.data).evidence
    return evidence.calibration.goods.size, evidence.calibration.defects.size, evidence.audited


def test_a_review_counts_in_a_what_if_under_its_own_name(station: Folder) -> None:
    say(station, 3, True)
    say(station, 4, False)
    assert known(station) == {"audit": 2, "operator": 2}


def test_a_word_that_is_said_anew_or_taken_back_is_read_so(station: Folder) -> None:
    say(station, 3, True)
    say(station, 3, False)
    shift = recorded_shift(station.data)
    assert shift.packs.defective.sum() == 1, "only the audit's"
    take_back(station, 3)
    assert known(station) == {"audit": 2}


def test_a_review_against_the_audit_is_no_contradiction(station: Folder) -> None:
    say(station, 1, True)
    say(station, 2, False)
    assert known(station) == {"audit": 2}
    assert recorded_shift(station.data).packs.defective.sum() == 1


def test_persons_who_disagree_leave_the_pack_unknown(station: Folder) -> None:
    say(station, 3, True)
    say(station, 3, False, "boris")
    assert known(station) == {"audit": 2}


def test_who_reads_on_sees_what_was_taken_back_since(station: Folder) -> None:
    say(station, 3, True)
    with closing(PacksSoFar(station.data)) as packs:
        packs.read()
        assert dict(packs.shift().truth_sources) == {"audit": 2, "operator": 1}
        take_back(station, 3)
        packs.read()
        assert dict(packs.shift().truth_sources) == {"audit": 2}


def test_no_review_ever_opens_a_gate_or_shuts_it(station: Folder) -> None:
    before = counted(station)
    for pack_no in range(1, 7):
        say(station, pack_no, defective=bool(pack_no % 2))
    say(station, 5, False)
    take_back(station, 6)
    assert counted(station) == before
