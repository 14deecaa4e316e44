import numpy as np
import pytest

from training.scenes.marks import Kind, MapDrawer, kernel_inset, mark_of, outline

SIDE_PX = 160


def drawn(*marks: tuple[Kind, tuple[float, float, float, float]]) -> MapDrawer:
    drawer = MapDrawer(SIDE_PX)
    for kind, box in marks:
        mark = mark_of(kind, *box)
        drawer.draw(kind, outline(mark.corners, 0.0), outline(mark.corners, kernel_inset(mark)))
    return drawer


def test_a_text_leaves_a_kernel_half_as_high_where_it_stands() -> None:
    maps = drawn((Kind.CODE, (20, 40, 120, 32))).done()
    rows, columns = np.nonzero(maps.text > 127)
    assert (rows.min() * 4, rows.max() * 4 + 4) == pytest.approx((48, 64), abs=4)
    assert (columns.min() * 4, columns.max() * 4 + 4) == pytest.approx((28, 132), abs=4)
    assert maps.code[14, 20] == 255
    assert maps.along[:, 14, 20] == pytest.approx((1, 0), abs=1e-6)


def test_lines_that_touch_keep_kernels_apart() -> None:
    maps = drawn((Kind.WORDS, (10, 40, 120, 16)), (Kind.CODE, (10, 56, 120, 16))).done()
    shown = maps.text[:, 18] > 127
    assert int(np.abs(np.diff(shown.astype(int))).sum()) == 4  # two kernels, each begins and ends
    assert maps.code[16, 18] == 255
    assert maps.code[11, 18] == 0


def test_what_is_laid_over_print_hides_it() -> None:
    text = (Kind.CODE, (20.0, 40.0, 120.0, 32.0))
    sticker = (Kind.STICKER, (0.0, 20.0, 160.0, 80.0))
    maps = drawn(text, sticker).done()
    assert maps.text.max() == 0
    assert maps.sticker[14, 20] == 255
    assert drawn(sticker, text).done().text.max() == 255


def test_print_too_small_to_see_is_neither_text_nor_none() -> None:
    maps = drawn((Kind.WORDS, (20, 40, 80, 5))).done()
    assert maps.text.max() == 0
    assert maps.counted[10, 15] == 0
    assert maps.counted[30, 15] == 255


def test_a_turned_text_points_where_it_reads() -> None:
    drawer = MapDrawer(SIDE_PX)
    corners = np.array([(100.0, 20.0), (100.0, 140.0), (68.0, 140.0), (68.0, 20.0)])
    drawer.draw(Kind.CODE, outline(corners, 0.0), outline(corners, 8.0))
    assert drawer.done().along[:, 20, 21] == pytest.approx((0, 1), abs=1e-6)
