"""The settings of a run: strict, and refused with the line and what would be right."""

from pathlib import Path

import pytest

from edge_agent.core.errors import NotFound, SettingsError
from training.tuning.settings import NEWEST, load_settings

GOOD = """seed = 5

[search]
trials = 4

[drawn]
product = "carton"
check = "lot"
lots = 8
"""

LABELLED = """[labelled]
data = "s3://plant/tray"
recipe = "recipes/tray"
check = "lot"

"""


def test_labelled_pictures_are_the_newest_ones_kept_together_by_lot_day_and_pack(
    tmp_path: Path,
) -> None:
    file = tmp_path / "labelled.toml"
    file.write_text(LABELLED)
    settings = load_settings(file)
    assert settings.labelled is not None
    assert (settings.drawn, settings.labelled.version) == (None, NEWEST)
    assert [one.value for one in settings.labelled.by] == ["lot", "day", "pack"]
    file.write_text("seed = 1")
    with pytest.raises(SettingsError, match=r"either \[drawn\] or \[labelled\]"):
        load_settings(file)


def test_what_is_not_said_is_usual(tmp_path: Path) -> None:
    file = tmp_path / "smoke.toml"
    file.write_text(GOOD)
    settings = load_settings(file)
    assert settings.drawn is not None
    assert (settings.seed, settings.search.trials, settings.drawn.lots) == (5, 4, 8)
    assert (settings.search.outer_folds, settings.search.inner_folds) == (5, 3)
    assert settings.drawn.packs_of_kind == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("trials = 4", "trails = 4", r"line 4: unknown key .*did you mean 'trials'"),
        ("trials = 4", "trials = 0", r"line 4: .*greater than or equal to 1"),
        ('"carton"', '"crate"', r"line 7: .*'crate' is none of tray, carton"),
        ('"lot"', '"sticker"', r"carton has no check 'sticker'; it has \['lot'"),
        ("lots = 8", "lots = 4", "4 lots are too few for 5 outer and 3 inner folds"),
        ("trials = 4", "outer_folds = 8\ninner_folds = 8", "too few for 8 outer and 8 inner"),
        ("lots = 8", "", "'drawn.lots' is missing"),
        ("[drawn]", "[labelled]", "'labelled.data' is missing"),
        ("[drawn]", LABELLED + "[drawn]", "either .* and not both"),
        ("[drawn]", "[limits]\nunsure = 0.0\n[drawn]", "'limits.unsure'.* greater than 0"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    file = tmp_path / "smoke.toml"
    file.write_text(GOOD.replace(old, new))
    with pytest.raises(SettingsError, match=said):
        load_settings(file)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        load_settings(tmp_path / "none.toml")
