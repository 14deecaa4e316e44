"""The drawn set of hard codes is the same wherever it is drawn, and of many kinds."""

import numpy as np

from edge_agent.core.expected_print import normalised
from training.hard_codes.drawing import LINES, fields, scene_fields, set_name
from training.hard_codes.kinds import KINDS


def test_a_field_follows_from_its_number_alone() -> None:
    first, again = scene_fields(11), scene_fields(11)
    assert [one.text for one in first] == [one.text for one in again]
    assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(first, again, strict=True))
    assert [one.number for one in first] == [22, 23]


def test_the_kinds_take_turns() -> None:
    drawn = list(fields(LINES * len(KINDS)))
    assert [one.kind for one in drawn[::LINES]] == [kind.name for kind in KINDS]


def test_every_field_shows_its_code_on_something() -> None:
    for field in fields(LINES * len(KINDS)):
        assert len(normalised(field.text)) >= 4
        height, width = field.pixels.shape[:2]
        assert height >= 14
        assert width > 2 * height
        assert field.pixels.std() > 2


def test_the_sets_name_tells_which_pictures_it_is() -> None:
    drawn = list(fields(4))
    assert set_name(drawn) == set_name(fields(4))
    assert set_name(drawn) != set_name(drawn[:3])
