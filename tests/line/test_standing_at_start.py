"""A station stands where it stood; what cannot be trusted has earned nothing."""

from pathlib import Path

import pytest

from edge_agent.core.autonomy.causes import LOWERINGS, Cause
from edge_agent.core.autonomy.standing import Grant, Standing
from edge_agent.core.packs import Level
from edge_agent.line.standing_at_start import Lapse, kept_standing, without_lapsed
from edge_agent.store.standing import StandingFile

ACTING = Standing({"lot": Grant(Level.ACT_ALWAYS, "a" * 64), "sticker": Grant()})


@pytest.fixture
def file(tmp_path: Path) -> StandingFile:
    return StandingFile(tmp_path / "standing.json", "tray")


def test_it_stands_where_it_stood(file: StandingFile) -> None:
    file.keep(ACTING, is_stopped=False)
    kept = kept_standing(file, is_first_start=False, could_act=True)
    assert (kept.standing, kept.trouble) == (ACTING, None)


def test_a_new_station_has_earned_nothing_and_lost_nothing(file: StandingFile) -> None:
    kept = kept_standing(file, is_first_start=True, could_act=True)
    assert (kept.standing, kept.trouble) == (Standing({}), None)


@pytest.mark.parametrize("could_act", [True, False])
@pytest.mark.parametrize("damage", ["edited", "gone"])
def test_without_a_file_to_trust_nothing_is_earned_and_a_person_must_take_over(
    file: StandingFile, damage: str, could_act: bool
) -> None:
    file.keep(ACTING, is_stopped=False)
    if damage == "edited":
        file.path.write_text(file.path.read_text().replace("recommend", "report"))
    else:
        file.path.unlink()
    kept = kept_standing(file, is_first_start=False, could_act=could_act)
    assert kept.standing == Standing({}, handover_open=could_act)
    assert kept.trouble is not None


def test_a_lapsed_certificate_opens_the_handover_before_the_first_pack() -> None:
    lapse = Lapse("lot", Cause.CERTIFICATE_VOID, "it ended yesterday")
    after = without_lapsed(ACTING, [lapse], LOWERINGS)
    assert after.level_of("lot") is Level.RECOMMEND
    assert after.handover_open
    assert without_lapsed(ACTING, [], LOWERINGS) == ACTING
