"""Only packs of exactly what is in force, with confirmed truth, are evidence for a gate."""

import json
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from edge_agent.core.autonomy.evidence import Evidence
from edge_agent.core.certificate import SIMULATED_CAMERA
from edge_agent.core.errors import InvalidInput, NotFound, StoreDamaged
from edge_agent.core.labels import LabelSource
from edge_agent.core.packs import CheckKind, CheckResult, Level, Reason, Verdict
from edge_agent.core.study.result import as_document
from edge_agent.evidence.data_folder import DataFolder
from edge_agent.evidence.gate_evidence import BEFORE, OTHER, Gathered, gathered
from edge_agent.evidence.gate_log import ALARM_EVENT, revoked_in
from edge_agent.evidence.gate_truth import UNANSWERED, UNATTRIBUTED
from edge_agent.inspection.bundle import base_bundle
from edge_agent.line.station import Station
from edge_agent.settings import load_station
from edge_agent.store.events import EventReader
from hardware.clock import RealClock
from tests.core.autonomy.gates import study
from tests.evidence.gate_folders import BUNDLE, CAMERA, CHECK, STATION, Folder
from tests.line.small_station import box_station, save_box_recipe
from tests.samples import NOON


def found(folder: Path) -> Gathered:
    return gathered(DataFolder(folder))


def evidence(folder: Path) -> Evidence:
    return found(folder).evidence[0]


def test_packs_with_audited_truth_are_what_is_calibrated_on(tmp_path: Path) -> None:
    with Folder(tmp_path) as station:
        station.started()
        station.label(station.packs_seen(5, 0.1, "L1"))
        station.label(station.packs_seen(3, 0.2, "L2"))
        station.label(station.packs_seen(2, 0.9, "L2"), defective=True)
        station.packs_seen(10)
    gate = evidence(tmp_path)
    assert gate.check == CHECK
    assert gate.calibration.goods.tolist() == [0.1] * 5 + [0.2] * 3
    assert gate.calibration.defects.tolist() == [0.9] * 2
    assert (gate.calibration.blocks, gate.calibration.simulated) == (2, False)
    assert (gate.shadow_packs, gate.audited, gate.late) == (20, 10, 0)
    assert (gate.alarms, gate.troubles, gate.watch_lacks) == ((), (), 980)


def test_a_gate_is_for_exactly_what_the_last_pack_was_inspected_with(tmp_path: Path) -> None:
    with Folder(tmp_path) as station:
        station.started()
        station.label(station.packs_seen(3, bundle_sha256="00" * 32))
        station.label(station.packs_seen(4, recipe_hash="00" * 32))
        station.restart()
        station.started(camera="top: opencv device=0 exposure_ms=0.6")
        station.label(station.packs_seen(5))
        station.restart()
        station.started()
        station.label(station.packs_seen(2))
    gate = found(tmp_path)
    assert gate.left_out == {OTHER: 12}
    assert len(gate.evidence[0].calibration.goods) == 2
    assert gate.evidence[0].shadow_packs == 2
    setup = gate.setups[CHECK]
    assert (setup.station, setup.camera_profile, setup.bundle_sha256) == (STATION, CAMERA, BUNDLE)
    assert (setup.recipe, setup.recipe_hash) == ("box", station.recipe_hash)


def test_earlier_runs_with_the_same_count_too(tmp_path: Path) -> None:
    with Folder(tmp_path) as station:
        for _ in range(3):
            station.started()
            station.label(station.packs_seen(2))
            station.restart()
        station.started()
        station.packs_seen(1)
    gate = evidence(tmp_path)
    assert (len(gate.calibration.goods), gate.shadow_packs) == (6, 7)


def test_a_day_is_a_block_where_no_lot_is_ordered(tmp_path: Path) -> None:
    with Folder(tmp_path) as station:
        station.started()
        station.label(station.packs_seen(3, lot=""))
        station.label(station.packs_seen(3, lot="L1"))
    assert evidence(tmp_path).calibration.blocks == 2


@pytest.mark.parametrize("source", [LabelSource.OPERATOR, LabelSource.CLAIM])
def test_labels_that_depend_on_the_score_are_no_truth(tmp_path: Path, source: LabelSource) -> None:
    with Folder(tmp_path) as station:
        station.started()
        station.label(station.packs_seen(3, 0.9), defective=True, source=source)
    gate = evidence(tmp_path)
    assert (len(gate.calibration.goods), len(gate.calibration.defects)) == (0, 0)


