"""A bundle that looks on beside a whole line in virtual time: what is heard, given and told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest

from edge_agent.core.packs import CheckKind, CheckResult, Level, Record, Verdict
from edge_agent.core.shadow.orders import (
    BEGAN,
    ENDED,
    OFFERED,
    ORDERED,
    REFUSED,
    RESTARTED,
    ShadowOrder,
)
from edge_agent.core.shadow.tally import DIFFERENCE, MOST_TOLD, TALLY, Compares, Tally, tally_in
from edge_agent.core.told import EndShadow, OfferShadow, RefuseShadow, ShadowBundle, Told
from edge_agent.line.shadowing import (
    TALLY_PACKS,
    Beside,
    EndedPack,
    Gone,
    Looked,
    Opened,
    Restarts,
    Said,
)
from hardware.interfaces import Pixels
from simulators.scripted import SCORE, VERDICT
from simulators.shift import Notes
from tests.line.plants import IN_FORCE, SLOW_LINE, Shift, set_up

NAME, SHA256 = "base-8.0.1.zip", "3f" * 32
OTHER = "base-9.0.0.zip"
ORDER = ShadowBundle(NAME, "ana")
OFFER = OfferShadow(NAME, SHA256, "ana")
VIEW = "view 0"
Says = Callable[[Verdict], Verdict]


@dataclass(slots=True)
class PicturedNotes(Notes):
    pictured: int = 0

    def pictured_event(
        self, kind: str, body: Mapping[str, object], frames: Mapping[str, Pixels]
    ) -> None:
        self.pictured += len(frames)
        self.event(kind, {**body, "pictures": {}})

    def of(self, kind: str) -> list[dict[str, object]]:
        return [body for told, body in self.events if told == kind]

    @property
    def tally(self) -> Tally:
        return tally_in(self.of(TALLY)[-1])


@dataclass(slots=True)
class Scripted:
    """Says of a pack what `says` makes of its mark, one look later; or what it is told to."""

    says: Says = lambda true: true
    begun: list[str] = field(default_factory=list)
    instead: list[Said] = field(default_factory=list)
    """Said once, in place of the next answers."""
    answers: list[Said] = field(default_factory=list)
    is_there: bool = True
    is_silent: bool = False

    def begin(self, bundle_sha256: str) -> None:
        self.begun.append(bundle_sha256)
        if self.is_there:
            self.answers.append(Opened())

    def offer(self, pack: EndedPack) -> bool:
        if not self.begun or not self.is_there:
            return False
        if self.instead:
            self.answers.append(self.instead.pop(0))
        elif not self.is_silent:
            verdict = self.says(VERDICT[int(pack.frames[VIEW][0, 0, 0])])
            result = CheckResult(f"check {VIEW}", CheckKind.SURFACE, VIEW, verdict, SCORE[verdict])
            self.answers.append(Looked(pack.pack_no, (result,)))
        return True

    def said(self) -> list[Said]:
        said, self.answers = self.answers, []
        return said

    def end(self) -> None:
        self.begun.clear()


def a_shift(
    challenger: Scripted,
    words: list[Told],
    packs: int = 60,
    beside: Beside | None = None,
) -> tuple[Shift, PicturedNotes]:
    """Run to its end, with the words said before the first pack."""
    notes = PicturedNotes()
    shift = set_up(
        *(packs, Level.ACT_WHEN_SURE, SLOW_LINE),
        beside=beside or Beside(challenger, notes),
    )
    for word in words:
        shift.runner.line.told.put(word)
    shift.runner.run()
    if shift.runner.line.shadowing is not None:
        shift.runner.line.shadowing.rest()
    return shift, notes


def stricter(verdict: Verdict) -> Verdict:
    return Verdict.NOT_OK if verdict is Verdict.OK else verdict


def test_every_pack_is_counted_once_and_the_line_does_as_without_it() -> None:
    alone = set_up(60, Level.ACT_WHEN_SURE, SLOW_LINE)
    alone.runner.run()
    shift, notes = a_shift(Scripted(stricter), [ORDER, OFFER])
    assert facts_of(shift.records) == facts_of(alone.records)
    assert shift.runner.line.ledger == alone.runner.line.ledger
    tally = notes.tally
    assert tally.packs + tally.not_looked_at == 60
    assert tally.stricter == len(notes.of(DIFFERENCE)) > 40


def test_pictures_are_kept_of_one_pack_in_a_second() -> None:
    shift, notes = a_shift(Scripted(stricter), [ORDER, OFFER])
    ran_s = shift.runner.clock.now_ns() / 1e9
    assert 10 < notes.pictured <= ran_s + 1


def facts_of(records: list[Record]) -> list[tuple[object, ...]]:
    return [(one.pack_no, one.verdict, one.decision, one.outcome) for one in records]


def test_the_line_without_a_place_for_it_refuses_every_word_of_it() -> None:
    shift = set_up(3, Level.REPORT)
    for word in (ORDER, OFFER, EndShadow("ana")):
        shift.runner.line.told.put(word)
    shift.runner.run()
    refused = [body["why"] for kind, body in shift.notes.events if kind == "word_refused"]
    assert refused == ["no other bundle can look on at this line"] * 3


@pytest.mark.parametrize(
    "word",
    [OFFER, RefuseShadow(NAME, "so", "ana"), EndShadow("ana"), OfferShadow(OTHER, SHA256, "")],
)
def test_what_nobody_waits_for_is_refused(word: Told) -> None:
    shift, notes = a_shift(Scripted(), [word], packs=3)
    assert [kind for kind, _ in shift.notes.events if kind == "word_refused"] == ["word_refused"]
    assert notes.events == []


def test_a_newer_order_ends_the_one_before() -> None:
    _, notes = a_shift(Scripted(), [ORDER, OFFER, ShadowBundle(OTHER, "eva")], packs=3)
    kinds = [kind for kind, _ in notes.events]
    assert kinds == [ORDERED, OFFERED, ENDED, ORDERED]
    assert notes.of(ENDED) == [
        {"name": NAME, "why": f"{OTHER} was ordered in its place", "by": "eva"}
    ]


def test_a_release_that_is_not_taken_is_told_and_never_begun() -> None:
    challenger = Scripted()
    _, notes = a_shift(challenger, [ORDER, RefuseShadow(NAME, "not released", "ana")], packs=3)
    assert notes.of(REFUSED) == [{"name": NAME, "why": "not released", "by": "ana"}]
    assert challenger.begun == []
    assert notes.of(TALLY) == []


def test_the_bundle_in_use_does_not_look_on_beside_itself() -> None:
    own = OfferShadow(NAME, IN_FORCE.bundle_sha256, "ana")
    challenger = Scripted()
    _, notes = a_shift(challenger, [ORDER, own], packs=3)
    assert notes.of(ENDED)[0]["why"] == "it is in use now"
    assert challenger.begun == []


def test_what_it_does_not_answer_is_not_looked_at_and_holds_nothing_up() -> None:
    shift, notes = a_shift(Scripted(is_silent=True), [ORDER, OFFER])
    assert shift.runner.line.ledger.adds_up
    assert (notes.tally.packs, notes.tally.not_looked_at) == (0, 60)


def test_one_that_is_not_there_has_not_looked_and_has_not_begun() -> None:
    _, notes = a_shift(Scripted(is_there=False), [ORDER, OFFER])
    assert (notes.tally.packs, notes.tally.not_looked_at) == (0, 60)
    assert notes.of(BEGAN) == []


def test_a_death_costs_a_pack_and_is_told_and_the_last_one_ends_it() -> None:
    why = "was ended by signal 9"
    _, notes = a_shift(Scripted(instead=[Restarts(why)]), [ORDER, OFFER])
    assert notes.of(RESTARTED) == [{"name": NAME, "why": why}]
    assert (notes.tally.packs, notes.tally.not_looked_at) == (59, 1)
    _, notes = a_shift(Scripted(instead=[Gone(why)]), [ORDER, OFFER])
    assert notes.of(ENDED) == [{"name": NAME, "why": why, "by": "station"}]
    assert (notes.tally.packs, notes.tally.not_looked_at) == (0, 1)


def test_an_answer_for_another_pack_is_not_believed() -> None:
    _, notes = a_shift(Scripted(instead=[Looked(7_000, ())]), [ORDER, OFFER], packs=20)
    assert notes.tally.packs == 0


def test_a_bundle_that_is_plainly_wrong_does_not_fill_the_log() -> None:
    packs = MOST_TOLD + 80
    _, notes = a_shift(Scripted(stricter), [ORDER, OFFER], packs=packs)
    assert len(notes.of(DIFFERENCE)) == MOST_TOLD
    assert notes.tally.stricter > MOST_TOLD
    assert len(notes.of(TALLY)) >= packs // TALLY_PACKS


def test_a_start_goes_on_with_the_order_and_the_tally_of_the_very_same() -> None:
    notes, challenger = PicturedNotes(), Scripted()
    same = Compares(SHA256, IN_FORCE.bundle_sha256, IN_FORCE.recipe, IN_FORCE.recipe_hash)
    other = Compares(SHA256, IN_FORCE.bundle_sha256, IN_FORCE.recipe, "f" * 64)
    before = [Tally(same, packs=500, same=500), Tally(other, packs=9, same=9)]
    order = ShadowOrder(NAME, "ana", SHA256, has_begun=True)
    a_shift(challenger, [], packs=10, beside=Beside(challenger, notes, order, before))
    assert challenger.begun == [SHA256]
    assert notes.of(BEGAN) == []
    assert notes.tally.packs == 510


def test_a_start_with_an_order_that_does_not_lie_there_yet_waits_for_it() -> None:
    notes, challenger = PicturedNotes(), Scripted()
    order = ShadowOrder(NAME, "ana")
    a_shift(challenger, [OFFER], packs=10, beside=Beside(challenger, notes, order))
    assert [kind for kind, _ in notes.events] == [OFFERED, BEGAN, TALLY]
