"""A settings' file that cannot be in force is refused with the line."""

from pathlib import Path

import pytest

from edge_agent.core.errors import SettingsError
from training.pipeline.settings import load_settings

SMOKE = Path(__file__).parents[3] / "training" / "settings" / "smoke.toml"
LABELLED = """name = "caps"

[labelled]
url = "s3://plant/caps"
judging_url = "s3://plant/caps-judging"
recipe = "recipes/caps"
check = "seal"
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "pipeline.toml"
    file.write_text(text)
    return file


def test_the_smoke_settings_are_in_force_and_their_card_lacks_nothing_a_person_says() -> None:
    settings = load_settings(SMOKE)
    assert settings.check == "lot"
    assert all(settings.card.model_dump().values())


def test_a_data_set_somewhere_else_is_the_other_source(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, LABELLED))
    assert settings.labelled is not None
    assert (settings.check, settings.labelled.version) == ("seal", 0)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ('name = "caps"\n', "give one of the tables"),
        (
            LABELLED + '[drawn]\nproduct = "tray"\ncheck = "lot"\nlots = 9\njudging_lots = 2\n',
            "one of",
        ),
        (LABELLED + 'chekc = "seal"\n', "did you mean 'check'"),
        (LABELLED + "[release]\nrepository = 'releases'\n", "give repository and keys, or neither"),
        (LABELLED + "[triggers.drift]\ncentre = 'https://c'\n", "centre and token together"),
        (LABELLED + "[triggers.drift]\n", "give centre (with token), or file"),
        (LABELLED.replace('"caps"\n', '"caps"\nseries = "1"\n', 1), "'series'"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, changed: str, told: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(written(tmp_path, changed))
    assert told in str(refused.value)


def test_drawn_packs_get_no_labels_to_wait_for(tmp_path: Path) -> None:
    text = SMOKE.read_text() + "[triggers]\nnew_labels = 10\n"
    with pytest.raises(SettingsError, match="drawn packs get no labels"):
        load_settings(written(tmp_path, text))


@pytest.mark.parametrize(("key", "value"), [("product", "crate"), ("check", "seal")])
def test_a_product_or_check_that_is_not_drawn_is_refused(
    tmp_path: Path, key: str, value: str
) -> None:
    lines = SMOKE.read_text().splitlines()
    changed = [f'{key} = "{value}"' if line.startswith(f"{key} =") else line for line in lines]
    with pytest.raises(SettingsError, match=value):
        load_settings(written(tmp_path, "\n".join(changed)))
