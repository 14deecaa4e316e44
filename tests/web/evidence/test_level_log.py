"""Events and acts about levels: each read once, in order, whoever asks and however often."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from edge_agent.core.packs import Level
from edge_agent.core.roles import Act, Role
from edge_agent.people.acts import Subject
from edge_agent.people.office import AUDIT_FILE
from edge_agent.store.events import EventStore
from edge_agent.store.pages import StorePages
from edge_agent.web.evidence.level_log import LevelActs, LevelEvents
from tests.people.samples import NOW, an_office, an_order, later, present
from tests.samples import NOON

ALWAYS = Subject(recipe="tray", check="lot", level_from=Level.RECOMMEND, level_to=Level.ACT_ALWAYS)


def kinds(events: LevelEvents) -> list[str]:
    return [stored.event.kind for stored in events.so_far()]


def test_events_of_levels_are_found_among_others_in_their_order(tmp_path: Path) -> None:
    file = tmp_path / "events.db"
    with closing(StorePages(file)) as pages, closing(LevelEvents(pages)) as events:
        assert kinds(events) == []
        with closing(EventStore.open(file)) as store:
            for kind in ("started", "answered", "level_fell", "label"):
                store.append(kind, {}, NOON)
            assert kinds(events) == ["started", "level_fell"]
            store.append("level_raised", {}, NOON)
            store.append("trouble_over", {}, NOON)
        with closing(EventStore.open(file)) as store:
            store.append("alarm", {}, NOON)
            wanted = ["started", "level_fell", "level_raised", "trouble_over", "alarm"]
            assert kinds(events) == wanted


def test_many_who_ask_at_once_see_every_event_once(tmp_path: Path) -> None:
    file = tmp_path / "events.db"
    with closing(StorePages(file)) as pages, closing(LevelEvents(pages)) as events:
        with closing(EventStore.open(file)) as store, ThreadPoolExecutor(4) as readers:
            asked = []
            for _ in range(30):
                store.append("level_fell", {}, NOON)
                asked.append(readers.submit(events.so_far))
            lengths = [len(one.result()) for one in asked]
        assert len(events.so_far()) == 30
        assert max(lengths) <= 30


def test_acts_are_followed_as_they_are_added(tmp_path: Path) -> None:
    with closing(an_office(tmp_path)) as office, closing(LevelActs(tmp_path / AUDIT_FILE)) as acts:
        assert acts.revoked() == set()
        order = an_order(present(Role.QUALITY))
        office.record(order, Act.REVOKE_CERTIFICATE, Subject(certificate_sha256="ab"))
        proposal = office.propose(order, Act.RAISE_TO_ALWAYS, ALWAYS)
        assert acts.revoked() == {"ab"}
        assert [act.sha256 for act in acts.raises_to_always(NOW)] == [proposal.sha256]
        office.record(order, Act.REVOKE_CERTIFICATE, Subject(certificate_sha256="cd"))
        assert acts.revoked() == {"ab", "cd"}


def test_a_proposal_is_forgotten_after_a_day(tmp_path: Path) -> None:
    with closing(an_office(tmp_path)) as office, closing(LevelActs(tmp_path / AUDIT_FILE)) as acts:
        office.propose(an_order(present(Role.QUALITY)), Act.RAISE_TO_ALWAYS, ALWAYS)
        assert len(acts.raises_to_always(later(hours=24))) == 1
        assert acts.raises_to_always(NOW + timedelta(hours=24, seconds=1)) == []
