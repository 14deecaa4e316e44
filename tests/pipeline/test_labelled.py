"""A data set that lies elsewhere is learned from as drawn packs are, and never judges itself."""

from pathlib import Path

import pytest

from deploy.pipeline.opening import opened
from tests.pipeline.labelled import Labelled
from tests.pipeline.runs import Document, Run, hashes
from training.card.page import CARD
from training.pipeline.checks_stage import CHECKS_STAGE, MustNotTrain
from training.pipeline.data_stage import DATA_STAGE, JUDGING, LEARNING, RECIPE
from training.pipeline.stage import Status, carry_out, standing


def test_a_set_that_would_judge_itself_is_refused(labelled: Labelled) -> None:
    work = labelled.work()
    carry_out(DATA_STAGE, work)
    with pytest.raises(MustNotTrain, match="5 pictures stand in several parts"):
        carry_out(CHECKS_STAGE, work)
    found = standing(CHECKS_STAGE, work.looking())
    assert found.status is Status.STOPPED
    assert "what is learned of them is judged by them" in str(found.why)


def test_a_version_is_fixed_when_it_is_first_seen(labelled: Labelled) -> None:
    first = carry_out(DATA_STAGE, labelled.work())
    assert carry_out(DATA_STAGE, labelled.work()).status is Status.KEPT
    labelled.label(1)
    second = carry_out(DATA_STAGE, labelled.work())
    assert (second.status, second.hash != first.hash) == (Status.DONE, True)


@pytest.mark.release
@pytest.mark.timeout(1800)
def test_the_same_packs_make_the_same_head_wherever_they_lie(
    whole: Document, place: Run, tmp_path: Path
) -> None:
    made = opened(place.config, place.out).made("data")
    table = [
        "[labelled]",
        f'url = "{made / LEARNING}"',
        f'judging_url = "{made / JUDGING}"',
        f'recipe = "{made / RECIPE}"',
        'check = "lot"',
    ]
    text = place.config.read_text()
    start, end = text.index("[drawn]"), text.index("[search]")
    config = tmp_path / "labelled.toml"
    config.write_text(text[:start] + "\n".join(table) + "\n\n" + text[end:])
    document = Run(config, tmp_path / "out").document("run")
    same = ("checks", "calibrate", "evaluate")
    found, wanted = hashes(document), hashes(whole)
    assert {name: found[name] == wanted[name] for name in same} == dict.fromkeys(same, True)
    assert document["bundle"] == whole["bundle"]
    card = (opened(config, tmp_path / "out").made("export") / CARD).read_text()
    assert "labelled pictures of packs of carton" in card