def test_an_operator_may_err_without_shutting_the_gate(tmp_path: Path) -> None:
    with Folder(tmp_path) as station:
        station.started()
        numbers = station.packs_seen(2, 0.9)
        station.label(numbers, defective=False, source=LabelSource.OPERATOR)
        station.label(numbers, defective=True)
    assert len(evidence(tmp_path).calibration.defects) == 2


def test_what_a_station_records_is_what_its_gate_reads(tmp_path: Path) -> None:
    file = box_station(tmp_path, "ggb")
    asked = "\n[gate_needs.act_always]\nchallenges = 12\n"
    file.write_text(file.read_text() + asked)
    with closing(Station(load_station(file), RealClock(), print)) as station:
        station.run(lambda: False)
    gate = found(tmp_path / "data")
    assert (gate.origin.station, gate.origin.camera_profile) == ("plant-1/line-1/box", "top: files")
    assert gate.origin.needs(Level.ACT_ALWAYS).challenges == 12
    assert (gate.evidence[0].shadow_packs, gate.evidence[0].troubles) == (3, ())
    assert gate.setups[CHECK].bundle_sha256 == base_bundle().sha256


# Which check a defect is for


def test_a_defect_counts_for_the_checks_that_must_notice_it(tmp_path: Path) -> None:
    with Folder(tmp_path, ("top", "side")) as station:
        station.started()
        station.label(station.packs_seen(3, 0.9), defective=True, checks=(CHECK,))
        station.label(station.packs_seen(4, 0.1))
    top, side = found(tmp_path).evidence
    assert (len(top.calibration.defects), len(top.calibration.goods)) == (3, 4)
    assert (len(side.calibration.defects), len(side.calibration.goods)) == (0, 4)


def test_a_defect_of_which_nobody_said_where_counts_for_none_of_several(tmp_path: Path) -> None:
    with Folder(tmp_path, ("top", "side")) as station:
        station.started()
        station.label(station.packs_seen(3, 0.9), defective=True)
    gate = found(tmp_path)
    assert [len(one.calibration.defects) for one in gate.evidence] == [0, 0]
    assert gate.left_out == {UNATTRIBUTED: 3}


def test_a_check_that_gave_no_answer_has_no_score(tmp_path: Path) -> None:
    with Folder(tmp_path) as station:
        station.started()
        station.label(station.packs_seen(2, checks=(), late=True))
        station.label(station.packs_seen(1))
    gate = found(tmp_path)
    assert gate.left_out == {UNANSWERED: 2}
    assert (gate.evidence[0].late, gate.evidence[0].shadow_packs) == (2, 3)
    assert len(gate.evidence[0].calibration.goods) == 1


# Challenge packs


def test_challenge_packs_are_counted_until_the_last_that_was_missed(tmp_path: Path) -> None:
    with Folder(tmp_path) as station:
        station.started()
        for score in (0.9, 0.1, 0.9, 0.9):
            numbers = station.packs_seen(1, score)
            station.label(numbers, True, LabelSource.CHALLENGE, (CHECK,))
        assert evidence(tmp_path).challenges_caught == 2
        station.proof(station.packs_seen(1, 0.9)[0])
        assert evidence(tmp_path).challenges_caught == 3
        station.proof(station.packs_seen(1, 0.9)[0], caught=False)
        assert evidence(tmp_path).challenges_caught == 0


def test_a_challenge_pack_without_an_answer_was_not_caught(tmp_path: Path) -> None:
    with Folder(tmp_path) as station:
        station.started()
        station.proof(station.packs_seen(1, 0.9)[0])
        station.proof(station.packs_seen(1, checks=())[0])
    assert evidence(tmp_path).challenges_caught == 0


def test_a_challenge_pack_that_comes_again_is_one_pack_as_judged_worst(tmp_path: Path) -> None:
    with Folder(tmp_path) as station:
        station.started()
        for score in (0.9, 0.7, 0.8):
            station.proof(station.packs_seen(1, score)[0], "blank panel")
        station.proof(station.packs_seen(1, 0.95)[0], "torn panel")
    gate = evidence(tmp_path)
    assert gate.calibration.defects.tolist() == [0.7, 0.95]
    assert (gate.challenges_caught, gate.audited) == (4, 0)


def test_a_good_challenge_pack_that_passes_says_nothing_of_defects(tmp_path: Path) -> None:
    with Folder(tmp_path) as station:
        station.started()
        station.label(station.packs_seen(4), False, LabelSource.CHALLENGE)
    gate = evidence(tmp_path)
    assert (gate.challenges_caught, len(gate.calibration.goods)) == (0, 4)


