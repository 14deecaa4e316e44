"""What a page is sent next: never more than it takes, and never what is overtaken."""

import pytest

from edge_agent.core.reasons.languages import Language
from edge_agent.web.live.shots import Shot, ShotKind, shots_of_pack
from edge_agent.web.live.viewer import PATIENCE_NS, SLOW_NS, StrangeCount, Viewer
from tests.control.samples import LINE
from tests.web.live.samples import a_told_pack


def shots(pack_no: int, *views: str, kind: ShotKind = ShotKind.PACK) -> tuple[Shot, ...]:
    return shots_of_pack(kind, LINE, a_told_pack(pack_no, *views))


def sent(viewer: Viewer, shown: tuple[Shot, ...], now_ns: int = 1) -> list[tuple[int, str]]:
    """All that goes out at once."""
    out = []
    while (shot := viewer.next_shot(shown, now_ns)) is not None:
        viewer.sent_shot(shot, now_ns)
        out.append((shot.key.pack_no, shot.key.view))
    return out


def test_at_most_two_pictures_are_on_their_way() -> None:
    viewer = Viewer()
    shown = shots(1, "top", "bottom", "side")
    assert sent(viewer, shown) == [(1, "top"), (1, "bottom")]
    viewer.took(1, 1)
    assert sent(viewer, shown) == [(1, "side")]


def test_who_takes_nothing_gets_the_newest_later_and_nothing_of_before() -> None:
    viewer = Viewer()
    assert sent(viewer, shots(1)) == [(1, "top")]
    assert sent(viewer, shots(2)) == [(2, "top")]
    for pack_no in range(3, 50):
        assert sent(viewer, shots(pack_no)) == []
    viewer.took(2, 1)
    assert sent(viewer, shots(50)) == [(50, "top")]


def test_no_picture_is_sent_twice() -> None:
    viewer = Viewer()
    shown = shots(1)
    sent(viewer, shown)
    viewer.took(1, 1)
    assert sent(viewer, shown) == []


def test_a_slow_connection_gets_one_picture_at_a_time() -> None:
    viewer = Viewer()
    sent(viewer, shots(1), now_ns=0)
    viewer.took(1, 2 * SLOW_NS)
    assert sent(viewer, shots(2, "top", "bottom"), 4 * SLOW_NS - 1) == []
    assert sent(viewer, shots(3, "top", "bottom"), 4 * SLOW_NS) == [(3, "bottom")]
    viewer.took(2, 4 * SLOW_NS + 1)
    assert len(sent(viewer, shots(4, "top", "bottom"), 4 * SLOW_NS + 1)) == 2


def test_no_view_is_kept_waiting_by_another() -> None:
    viewer = Viewer()
    viewer.window = 1
    views = []
    for pack_no in range(1, 7):
        now_ns = pack_no * 10 * SLOW_NS
        views += [view for _, view in sent(viewer, shots(pack_no, "top", "bottom"), now_ns)]
        viewer.took(pack_no, now_ns + 2 * SLOW_NS)
    assert views == ["top", "bottom"] * 3


def test_evidence_goes_before_live_pictures() -> None:
    viewer = Viewer()
    viewer.window = 1
    shown = (*shots(9, kind=ShotKind.EVIDENCE), *shots(5))
    assert sent(viewer, shown) == [(9, "top")]
    viewer.took(1, 2)
    assert sent(viewer, shown, 2) == [(5, "top")]


def test_one_state_is_on_its_way_and_pictures_do_not_stop_it() -> None:
    viewer = Viewer()
    sent(viewer, shots(1, "top", "bottom"))
    assert viewer.wants_state(1)
    viewer.sent_state(1, 0)
    assert not viewer.wants_state(2)
    viewer.took(3, 1)
    assert viewer.wants_state(2)
    assert not viewer.wants_state(1)


@pytest.mark.parametrize("count", [-1, 1, 100])
def test_a_page_cannot_take_what_was_not_sent(count: int) -> None:
    with pytest.raises(StrangeCount):
        Viewer().took(count, 0)


def test_a_page_that_takes_nothing_for_long_is_gone() -> None:
    viewer = Viewer()
    assert not viewer.is_gone(PATIENCE_NS * 2)
    viewer.sent_state(1, 0)
    assert not viewer.is_gone(PATIENCE_NS)
    assert viewer.is_gone(PATIENCE_NS + 1)


def test_a_message_is_made_once_for_all_who_take_it() -> None:
    [shot] = shots(1)
    assert shot.message(Language.EN) is shot.message(Language.EN)
    assert shot.message(Language.EN) != shot.message(Language.DE)