def test_a_proof_that_is_none_is_refused(tmp_path: Path) -> None:
    with Folder(tmp_path) as station:
        station.started()
        station.packs_seen(1)
        station.event("challenge", {"pack_no": 1})
    with pytest.raises(StoreDamaged, match="event 2 of boot 1 is no proof of a challenge pack"):
        found(tmp_path)


# What watches


def test_scores_that_drift_in_the_shadow_run_are_told(tmp_path: Path) -> None:
    with Folder(tmp_path) as station:
        station.started()
        for step in range(20):
            station.packs_seen(50, step / 100)
        assert evidence(tmp_path).watch_lacks == 0
        assert evidence(tmp_path).alarms == ()
        station.packs_seen(400, 0.45)
    (alarm,) = evidence(tmp_path).alarms
    assert f"scores of {CHECK}" in alarm


def test_trouble_that_goes_on_is_told_until_it_is_over(tmp_path: Path) -> None:
    fell = {"cause": "late_verdicts", "why": "3 verdicts in a row came too late"}
    revoked = {"cause": "score_drift", "why": "scores differ"}
    with Folder(tmp_path) as station:
        station.started()
        station.packs_seen(1)
        station.event("camera_lost", {"view": "top", "why": "unplugged"})
        station.event("level_fell", fell)
        station.event("level_fell", revoked)
        assert evidence(tmp_path).troubles == ("camera top was lost", fell["why"])
        station.event("camera_back", {"view": "top"})
        station.event("trouble_over", {"cause": "late_verdicts"})
        assert evidence(tmp_path).troubles == ()
        station.event("camera_lost", {"view": "top", "why": "unplugged"})
        station.restart()
        station.started()
        assert evidence(tmp_path).troubles == ()


def test_a_log_remembers_every_certificate_that_the_station_took_back(tmp_path: Path) -> None:
    with Folder(tmp_path) as station:
        station.event("level_fell", {"cause": "camera_fault", "revoked": []})
        station.event("level_fell", {"cause": "score_drift", "revoked": ["1f", "2e"]})
        station.restart()
        station.event("level_fell", {"cause": "challenge_missed", "revoked": ["3d"]})
    with closing(EventReader(station.data.events)) as reader:
        assert revoked_in(reader.events()) == {"1f", "2e", "3d"}


def test_a_log_that_does_not_say_where_its_packs_come_from_is_told(tmp_path: Path) -> None:
    with Folder(tmp_path) as station:
        station.packs_seen(1)
    (trouble,) = evidence(tmp_path).troubles
    assert "does not say at which station" in trouble


# The agreement study


def test_the_study_of_the_data_folder_is_read(tmp_path: Path) -> None:
    with Folder(tmp_path) as station:
        station.started()
        station.packs_seen(1)
    assert evidence(tmp_path).study is None
    (tmp_path / "study.json").write_text(json.dumps(as_document(study())))
    assert evidence(tmp_path).study == study()


@pytest.mark.parametrize("text", ["{", "[]", "{}"])
def test_a_study_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    with Folder(tmp_path) as station:
        station.started()
        station.packs_seen(1)
    (tmp_path / "study.json").write_text(text)
    with pytest.raises(InvalidInput, match="study"):
        found(tmp_path)


def test_a_study_that_was_edited_is_refused(tmp_path: Path) -> None:
    with Folder(tmp_path) as station:
        station.started()
        station.packs_seen(1)
    text = json.dumps(as_document(study(wrong=20))).replace(
        '"acceptable": false', '"acceptable": true'
    )
    (tmp_path / "study.json").write_text(text)
    with pytest.raises(InvalidInput, match="does not follow from its counts"):
        found(tmp_path)


# Bad input


def test_labels_that_contradict_are_refused_with_both_sources(tmp_path: Path) -> None:
    with Folder(tmp_path) as station:
        station.started()
        numbers = station.packs_seen(2)
        station.label(numbers, False, LabelSource.AUDIT)
        station.label([2], True, LabelSource.CHALLENGE)
    with pytest.raises(InvalidInput, match=r"audit says good, challenge says defective"):
        found(tmp_path)


def test_a_proof_contradicts_an_audit_too(tmp_path: Path) -> None:
    with Folder(tmp_path) as station:
        station.started()
        numbers = station.packs_seen(1, 0.9)
        station.label(numbers, False, LabelSource.AUDIT)
        station.proof(1)
    with pytest.raises(InvalidInput, match=r"challenge says defective, audit says good"):
        found(tmp_path)


def test_simulated_and_real_truth_are_not_mixed(tmp_path: Path) -> None:
    with Folder(tmp_path) as station:
        station.started()
        station.label(station.packs_seen(1), False, LabelSource.AUDIT)
        station.label(station.packs_seen(1), False, LabelSource.SIMULATED)
    with pytest.raises(InvalidInput, match="mixed"):
        found(tmp_path)


def test_a_label_of_a_pack_that_was_never_recorded_is_refused(tmp_path: Path) -> None:
    with Folder(tmp_path) as station:
        station.started()
        station.packs_seen(2)
        station.label([7, 3])
    with pytest.raises(InvalidInput, match=r"2 labels name packs .* the first is pack 3 of boot 1"):
        found(tmp_path)


def test_empty_records_are_refused(tmp_path: Path) -> None:
    with Folder(tmp_path) as station:
        station.started()
    with pytest.raises(InvalidInput, match="holds no packs; run the station first"):
        found(tmp_path)


def test_a_score_that_is_no_number_is_refused(tmp_path: Path) -> None:
    with Folder(tmp_path) as station:
        station.started()
        station.label(station.packs_seen(1, float("nan")))
    with pytest.raises(InvalidInput, match=r"pack 1 of boot 1: score nan is not in \[0, 1\]"):
        found(tmp_path)


def test_a_folder_without_a_log_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        found(tmp_path)


def test_a_recipe_may_be_named_where_the_recorded_one_is_gone(tmp_path: Path) -> None:
    with Folder(tmp_path) as station:
        station.started()
        station.label(station.packs_seen(2))
    recipe = save_box_recipe(tmp_path / "again", ("top",))
    assert len(gathered(DataFolder(tmp_path), recipe).evidence[0].calibration.goods) == 2
    other = save_box_recipe(tmp_path / "other", ("top",), min_likeness=0.7)
    changed = gathered(DataFolder(tmp_path), other)
    assert (changed.evidence[0].shadow_packs, changed.left_out) == (0, {OTHER: 2})


def test_a_hard_rule_is_no_error_whatever_the_score(tmp_path: Path) -> None:
    def unreadable(score: float) -> tuple[CheckResult, ...]:
        reasons = (Reason.UNREADABLE,)
        return (CheckResult(CHECK, CheckKind.PRINT, "top", Verdict.UNSURE, score, reasons=reasons),)

    with Folder(tmp_path) as station:
        station.started()
        station.label(station.packs_seen(1, checks=unreadable(0.7)))
        station.label(station.packs_seen(1, checks=unreadable(0.3)), defective=True)
    gate = evidence(tmp_path).calibration
    assert (gate.goods.tolist(), gate.defects.tolist()) == ([0.0], [1.0])


def test_a_run_ends_with_an_alarm_and_what_is_true_of_its_packs_stays_true(tmp_path: Path) -> None:
    with Folder(tmp_path / "data") as folder:
        folder.started()
        folder.label(folder.packs_seen(5, late=True))
        folder.store.append(ALARM_EVENT, {}, NOON + timedelta(seconds=5))
        folder.packs_seen(3)
    (gate,) = found(folder.data.folder).evidence
    assert (gate.shadow_packs, gate.late, len(gate.calibration.goods)) == (3, 0, 5)
    assert found(folder.data.folder).left_out == {BEFORE: 5}


def test_challenge_packs_are_no_reference_of_the_monitors(tmp_path: Path) -> None:
    with Folder(tmp_path / "data") as folder:
        folder.started()
        for number in folder.packs_seen(4):
            folder.proof(number)
        folder.packs_seen(3)
    (gate,) = found(folder.data.folder).evidence
    assert (gate.shadow_packs, gate.watch_lacks) == (7, 997)


def test_challenge_packs_of_the_simulated_line_were_drawn(tmp_path: Path) -> None:
    with Folder(tmp_path / "data") as folder:
        folder.started(camera=SIMULATED_CAMERA)
        folder.label(folder.packs_seen(3), source=LabelSource.SIMULATED)
        for number in folder.packs_seen(2, score=0.9):
            folder.proof(number)
    (gate,) = found(folder.data.folder).evidence
    assert gate.calibration.simulated
    assert gate.challenges_caught == 2
